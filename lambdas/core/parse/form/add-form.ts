import { viewOf } from '../../scan/normalize.ts';
import { addName } from '../add-name.ts';
import { pathName } from '../path.ts';
import type { Slot, Source } from '../slot.ts';
import { isStructuredText } from '../structured-text.ts';
import type { AddText, TextPlace } from '../text-place.ts';
import { decodeComponent, encodeComponent, locateInComponent } from './components.ts';

/** Where a form stands in the payload. */
export interface FormPlace extends Omit<TextPlace, 'slot'> {
  readonly source: Source;
  /** Where in its text the form begins. */
  readonly from?: number;
}

interface Pair {
  readonly start: number;
  /** Where the name ends; the value begins after the sign. */
  readonly nameEnd: number;
  readonly end: number;
  readonly name: string;
  /** Absent where there is no sign. */
  readonly value?: string;
}

/**
 * Adds the pairs of a form, each value under its name, as the URL standard reads them: `&` between pairs, `+` for a
 * space, a `%` that is no escape stands for itself. Paths are `PATHname`.
 *
 * @returns false, having added nothing, where an escape does not spell UTF-8: such text could not be scanned for what
 *   it says
 */
export function addForm(place: FormPlace, addText: AddText): boolean {
  const { source, builder } = place;
  const pairs = readPairs(source.text, place.from ?? 0);
  if (pairs === undefined) return false;
  const slot = (from: number, to: number): Slot => ({
    source,
    write: (changed) => ({ start: from, end: to, text: encodeComponent(changed) }),
    locate: (first, last) => locateInComponent(source.text, from, to, first, last),
  });
  pairs.forEach(({ start, nameEnd, end, name, value }, position) => {
    const path = `${place.path}${pathName(name, position)}`;
    addName({ ...place, path }, name, slot(start, nameEnd), addText);
    if (isNoForm(name, place)) builder.addUnreadable({ path, reason: 'unsupported_format' });
    if (value === undefined) return;
    addText({ ...place, path, hint: name, slot: slot(nameEnd + 1, end) }, value);
  });
  return true;
}

/** Whether a text that was sent as a form, or a name in one, is no form at all, but JSON or another notation. */
export function isNoForm(text: string, { builder }: Pick<TextPlace, 'builder'>): boolean {
  if (!/["<{|:\\\r\n]/.test(text)) return false;
  return (
    /^\s*[[{<]/.test(text) ||
    isStructuredText(viewOf({ path: 'form', text, role: 'value' }).text, builder.names)
  );
}

/** A name as addresses have them, escaped or not: no sentence, no markup. */
const NAME = String.raw`[A-Za-z_$][\w.$~-]{0,60}(?:(?:\[|%5[Bb])[\w.$~-]{0,60}(?:\]|%5[Dd])){0,6}`;
/** Values without white space; one sign that is not escaped may stand in them. */
const VALUE = String.raw`[^\s&"'<>{}]{0,100000}`;
const QUERY = new RegExp(`^[?#]?${NAME}=${VALUE}(?:&${NAME}=${VALUE}){1,1000}&?$`);

/** Whether a text is a query string: two pairs or more, and nothing else. */
export function isQuery(text: string): boolean {
  return text.includes('&') && QUERY.test(text);
}

function readPairs(text: string, from: number): Pair[] | undefined {
  const pairs: Pair[] = [];
  for (let start = from; start <= text.length;) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand < 0 ? text.length : ampersand;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const hasValue = equals >= 0 && equals < end;
      const nameEnd = hasValue ? equals : end;
      const name = decodeComponent(text.slice(start, nameEnd));
      const value = hasValue ? decodeComponent(text.slice(nameEnd + 1, end)) : '';
      if (name === undefined || value === undefined) return undefined;
      pairs.push({ start, nameEnd, end, name, ...(hasValue && { value }) });
    }
    start = end + 1;
  }
  return pairs;
}
