import { dose } from '../../../../lambdas/core/scan/recognisers/dose.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(dose, {
  match: [
    ['50 mg daily', '50 mg daily'],
    ['metformin 500mg twice', '500mg twice'],
    ['10 units at bedtime', '10 units at bedtime'],
    ['2 puffs every 4 hours', '2 puffs every 4 hours'],
    ['5 ml per day', '5 ml per day'],
    ['100 mcg', '100 mcg'],
    ['81 mg', '81 mg'],
    ...'mg,MCG,\xb5g,\u03bcg,meq'
      .split(',')
      .map((unit): [string, string] => [`5 ${unit}`, `5 ${unit}`]),
    ...(
      'mg,mcg,\xb5g,\u03bcg,ug,unit,units,IU,ml,cc,meq,g,puff,puffs,drop,gtt,gtts,spray,patch,patches,tablet,tab,' +
      'tabs,capsule,caps,pill,PILLS'
    )
      .split(',')
      .map((unit): [string, string] => [`5 ${unit} daily`, `5 ${unit} daily`]),
    ['0.5 mg tid', '0.5 mg tid'],
    ['20 mEq', '20 mEq'],
    ['1 tablet daily', '1 tablet daily'],
    ['40 MG tablets', '40 MG tablets'],
    ['250mg bid', '250mg bid'],
  ],
  noMatch: [
    '50 people daily',
    '5 g',
    '10 ml',
    '3 daily meetings',
    '100 units',
    'mg',
    '20 mg/dL',
    'v5 mg',
    '2 drops',
    'ten mg',
    '1 tab',
    '4 puffs',
    '7 million',
  ],
});
