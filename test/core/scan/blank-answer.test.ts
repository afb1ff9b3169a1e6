import { describe, expect, it } from 'vitest';
import { isBlankAnswer } from '../../../lambdas/core/scan/blank-answer.ts';

const ANSWERS =
  'yes no y n true false none null nil nan undefined n/a na unknown unspecified other same tbd ok okay on off s\u00ed si ninguno ninguna';

describe('an answer that says nothing', () => {
  it.each(['', ' ', '-', '...', '  \u2014 ', 'not applicable', ...ANSWERS.split(' ')])(
    'is "%s", in any case and among any marks',
    (answer) => {
      const forms = [answer, answer.toUpperCase(), ` ${answer}`, `\u00ab${answer}\u00bb!`];
      expect(forms.filter((form) => !isBlankAnswer(form))).toEqual([]);
    },
  );

  it('may be written with the long s, which is an s without regard to case', () => {
    expect(isBlankAnswer('\u017fame')).toBe(true);
  });

  it.each(['Mara', 'no, Mara', '0', '5518820', 'x', 'b', '\u00e9', 'not applicable to Mara Roe'])(
    'is not "%s"',
    (answer) => {
      expect(isBlankAnswer(answer)).toBe(false);
    },
  );
});
