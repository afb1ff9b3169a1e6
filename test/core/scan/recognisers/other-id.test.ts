import { otherId } from '../../../../lambdas/core/scan/recognisers/other-id.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(otherId, {
  match: [
    ['passport number X1234567', 'X1234567'],
    ['(ID: 987654321)', '987654321'],
    ['ID 44719', '44719'],
    ['case number 2024-5512', '2024-5512'],
    ['claim # 881207', '881207'],
    ['912-70-1234', '912-70-1234'],
    ['student id 5512099', '5512099'],
    ['employee ID E-44120', 'E-44120'],
    ['prescription number RX-8841207', 'RX-8841207'],
    ['confirmation code AB1234', 'AB1234'],
    ['encounter id 4471920', '4471920'],
    ['accession number 24-551', '24-551'],
    ['study subject id 0042', '0042'],
    ['pasaporte X1234567', 'X1234567'],
  ],
  noMatch: [
    'my id is lost',
    'idea 44719',
    'ID card',
    '912-49-1234',
    '912-93-1234',
    'case closed',
    'reference letter',
    'in case 5 of them',
    'claims 3 wins',
    'employee of 2024',
    'valid 44719',
    'confirmation pending',
    'passport control',
  ],
});
