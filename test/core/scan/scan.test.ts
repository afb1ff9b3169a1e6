import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lambdas/core/scan/finding.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { RECOGNISERS } from '../../../lambdas/core/scan/recognisers/index.ts';
import { scan, SCANNER_VERSION } from '../../../lambdas/core/scan/scan.ts';
import { found, parseOrThrow, scanPayload, scanText } from './support/scan-text.ts';

it('a title that belongs to a name once is nobody elsewhere', () => {
  const text = 'Prophet Elias came. Their prophet spoke. A cartoon of their prophet was drawn.';
  const names = scanText(text).findings.filter(({ label }) => label === 'NAME');
  expect(names.map(({ start, end }) => text.slice(start, end))).toEqual(['Prophet Elias']);
});

describe('the class of a document', () => {
  it.each([
    ['Weekly release planning', 'none'],
    ['Your customer care appointment is confirmed', 'none'],
    ['Test of the device monitor', 'none'],
    ['Healthy living: what is type 2 diabetes?', 'health'],
    ['Doctor at the clinic', 'health'],
    ['Call Jane Roe at 303-555-0121', 'identifier'],
    ['Dear Jane, your invoice is attached', 'identifier'],
    ['MRN 5518820, type 2 diabetes', 'phi'],
    ['WALTER GRACE HIV', 'phi'],
    ['jane.roe@example.org asked about her insulin pump', 'phi'],
    ['Learn about diabetes at https://www.example.org', 'health'],
    ['Diabetes questions? Call 800-555-0100 or info@example.org', 'health'],
  ])('%j is %s', (text, expected) => {
    expect(scanText(text).classification).toBe(expected);
  });

  it('one weak word however often is no evidence, two different ones are', () => {
    expect(scanText('clinic clinics clinic, 303-555-0121').classification).toBe('identifier');
    expect(scanText('clinic doctor, 303-555-0121').classification).toBe('phi');
  });

  it('an identifier alone is PHI where the source means care', () => {
    expect(scanText('call 303-555-0121').classification).toBe('identifier');
    expect(scanText('call 303-555-0121', true).classification).toBe('phi');
    expect(scanText('hello there', true).classification).toBe('none');
  });

  it('machine time stamps, bare sites and role mailboxes are found but make nothing PHI', () => {
    const value = {
      created_at: '2026-11-20T15:04:05Z',
      site: 'https://www.example.org',
      from: 'info@example.org',
      topic: 'type 2 diabetes',
    };
    expect(found(value).map((line) => line.split(' ')[0])).toEqual([
      'DATE',
      'URL',
      'EMAIL',
      'CONDITION',
    ]);
    expect(scanPayload(parseOrThrow(JSON.stringify(value))).classification).toBe('health');
  });

  it('passes unreadable parts through and keeps the class of what could be read', () => {
    const unreadable = [{ path: 'attachment:0', reason: 'unsupported_format' }];
    const report = scan({ segments: [], careContext: false, unreadable });
    expect(report).toEqual({
      findings: [],
      classification: 'none',
      unreadable,
      scannerVersion: SCANNER_VERSION,
    });
  });
});

describe('hidden forms', () => {
  it.each([
    'SSN 2\u200b19-09-\u200b9999',
    'SSN ２１９－０９－９９９９',
    'SSN 219&#45;09&#x2d;9999',
    'SSN\u00a0219‑09‑9999',
    'SSN 𝟐𝟏𝟗-𝟎𝟗-𝟗𝟗𝟗𝟗',
  ])('%j is found and replaced in full', (text) => {
    const [finding] = scanText(text).findings;
    expect(finding?.label).toBe('SSN');
    expect(text.slice(0, finding?.start)).toMatch(/^SSN\s$/);
    expect(finding?.end).toBe(text.length);
  });

  it('a query parameter is not taken for an entity', () => {
    expect(scanText('a=1&num=5&lt').findings).toEqual([]);
  });
});

