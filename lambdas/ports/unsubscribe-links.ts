import type { UnsubscribeTarget } from '../core/send/unsubscribe-target.ts';

/** Makes links of RFC 8058 for mail that is about to leave. Whoever makes them cannot read them. */
export interface UnsubscribeLinks {
  /** @returns an absolute URL that names nobody */
  linkFor(target: UnsubscribeTarget): Promise<string>;
}

/** Reads what a link stands for. */
export interface UnsubscribeReader {
  /** @returns undefined for a token that was not made here, or was altered */
  read(token: string): Promise<UnsubscribeTarget | undefined>;
}
