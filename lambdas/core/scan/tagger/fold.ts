import { unicode } from '../unicode.ts';

/** Folded characters below this code; above it every letter stands for itself. */
const FOLDED = 0x590;

/** Lower case without accents, for what has one (Latin, Greek, Cyrillic); 0 for what is no letter or digit. */
const fold = new Uint16Array(FOLDED);
/** What a character is to the tokenizer. */
export const Kind = { other: 0, space: 1, lower: 2, upper: 3, digit: 4 } as const;
const kinds = new Uint8Array(FOLDED);

/** Not looked at yet: expressions over all of Unicode take milliseconds, and most texts need none. */
const UNKNOWN = 0xff;
kinds.fill(UNKNOWN, 0x80);
for (let code = 0; code < 0x80; code++) {
  const kind = kindOfAscii(code);
  kinds[code] = kind;
  if (kind >= Kind.lower) fold[code] = kind === Kind.upper ? code | 0x20 : code;
}

function kindOfAscii(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return Kind.lower;
  if (code >= 0x41 && code <= 0x5a) return Kind.upper;
  if (code >= 0x30 && code <= 0x39) return Kind.digit;
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) ? Kind.space : Kind.other;
}

/** Looks at a character beyond ASCII for the first time. */
function describe(code: number): number {
  const character = String.fromCharCode(code);
  const kind = kindOfCharacter(character);
  kinds[code] = kind;
  if (kind >= Kind.lower) fold[code] = character.toLowerCase().normalize('NFD').charCodeAt(0);
  return kind;
}

function kindOfCharacter(character: string): number {
  if (unicode('\\p{Nd}').test(character)) return Kind.digit;
  if (unicode('\\p{Lu}').test(character)) return Kind.upper;
  if (unicode('[\\p{L}\\p{M}]').test(character)) return Kind.lower;
  return /\s/.test(character) ? Kind.space : Kind.other;
}

/** What the character with this UTF-16 code is. Letters without case count as lower. */
export function kindOf(code: number): number {
  if (code < FOLDED) {
    const kind = kinds[code] ?? 0;
    return kind === UNKNOWN ? describe(code) : kind;
  }
  // General punctuation, symbols, CJK punctuation: no letters. The rest is one for our purpose.
  if (code >= 0x2000 && code <= 0x2bff)
    return code <= 0x200a || code === 0x2028 ? Kind.space : Kind.other;
  if (code >= 0x3000 && code <= 0x303f) return code === 0x3000 ? Kind.space : Kind.other;
  return Kind.lower;
}

/** The character without case and accent. */
export function foldCode(code: number): number {
  if (code >= FOLDED) return code;
  if (kinds[code] === UNKNOWN) describe(code);
  return fold[code] ?? code;
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
