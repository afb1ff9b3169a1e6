import type { EncodedRun } from './encoded-run.ts';
import { partedRuns } from './base64-runs.ts';
import { classOf, isOf } from './character-class.ts';
import { isHex } from './hex-digits.ts';
import { maySpellText } from './may-spell-text.ts';
import { printable } from './printable.ts';

/** Letters: shorter ones are ids and addresses, and may spell something by chance. */
const SHORTEST = 16;
const SHORTEST_PAIRS = 10;

/** Base64 in pieces, with the same sign between all of them: `UGF0aWVu.dCBNYXJh`. */
const PIECES = /(?<![\w+/=-])[\w+/-]+={0,2}([.,:;|~*])[\w+/-]+={0,2}(?:\1[\w+/-]+={0,2})*/g;
/** Bytes in hexadecimal digits: `50:61:74`, `50 61 74`. */
const PAIRS =
  /(?<![\w+/=-])[0-9A-Fa-f]{2}([ .,:;|~*_-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){8,}(?![\w+/=-])/g;

/**
 * The texts in a text that are encoded and cut in pieces, in order.
 *
 * @param mayBeCut false where nothing but pairs of digits can stand in pieces (`mayHoldRun`)
 */
export function partedTexts(text: string, mayBeCut = true): readonly EncodedRun[] {
  const pairs = mayHoldPairs(text) ? pairedTexts(text) : [];
  if (!mayBeCut) return pairs;
  const runs = [...pairs];
  for (const run of cutTexts(text)) {
    if (pairs.every(({ start, end }) => run.end <= start || run.start >= end)) runs.push(run);
  }
  return runs.sort((a, b) => a.start - b.start);
}

function pairedTexts(text: string): EncodedRun[] {
  const runs: EncodedRun[] = [];
  PAIRS.lastIndex = 0;
  for (let match = PAIRS.exec(text); match !== null; match = PAIRS.exec(text)) {
    const { 0: raw, 1: sign = '', index } = match;
    const digits = raw.replaceAll(sign, '');
    const words = isHex(digits) ? printable(Buffer.from(digits, 'hex')) : undefined;
    if (words === undefined) continue;
    const encode = (changed: string): string =>
      Buffer.from(changed)
        .toString('hex')
        .replace(/..(?!$)/g, `$&${sign}`);
    runs.push({ start: index, end: index + raw.length, text: words, encode });
  }
  return runs;
}

const KINDS = new Uint8Array(0x80);
const DIGIT = 1;
const SIGN = 2;
for (const digit of '0123456789ABCDEFabcdef') KINDS[digit.charCodeAt(0)] = DIGIT;
for (const sign of ' .,:;|~*_-') KINDS[sign.charCodeAt(0)] = SIGN;

/** A cheap look: so many pairs have two of them at every step of this length. */
const STEP = 3 * SHORTEST_PAIRS - 1 - 5;

function mayHoldPairs(text: string): boolean {
  for (let at = 0; at + 6 <= text.length; at += STEP) {
    for (let sign = at; sign < at + 3; sign++) {
      const mark = text.charCodeAt(sign);
      if (kindOf(mark) !== SIGN || mark !== text.charCodeAt(sign + 3)) continue;
      if (pairsAround(text, sign, mark) >= SHORTEST_PAIRS - 2) return true;
    }
  }
  return false;
}

/** How many pairs follow each other behind the sign at a place and before it, up to as many as make a run. */
function pairsAround(text: string, sign: number, mark: number): number {
  let pairs = 0;
  for (let at = sign; pairs < SHORTEST_PAIRS && isPairAt(text, at, mark); at += 3) pairs += 1;
  for (let at = sign - 3; pairs < SHORTEST_PAIRS && isPairAt(text, at, mark); at -= 3) pairs += 1;
  return pairs;
}

const isPairAt = (text: string, sign: number, mark: number): boolean =>
  text.charCodeAt(sign) === mark && isDigitAt(text, sign + 1) && isDigitAt(text, sign + 2);

const kindOf = (code: number): number => (code < 0x80 ? (KINDS[code] ?? 0) : 0);

const isDigitAt = (text: string, at: number): boolean => kindOf(text.charCodeAt(at)) === DIGIT;

function cutTexts(text: string): EncodedRun[] {
  return partedRuns(text, SHORTEST).flatMap(({ start, end }) =>
    hasLetters(text, start, end) ? cutTextsIn(text.slice(start, end), start) : [],
  );
}

const SIGNS = classOf('.,:;|~*');

/** Whether a stretch has so many letters that it is long enough without the signs in it. */
function hasLetters(text: string, start: number, end: number): boolean {
  let letters = 0;
  for (let at = start; at < end && letters < SHORTEST; at++) {
    if (!isOf(SIGNS, text.charCodeAt(at))) letters += 1;
  }
  return letters >= SHORTEST;
}

function cutTextsIn(text: string, offset: number): EncodedRun[] {
  const runs: EncodedRun[] = [];
  PIECES.lastIndex = 0;
  for (let match = PIECES.exec(text); match !== null; match = PIECES.exec(text)) {
    const { 0: raw, 1: sign = '', index } = match;
    const run = raw.length < SHORTEST ? undefined : joinedText(raw, sign, offset + index);
    if (run !== undefined) runs.push(run);
    // Its last piece may be the first one of others, between which there is another sign.
    else PIECES.lastIndex = index + raw.lastIndexOf(sign) + 1;
  }
  return runs;
}

function joinedText(raw: string, sign: string, start: number): EncodedRun | undefined {
  const pieces = raw.split(sign);
  const [first = ''] = pieces;
  const letters = pieces.join('');
  if (letters.length < SHORTEST) return undefined;
  const end = start + raw.length;
  const encodeIn =
    (alphabet: 'base64' | 'base64url' | 'hex') =>
    (changed: string): string => {
      const cut = new RegExp(`.{1,${String(first.length)}}`, 'g');
      return (Buffer.from(changed).toString(alphabet).match(cut) ?? []).join(sign);
    };
  if (isHex(letters)) {
    const text = printable(Buffer.from(letters, 'hex'));
    if (text !== undefined) return { start, end, text, encode: encodeIn('hex') };
  }
  const hasEnds = raw.includes('=');
  if (!hasEnds && !maySpellText(letters)) return undefined;
  const text = printable(
    hasEnds
      ? Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')))
      : Buffer.from(letters, 'base64'),
  );
  if (text === undefined || areTexts(pieces)) return undefined;
  return { start, end, text, encode: encodeIn(/[+/=]/.test(raw) ? 'base64' : 'base64url') };
}

/**
 * Whether pieces are texts, each by itself, as the parts of a JWT are. What was cut has pieces of one length, but for
 * the last.
 */
function areTexts(pieces: readonly string[]): boolean {
  const [first = ''] = pieces;
  const last = pieces.at(-1) ?? '';
  const isCut =
    last.length <= first.length &&
    pieces.slice(0, -1).every(({ length }) => length === first.length);
  return (
    !isCut &&
    pieces.some(
      (piece) => piece.length >= SHORTEST && printable(Buffer.from(piece, 'base64')) !== undefined,
    )
  );
}