describe('findings', () => {
  it('never carry text, and identify nobody by their path', () => {
    const value = {
      'jane.roe@example.org': { mrn: 'M-5518820' },
      Walter: { note: 'Walter Grace', first_name: 'Walter' },
    };
    const payload = parseOrThrow(JSON.stringify(value));
    const report = JSON.stringify(scanPayload(payload));
    for (const secret of ['jane', 'roe', '5518820', 'Walter', 'Grace'])
      expect(report).not.toContain(secret);
  });

  it('that touch become one, so that tokens never touch', () => {
    const text = 'Rx number 3b7c273d-131d-4fc3-97fc-dd884ae34c3d, 303-555-0121MRN 5518820';
    const ids = scanText(text).findings.filter(({ label }) => isIdentifierLabel(label));
    ids.forEach((finding, index) => {
      if (index > 0) expect(finding.start).toBeGreaterThan(ids[index - 1]?.end ?? 0);
    });
  });

  const pieces = fc.constantFrom(
    'jane.roe@example.org',
    '303-555-0121',
    '219-09-9999',
    'MRN 5518820',
    'https://a.example/p?mrn=5518820&dob=1950-10-10',
    'Dr. Jane Roe',
    '902 Willow Bend Rd, Denver, CO 80206',
    'fax 303-555-0122',
    '1950-10-10',
    '4111111111111111',
    'asthma',
    '00:1A:2B:3C:4D:5E',
    '2001:db8::1',
    'x',
    ' ',
    ',',
    '\n',
    '(',
    ')',
    '1',
    '-',
    '.',
    '/',
    'é',
    '\u200b',
    '&amp;',
    '😟',
  );

  it('lie inside their segment, in order, and identifiers do not overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const { findings } = scanText(text);
        let last: Finding | undefined;
        for (const finding of findings) {
          expect(finding.start).toBeGreaterThanOrEqual(0);
          expect(finding.end).toBeGreaterThan(finding.start);
          expect(finding.end).toBeLessThanOrEqual(text.length);
          if (!isIdentifierLabel(finding.label)) continue;
          if (last !== undefined) expect(finding.start).toBeGreaterThanOrEqual(last.end);
          last = finding;
        }
      }),
    );
  });

  it('cover every letter and digit that any recogniser covered', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const text = parts.join(' ');
        const segment = { path: 'text', text, role: 'value' as const };
        const { findings } = scanText(text);
        for (const recogniser of RECOGNISERS) {
          for (const { label, start, end } of recogniser.recognise(segment)) {
            if (!isIdentifierLabel(label)) continue;
            const open = text
              .slice(start, end)
              .split('')
              .filter(
                (_, offset) =>
                  !findings.some(
                    (f) =>
                      isIdentifierLabel(f.label) &&
                      f.start <= start + offset &&
                      start + offset < f.end,
                  ),
              )
              .join('');
            // Single characters between two findings are punctuation or noise.
            expect(open).not.toMatch(/[\p{L}\p{N}]{2}/u);
          }
        }
      }),
    );
  });
});

