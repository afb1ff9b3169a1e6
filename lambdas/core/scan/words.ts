import { isWordCode } from './marks.ts';

/** Runs of letters and digits in a segment's normalized text. */
export interface Words {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export function splitWords(text: string): Words {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isWordCode(text.charCodeAt(at))) continue;
    starts.push(at);
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
    ends.push(at);
  }
  return { text, starts, ends };
}

/** Whether word `index` follows the word before it without a sentence between them. */
export function isAdjacent(words: Words, index: number, widest = 2): boolean {
  const end = words.ends[index - 1];
  const start = words.starts[index];
  return end !== undefined && start !== undefined && start - end <= widest;
}

export function wordAt(words: Words, index: number): string {
  return words.text.slice(words.starts[index], words.ends[index]);
}

/** Which of 4,096 classes of hashes occur at all: most words are told apart from all sought ones without a copy. */
export class HashClasses {
  /** Made when it is needed: most documents repeat nothing. A list, because the memory of a typed array is not V8's own. */
  #bits: number[] | undefined;

  add(hash: number): void {
    const bits = (this.#bits ??= new Array<number>(128).fill(0));
    const place = (hash >>> 5) & 127;
    bits[place] = (bits[place] ?? 0) | (1 << (hash & 31));
  }

  /** False only when no hash of its class was added. */
  mayHave(hash: number): boolean {
    return (
      this.#bits !== undefined && (((this.#bits[(hash >>> 5) & 127] ?? 0) >> (hash & 31)) & 1) === 1
    );
  }
}

/** Whether a word has no letter beyond ASCII. */
export function isAscii(word: string): boolean {
  for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** Up to the first space or period. */
export function firstWord(found: string): string {
  for (let at = 0; at < found.length; at++) {
    const code = found.charCodeAt(at);
    if (code === 0x20 || code === 0x2e) return found.slice(0, at);
  }
  return found;
}

/** Whether a name is written as most are: words of ASCII, a capital and small letters each, with one space between. */
export function isPlainlyWritten(name: string): boolean {
  let before = SPACE;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const isInWord = before !== SPACE && code >= 0x61 && code <= 0x7a;
    const isFirst = before === SPACE && code >= 0x41 && code <= 0x5a;
    if (!isInWord && !isFirst && !(code === SPACE && before >= 0x61)) return false;
    before = code;
  }
  return before >= 0x61;
}
const SPACE = 0x20;

/** Whether a small letter of ASCII stands at a place. */
export function isSmallLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x61 && code <= 0x7a;
}

export const isAsciiLetter = (code: number): boolean =>
  (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;

/** The letters of ASCII that a text begins with; empty where one beyond ASCII follows, which may be a letter as well. */
export function asciiBeginning(text: string): string {
  let end = 0;
  while (isAsciiLetter(text.charCodeAt(end))) end += 1;
  return text.charCodeAt(end) >= 0x80 ? '' : text.slice(0, end);
}

/** False only where a text has no white space. */
export function mayHaveSpace(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x80) return true;
  }
  return false;
}

/** Whether a digit of ASCII stands in a part of a text. */
export function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) return true;
  }
  return false;
}
