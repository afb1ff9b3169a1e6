/** What ids are made from; the pipeline passes its own source of randomness. */
export interface RandomBytes {
  bytes(count: number): Uint8Array;
}

/** Lower-case base32 without vowels' look-alikes (Crockford's alphabet): safe in URLs, headers and file names. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 130 random bits as 26 characters. */
export function randomId(random: RandomBytes): string {
  let id = '';
  for (const byte of random.bytes(26)) id += ALPHABET[byte & 31] ?? '';
  return id;
}

/** Id of a message: random, and the idempotency id that destinations see. */
export function newMessageId(random: RandomBytes): string {
  return `msg_${randomId(random)}`;
}
