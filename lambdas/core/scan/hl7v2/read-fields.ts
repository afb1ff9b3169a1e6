import { BY_FIELD_SCORE, type Meaning, type Readings } from '../by-field/reading.ts';
import { expression } from '../expression.ts';
import type { Segment } from '../document.ts';
import { isBlankAnswer } from '../blank-answer.ts';
import { meaningOf, type Address } from './field-meaning.ts';
import { meaningInContext, type Part } from './in-context.ts';
import { meaningByShape } from './by-shape.ts';
import { unicode } from '../unicode.ts';

const NAME = 'hl7-field';
const HEADERS = new Set(['MSH', 'FHS', 'BHS']);
const BOOKKEEPING_SCORE = 0.45;
const ADDRESS = /^hl7v2:([A-Z][A-Z0-9]{2})-(\d+)\.(\d+)\.(\d+)(?:\(([A-Z]{2,3})\))?$/;
/** LOINC codes of a person's age; a value is an age of the individual (45 CFR 164.514(b)(2)(i)(C)). */
const AGE_CODES = new Set(['30525-0', '21612-7', '29553-5', '63900-5', '35659-2', '63932-8']);

/** Reads the segments of HL7 v2 messages by segment, field, component and data type. */
export function readHl7Fields(segments: readonly Segment[], readings: Readings): void {
  let group: Part[] = [];
  let groupKey = '';
  let observes = '';
  const endGroup = (): void => {
    readGroup(group, readings, AGE_CODES.has(observes));
    const [first] = group;
    if (first?.address.segment === 'OBX' && first.address.field === 3) observes = first.text.trim();
    group = [];
  };
  segments.forEach(({ field, path, text }, index) => {
    const address = field === undefined ? undefined : addressOf(field);
    if (address === undefined) return;
    // The components of one repetition follow one another and share their path up to the component.
    const dash = path.lastIndexOf('-');
    const dot = path.indexOf('.', dash);
    const key = dot < 0 ? path : path.slice(0, dot);
    if (key !== groupKey) endGroup();
    groupKey = key;
    group.push({ index, address, text });
  });
  endGroup();
}

function addressOf(field: string): Address | undefined {
  const match = field.startsWith('hl7v2:') ? ADDRESS.exec(field) : null;
  if (match === null) return undefined;
  const [, segment = '', number, component, subcomponent, valueType] = match;
  return {
    segment,
    field: Number(number),
    component: Number(component),
    subcomponent: Number(subcomponent),
    valueType,
  };
}

/** Reads the components of one field, or of one repetition of it. */
function readGroup(group: readonly Part[], readings: Readings, isAge: boolean): void {
  for (const part of group) {
    const known = meaningOf(part.address);
    const meaning =
      known === undefined ? meaningByShape(part, group) : meaningInContext(known, part, group);
    const isOld =
      isAge && part.address.field === 5 && /^\s*(?:9\d|1[0-4]\d)(?:\.\d+)?\s*$/.test(part.text);
    const checked = isOld ? 'AGE90' : checkedMeaning(meaning, part.text);
    const score = known === undefined ? 0.8 : BY_FIELD_SCORE;
    const { segment, field, component } = part.address;
    const isCare = segment === 'MSH' && field === 9 && component === 1;
    // When a message was made: it goes when identifiers go, and identifies nobody.
    const isMade = field === 7 && HEADERS.has(segment);
    const weak = isMade
      ? ({ meaning: 'DATE', score: BOOKKEEPING_SCORE } as const)
      : { meaning: checked, score };
    readings.set(part.index, { standard: NAME, ...weak, isCare });
  }
}

/** What the value may be at all: a date has a day or a month in it, a telephone number digits. */
function checkedMeaning(meaning: Meaning, text: string): Meaning {
  if (meaning === 'quiet' || meaning === 'prose') return meaning;
  if (isBlankAnswer(text)) return 'quiet';
  // Four digits are a year, which is no identifier.
  if (meaning === 'DATE' && /^\s*\d{4}\s*$/.test(text)) return 'quiet';
  if (LEAST[meaning]?.test(text) ?? unicode('[\\p{L}\\p{N}]').test(text)) return meaning;
  return meaning === 'DATE' || meaning === 'PHONE' || meaning === 'FAX' ? 'prose' : 'quiet';
}

/** What a value must hold at least. Instances are often numbered 1, 2, 3. */
const LEAST: Readonly<Partial<Record<Meaning, RegExp>>> = {
  DATE: /\d/,
  PHONE: /\d\D*\d/,
  FAX: /\d\D*\d/,
  ZIP: /\d/,
  OTHER_ID: expression(String.raw`(?:[\p{L}\p{N}][^\p{L}\p{N}]*){3}`, 'u'),
};
