import { spelledNumber } from '../../../../lambdas/core/scan/recognisers/spelled-number.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(spelledNumber, {
  match: [
    ['my number is five five five, one two three four', 'five five five, one two three four'],
    [
      'call three oh three five five five oh one four two today',
      'three oh three five five five oh one four two',
    ],
    ['s s n 2 1 9 - 0 9 - 9 9 9 9', '2 1 9 - 0 9 - 9 9 9 9'],
    ['SSN: 5 5 5 - 1 2 - 3 4 5 6 (spaced)', '5 5 5 - 1 2 - 3 4 5 6'],
    ['4 1 5 - 5 5 5 - 0 1 4 2', '4 1 5 - 5 5 5 - 0 1 4 2'],
    ['MRN four four seven one nine', 'four four seven one nine'],
    ['zip eight zero two zero six', 'eight zero two zero six'],
    ['double five one two three four seven', 'double five one two three four seven'],
    ['member id nine nine one two', 'nine nine one two'],
    ['Two One Nine Zero Nine Nine Nine Nine Nine', 'Two One Nine Zero Nine Nine Nine Nine Nine'],
    [
      'three-oh-three-five-five-five-oh-one-four-two',
      'three-oh-three-five-five-five-oh-one-four-two',
    ],
  ],
  noMatch: [
    'one two three',
    'one two three four',
    'one of the two, three or four of us',
    'two thirds of five',
    '1 2 3 4 5',
    '1, 2, 3 and 4',
    'one fish two fish',
    'oh no',
    'a 1 b 2 c 3 d 4 e 5 f 6',
    'five five five',
    'step one',
    '1 . 2 . 3',
  ],
});
