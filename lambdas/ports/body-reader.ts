import type { Delivery } from '../core/message/delivery.ts';

export interface ReadableBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Reads a delivery's body. The clinical lane's opens the vault; the marketing lane's knows clear bytes
 * alone, and is bundled without the code that could do more.
 */
export interface BodyReader {
  /** @returns undefined when this lane cannot have the body. */
  read(delivery: Delivery): Promise<ReadableBody | undefined>;
}
