import { afterEscape, base64Runs, isBase64, mayHoldRun } from './base64-runs.ts';
import { FILE_STARTS } from './encoded-file.ts';
import type { EncodedRun } from './encoded-run.ts';
import { isHex } from './hex-digits.ts';
import { maySpellText } from './may-spell-text.ts';
import { partedTexts } from './parted-text.ts';
import { printable } from './printable.ts';

/** Twelve bytes: shorter ones are ids, and may decode to letters by chance. */
export const SHORTEST = 16;

/**
 * The encoded texts in a text, in order: all of it, or words of it (the parts of a JWT, RFC 7519).
 *
 * @param mayBeCut whether it may have a run of letters that is long enough, where that is known
 */
export function encodedRuns(
  text: string,
  mayBeCut = mayHoldRun(text, SHORTEST),
): readonly EncodedRun[] {
  if (text.length < SHORTEST) return [];
  let whole: EncodedRun | undefined;
  if (isBase64(text)) {
    whole = decodeRun(text, 0);
    if (whole !== undefined && isOnePiece(text)) return [whole];
    // A file is one, whatever its parts would spell.
    if (FILE_STARTS.test(text.trimStart())) return [];
  }
  const parted = partedTexts(text, mayBeCut);
  if (!mayBeCut) return parted;
  const runs: EncodedRun[] = [];
  let done = 0;
  for (const run of parted) {
    addWholeRuns(text.slice(done, run.start), done, runs);
    runs.push(run);
    done = run.end;
  }
  addWholeRuns(text.slice(done), done, runs);
  return runs.length === 0 && whole !== undefined ? [whole] : runs;
}

/** Whether a text has no white space, or it only wraps lines: all of one length, but for the last. */
function isOnePiece(text: string): boolean {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const last = others.pop() ?? '';
  return last.length <= first.length && others.every(({ length }) => length === first.length);
}

/** Adds the encoded texts of a stretch, which begins at `offset`, that are in one piece. */
function addWholeRuns(text: string, offset: number, runs: EncodedRun[]): void {
  for (const { start: place, end } of base64Runs(text, SHORTEST)) {
    const raw = text.slice(place, end);
    const start = offset + place;
    const skipped = afterEscape(text, place);
    const run =
      decodeRun(raw, start) ??
      (skipped === 0 ? undefined : decodeRun(raw.slice(skipped), start + skipped));
    if (run !== undefined) runs.push(run);
    // A path or a composed id may have one as a part.
    else if (/[/_-]/.test(raw) && !FILE_STARTS.test(raw)) {
      let from = start;
      for (const part of raw.split(/[/_-]/)) {
        const inner = part.length < SHORTEST ? undefined : decodeRun(part, from);
        if (inner !== undefined) runs.push(inner);
        from += part.length + 1;
      }
    }
  }
}

/** How databases and programs begin bytes in hexadecimal digits: `\\x7b22`, `0x7b22`; HL7 v2 writes `\\X`. */
const HEX_PREFIX = /^0?[xX](?=[0-9A-Fa-f]+$)/;

function decodeRun(raw: string, start: number): EncodedRun | undefined {
  const prefix = HEX_PREFIX.exec(raw)?.[0].length ?? 0;
  return decodeDigits(raw.slice(prefix), start + prefix);
}

function decodeDigits(raw: string, start: number): EncodedRun | undefined {
  const end = start + raw.length;
  const digits = raw.replace(/\s+/g, '');
  // A PDF may begin with letters only; it is no text for that.
  if (FILE_STARTS.test(digits)) return undefined;
  // A sign of assignment behind hexadecimal digits is not of them.
  const hex = digits.replace(/={1,2}$/, '');
  if (isHex(hex)) {
    const text = printable(Buffer.from(hex, 'hex'));
    if (text !== undefined) {
      const signs = /=*$/.exec(raw)?.[0].length ?? 0;
      return {
        start,
        end: end - signs,
        text,
        encode: (changed) => Buffer.from(changed).toString('hex'),
      };
    }
  }
  if (digits.length < SHORTEST || !maySpellText(digits)) return undefined;
  const text = printable(Buffer.from(digits, 'base64'));
  if (text === undefined) return undefined;
  // The alphabet of RFC 4648 section 5 where the text has no sign of the other; receivers take either.
  const alphabet = /[+/=]/.test(digits) ? 'base64' : 'base64url';
  return { start, end, text, encode: (changed) => Buffer.from(changed).toString(alphabet) };
}
