import { decodeText } from '../decode-text.ts';
import { viewOf } from '../../scan/normalize.ts';
import { addText } from '../add-text.ts';
import { looksLikeJson } from '../looks-like-json.ts';
import type { Format, ParseLimits, ParseResult } from '../parsed.ts';
import { pathName } from '../path.ts';
import { PayloadBuilder, type Slot } from '../payload-builder.ts';
import { isStructuredText } from '../structured-text.ts';
import { boundedResult, parseJson } from './json.ts';

/**
 * `application/x-www-form-urlencoded` as the URL standard reads it: `&` between pairs, `+` for a
 * space, a `%` that is no escape stands for itself.
 */
export const form: Format = {
  name: 'form',
  accepts: (type) => type === 'application/x-www-form-urlencoded',
  parse: parseForm,
};

function parseForm(bytes: Uint8Array, limits: ParseLimits): ParseResult {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('form', bytes, text, mark, limits.maxSegments);
  if (looksLikeJson(text)) {
    const asJson = parseJson(bytes, limits);
    if (asJson.kind === 'parsed' || asJson.reason !== 'malformed') return asJson;
  }
  return boundedResult(() => {
    if (isOther(builder, text)) return { kind: 'unreadable', reason: 'unsupported_format' };
    let position = 0;
    for (let start = 0; start <= text.length; position++) {
      const ampersand = text.indexOf('&', start);
      const end = ampersand < 0 ? text.length : ampersand;
      if (end > start && !addPair(builder, limits, start, end, position)) {
        return { kind: 'unreadable', reason: 'invalid_encoding' };
      }
      start = end + 1;
    }
    return { kind: 'parsed', payload: builder.build() };
  });
}

function addPair(
  builder: PayloadBuilder,
  limits: ParseLimits,
  start: number,
  end: number,
  position: number,
): boolean {
  const { text } = builder.root;
  const pair = text.slice(start, end);
  const equals = pair.indexOf('=');
  const nameEnd = equals < 0 ? end : start + equals;
  const name = decodeComponent(text.slice(start, nameEnd));
  const value = equals < 0 ? '' : decodeComponent(text.slice(nameEnd + 1, end));
  if (name === undefined || value === undefined) return false;

  const path = `form:${pathName(name, position)}`;
  const slot = (from: number, to: number): Slot => ({
    source: builder.root,
    write: (changed) => ({ start: from, end: to, text: encodeComponent(changed) }),
    locate: (first, last) => locateInComponent(text, from, to, first, last),
  });
  builder.addSegment({ path, text: name, role: 'key' }, slot(start, nameEnd));
  if (isOther(builder, name)) builder.addUnreadable({ path, reason: 'unsupported_format' });
  if (equals < 0) return true;
  const valueSlot = slot(nameEnd + 1, end);
  const place = { builder, limits, path, hint: name, slot: valueSlot, embedding: 0, depth: 0 };
  addText(place, value);
  return true;
}

/** Whether a body or a name is no form at all, but JSON or another notation that was sent as one. */
function isOther(builder: PayloadBuilder, text: string): boolean {
  if (!/["<{|:\\\r\n]/.test(text)) return false;
  return (
    /^\s*[[{<]/.test(text) ||
    isStructuredText(viewOf({ path: 'form', text, role: 'value' }).text, builder.names)
  );
}

const percentDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined when the escapes do not spell UTF-8: such text could not be scanned for what it says. */
function decodeComponent(raw: string): string | undefined {
  const spaced = raw.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      percentDecoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')),
    );
  } catch {
    return undefined;
  }
}

/** Leads positions in a decoded component to the received one. */
function locateInComponent(
  text: string,
  from: number,
  to: number,
  start: number,
  end: number,
): readonly [number, number] {
  const raw = text.slice(from, to);
  if (!/%[0-9A-Fa-f]{2}/.test(raw)) return [from + start, from + end];
  let plain = 0;
  let [first, last] = [to, to];
  // Each match is one character as it was received: an escape of one to four bytes, or itself.
  for (const { 0: piece, index } of raw.matchAll(ONE_CHARACTER)) {
    if (plain <= start) first = from + index;
    plain += (decodeComponent(piece) ?? piece).length;
    if (plain < end) continue;
    last = from + index + piece.length;
    break;
  }
  return [first, last];
}

/** RFC 3629: the lead byte says how many follow. */
const ONE_CHARACTER =
  /%[Ff][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){3}|%[Ee][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){2}|%[CcDd][0-9A-Fa-f]%[0-9A-Fa-f]{2}|%[0-7][0-9A-Fa-f]|[^]/g;

function encodeComponent(text: string): string {
  // A lone surrogate has no UTF-8 and cannot come out of a decoded field; replaced for certainty.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%20', '+');
}
