import { address } from '../../../../lambdas/core/scan/recognisers/address.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(address, {
  match: [
    ['lives at 902 Willow Bend Rd', '902 Willow Bend Rd'],
    ['3300 Mesa Rd, Pueblo, CO 81001', '3300 Mesa Rd, Pueblo, CO 81001'],
    ['640 N. Race St Apt 4B', '640 N. Race St Apt 4B'],
    ['77 Cottonwood Ct', '77 Cottonwood Ct'],
    ['12 Pine St, Cañon City 81212 pls', '12 Pine St, Cañon City 81212'],
    ['P.O. Box 99', 'P.O. Box 99'],
    ['PO Box 1234, Denver, CO 80217', 'PO Box 1234, Denver, CO 80217'],
    ['moved to Denver, CO', 'Denver'],
    ['Santa Fe, New Mexico', 'Santa Fe'],
    ['1 Distribution Pkwy', '1 Distribution Pkwy'],
    ['123 Main Street\nSpringfield, IL 62701', '123 Main Street\nSpringfield, IL 62701'],
    ['at 43 Quail Court is the address', '43 Quail Court'],
    ['221 W 5th Ave', '221 W 5th Ave'],
    ['45 oak street', '45 oak street'],
  ],
  noMatch: [
    '5 Way',
    '3 easy steps',
    'call 5 times',
    '12 Angry Men',
    '10 Downing',
    'Room 12',
    'the street',
    '40 shelf brackets',
    'Thanks, IN a way',
    'v2 Drive',
    'meet at 5 Place it',
    'hello, OK',
    '16x20 filter',
    '2 cups',
    'born 1961\nDear Dr. Roe',
    'in 1961\nMill Road',
  ],
});
