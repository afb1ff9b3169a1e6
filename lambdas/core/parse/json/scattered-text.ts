import { encodedRuns } from '../encoded-text.ts';
import type { JsonNode } from './read-json.ts';

/** Shorter lists are numbers and words. */
const LEAST_BYTES = 24;
const LEAST_PARTS = 3;
const LEAST_LETTERS = 7;

/**
 * Whether the items of an array are the bytes of a text (a Node.js Buffer as JSON has it), or its
 * characters, or base64 that was cut in pieces. It is said of the array as a whole, so nothing looks into the items.
 */
export function isScatteredText(items: readonly JsonNode[]): boolean {
  const [first] = items;
  if (first?.kind === 'number') return items.length >= LEAST_BYTES && areBytes(items);
  if (first?.kind !== 'string' || items.length < LEAST_PARTS) return false;
  if (items.length >= LEAST_LETTERS && areLetters(items)) return true;
  if (
    !items.every(
      (item) => item.kind === 'string' && /^[A-Za-z0-9+/_-]{2,100}={0,2}$/.test(item.text),
    )
  ) {
    return false;
  }
  const whole = items.map((item) => (item.kind === 'string' ? item.text : '')).join('');
  const [run] = encodedRuns(whole);
  // Words may be base64 as well, each by chance; hardly all of them together, with spaces in what they spell.
  return run?.start === 0 && run.end === whole.length && /\s|[{"]/.test(run.text);
}

/** A text in its characters. Grades and answers in a row have no spaces between them, nor runs of digits with a hyphen. */
function areLetters(items: readonly JsonNode[]): boolean {
  if (!items.every((item) => item.kind === 'string' && /^.{1,2}$/su.test(item.text))) return false;
  const whole = items.map((item) => (item.kind === 'string' ? item.text : '')).join('');
  return /[ @]|\d{3}[-.]\d{2}/.test(whole);
}

/** Mostly small letters, with spaces or quotes between: measurements in a row look otherwise. */
function areBytes(items: readonly JsonNode[]): boolean {
  let [letters, gaps] = [0, 0];
  for (const item of items) {
    if (item.kind !== 'number' || !/^\d{1,3}$/.test(item.text)) return false;
    const byte = Number(item.text);
    if (byte > 255 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
    if (byte >= 97 && byte <= 122) letters += 1;
    else if (byte === 32 || byte === 34) gaps += 1;
  }
  return letters >= items.length * 0.4 && gaps > 0;
}
