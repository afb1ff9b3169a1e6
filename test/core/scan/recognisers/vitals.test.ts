import { vitals } from '../../../../lambdas/core/scan/recognisers/vitals.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(vitals, {
  match: [
    ['BP 120/80', 'BP 120/80'],
    ['blood pressure is 140/90', 'blood pressure is 140/90'],
    ['A1C 9.2', 'A1C 9.2'],
    ['glucose=54', 'glucose=54'],
    ['HR 102', 'HR 102'],
    ['SpO2: 91', 'SpO2: 91'],
    ['LDL 188', 'LDL 188'],
    ['120/80 mmHg', '120/80 mmHg'],
    ['58 mg/dL', '58 mg/dL'],
    ['11 cmH2O', '11 cmH2O'],
    ['72 bpm', '72 bpm'],
    ['b/p 120/80', 'b/p 120/80'],
    ['T4 1.1', 'T4 1.1'],
    ['O2 sat 91', 'O2 sat 91'],
    ['120/80mm hg', '120/80mm hg'],
    ...(
      'mg/dl,mmol/l,mmol/mol,mmHg,ng/ml,ng/dl,pg/ml,mcg/dl,cmH2O,bpm,meq/l,g/dl,IU/l,u/l,miu/l,ml/min,breaths/min,' +
      'cells/mm3,copies/ml,kg/m2'
    )
      .split(',')
      .flatMap((unit) => [`58 ${unit}`, `5.8\t${unit}`, `0.58${unit}`])
      .map((reading): [string, string] => [reading, reading]),
    ['BMI 31.4', 'BMI 31.4'],
    ['PSA 14.2', 'PSA 14.2'],
  ],
  noMatch: [
    '120/80',
    'the bp rig',
    'glucose strip carton',
    'A1 paper',
    'HR department',
    'pulse of the city',
    '1/2',
    'LDL',
    'version 9.2',
    '58 mg',
    'bmi',
    'temp 20',
    'rate 5',
  ],
});
