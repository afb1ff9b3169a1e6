import { icd10Code } from '../../../../lambdas/core/scan/recognisers/icd10-code.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(icd10Code, {
  match: [
    ['dx N97.9', 'N97.9'],
    ['ICD-10: I21.4', 'I21.4'],
    ['I21.4 confirmed', 'I21.4'],
    ['N97.9', 'N97.9', 'icd10'],
    ['E119', 'E119', 'diagnosis_code'],
    ['diagnosis code E119', 'E119'],
    ['ICD10 E11', 'E11'],
    ['codes E11.9, I10.0', ['E11.9', 'I10.0']],
    ['F32.A', 'F32.A'],
    ['S72.001A', 'S72.001A'],
    ['Dx: J45.909', 'J45.909'],
    ['I10', 'I10', 'dx'],
  ],
  noMatch: [
    ['N97.9', 'part'],
    ['N97.9', 'sku'],
    'E119',
    'bin 3N-136',
    'A1.2.3',
    'v1.2',
    'U2',
    'B12',
    'e11.9',
    'AB12.3',
    ['M02', 'room'],
    'T1000',
    'H264',
    'A4',
  ],
});