describe('field names', () => {
  it.each<[unknown, string]>([
    [{ first_name: 'Ada' }, 'NAME /first_name Ada'],
    [{ lastName: 'Jørgensen' }, 'NAME /lastName Jørgensen'],
    [{ 'patient-name': 'ada roe' }, 'NAME /patient-name ada roe'],
    [{ patient: 'Oskar Lindqvist' }, 'NAME /patient Oskar Lindqvist'],
    [{ wearer: 'Cosima Rowe' }, 'NAME /wearer Cosima Rowe'],
    [{ canceled_by: 'Walter Grace' }, 'NAME /canceled_by Walter Grace'],
    [{ nombre: 'José', apellido: 'Ñíguez' }, 'NAME /nombre José'],
    [{ given: ['Odette'] }, 'NAME /given/0 Odette'],
    [{ contact: { name: 'Ndidi' } }, 'NAME /contact/name Ndidi'],
    [{ x: { name: 'ada', email: '' } }, 'NAME /x/name ada'],
    [{ q3_name: { first: 'Thandiwe', last: 'Mokoena' } }, 'NAME /q3_name/first Thandiwe'],
    [{ dob: '10/10/38' }, 'DATE /dob 10/10/38'],
    [{ patientDOB: '19381010' }, 'DATE /patientDOB 19381010'],
    [{ fecha_de_nacimiento: '2 ago 79' }, 'DATE /fecha_de_nacimiento 2 ago 79'],
    [{ question: 'What is your date of birth?', answer: 'Oct 3rd 58' }, 'DATE /answer Oct 3rd 58'],
    [{ question: 'Your member ID', answer: 'W 123 456' }, 'HEALTH_PLAN_ID /answer W 123 456'],
    [{ mrn: 5518820 }, 'MRN /mrn 5518820'],
    [{ patientId: 'P0077123' }, 'MRN /patientId P0077123'],
    [{ medicare_id: '2TA7-WN2-RF55' }, 'HEALTH_PLAN_ID /medicare_id 2TA7-WN2-RF55'],
    [{ ssn: '219099999' }, 'SSN /ssn 219099999'],
    [{ mobile: 3035550121 }, 'PHONE /mobile 3035550121'],
    [{ fax: '3035550121' }, 'FAX /fax 3035550121'],
    [{ address1: '902 Willow Bend' }, 'GEO /address1 902 Willow Bend'],
    [{ city: 'Loveland' }, 'GEO /city Loveland'],
    [{ zip: '80537' }, 'ZIP /zip 80537'],
    [{ postalCode: '81001' }, 'ZIP /postalCode 81001'],
    [{ implant_serial: 'HIP-7742-00918' }, 'DEVICE /implant_serial HIP-7742-00918'],
    [{ license_plate: 'ABC 1234' }, 'VEHICLE /license_plate ABC 1234'],
    [{ driverLicense: 'D1234567' }, 'LICENSE /driverLicense D1234567'],
    [{ account_number: '0012-33' }, 'ACCOUNT /account_number 0012-33'],
    [{ photo: 'https://cdn.example/a.png' }, 'PHOTO /photo https://cdn.example/a.png'],
    [{ fingerprint: 'c2FtcGxl' }, 'BIOMETRIC /fingerprint c2FtcGxl'],
    [{ passport: 'X1234567' }, 'OTHER_ID /passport X1234567'],
    [{ customer: { id: 115310627314 } }, 'OTHER_ID /customer/id 115310627314'],
  ])('%j holds %s', (value, expected) => {
    expect(found(value)).toContain(expected);
  });

  it.each<unknown>([
    { first_name: '' },
    { dob: 'n/a' },
    { has_phone: 'yes' },
    { id: 'evt_1QabcDEF', type: 'invitee.created', event: 'x' },
    { scheduled_event: { name: 'Pacemaker Check' } },
    { product: { name: 'Blue Widget' } },
    { repository: { full_name: 'alpenglow/pump-gateway' } },
    { plugin: { name: 'psa_notifier' } },
    { name: '#9999' },
    { resourceType: 'Organization', name: 'Haverstraw Orthopedics Supply' },
    { type: 'company', name: "Parkinson's Lumber" },
    { account_id: 'AAAAAABBBB' },
    { email_status: 'bounced' },
    { user_type: 'invitee' },
    { capacity: 'Denver' },
    { zip: 'attachment.zip file' },
    { name: 'Contract', value: 'Widget' },
    { api_version: '2026-10-28' },
  ])('%j identifies nobody', (value) => {
    const identifiers = found(value).filter((line) =>
      isIdentifierLabel(line.split(' ')[0] as never),
    );
    expect(identifiers).toEqual([]);
  });
});

describe('values found once', () => {
  it('are found wherever else they stand', () => {
    const lines = found({
      first_name: 'Walter',
      last_name: 'Grace',
      mrn: 'RC-0093315',
      note: 'WALTER GRACE asked; see rc-0093315. Mr Grace has a grace period. Waltering.',
    });
    expect(lines).toContain('NAME /note WALTER GRACE');
    expect(lines).toContain('NAME /note Mr Grace');
    expect(lines).toContain('MRN /note rc-0093315');
    expect(lines.filter((line) => /note grace$|Waltering/.test(line))).toEqual([]);
  });

  it('an email address gives the name that it is made of', () => {
    const lines = found({
      email: 'lena.fischbach@example.org',
      reason: 'mailbox of Lena Fischbach',
    });
    expect(lines).toContain('NAME /reason Lena Fischbach');
  });
});

describe('people with the name of a drug', () => {
  it.each([
    'Dear Allegra, your MRI is tomorrow.',
    'My name is Yasmin and I have diabetes.',
    'Yasmin called about her insulin.',
  ])('are people: %j', (text) => {
    expect(
      found({ note: text }).filter((line) => /^NAME .*(?:Allegra|Yasmin)/.test(line)),
    ).toHaveLength(1);
  });

  it('are none where nothing says so: a drug is a drug', () => {
    const lines = found({ note: 'She takes Coumadin and one baby Aspirin.' });
    expect(lines.filter((line) => line.startsWith('NAME'))).toEqual([]);
  });
});

describe('people before a word of medicine', () => {
  it.each([
    ['John Smith test results are back', 'John Smith'],
    ["Michael's cancer is back", 'Michael'],
    ['Sarah Jones surgery moved to Friday', 'Sarah Jones'],
    ['Maria Keller type 2 diabetes', 'Maria Keller'],
    ['SMITH called about her insulin refill today', 'SMITH'],
  ])('are found: %j', (note, name) => {
    expect(found({ note })).toContain(`NAME /note ${name}`);
  });

  it.each(['Hodgkin lymphoma is treatable.', "She has Crohn's disease.", 'a Murphy sign'])(
    'are none where it is named after them: %j',
    (note) => {
      expect(found({ note }).filter((line) => line.startsWith('NAME'))).toEqual([]);
    },
  );
});
