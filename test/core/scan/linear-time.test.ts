import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../lambdas/core/scan/document.ts';
import { viewOf } from '../../../lambdas/core/scan/normalize.ts';
import type { Recogniser } from '../../../lambdas/core/scan/recogniser.ts';
import {
  CARE_RECOGNISERS,
  DOCUMENT_RECOGNISERS,
  RECOGNISERS,
} from '../../../lambdas/core/scan/recognisers/index.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import { scanText } from './support/scan-text.ts';

const MEGABYTE = 1_000_000;
const fill = (piece: string): string =>
  piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);

/** Texts that make a careless expression try everything at every position. */
const HOSTILE = [
  'a',
  'A',
  '1',
  '@',
  ' ',
  '-',
  '1-',
  'a.',
  'a@',
  'a@b.',
  '1 ',
  '1.',
  '1/',
  'a:',
  ':',
  '(',
  '[',
  'Ab ',
  '1 Ab ',
  'in Ab, CO ',
  'Dr. Ab ',
  'mrn ',
  'id:',
  'May ',
  "O'",
  'http://',
  'www.a.',
  'a(at)',
  '&#49;',
  '\u200b',
  '１',
  'fax 555-555-5555 ',
  'tok_name_',
  'blood pressure is ',
  'patient Ab Cd ',
  '((((',
  '+',
  '+A123',
  '=/',
  '=/A9999',
  '=?a?Q?',
  '=4',
  'Dr. ',
  'five ',
  'double ',
  '<b>',
  '</b',
  '<!--',
  '\u0430',
  'a\u0430',
  '%25',
  '(01)1234567890123',
  '01108445212345611',
  'member id 1234, ',
  'account ending ',
  'no. 12345 ',
  '#1234567 ',
  'a-1-',
  '1-1 ',
  'aa:',
  '1:',
  '12:34:56:78:9A:',
  '1.1.1.',
  'x.y.',
  'a.com',
  'a.com/',
  '1234 5678 ',
  'ICD E11.',
  'CPT 99213, ',
  'bp 120/',
  '5 mg ',
  'lot 12345 ',
  'photo.',
  'supercalifragilistic',
  'GB82 WEST ',
];

/** What each recogniser almost finds, over and over. */
const NEAR_MISSES: Readonly<Record<string, readonly string[]>> = {
  email: ['a@b', 'a.b@', '(at)', 'a at b dot '],
  url: ['http://a', 'www.', 'a.b.c.d', 'ftp://', 'https://a.b/%20', 'https://a.b%20%20%20'],
  ip: ['1.2.3', '::', 'a:b:c:', '1.2.3.4.'],
  ssn: ['219-09-', '219 09 ', '***-**-', 'ssn ending '],
  mrn: ['mrn is ', 'patient id: ', 'MED', 'medical record number '],
  'health-plan-id': ['member number is ', 'insurance: ', '1EG4-TE5-', 'policy '],
  account: ['account no. ', 'GB82', 'card ending in ', 'iban: '],
  card: ['4111 ', '4111-1111-', '41111111111111111111 ', 'visa '],
  device: ['serial number ', 'SN', '00:1A:', 'lot #'],
  udi: ['(01)', '(01)10844521234561(21)', '+A123BJC5D6E71/', '=,='],
  vehicle: ['vin ', '1HGBH41JXMN10918', 'license plate ', 'plate # '],
  license: ['license no. ', 'AB123456', 'npi is ', 'DEA '],
  'other-id': ['ID: ', 'claim # ', 'ENC-', '2b5fce40-7eb1-'],
  biometric: ['fp_', 'iris:', 'face id ', 'voiceprint template '],
  photo: ['a.jpg', '.png', 'face_.', 'x.y.jp'],
  'spelled-number': ['one two ', '1 2 3 ', 'double five ', 'oh oh '],
  'health-terms': ['blood ', 'chronic kidney ', 'type 2 ', 'no history of '],
  'icd10-code': ['E11.', 'dx E1', 'A00.A', 'icd '],
  'health-code': ['ndc 1234-', 'snomed 1', '12345-678-', 'loinc: '],
  'drug-stem': ['olol', 'mab ', 'statins', 'prazole'],
  dose: ['5 mg of a', '10 units ', '1.', '5 mg, '],
  vitals: ['bp is ', '120/', 'a1c of ', '5 mg/'],
  phone: ['(303) ', '303 - ', '+ 1 (', '[303] 555 ', '1 2 3 4 5 6 '],
  date: ['dob 1 2 ', '12/Mar/', '12-Mar-', 'march twelfth ', 'the twelfth of ', 'born 12 mar '],
  address: ['1 N. Ab Ab Ab Ab Ab ', '12 main main main ', '1 n 1st 1st 1st ', 'RR 2 ', '1 US-'],
  'street-abroad': ['Calle Mayor ', '12 rue de ', 'rue de la de la ', 'Goethestraße ', 'Via Roma '],
  'place-cue': ['in Ab, ', 'lives in ', 'from Ab to Ab ', 'near ab ab ab '],
  'name-cue': ['name W-H-I-', 'D E S H ', 'my name is ab ', 'Dr. '],
  'name-order': ['Roe, Jane ', 'ROE, JANE Q ', 'Roe; Jane, ', 'Ab, Ab, '],
  'name-signed': ['Thanks,\nab', 'regards,\n\n\n', '- Ab\n', 'Ab, RN\n'],
  'name-trail': ['Ab and Ab ', 'Ab Ab, MD, ', 'Ab & ', "Ab's "],
};

