import { MONTH, MONTH_NAME } from './calendar.ts';
import { before, matchesAtSigns } from './define-recogniser.ts';
import type { View } from './normalize.ts';

/** In small letters "may" and "march" are other words. */
const CAPITALIZED = new RegExp(`${MONTH}(?![A-Za-z])`, 'y');
const LEAD =
  /\b(?:in|since|last|this|next|until|through|during|early|late|mid)[\s-](?:early\s|late\s|mid-?\s?)?$/;

/** The last two letters of those words. */
const LAST_LETTERS: ReadonlySet<string> = new Set('in ce st is xt il gh ng ly te id'.split(' '));

/** Whether a text may end in one of those words, with what parts it from a month. */
function mayBeLed(text: string, at: number): boolean {
  // `mid-` may stand right before a month, or before a space.
  if (text.charAt(at - 1) === 'd' || text.charAt(at - 2) === '-') return true;
  return LAST_LETTERS.has(text.slice(Math.max(0, at - 3), Math.max(0, at - 1)));
}

/** Months with neither a day nor a year: `in late November`. Whether one dates anything, what stands around it says. */
export function monthsAlone(view: View): readonly RegExpExecArray[] {
  const { text } = view;
  return matchesAtSigns(CAPITALIZED, view, MONTH_NAME).filter(
    ({ index }) => mayBeLed(text, index) && LEAD.test(before(text, index, 20)),
  );
}
