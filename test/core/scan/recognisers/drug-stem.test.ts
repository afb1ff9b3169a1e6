import { drugStem } from '../../../../lambdas/core/scan/recognisers/drug-stem.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(drugStem, {
  match: [
    ['started dupilumab', 'dupilumab'],
    ['Nivolumab infusion', 'Nivolumab'],
    ['on rosuvastatin', 'rosuvastatin'],
    ['pantoprazole', 'pantoprazole'],
    ['bisoprolol and ramipril', ['bisoprolol', 'ramipril']],
    ['OLMESARTAN', 'OLMESARTAN'],
    ['tirzepatide or semaglutide', 'semaglutide'],
    ['empagliflozin', 'empagliflozin'],
    ['osimertinib', 'osimertinib'],
    ['levofloxacin for a week', 'levofloxacin'],
    ['edoxaban', 'edoxaban'],
    ['lidocaine', 'lidocaine'],
    ['rimegepant', 'rimegepant'],
    ['lorazepams', 'lorazepam'],
  ],
  noMatch: [
    'in April',
    'high cholesterol',
    'testosterone',
    'a mongrel dog',
    'statin',
    'comparing notes',
    'a poison',
    'the platin ring',
    'Michael Caine',
    'Nakasone',
    'cane sugar',
    'a control group',
    'a list of concepts',
    'vasopressin',
    'rabbits in wonderland',
  ],
});
