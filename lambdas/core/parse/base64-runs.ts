import { classOf, isOf, type CharacterClass } from './character-class.ts';

/** Letters of both alphabets of RFC 4648 (sections 4 and 5); `=` only ends a run. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-';
const LETTERS = classOf(ALPHABET);
/** And what may part pieces of it. */
const LETTERS_AND_SIGNS = classOf(`${ALPHABET}=.,:;|~*`);

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches of a text that may be base64, as positions. By hand: a regular expression keeps a way back
 * for every letter, of which a file has millions.
 */
export function base64Runs(text: string, shortest: number): Stretch[] {
  return runsOf(text, shortest, LETTERS);
}

/**
 * Whether a text has a stretch that may be base64, in one piece or cut: without one there is nothing to look for, in
 * most texts.
 */
export function mayHoldRun(text: string, shortest: number): boolean {
  for (let start = 0; start + shortest <= text.length;) {
    let last = start + shortest - 1;
    while (last >= start && isOf(LETTERS_AND_SIGNS, text.charCodeAt(last))) last -= 1;
    if (last < start) return true;
    start = last + 1;
  }
  return false;
}

/** The stretches of a text that may be base64 which was cut in pieces. */
export function partedRuns(text: string, shortest: number): Stretch[] {
  return runsOf(text, shortest, LETTERS_AND_SIGNS);
}

function runsOf(text: string, shortest: number, letters: CharacterClass): Stretch[] {
  const runs: { start: number; end: number }[] = [];
  // A run that is long enough has a letter at every step of its length: most of a text is never looked at.
  for (let start = 0; start + shortest <= text.length;) {
    let last = start + shortest - 1;
    while (last >= start && isOf(letters, text.charCodeAt(last))) last -= 1;
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let end = start + shortest;
    while (end < text.length && isOf(letters, text.charCodeAt(end))) end += 1;
    while (text.charCodeAt(end) === 0x3d) end += 1;
    runs.push({ start, end });
    start = end;
  }
  return runs;
}

/** Letters of an escape in program text: a line break, or a character by its number. */
const ESCAPE = /\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrtbfv])/y;

/** How many letters at the beginning of a run belong to an escape in front of it: `\n` and base64 touch. */
export function afterEscape(text: string, start: number): number {
  if (text.charCodeAt(start - 1) !== 0x5c) return 0;
  ESCAPE.lastIndex = start - 1;
  return (ESCAPE.exec(text)?.[0].length ?? 1) - 1;
}

/** Whether a text may be base64 as a whole, white space aside. */
export function isBase64(text: string): boolean {
  return !/[^A-Za-z0-9+/_=\s-]|=[^=\s]/.test(text);
}
