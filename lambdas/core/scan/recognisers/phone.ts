import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import { findPhoneNumbers } from '../phone-numbers.ts';

/** Safe Harbor (D): telephone numbers. */
export const phone = defineRecogniser('phone', Trait.sevenDigits, (view, segment) =>
  findPhoneNumbers(view, segment)
    .filter((number) => !number.isFax)
    .map(({ start, end, score }) => ({ label: 'PHONE', start, end, score })),
);
