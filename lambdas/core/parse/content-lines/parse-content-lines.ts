import { fileKind } from '../../extract/file-kind.ts';
import { addName } from '../add-name.ts';
import { addText } from '../add-text.ts';
import { boundedResult } from '../bounded-result.ts';
import { MappedSlot } from '../mapped-slot.ts';
import type { MappedText } from '../mapped-text.ts';
import { isUtf8Compatible } from '../media-type.ts';
import type { ParseResult, ParseScope } from '../parsed.ts';
import { pathName } from '../path.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { encodeQuotedPrintable } from '../quoted-printable.ts';
import { readContentLines, type ContentLine } from './read-lines.ts';
import {
  escapeParameter,
  escapeValue,
  unescaped,
  unescapedParameter,
  unquoted,
} from './value-text.ts';

/** What a format of content lines is made of. */
export interface ContentLineFormat {
  readonly name: string;
  /** What its first line begins, in capitals. */
  readonly begin: string;
  /** What the values of its properties are, in words that say so; those of a structured one by component. */
  readonly hints: Readonly<Record<string, string | readonly string[]>>;
}

const BEGIN = /^\uFEFF?\s{0,20}BEGIN:(VCALENDAR|VCARD)[ \t]{0,20}(?:\r|\n)/i;
/** Parameters whose values name somebody (RFC 5545 3.2); of others the name says enough. */
const PARAMETER_HINTS: Readonly<Record<string, string>> = {
  ...{ CN: 'full name', 'SENT-BY': 'email', EMAIL: 'email', 'SORT-AS': 'full name' },
  ...{ LABEL: 'address', DIR: 'url', ALTREP: 'url' },
};

/** Parameters of RFC 5545 3.2, RFC 6350 5 and vCard 2.1: their names say nothing of anybody. */
const STANDARD_PARAMETERS: ReadonlySet<string> = new Set([
  ...['ALTREP', 'CN', 'CUTYPE', 'DELEGATED-FROM', 'DELEGATED-TO', 'DIR', 'ENCODING', 'FMTTYPE'],
  ...['FBTYPE', 'LANGUAGE', 'MEMBER', 'PARTSTAT', 'RANGE', 'RELATED', 'RELTYPE', 'ROLE', 'RSVP'],
  ...['SENT-BY', 'TZID', 'VALUE', 'EMAIL', 'LABEL', 'PREF', 'ALTID', 'PID', 'TYPE', 'MEDIATYPE'],
  ...['CALSCALE', 'SORT-AS', 'GEO', 'TZ', 'CHARSET'],
]);
/** `item1`, as address books write. */
const PLAIN_GROUP = /^item\d{1,4}$/i;

/** What a text begins, `VCALENDAR` or `VCARD`, if it is of content lines. */
export function contentLinesOf(text: string): string | undefined {
  return BEGIN.exec(text.slice(0, 200))?.[1]?.toUpperCase();
}

/** Reads a body of content lines: each value, unfolded and decoded, with the name of its property as its hint. */
export function parseContentLines(
  received: Received,
  scope: ParseScope,
  { name: format, begin, hints }: ContentLineFormat,
): ParseResult {
  const { decoded } = received;
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const lines = contentLinesOf(text) === begin ? readContentLines(text) : undefined;
  if (lines === undefined) return { kind: 'unreadable', reason: 'malformed' };
  const builder = new PayloadBuilder(format, received, text, mark, scope);
  const writer = new LineWriter(builder, scope);
  return boundedResult(() => {
    for (const [index, line] of lines.entries()) {
      writer.add(line, index, Object.hasOwn(hints, line.name) ? hints[line.name] : undefined);
    }
    return { kind: 'parsed', payload: builder.build() };
  });
}

/** Adds the segments of lines. */
class LineWriter {
  readonly #builder: PayloadBuilder;
  readonly #limits: ParseScope;

  constructor(builder: PayloadBuilder, limits: ParseScope) {
    this.#builder = builder;
    this.#limits = limits;
  }

