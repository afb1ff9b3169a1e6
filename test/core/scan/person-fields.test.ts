import { describe, expect, it } from 'vitest';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { found, parseOrThrow, scanPayload } from './support/scan-text.ts';

const classOf = (value: unknown, careContext = false): string =>
  scanPayload(parseOrThrow(JSON.stringify(value)), careContext).classification;

describe('a field for a person', () => {
  it.each<[unknown, string]>([
    [{ patient: 'Lindqvist, Mara' }, 'NAME /patient Lindqvist, Mara'],
    [
      [
        ['First', 'Last', 'DOB'],
        ['Xu', 'Oz', '3/12/84'],
      ],
      'NAME /1/0 Xu',
    ],
    [
      [
        ['First', 'Last', 'DOB'],
        ['Xu', 'Oz', '3/12/84'],
      ],
      'NAME /1/1 Oz',
    ],
    [{ f_name: 'Xu' }, 'NAME /f_name Xu'],
    [{ dob_day: '12' }, 'DATE /dob_day 12'],
    [{ patient: 'mara lindqvist' }, 'NAME /patient mara lindqvist'],
    [{ patient: '田中太郎' }, 'NAME /patient 田中太郎'],
    [{ name: 'محمد علي', email: '' }, 'NAME /name محمد علي'],
    [{ name: 'Мара Линд' }, 'NAME /name Мара Линд'],
    [{ payload: { name: 'An Do', email: '' } }, 'NAME /payload/name An Do'],
    [{ payload: { name: 'Mai Her' } }, 'NAME /payload/name Mai Her'],
    [{ payload: { invitee: { name: '김민준' } } }, 'NAME /payload/invitee/name 김민준'],
    [{ name: 'Mara Lindqvist (she/her)' }, 'NAME /name Mara Lindqvist (she/her)'],
    [{ name: 'Mara & Jon Lindqvist' }, 'NAME /name Mara & Jon Lindqvist'],
    [{ provider: 'Mara Lindqvist, DDS' }, 'NAME /provider Mara Lindqvist, DDS'],
    [{ name: 'Mara "Mimi" Lindqvist' }, 'NAME /name Mara "Mimi" Lindqvist'],
    [{ name: 'Lindqvist, Mara' }, 'NAME /name Lindqvist, Mara'],
    [{ name: 'mara lindqvist', dob: '' }, 'NAME /name mara lindqvist'],
    [{ data: { name: 'mara lindqvist' } }, 'NAME /data/name mara lindqvist'],
    [{ display_name: 'Mara Lindqvist' }, 'NAME /display_name Mara Lindqvist'],
  ])('%j holds %s', (value, expected) => {
    expect(found(value)).toContain(expected);
  });

  it.each<unknown>([
    { event_type: { name: 'follow-up visit' } },
    { provider: 'stripe' },
    { customer: 'cus' },
    { owner: 'alpenglow' },
    { client: 'web' },
    { product: { name: 'Lindqvist, Mara' } },
    { name: 'Order update' },
    { resourceType: 'Organization', name: 'mara lindqvist' },
  ])('%j holds nobody', (value) => {
    const identifiers = found(value).filter((line) =>
      isIdentifierLabel(line.split(' ')[0] as never),
    );
    expect(identifiers).toEqual([]);
  });
});

describe('a field that is named outright', () => {
  it.each([
    'Mara #2',
    'Mara/Q',
    'Mara_Q',
    'Mara|Q',
    'Mara = Q',
    'Mara {x}',
    'Mara@home',
    `Mara${' '.repeat(301)}Q`,
  ])('loses the whole of %j', (name) => {
    expect(found({ first_name: name, 'Last name': name })).toEqual([
      `NAME /first_name ${name}`,
      `NAME /{1} ${name}`,
    ]);
  });

  it('loses what a reader of its HTML sees', () => {
    expect(found({ first_name: '<p>Mara</p>' })).toEqual(['NAME /first_name~html Mara']);
  });

  it('ends where the value does, however much space follows', () => {
    expect(found({ first_name: `Mara${' '.repeat(301)}` })).toEqual(['NAME /first_name Mara']);
  });

  it.each([
    ['{"zip":8.0302e4}', ['ZIP /zip 8.0302e4']],
    ['{"ssn":1.23456789e8}', ['SSN /ssn 1.23456789e8']],
    ['{"phone":"<b>303 555</b> 0142"}', ['PHONE /phone~html 303 555 0142']],
    [
      '{"phone":{"area":"303","prefix":"555","line":"0142"}}',
      ['PHONE /phone/area 303', 'PHONE /phone/prefix 555', 'PHONE /phone/line 0142'],
    ],
    ['{"dob":{"y":1984,"m":3,"d":12}}', ['DATE /dob/y 1984', 'DATE /dob/m 3', 'DATE /dob/d 12']],
    ['{"birth_month":"March","birth_day":"12"}', ['DATE /birth_month March', 'DATE /birth_day 12']],
  ])('%s loses %j', (body, expected) => {
    const payload = parseOrThrow(body);
    const lines = scanPayload(payload).findings.map(
      ({ label, path, segment, start, end }) =>
        `${label} ${path} ${payload.segments[segment]?.text.slice(start, end) ?? ''}`,
    );
    expect(lines).toEqual(expected);
  });

  it.each<unknown>([
    { 'Is the phone number above correct?': 'room 12, second floor' },
    { repository: { full_name: 'alpenglow/pump-gateway' } },
    { phone_verified: 'on 12 lines' },
  ])('%j is a question, a flag or a thing', (value) => {
    expect(found(value)).toEqual([]);
  });
});

describe('ids and dates that say little by themselves', () => {
  it.each<unknown>([
    { patient: { id: 'P0091827' }, diagnosis: 'HIV' },
    { patient: { id: 91827 }, diagnosis: 'HIV' },
    { patient_uuid: '8f14e45f-ceea-467f-a5d1-9a3b2c4d5e6f', diagnosis: 'HIV' },
    { customer_id: 'C-991827', diagnosis: 'HIV' },
    {
      resourceType: 'Observation',
      subject: { reference: 'Patient/0091827' },
      code: { text: 'HIV test' },
    },
    { resourceType: 'Patient', id: '0091827', note: 'HIV' },
    { subject: { reference: 'urn:uuid:1b2c' }, note: 'HIV' },
    { fullUrl: 'urn:uuid:1b2c', resource: { resourceType: 'Patient', note: 'HIV' } },
  ])('%j is PHI', (value) => {
    expect(classOf(value)).toBe('phi');
  });

  it('an id beside nothing about health is none, and beside one weak word neither', () => {
    expect(classOf({ customer_id: 'C-991827' })).toBe('none');
    expect(classOf({ customer_id: 'C-991827', note: 'customer care' })).toBe('none');
  });

  it.each<unknown>([{ date: '1984-03-12' }, { customer_id: 'C-991827' }])(
    '%j is PHI where the source means care',
    (value) => {
      expect(classOf(value)).not.toBe('phi');
      expect(classOf(value, true)).toBe('phi');
    },
  );
});
