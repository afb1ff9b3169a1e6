import { fax } from '../../../../lambdas/core/scan/recognisers/fax.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(fax, {
  match: [
    ['fax 303-555-0121', '303-555-0121'],
    ['Fax: (303) 555-0121', '(303) 555-0121'],
    ['please fax it to 919 222 6071', '919 222 6071'],
    ['FAX +1 303 555 0121', '+1 303 555 0121'],
    ['3035550121', '3035550121', 'fax'],
    ['303-555-0121', '303-555-0121', 'office_fax'],
    ['fax no. 303.555.0121', '303.555.0121'],
    ['faxed to 303-555-0121', '303-555-0121'],
    ['telefax 303-555-0121', '303-555-0121'],
    ['fax records for Kelsi to 919 222 6071', '919 222 6071'],
    ['phone 303-555-0121, fax 303-555-0122', '303-555-0122'],
    ['fax number is 303-555-0121', '303-555-0121'],
  ],
  noMatch: [
    'call 303-555-0121',
    'fax it please',
    'fax machine',
    'fax me. Call 303-555-0121',
    'fax or phone 303-555-0121',
    'phone 303-555-0121',
    'fax 12',
    'fax: none',
    'fax 2026-11-20',
    'fax\n303-555-0121',
    'facsimile',
    ['no', 'fax'],
    '303-555-0121 or fax',
  ],
});
