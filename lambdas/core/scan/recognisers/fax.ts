import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import { findPhoneNumbers } from '../phone-numbers.ts';

/** Safe Harbor (E): fax numbers, which are telephone numbers that the words around call so. */
export const fax = defineRecogniser('fax', Trait.sevenDigits, (view, segment) =>
  /fax/i.test(view.text) || /fax/i.test(segment.hint ?? '')
    ? findPhoneNumbers(view, segment)
        .filter((number) => number.isFax)
        .map(({ start, end, score }) => ({ label: 'FAX', start, end, score }))
    : [],
);
