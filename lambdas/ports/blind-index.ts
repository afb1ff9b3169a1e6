import type { PersonAddress } from '../core/people/address.ts';

/**
 * Turns an address into what it is looked up by: keyed, so that whoever reads the table learns no address
 * by trying some. The clinical side alone can compute it.
 */
export interface BlindIndex {
  /** 43 characters of base64url. The same address of another covered entity gives another one. */
  of(entityId: string, address: PersonAddress): Promise<string>;
}
