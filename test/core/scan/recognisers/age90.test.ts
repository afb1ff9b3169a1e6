import { age90 } from '../../../../lambdas/core/scan/recognisers/age90.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(age90, {
  match: [
    ['she is 93 years old', '93'],
    ['a 95-year-old man', '95'],
    ['97 y/o female', '97'],
    ['92yo', '92'],
    ['aged 91', '91'],
    ['age: 90', '90'],
    ['turned 101', '101'],
    ['94F with chest pain', '94'],
    ['91 M', '91'],
    ['ninety-three years old', 'ninety-three'],
    ['in her nineties', 'nineties'],
    ['104', '104', 'age'],
    ["I'm 95, and well", '95'],
    ['age 99', '99'],
    ['tiene 92 años', '92'],
  ],
  noMatch: [
    '89 years old',
    '95%',
    '90 mg',
    '100 years of experience',
    '90 days',
    'age 45',
    '95',
    'page 95',
    '120/80',
    'aged 90 days',
    '90 minutes',
    ['95', 'quantity'],
    'room 95M2',
    'a 100-mile run',
    'score is 95',
  ],
});
