import type { Segment } from '../../scan/document.ts';
import { fieldType } from '../../scan/hl7v2/field-type.ts';
import type { Slot, Source } from '../slot.ts';
import type { AddText, TextPlace } from '../text-place.ts';
import type { Delimiters } from './delimiters.ts';
import { escapeHl7, unescapeHl7 } from './escapes.ts';
import { hl7Lines, indexWithin, isHl7Header } from './lines.ts';

/** Where an HL7 message stands in the payload. */
export interface Hl7Place extends Omit<TextPlace, 'slot' | 'hint'> {
  readonly source: Source;
}

/** A value shorter than this holds no other text in an encoding or notation. */
const SHORTEST_EMBEDDED = 16;
/** Types of free text: a separator in one is more often a slip than a component. */
const TEXT_TYPES = new Set(['TX', 'FT']);

/** The segment that is read: what its fields have in common. */
interface Line {
  readonly place: Hl7Place;
  readonly addText: AddText;
  readonly delimiters: Delimiters;
  readonly name: string;
  /** `PID`, `OBX[2]`: where a segment stands among those of its name. */
  readonly path: string;
  /** What OBX-2 says that OBX-5 is, and what OBX-3 says that it is about. */
  valueType: string | undefined;
  about: string | undefined;
}

/**
 * Adds every value of an HL7 v2 message, file or batch: one segment for each subcomponent, with its address in
 * the standard (`hl7v2:PID-5.1.1`). Lines that are no segments are added as prose.
 *
 * @returns whether the text is HL7 v2 (nothing has been added otherwise).
 * @throws TooManySegmentsError, EmbeddedTooDeepError
 */
export function addHl7(place: Hl7Place, addText: AddText): boolean {
  const lines = hl7Lines(place.source.text);
  if (lines === undefined) return false;
  const counts = new Map<string, number>();
  for (const { name, start, end, number, delimiters } of lines) {
    if (name === undefined) {
      addLine({ place, addText }, `${place.path}{${String(number)}}`, delimiters, start, end);
      continue;
    }
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const path = `${place.path}${name}${count === 1 ? '' : `[${String(count)}]`}`;
    const line = { place, addText, delimiters, name, path };
    addSegmentFields({ ...line, valueType: undefined, about: undefined }, start, end);
  }
  return true;
}

/** A line that is no segment: what follows a line end that somebody did not escape. */
function addLine(
  line: Pick<Line, 'place' | 'addText'>,
  path: string,
  delimiters: Delimiters,
  start: number,
  end: number,
): void {
  const { source } = line.place;
  const { text, locate } = unescapeHl7(source.text.slice(start, end), delimiters);
  const slot: Slot = {
    source,
    write: (changed) => ({
      start,
      end,
      text: escapeHl7(changed.replace(/[\r\n]+/g, ' '), { ...delimiters, field: '' }, AS_PROSE),
    }),
    locate: (from, to) => {
      const [low, high] = locate(from, to);
      return [start + low, start + high];
    },
  };
  addValue(line, path, text, slot);
}

/** No separator parts a line of prose. */
const AS_PROSE = { components: true } as const;

function addSegmentFields(line: Line, from: number, end: number): void {
  const { text } = line.place.source;
  const isHeader = isHl7Header(line.name);
  let number = isHeader ? 1 : 0;
  let start = from + 3;
  while (start < end) {
    // `start` is at a separator.
    number += 1;
    const stop = indexWithin(text, line.delimiters.field, start + 1, end);
    const isEncoding = isHeader && number === 2;
    if (!isEncoding && stop > start + 1) addField(line, number, start + 1, stop);
    start = stop;
  }
}

function addField(line: Line, number: number, start: number, end: number): void {
  const { source } = line.place;
  if (line.name === 'OBX' && (number === 2 || number === 3)) {
    const [first = '', second = ''] = source.text
      .slice(start, Math.min(end, start + 300))
      .split(line.delimiters.component);
    if (number === 2) line.valueType = /^[A-Z]{2,3}$/.test(first) ? first : undefined;
    else line.about = second === '' ? first : second;
  }
  const isValue = line.name === 'OBX' && number === 5;
  const type = fieldType(line.name, number, line.valueType);
  const isText = TEXT_TYPES.has(type) || (isValue && (type === 'ST' || type === ''));
  const hint = isValue ? line.about : undefined;
  parts(source.text, start, end, line.delimiters.repetition, (from, to, repetition) => {
    const path = `${line.path}-${String(number)}${repetition === 1 ? '' : `[${String(repetition)}]`}`;
    const address = `hl7v2:${line.name}-${String(number)}`;
    const suffix = isValue && line.valueType !== undefined ? `(${line.valueType})` : '';
    if (isText) {
      addLeaf(line, path, `${address}.1.1${suffix}`, hint, from, to, true);
      return;
    }
    const { component, subcomponent } = line.delimiters;
    parts(source.text, from, to, component, (low, high, at) => {
      const isOnly = low === from && high === to;
      const below = isOnly ? path : `${path}.${String(at)}`;
      parts(source.text, low, high, subcomponent, (first, last, sub) => {
        const isWhole = first === low && last === high;
        const field = `${address}.${String(at)}.${String(sub)}${suffix}`;
        const here = isWhole ? below : `${below}${isOnly ? '.1' : ''}.${String(sub)}`;
        addLeaf(line, here, field, hint, first, last, false);
      });
    });
  });
}

/** The parts of a stretch between separators, counted from 1; empty ones are passed over. */
function parts(
  text: string,
  start: number,
  end: number,
  separator: string,
  each: (start: number, end: number, number: number) => void,
): void {
  let from = start;
  for (let number = 1; from <= end; number++) {
    const stop = indexWithin(text, separator, from, end);
    if (stop > from) each(from, stop, number);
    from = stop + 1;
  }
}

function addLeaf(
  line: Line,
  path: string,
  field: string,
  hint: string | undefined,
  start: number,
  end: number,
  components: boolean,
): void {
  const { source } = line.place;
  const raw = source.text.slice(start, end);
  // Two quotes delete what the receiver has; they are no value.
  if (raw === '""') return;
  const { text, locate } = unescapeHl7(raw, line.delimiters);
  const slot: Slot = {
    source,
    write: (changed) => ({
      start,
      end,
      text: escapeHl7(changed, line.delimiters, { components }),
    }),
    locate: (from, to) => {
      const [low, high] = locate(from, to);
      return [start + low, start + high];
    },
  };
  addValue(line, path, text, slot, field, hint);
}

function addValue(
  { place, addText }: Pick<Line, 'place' | 'addText'>,
  path: string,
  text: string,
  slot: Slot,
  field?: string,
  hint?: string,
): void {
  if (text.length < SHORTEST_EMBEDDED) {
    const segment: Segment = { path, text, role: 'value' };
    place.builder.addSegment(
      { ...segment, ...(field && { field }), ...(hint !== undefined && { hint }) },
      slot,
    );
    return;
  }
  const { builder, limits, embedding, depth } = place;
  addText({ builder, limits, embedding, depth, path, hint, field, slot }, text);
}
