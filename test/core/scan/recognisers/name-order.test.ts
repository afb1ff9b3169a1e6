import { nameOrder } from '../../../../lambdas/core/scan/recognisers/name-order.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(nameOrder, {
  match: [
    ['Summary - Tsai, Haruto A - admitted', 'Tsai, Haruto A'],
    ['It belongs to Thackeray, Percy.', 'Thackeray, Percy'],
    ['NÍ BHRIAIN, AGNIESZKA D DOB', 'NÍ BHRIAIN, AGNIESZKA D'],
    ['Patient bin Salem, Yusuf.', 'bin Salem, Yusuf'],
    ['Rahimi-Whitlock, Samira', 'Rahimi-Whitlock, Samira'],
    ['SMITH, JOHN', 'SMITH, JOHN'],
  ],
  noMatch: [
    'Madison, Austin and Lincoln',
    'Denver, Colorado',
    'Hello, Grace',
    'Asthma, Allergy',
    'Thanks, Mary',
    'Monday, April 3',
    'Texas, Virginia',
    'Paris, Jordan',
    'a, b',
    'Patient, Jane',
    'Nevertheless, NASH can be severe',
    'Findings, Mary was',
  ],
});
