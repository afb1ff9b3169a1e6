import type { Delimiters } from '../../parse/hl7v2/delimiters.ts';
import { hl7Lines, indexWithin, isHl7Header, type Hl7Line } from '../../parse/hl7v2/lines.ts';
import type { KeptText } from './kept-text.ts';

/** One listed address: `PID-5`, `PID-5.1`, `OBX[2]-5[1].1.2`; absent numbers mean any and all. */
interface Address {
  readonly field: number | undefined;
  readonly segmentNumber: number | undefined;
  readonly repetition: number | undefined;
  readonly component: number | undefined;
  readonly subcomponent: number | undefined;
}

const ADDRESS =
  /^\/([A-Z][A-Z0-9]{2})(?:\[(\d{1,5})\])?(?:-(?:\*|(\d{1,3})(?:\[(\d{1,4})\])?(?:\.(\d{1,3})(?:\.(\d{1,3}))?)?)(?:\/\*\*)?|\/\*\*)$/;
const ANY_SEGMENT = '/*';

/** Headers and trailers of messages, batches and files: without them it is no HL7. */
const FRAME = /^(?:MSH|[BF][HT]S)$/;

/**
 * Writes the listed values of HL7 v2. A field that is not listed is empty and its place stays; a segment of which no
 * field is listed is left out, and so is a line that is no segment. What tells how to read a message stays where it is
 * a code: its separators, type, processing id, version and character set (MSH-1, 2, 9, 11, 12, 18).
 *
 * @returns false, having written nothing, where the text is no HL7 v2
 */
export function selectHl7(text: string, paths: readonly string[], out: KeptText): boolean {
  const lines = hl7Lines(text);
  if (lines === undefined) return false;
  const listed = readAddresses(paths);
  const isAll = paths.includes(ANY_SEGMENT);
  const counts = new Map<string, number>();
  for (const line of lines) {
    const { name, start, end } = line;
    if (name === undefined) continue;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const here = (listed.get(name) ?? []).filter(({ segmentNumber: number }) =>
      isOr(number, count),
    );
    if (isAll) out.keep(start, end);
    else if (here.length > 0 || FRAME.test(name)) new Segment(text, name, line, here, out).write();
    else continue;
    out.write(lineEndAt(text, end));
  }
  return true;
}

function readAddresses(paths: readonly string[]): ReadonlyMap<string, readonly Address[]> {
  const listed = new Map<string, Address[]>();
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  for (const path of paths) {
    const [, name, segment, field, repetition, component, subcomponent] = ADDRESS.exec(path) ?? [];
    if (name === undefined) continue;
    const own = listed.get(name) ?? [];
    listed.set(name, own);
    own.push({
      field: number(field),
      segmentNumber: number(segment),
      repetition: number(repetition),
      component: number(component),
      subcomponent: number(subcomponent),
    });
  }
  return listed;
}

/** Whether a number is the listed one, or any is. */
function isOr(listed: number | undefined, number: number): boolean {
  return listed === undefined || listed === number;
}

function lineEndAt(text: string, at: number): string {
  return text.startsWith('\r\n', at) ? '\r\n' : text.slice(at, at + 1);
}

/** A segment that is written, with what is listed of it. */
class Segment {
  readonly #text: string;
  readonly #name: string;
  readonly #line: Hl7Line;
  readonly #listed: readonly Address[];
  readonly #out: KeptText;

  constructor(
    text: string,
    name: string,
    line: Hl7Line,
    listed: readonly Address[],
    out: KeptText,
  ) {
    this.#text = text;
    this.#name = name;
    this.#line = line;
    this.#listed = listed;
    this.#out = out;
  }

  write(): void {
    const { start, end, delimiters } = this.#line;
    this.#out.write(this.#name);
    const isHeader = isHl7Header(this.#name);
    let number = isHeader ? 1 : 0;
    for (let at = start + 3; at < end;) {
      this.#out.write(delimiters.field);
      number += 1;
      const stop = indexWithin(this.#text, delimiters.field, at + 1, end);
      if (isHeader && number === 2) this.#out.write(this.#text.slice(at + 1, stop));
      else this.#field(number, at + 1, stop);
      at = stop;
    }
  }

  #field(number: number, start: number, end: number): void {
    const here = this.#listed.filter(({ field }) => isOr(field, number));
    if (here.length === 0) {
      if (
        this.#name === 'MSH' &&
        isCode(number, this.#text.slice(start, end), this.#line.delimiters)
      )
        this.#keep(start, end);
      return;
    }
    const { repetition, component, subcomponent } = this.#line.delimiters;
    this.#parts(start, end, repetition, (from, to, place) => {
      const own = here.filter((address) => isOr(address.repetition, place));
      if (own.some((address) => address.component === undefined)) {
        this.#keep(from, to);
        return;
      }
      if (own.length === 0) return;
      this.#parts(from, to, component, (low, high, at) => {
        const mine = own.filter((address) => address.component === at);
        if (mine.some((address) => address.subcomponent === undefined)) this.#keep(low, high);
        else if (mine.length > 0) {
          this.#parts(low, high, subcomponent, (first, last, sub) => {
            if (mine.some((address) => address.subcomponent === sub)) this.#keep(first, last);
          });
        }
      });
    });
  }

  #keep(start: number, end: number): void {
    if (end > start) this.#out.keep(start, end);
  }

  /** Parts of a stretch, counted from 1, with the separators between them. */
  #parts(
    start: number,
    end: number,
    separator: string,
    visit: (start: number, end: number, number: number) => void,
  ): void {
    for (let from = start, number = 1; ; number++) {
      const stop = indexWithin(this.#text, separator, from, end);
      visit(from, stop, number);
      if (stop >= end) return;
      this.#out.write(separator);
      from = stop + 1;
    }
  }
}

/** Codes of HL7's own by the number of their field in MSH (HL7 v2.8.2, chapter 2.14.9; tables 0076, 0003, 0354, 0103, 0104, 0211). */
const CODES: Readonly<Partial<Record<number, readonly RegExp[]>>> = {
  9: [/^[A-Z]{3}$/, /^(?:[A-Z]\d\d)?$/, /^(?:[A-Z]{3}(?:_[A-Z]\d\d)?)?$/],
  11: [/^[DPT]$/, /^[AIRT]?$/],
  12: [/^2\.\d(?:\.\d)?$/],
  18: [/^(?:ASCII|8859\/\d{1,2}|UNICODE(?: UTF-8)?)$/],
};

function isCode(number: number, raw: string, { component }: Delimiters): boolean {
  const codes = CODES[number];
  if (codes === undefined || raw.length > 40) return false;
  const parts = component === '' ? [raw] : raw.split(component);
  return parts.length <= codes.length && parts.every((part, at) => codes[at]?.test(part) === true);
}
