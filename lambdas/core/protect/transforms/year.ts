import { FIRST_KEPT_YEAR } from '../../scan/generalized.ts';
import { yearOf } from '../date-value.ts';
import type { Transform } from './transform.ts';

/** Safe Harbor keeps ages up to this one. */
const LAST_AGE = 89;

/**
 * The year of a date, 45 CFR 164.514(b)(2)(i)(C). A year so long ago that somebody born in it may be over 89
 * goes as well, and so does one that is not written in full.
 *
 * @param thisYear the year in which the output is made
 */
export function yearTransform(thisYear: number): Transform {
  const first = Math.max(FIRST_KEPT_YEAR, thisYear - LAST_AGE);
  return ({ label, value }) => {
    const year = label === 'DATE' ? yearOf(value) : undefined;
    return year === undefined || year < first || year > 2099 ? undefined : String(year);
  };
}
