import { fileKind } from '../extract/file-kind.ts';
import { afterEscape, base64Runs, isBase64, mayHoldRun } from './base64-runs.ts';
import { isDeflated } from './deflated-text.ts';
import { looksLikeMail, looksLikeMultipart } from './mime/looks-like-mail.ts';

/**
 * How the base64 of common files begins: PDF, PNG, JPEG, GIF, ZIP, TIFF, RTF, gzip, zlib, bzip2, xz, LZMA, zstd, LZ4,
 * Snappy, 7z, OLE, RIFF, HL7, XML, HTML.
 */
export const FILE_STARTS =
  /^(?:JVBERi0|iVBORw0KGgo|\/9j\/|R0lGOD|UEsDB|SUkqA|TU0AK|e1xydGY|H4sI|eJ[wxyz]|eN[opqr]|QlpoO|\/Td6WFo|XQAA[AgE]|KLUv\/|BCJNGA|\/wYAAHNO|N3q8ryc|0M8R4KGx|UklGR|TVNIf|PD94bWw|PGh0bWw|PCFET0NUWVBF|AAAA.{1,8}Z?nR5c)/;

/** The same in hexadecimal digits: gzip, PDF, PNG, JPEG, ZIP, OLE. */
const HEX_FILE_STARTS = /^(?:1f8b08|25504446|89504e47|ffd8ff[de]|504b0304|d0cf11e0)/i;

/** Longer than any signature or key: what is this long and base64 is content. */
const LONGEST_SIGNATURE = 2048;
const SHORTEST_FILE = 24;
const HEAD = 4096;
const SHORTEST_DEFLATED = 16;

/**
 * Whether a text value is, or has in it, a file in base64 (or a data URI): a part that is not read here, and must not
 * pass for clean text.
 *
 * @param mayHold false where it is known to have no run of letters that is long enough
 */
export function holdsEncodedFile(
  text: string,
  mayHold = mayHoldRun(text, SHORTEST_DEFLATED),
): boolean {
  if (text.length < SHORTEST_DEFLATED) return false;
  if (/^data:[^,]{0,200};base64,/i.test(text)) return true;
  // Mail wraps base64 into lines; spaces inside mean prose, which may have a word that is a file.
  if (isBase64(text)) {
    const joined = text.replace(/\r?\n/g, '').trimEnd();
    if (isBase64(joined) && !/\s/.test(joined) && isFile(joined)) return true;
  }
  if (!mayHold) return false;
  return base64Runs(text, SHORTEST_DEFLATED).some(({ start, end }) => {
    const skipped = afterEscape(text, start);
    return [
      text.slice(start, end),
      ...(skipped > 0 ? [text.slice(start + skipped, end)] : []),
    ].some((run) => (run.length < SHORTEST_FILE ? isDeflatedRun(run) : isFile(run)));
  });
}

/** A file that a text value has in it in base64 or hexadecimal digits. */
export interface KnownFile {
  /** Where its letters stand: UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * The files in a text value that a reader of documents knows, in order; undefined where one is of another kind, so
 * that it is no use to read the others.
 */
export function knownFiles(text: string): KnownFile[] | undefined {
  const offset = /^data:[^,]{0,200};base64,/i.exec(text)?.[0].length ?? 0;
  const data = text.slice(offset);
  const joined = isBase64(data) ? data.replace(/\r?\n/g, '').trim() : '';
  const runs =
    joined !== '' && !/\s/.test(joined)
      ? [{ start: 0, end: data.length, run: joined }]
      : base64Runs(data, SHORTEST_FILE)
          .map(({ start, end }) => ({ start, end, run: data.slice(start, end) }))
          .filter(({ run }) => isFile(run));
  const files: KnownFile[] = [];
  for (const { start, end, run } of runs) {
    const digits = run.replace(/^0?[xX]/, '');
    const isHex = digits.length % 2 === 0 && !/[^0-9A-Fa-f]/.test(digits);
    const bytes = Buffer.from(isHex ? digits : run, isHex ? 'hex' : 'base64');
    if (fileKind(bytes) === undefined) return undefined;
    files.push({ start: offset + start, end: offset + end, bytes });
  }
  return files.length === 0 ? undefined : files;
}

/** Whether a text has a compressed one in it, which may be so short that nobody would take it for a file. */
export function holdsDeflatedText(text: string): boolean {
  return base64Runs(text, SHORTEST_DEFLATED).some(({ start, end }) =>
    isDeflatedRun(text.slice(start, end)),
  );
}

function isDeflatedRun(run: string): boolean {
  if (run.length > LONGEST_SIGNATURE) return false;
  const isHex = run.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(run);
  return isDeflated(Buffer.from(run, isHex ? 'hex' : 'base64'), isFileHead);
}

function isFile(run: string): boolean {
  if (run.length > LONGEST_SIGNATURE || FILE_STARTS.test(run)) return true;
  const digits = run.replace(/^0?[xX]/, '');
  if (digits.length % 2 === 0 && /^[0-9A-Fa-f]{48,}$/.test(digits)) {
    if (HEX_FILE_STARTS.test(digits)) return true;
    const bytes = Buffer.from(digits, 'hex');
    return isForeignText(bytes) || isDeflated(bytes, isFileHead);
  }
  const bytes = Buffer.from(run, 'base64');
  // Parts that are no text stand between lines that are.
  const head = bytes.subarray(0, HEAD).toString('latin1');
  if (looksLikeMultipart(head) || looksLikeMail(head)) return true;
  return isForeignText(bytes) || isDeflated(bytes, isFileHead);
}

function isFileHead(head: Uint8Array): boolean {
  return FILE_STARTS.test(Buffer.from(head).toString('base64')) || isForeignText(head);
}

/** Text in another encoding than UTF-8: nearly all of it is ASCII or the zero bytes of UTF-16. */
function isForeignText(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  let [letters, zeros] = [0, 0];
  for (const byte of bytes) {
    if (byte === 0) zeros += 1;
    else if ((byte >= 0x20 && byte < 0x7f) || byte === 10 || byte === 13) letters += 1;
  }
  return letters >= bytes.length * 0.4 && letters + zeros >= bytes.length * 0.85;
}
