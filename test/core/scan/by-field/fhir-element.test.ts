import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import resources from '../../../../lambdas/core/scan/fhir/resources.json' with { type: 'json' };
import { parseOrThrow, scanPayload } from '../support/scan-text.ts';
import { identifiersIn } from './labels.ts';

/** A resource, and the identifiers in it. All people in them are invented. */
const FOUND: readonly (readonly [what: string, resource: object, found: readonly string[]])[] = [
  [
    'a name',
    {
      resourceType: 'Patient',
      name: [{ use: 'official', family: 'White', given: ['Rose', 'M'], suffix: ['Jr'] }],
    },
    ['NAME /name/0/family White', 'NAME /name/0/given/0 Rose', 'NAME /name/0/given/1 M'],
  ],
  [
    'a name as text',
    { resourceType: 'RelatedPerson', name: [{ text: 'rose white' }] },
    ['NAME /name/0/text rose white'],
  ],
  [
    'a contact',
    { resourceType: 'Patient', contact: [{ name: { family: 'Roe' } }] },
    ['NAME /contact/0/name/family Roe'],
  ],
  [
    'telecom by system',
    {
      resourceType: 'Practitioner',
      telecom: [
        { system: 'phone', value: '5550139' },
        { system: 'fax', value: '5550140' },
        { system: 'email', value: 'a@example.org' },
        { system: 'url', value: 'roe.example' },
      ],
    },
    [
      'PHONE /telecom/0/value 5550139',
      'FAX /telecom/1/value 5550140',
      'EMAIL /telecom/2/value a@example.org',
      'URL /telecom/3/value roe.example',
    ],
  ],
  [
    'an address',
    {
      resourceType: 'Patient',
      address: [
        {
          line: ['14 Colfax'],
          city: 'Aurora',
          district: 'Adams',
          state: 'CO',
          postalCode: '80010',
          country: 'US',
        },
      ],
    },
    [
      'GEO /address/0/line/0 14 Colfax',
      'GEO /address/0/city Aurora',
      'GEO /address/0/district Adams',
      'ZIP /address/0/postalCode 80010',
    ],
  ],
  [
    'dates',
    { resourceType: 'Patient', birthDate: '1943-07-17', deceasedDateTime: '2026-01' },
    ['DATE /birthDate 1943-07-17', 'DATE /deceasedDateTime 2026-01'],
  ],
  [
    'dates of care',
    { resourceType: 'Encounter', period: { start: '2026-01-02T10:00:00Z', end: '2026-01-03' } },
    ['DATE /period/start 2026-01-02T10:00:00Z', 'DATE /period/end 2026-01-03'],
  ],
  [
    'a timing',
    {
      resourceType: 'MedicationRequest',
      authoredOn: '2026-01-02',
      dosageInstruction: [{ timing: { event: ['2026-01-03'] } }],
    },
    ['DATE /authoredOn 2026-01-02', 'DATE /dosageInstruction/0/timing/event/0 2026-01-03'],
  ],
  [
    'identifiers by type',
    {
      resourceType: 'Patient',
      identifier: [
        { type: { coding: [{ code: 'SS' }] }, value: '1' },
        { type: { coding: [{ code: 'x' }, { code: 'DL' }] }, value: 'D77' },
      ],
    },
    ['SSN /identifier/0/value 1', 'LICENSE /identifier/1/value D77'],
  ],
  [
    'identifiers by system',
    {
      resourceType: 'Patient',
      identifier: [
        { system: 'http://hl7.org/fhir/sid/us-mbi', value: 'A1' },
        { system: 'urn:oid:2.16.840.1.113883.4.1', value: 'B2' },
        { system: 'http://hl7.org/fhir/sid/us-npi', value: 'C3' },
      ],
    },
    [
      'HEALTH_PLAN_ID /identifier/0/value A1',
      'SSN /identifier/1/value B2',
      'LICENSE /identifier/2/value C3',
    ],
  ],
  [
    'identifiers by resource',
    { resourceType: 'Patient', identifier: [{ system: 'http://h.example', value: 'A1' }] },
    ['MRN /identifier/0/value A1'],
  ],
  [
    'other identifiers',
    { resourceType: 'Specimen', accessionIdentifier: { value: 'S-1' } },
    ['OTHER_ID /accessionIdentifier/value S-1'],
  ],
  [
    'people who are referred to',
    {
      resourceType: 'Observation',
      subject: { reference: 'Patient/p7', display: 'R. White' },
      performer: [{ display: 'Dr. Ada Okafor' }],
    },
    [
      'OTHER_ID /subject/reference p7',
      'NAME /subject/display R. White',
      'NAME /performer/0/display Dr. Ada Okafor',
    ],
  ],
  [
    'a device',
    {
      resourceType: 'Device',
      udiCarrier: [{ deviceIdentifier: '0998', carrierHRF: '(01)0998(21)A7' }],
      serialNumber: 'A7',
      lotNumber: 'M3',
      distinctIdentifier: 'X1',
    },
    [
      'DEVICE /udiCarrier/0/deviceIdentifier 0998',
      'DEVICE /udiCarrier/0/carrierHRF (01)0998(21)A7',
      'DEVICE /serialNumber A7',
      'DEVICE /lotNumber M3',
      'DEVICE /distinctIdentifier X1',
    ],
  ],
  [
    'a member',
    { resourceType: 'Coverage', subscriberId: 'M77', class: [{ value: 'G12' }, { value: 'gold' }] },
    ['HEALTH_PLAN_ID /subscriberId M77', 'HEALTH_PLAN_ID /class/0/value G12'],
  ],
  [
    'a photo',
    { resourceType: 'Patient', photo: [{ url: 'https://h.example/a.png' }] },
    ['PHOTO /photo/0/url https://h.example/a.png'],
  ],
  [
    'a file',
    {
      resourceType: 'DocumentReference',
      content: [{ attachment: { url: 'https://h.example/files?id=77' } }],
    },
    ['URL /content/0/attachment/url https://h.example/files?id=77'],
  ],
  [
    'an old age',
    { resourceType: 'Condition', onsetAge: { value: 93, unit: 'a' } },
    ['AGE90 /onsetAge/value 93'],
  ],
  [
    "a mother's maiden name",
    {
      resourceType: 'Patient',
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName',
          valueString: 'Okafor',
        },
      ],
    },
    ['NAME /extension/0/valueString Okafor'],
  ],
  [
    'a note',
    { resourceType: 'Observation', note: [{ text: 'Call 303-555-0139' }] },
    ['PHONE /note/0/text 303-555-0139'],
  ],
  [
    'a resource in a resource',
    {
      resourceType: 'Bundle',
      entry: [
        {
          resource: {
            resourceType: 'Claim',
            contained: [{ resourceType: 'Patient', name: [{ family: 'Roe' }] }],
          },
        },
      ],
    },
    ['NAME /entry/0/resource/contained/0/name/0/family Roe'],
  ],
  [
    'an address of a search',
    {
      resourceType: 'Bundle',
      link: [{ relation: 'self', url: 'https://h.example/Patient?family=roe' }],
    },
    ['URL /link/0/url https://h.example/Patient?family=roe'],
  ],
];

