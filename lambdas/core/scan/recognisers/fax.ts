import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import { findPhoneNumbers, isOfFax } from '../phone-numbers.ts';

/** Safe Harbor (E): fax numbers, which are telephone numbers that the words around call so. */
export const fax = defineRecogniser('fax', Trait.sevenDigits, (view, segment) =>
  /fax/i.test(view.text) || isOfFax(segment)
    ? findPhoneNumbers(view, segment)
        .filter((number) => number.isFax)
        .map(({ start, end, score }) => ({ label: 'FAX', start, end, score }))
    : [],
);
