/** Folded characters below this code; above it every letter stands for itself. */
const FOLDED = 0x590;

/** Lower case without accents, for what has one (Latin, Greek, Cyrillic); 0 for what is no letter or digit. */
const fold = new Uint16Array(FOLDED);
/** What a character is to the tokenizer. */
export const Kind = { other: 0, space: 1, lower: 2, upper: 3, digit: 4 } as const;
const kinds = new Uint8Array(FOLDED);

const characters = String.fromCharCode(...Array.from({ length: FOLDED }, (_, code) => code));
mark(/\s/g, Kind.space);
mark(/[\p{L}\p{M}]/gu, Kind.lower);
mark(/\p{Lu}/gu, Kind.upper);
mark(/\p{Nd}/gu, Kind.digit);

function mark(expression: RegExp, kind: number): void {
  for (const { index, 0: character } of characters.matchAll(expression)) {
    kinds[index] = kind;
    if (kind >= Kind.lower) fold[index] = character.toLowerCase().normalize('NFD').charCodeAt(0);
  }
}

/** What the character with this UTF-16 code is. Letters without case count as lower. */
export function kindOf(code: number): number {
  if (code < FOLDED) return kinds[code] ?? 0;
  // General punctuation, symbols, CJK punctuation: no letters. The rest is one for our purpose.
  if (code >= 0x2000 && code <= 0x2bff)
    return code <= 0x200a || code === 0x2028 ? Kind.space : Kind.other;
  if (code >= 0x3000 && code <= 0x303f) return code === 0x3000 ? Kind.space : Kind.other;
  return Kind.lower;
}

/** The character without case and accent. */
export function foldCode(code: number): number {
  return code < FOLDED ? (fold[code] ?? code) : code;
}

const PRIME = 0x01000193;
export const HASH_START = 0x811c9dc5 | 0;

/** FNV-1a over UTF-16 code units. */
export function hashStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, PRIME);
}

/** The hash of a word as the tokenizer computes it. */
export function hashWord(word: string): number {
  let hash = HASH_START;
  for (let at = 0; at < word.length; at++) hash = hashStep(hash, foldCode(word.charCodeAt(at)));
  return hash;
}

/** The hash of two hashes in order. */
export function combine(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