const NOTHING: readonly (readonly [what: string, resource: object])[] = [
  [
    'codes',
    {
      resourceType: 'Observation',
      status: 'final',
      code: {
        coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Rose White test' }],
        text: 'Rose White test',
      },
    },
  ],
  [
    'quantities',
    {
      resourceType: 'Observation',
      valueQuantity: {
        value: 5551234567,
        unit: 'g',
        system: 'http://unitsofmeasure.org',
        code: 'g',
      },
    },
  ],
  [
    'metadata',
    {
      resourceType: 'Observation',
      meta: {
        versionId: '7',
        lastUpdated: '2026-01-02T10:00:00Z',
        profile: ['http://hl7.org/fhir/us/core/StructureDefinition/x'],
      },
    },
  ],
  ['years', { resourceType: 'Patient', birthDate: '1943' }],
  ['states and countries', { resourceType: 'Patient', address: [{ state: 'CO', country: 'US' }] }],
  [
    'organizations that are referred to',
    {
      resourceType: 'Coverage',
      payor: [{ reference: 'Organization/1', display: 'Rose White Health' }],
    },
  ],
  [
    'other things that are referred to',
    {
      resourceType: 'Observation',
      specimen: { display: 'Whole Blood' },
      encounter: { reference: 'Encounter/1', display: 'Office Visit' },
    },
  ],
  ['names of things', { resourceType: 'Organization', name: 'Mercy West' }],
  ['a young age', { resourceType: 'Condition', onsetAge: { value: 52, unit: 'a' } }],
  [
    'absent values',
    {
      resourceType: 'Patient',
      name: [{ family: 'N/A' }],
      telecom: [{ system: 'phone', value: 'none' }],
    },
  ],
  [
    'a file on the server',
    {
      resourceType: 'DocumentReference',
      content: [{ attachment: { url: 'https://h.example/fhir/Binary/77' } }],
    },
  ],
  ['an age in a group of things', { resourceType: 'Group', quantity: 12 }],
];

