import { MONTH, MONTH_NAME } from './calendar.ts';
import { before, matchesAtSigns } from './define-recogniser.ts';
import type { View } from './normalize.ts';

/** In small letters "may" and "march" are other words. */
const CAPITALIZED = new RegExp(`${MONTH}(?![A-Za-z])`, 'y');
const LEAD =
  /\b(?:in|since|last|this|next|until|through|during|early|late|mid)[\s-](?:early\s|late\s|mid-?\s?)?$/;

/** Months with neither a day nor a year: `in late November`. Whether one dates anything, what stands around it says. */
export function monthsAlone(view: View): readonly RegExpExecArray[] {
  return matchesAtSigns(CAPITALIZED, view, MONTH_NAME).filter(({ index }) =>
    LEAD.test(before(view.text, index, 20)),
  );
}
