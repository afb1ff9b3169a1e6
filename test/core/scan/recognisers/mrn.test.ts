import { mrn } from '../../../../lambdas/core/scan/recognisers/mrn.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(mrn, {
  match: [
    ['MRN 5518820', '5518820'],
    ['mrn=M0219934', 'M0219934'],
    ['MRN: RC-0093315', 'RC-0093315'],
    ['MRN-00918273', 'MRN-00918273'],
    ['medical record number 8841207', '8841207'],
    ['Medical Record No. A-220917', 'A-220917'],
    ['chart #44719', '44719'],
    ['patient id: P0077123', 'P0077123'],
    ['Patient ID 77123', '77123'],
    ['(MRN: 998877)', '998877'],
    ['MRN#123456', '123456'],
    ['NHS number 943 476 5919', '943 476 5919'],
    ['med rec # 55123', '55123'],
    ['mrn is 12345', '12345'],
  ],
  noMatch: [
    'MRN',
    'mrn pending',
    'chart of the day',
    'patient 5 of 9',
    'medical records department',
    'record 5 wins',
    'patient identity',
    '5518820',
    'chart 3x',
    'turn 12345',
    'order 12345',
    'patient id unknown',
    'MRN: n/a',
  ],
});
