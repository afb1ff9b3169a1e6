import { isUtf8 } from 'node:buffer';
import { charsetOf } from '../charset/charset-of.ts';
import { isUtf8Compatible } from '../media-type.ts';
import { shiftedBy, type Slot, type Source } from '../slot.ts';
import { decodeHeader } from './encoded-words.ts';
import { HeaderSlot } from './header-slot.ts';

/** One parameter of a header (`filename="..."`), whole again where it came in sections. */
export interface Parameter {
  /** In small letters. */
  readonly name: string;
  readonly text: string;
  readonly isUnread: boolean;
  readonly slot: Slot;
}

export interface ParameterList {
  /** What stands before the parameters, in small letters: a media type, a disposition. */
  readonly value: string;
  readonly parameters: readonly Parameter[];
}

/** Where a section of a parameter stands: all of it, and its value without quotes. */
interface Section {
  readonly name: string;
  /** Its number (RFC 2231 section 3); undefined where it is not in sections. */
  readonly number: number | undefined;
  readonly isExtended: boolean;
  readonly isQuoted: boolean;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly end: number;
}

const SPACE = String.raw`[ \t\r\n]{0,1000}`;
const VALUE = new RegExp(`${SPACE}([\\w!#$%&'*+.^\`|~/-]{1,200})${SPACE}`, 'y');
const PARAMETER = new RegExp(
  `;${SPACE}(?:([\\w!#$%&'+.^\`|~-]{1,100})(?:\\*(\\d{1,3}))?(\\*)?${SPACE}=${SPACE}` +
    `(?:"((?:[^"\\\\]|\\\\[^])*)"|([^\\s;"]*))${SPACE})?`,
  'y',
);

/**
 * Reads a header that has parameters (RFC 2045 section 5.1, RFC 2231, RFC 7578 section 4.2), from `start` to `end` of
 * the source. Undefined where something in it is neither value nor parameter, such as a comment.
 */
export function readParameters(
  source: Source,
  start: number,
  end: number,
): ParameterList | undefined {
  const raw = source.text.slice(start, end);
  VALUE.lastIndex = 0;
  const [whole = '', value] = VALUE.exec(raw) ?? [];
  if (value === undefined) return undefined;
  const sections: Section[] = [];
  for (let at = whole.length; at < raw.length;) {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(raw);
    if (match === null) return undefined;
    const [all, name, number, star, quoted, bare = ''] = match;
    const close = at + all.trimEnd().length;
    if (name !== undefined) {
      const isQuoted = quoted !== undefined;
      const valueEnd = isQuoted ? close - 1 : close;
      sections.push({
        name: name.toLowerCase(),
        number: number === undefined ? undefined : Number(number),
        isExtended: star !== undefined,
        isQuoted,
        start: at + all.search(/[^;\s]/),
        valueStart: valueEnd - (quoted ?? bare).length,
        valueEnd,
        end: close,
      });
    }
    at += all.length;
  }
  const parameters = joinSections(sections).map((own) => toParameter(source, start, raw, own));
  return parameters.some((own) => own === undefined)
    ? undefined
    : { value: value.toLowerCase(), parameters: parameters.filter((own) => own !== undefined) };
}

/** The sections of each parameter, in the order in which they stand. */
function joinSections(sections: readonly Section[]): readonly (readonly Section[])[] {
  const joined: Section[][] = [];
  for (const section of sections) {
    const last = joined.at(-1);
    if (section.number !== undefined && section.number > 0 && last?.[0]?.name === section.name) {
      last.push(section);
    } else joined.push([section]);
  }
  return joined;
}

function toParameter(
  source: Source,
  offset: number,
  raw: string,
  sections: readonly Section[],
): Parameter | undefined {
  const [first] = sections;
  if (first === undefined) return undefined;
  const { name } = first;
  const isWhole = first.number === undefined && sections.length === 1;
  if (isWhole && !first.isExtended) return plainParameter(source, offset, raw, first);
  // Sections out of order, or with others between them, are put together by some and not by others.
  if (!isWhole && sections.some(({ number }, index) => number !== index)) return undefined;
  const decoded = decodeSections(raw, sections);
  if (decoded === undefined) return undefined;
  const start = offset + first.start;
  const end = offset + (sections.at(-1)?.end ?? first.end);
  const slot: Slot = {
    source,
    write: (changed) => ({ start, end, text: `${name}*=UTF-8''${encodeExtended(changed)}` }),
  };
  return { name, ...decoded, slot };
}

function plainParameter(source: Source, offset: number, raw: string, own: Section): Parameter {
  const { name, isQuoted, valueStart, valueEnd } = own;
  const header = decodeHeader(raw.slice(valueStart, valueEnd));
  const start = offset + valueStart;
  const slot: Slot = isQuoted
    ? new HeaderSlot(source, start, header, (text) => text.replace(/["\\]/g, "'"))
    : {
        source,
        // What was a token may need quotes now.
        write: (changed) => ({
          start,
          end: offset + valueEnd,
          text: Buffer.from(
            `"${changed.replace(/[\r\n\0]+/g, ' ').replace(/["\\]/g, "'")}"`,
          ).toString('latin1'),
        }),
        ...(header.text === raw.slice(valueStart, valueEnd) && { locate: shiftedBy(start) }),
      };
  return { name, text: header.text, isUnread: header.isUnread, slot };
}

/** RFC 2231 sections 3 and 4: the first section names the character set of all. */
function decodeSections(
  raw: string,
  sections: readonly Section[],
): { readonly text: string; readonly isUnread: boolean } | undefined {
  const octets: Buffer[] = [];
  let charset = '';
  for (const [index, { isExtended, valueStart, valueEnd }] of sections.entries()) {
    let value = raw.slice(valueStart, valueEnd);
    if (isExtended && index === 0) {
      const [, name = '', rest] = /^([\w.:-]{0,40})'[\w-]{0,40}'([^]*)$/.exec(value) ?? [];
      if (rest === undefined) return undefined;
      charset = name.toLowerCase();
      value = rest;
    }
    const bytes = isExtended
      ? value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
          String.fromCharCode(parseInt(hex, 16)),
        )
      : value;
    octets.push(Buffer.from(bytes, 'latin1'));
  }
  const bytes = Buffer.concat(octets);
  const text = charset === '' ? undefined : charsetOf(charset)?.decode(bytes);
  if (text !== undefined) return { text, isUnread: false };
  const isKnown = charset === '' || isUtf8Compatible(charset);
  return { text: bytes.toString('utf8'), isUnread: !isKnown || !isUtf8(bytes) };
}

/** RFC 2231 section 7: what is no attribute character is escaped. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