/** Seconds that each recogniser takes for a megabyte of a piece, the look that they share in `view`. */
function secondsFor(piece: string, recognisers: readonly Recogniser[]): Record<string, number> {
  const segment: Segment = { path: 'text', text: fill(piece), role: 'value' };
  const seconds: Record<string, number> = {};
  const time = (name: string, work: () => unknown): void => {
    const started = process.cpuUsage();
    work();
    seconds[name] = process.cpuUsage(started).user / 1e6;
  };
  time('view', () => viewOf(segment));
  for (const recogniser of recognisers) {
    time(recogniser.name, () => [...recogniser.recognise(segment)].length);
  }
  return seconds;
}

function expectLinear(piece: string, recognisers: readonly Recogniser[]): void {
  const slow = Object.entries(secondsFor(piece, recognisers)).filter(([, taken]) => taken > 1);
  expect(slow).toEqual([]);
}

describe('hostile texts of a megabyte', () => {
  const all = [...RECOGNISERS, ...CARE_RECOGNISERS];

  it.each(HOSTILE)(
    'of %j take each recogniser less than a second',
    (piece) => {
      expectLinear(piece, all);
    },
    120_000,
  );

  it.each(Object.entries(NEAR_MISSES))(
    'of what %s almost finds take it less than a second',
    (name, pieces) => {
      const recognisers = all.filter((recogniser) => recogniser.name === name);
      expect(recognisers).toHaveLength(1);
      for (const piece of pieces) expectLinear(piece, recognisers);
    },
    120_000,
  );

  it.each(DOCUMENT_RECOGNISERS)(
    'take the $name recogniser less than a second each, beside what is found in them',
    (recogniser) => {
      const found = ['mrn 5518820 ', 'Dr. Jane Roe ', 'jane.roe@example.org ', '303-555-0121 '];
      for (const piece of [...found, 'a', '1 ', 'Roe ', '5518820', '{"a":']) {
        const known = { path: '/mrn', role: 'value', hint: 'mrn', text: '5518820' } as const;
        const text = { path: '/note', role: 'value', hint: 'note', text: fill(piece) } as const;
        const document = { segments: [known, text], careContext: false, unreadable: [] };
        const { findings } = scan(document, { documentRecognisers: [] });
        const started = process.cpuUsage();
        const count = [...recogniser.recognise(document.segments, findings)].length;
        const { user } = process.cpuUsage(started);
        expect({ piece, slow: user / 1e6 > 1, count }).toEqual({ piece, slow: false, count });
      }
    },
    120_000,
  );

  it('take twice the time when they are twice as long, not four times', () => {
    const text = fill(
      'Dr. Jane Roe, 303-555-0121, MRN 5518820, 1950-10-10, jane.roe@example.org. ',
    );
    const time = (length: number): number => {
      const started = process.cpuUsage();
      scanText(text.slice(0, length));
      return process.cpuUsage(started).user;
    };
    time(100_000);
    const ratio = time(800_000) / time(200_000);
    expect(ratio).toBeLessThan(10);
  }, 60_000);
});
