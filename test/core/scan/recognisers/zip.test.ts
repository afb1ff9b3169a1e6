import { zip } from '../../../../lambdas/core/scan/recognisers/zip.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(zip, {
  match: [
    ['Denver, CO 80206', '80206'],
    ['CO 80206-1234', '80206-1234'],
    ['zip 80206', '80206'],
    ['ZIP code: 80206', '80206'],
    ['postal code is 80206', '80206'],
    ['80206-1234', '80206-1234'],
    ['Colorado 80206', '80206'],
    ['zip=80206', '80206'],
    ['código postal 28013', '28013'],
    ['London SW1A 1AA', 'SW1A 1AA'],
    ['Ottawa K1A 0B1', 'K1A 0B1'],
    ['New York, NY 10001', '10001'],
    ['zipcode 80206', '80206'],
    ['Which ZIP code do you live in? You: 88471', '88471'],
  ],
  noMatch: [
    '80206',
    'order 80206',
    'in 80206',
    '80206 boxes',
    'CO 8020',
    '802061234',
    '12345-678',
    'ok 80206',
    'zip file 12',
    'zipped 80206x',
    'A80206-1234',
    'co 80206',
    'SKU AB1 2CDE',
    'Which ZIP code is right? Order 88471',
  ],
});