describe('FHIR by element', () => {
  it.each(FOUND)('finds %s', (_, resource, found) => {
    expect(identifiersIn(JSON.stringify(resource), 'application/fhir+json')).toEqual(found);
  });

  it.each(NOTHING)('finds nothing in %s', (_, resource) => {
    expect(identifiersIn(JSON.stringify(resource), 'application/fhir+json')).toEqual([]);
  });

  it('reads a resource inside other JSON, wherever its type stands', () => {
    const body = JSON.stringify({
      event: 'x',
      data: { name: [{ family: 'White' }], resourceType: 'Patient' },
    });
    expect(identifiersIn(body, 'application/json')).toEqual(['NAME /data/name/0/family White']);
  });

  it('leaves JSON alone that only has a member of that name', () => {
    const body = JSON.stringify({
      resourceType: 'Building',
      date: '2026-01-02',
      serialNumber: 'A7',
    });
    const payload = parseOrThrow(body);
    const { findings } = scanPayload(payload);
    expect(findings.filter(({ recogniser }) => recogniser === 'fhir-element')).toEqual([]);
  });

  it.each([
    ['Patient', 'phi'],
    ['Organization', 'identifier'],
    ['Questionnaire', 'identifier'],
  ])('a phone number in a %s makes it %s', (resourceType, expected) => {
    const body = JSON.stringify({
      resourceType,
      telecom: [{ system: 'phone', value: '3035550139' }],
    });
    expect(scanPayload(parseOrThrow(body)).classification).toBe(expected);
  });

  it('finds every value of the sample by its element', () => {
    const url = new URL('../../../corpus/payloads/fhir-bundle-phi.json', import.meta.url);
    const { body } = JSON.parse(readFileSync(url, 'utf8')) as { body: string };
    const { findings } = scanPayload(parseOrThrow(body));
    expect(findings.filter(({ recogniser }) => recogniser === 'key-name')).toEqual([]);
  });

  it('takes time in step with the length of a Bundle', () => {
    const entry = Array.from({ length: 5000 }, (_, at) => ({
      resource: { resourceType: 'Patient', id: `p${String(at)}`, gender: 'female' },
    }));
    const payload = parseOrThrow(JSON.stringify({ resourceType: 'Bundle', entry }));
    const started = process.cpuUsage();
    scanPayload(payload);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });
});

describe('the list of resources', () => {
  it('has each resource once', () => {
    const names = [resources.care, resources.directory, resources.definition].flatMap((list) =>
      list.split(' '),
    );
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    for (const person of resources.person.split(' ')) expect(names).toContain(person);
  });
});
