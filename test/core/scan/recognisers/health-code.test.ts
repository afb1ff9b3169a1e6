import { healthCode } from '../../../../lambdas/core/scan/recognisers/health-code.ts';
import { describeRecogniser } from '../support/table.ts';

describeRecogniser(healthCode, {
  match: [
    ['CPT 99213', '99213'],
    ['CPT codes: 99213, 93000-26', ['99213', '93000-26']],
    ['HCPCS J1885', 'J1885'],
    ['procedure code 45378', '45378'],
    ['LOINC 4548-4', '4548-4'],
    ['loinc code: 2345-7', '2345-7'],
    ['RxCUI 860975', '860975'],
    ['rxnorm: 197361', '197361'],
    ['SNOMED CT 73211009', '73211009'],
    ['sctid: 22298006', '22298006'],
    ['NDC 0002-8215-01', '0002-8215-01'],
    ['NDC 50090-0481-0', '50090-0481-0'],
    ['dispensed 00093-7424-56', '00093-7424-56'],
    ['ICD-9 250.00', '250.00'],
  ],
  noMatch: [
    '99213',
    'CPT pending',
    'cpt 9',
    '4548-4',
    'LOINC',
    'rx 5',
    'the concept id',
    'J1885',
    'NDC none',
    '123-45-6789',
    'ICD-10 E11.9',
    'procedure code of conduct',
    'billing code',
    'service code ABC',
    'zip 80206-1234',
  ],
});