  /** @param hint what the value is, where the standard says so; of a structured one by component */
  add(line: ContentLine, position: number, hint: string | readonly string[] | undefined): void {
    const { line: mapped, name, group, nameStart, parameters, valueStart } = line;
    const path = `/${String(position)}/${pathName(name, position)}`;
    if (group !== '' && !PLAIN_GROUP.test(group))
      this.#addName(mapped.slice(0, group.length), path);
    if (hint === undefined) this.#addName(mapped.slice(nameStart, nameStart + name.length), path);
    for (const [index, { name: own, start, end, ...named }] of parameters.entries()) {
      if (named.nameEnd > named.nameStart && !STANDARD_PARAMETERS.has(own)) {
        this.#addName(mapped.slice(named.nameStart, named.nameEnd), path);
      }
      const raw = mapped.slice(start, end);
      const at = `${path}/${pathName(own, index)}`;
      const says = PARAMETER_HINTS[own] ?? own.toLowerCase();
      this.#say(raw, unescapedParameter(raw.text), at, says, escapeParameter);
    }
    this.#addValue(mapped.slice(valueStart, mapped.text.length), line, path, hint ?? hintOf(name));
  }

  #addName(name: MappedText, path: string): void {
    const builder = this.#builder;
    const slot = new MappedSlot(builder.root, name, (words) => words);
    addName({ builder, limits: this.#limits, path }, name.text, slot, addText);
  }

  #addValue(
    value: MappedText,
    { parameters }: ContentLine,
    path: string,
    hint: string | readonly string[],
  ): void {
    const { text } = value;
    const [first = ''] = [hint].flat();
    // vCard 2.1 writes an encoding alone; a bare word is read as a type.
    const encodings = parameters.filter(({ name }) => name === 'ENCODING' || name === 'TYPE');
    const has = (pattern: RegExp) => encodings.some((one) => pattern.test(one.text));
    const charset = parameters.find(({ name }) => name === 'CHARSET')?.text;
    if (!isUtf8Compatible(charset?.toLowerCase())) {
      this.#builder.addUnreadable({ path, reason: 'invalid_encoding' });
    }
    if (has(/^(?:b|base64)$/i)) {
      const file = Buffer.from(text, 'base64');
      if (fileKind(file) !== undefined) this.#builder.addFile(path, file);
      else this.#builder.addUnreadable({ path, reason: 'encoded_content' });
      return;
    }
    if (has(/^quoted-printable$/i)) {
      this.#say(value, unquoted(text), path, first, encodeQuotedPrintable);
      return;
    }
    if (typeof hint === 'string') {
      this.#say(value, unescaped(text), path, hint, escapeValue);
      return;
    }
    let from = 0;
    for (const [number, end] of componentEnds(text).entries()) {
      const raw = value.slice(from, end);
      const own = hint[number] ?? first;
      this.#say(raw, unescaped(raw.text), `${path}/${String(number)}`, own, escapeValue);
      from = end + 1;
    }
  }

  /** Adds a text that stands in the body in another notation. */
  #say(
    raw: MappedText,
    words: MappedText,
    path: string,
    hint: string,
    encode: (text: string) => string,
  ): void {
    if (words.text === '') return;
    const builder = this.#builder;
    const inBody = new MappedSlot(builder.root, raw, (text) => text);
    const source = builder.addSource({ text: raw.text, slot: inBody });
    const slot = new MappedSlot(source, words, encode);
    const place = { builder, limits: this.#limits, path, hint, slot, embedding: 0, depth: 0 };
    addText(place, words.text);
  }
}

/** Names of one's own say what they say: `X-PATIENT-NAME` is "patient name". */
function hintOf(name: string): string {
  return name.toLowerCase().replace(/^x-/, '').replaceAll('-', ' ');
}

/** Where the components of a structured value end: at semicolons that are not escaped, and at its end. */
function componentEnds(text: string): readonly number[] {
  const ends: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (mark === '\\') at += 1;
    else if (mark === ';') ends.push(at);
  }
  return [...ends, text.length];
}
