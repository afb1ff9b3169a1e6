import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { processorTime } from '../../support/processor-time.ts';

const HL7 = 'Received: MSH\rPID|1||MR77182^^^H^MR||LINDQVIST^MARA';
const FORM = 'application/x-www-form-urlencoded';

const STRUCTURED: readonly (readonly [string, string])[] = [
  ['a part of an HL7 v2 message', HL7],
  ['X12', 'ISA*00*          *00*'],
  ['a vCard', 'BEGIN:VCARD\nVERSION:3.0\nN:Lindqvist;Mara\nEND:VCARD'],
  ['broken XML', '<patient><firstName>Mara</first><ssn>123456789</ssn></patient>'],
  ['broken XML whose names say nothing', '<r><v1>Mara</v2></r>'],
  ['XML with a document type', '<!DOCTYPE r [<!ENTITY a "Mara">]><r>&a;</r>'],
  ['XML in prose', 'Here it is: <p:lastName>Lindqvist</p:lastName>'],
  ['JSON lines', '{"first_name":"Mara"}\n{"mrn":"MR77182"}'],
  ['JSON behind a word', 'event={"first_name":"Mara","ssn":"123456789"}'],
  ['JSON with a trailing comma', '{"first_name":"Mara","ssn":"123456789",}'],
  ['a Python dictionary', "{'first_name': 'Mara', 'ssn': '123456789'}"],
  ['JavaScript', '{first_name: "Mara", ssn: "123456789"}'],
  ['escaped JSON in prose', 'log: {\\"first_name\\":\\"Mara\\"}'],
  ['XML with entities', '&lt;last_name&gt;Mara&lt;/last_name&gt;'],
  ['a form with white space', 'From=%2B1303 5550142&first_name=Mara&ssn=123456789'],
  ['assignments', 'first_name=Mara;last_name=Lindqvist;ssn=123456789'],
  ['YAML', 'patient:\n  first: Mara\n  last: Lindqvist\n'],
  ['lines with keys', 'first_name: Mara\nlast_name: Lindqvist'],
  ['a Markdown table', '| Name | SSN |\n|---|---|\n| Mara Lindqvist | 123456789 |'],
  ['a table of two columns', 'first_name,Mara\nlast_name,Lindqvist\nssn,123456789\n'],
  ['labels above values', 'Patient name\nMara Lindqvist\nSSN\n123456789\n'],
  ['labels of four words', 'Date of birth (patient),1/2/1950\nPhone number of patient;303\n'],
  ['labels in quotes and spaces', ' "  First name"  ,Mara\n     SSN :\n123456789\n'],
  ['labels behind wide spaces', '\u3000 Patient name,Mara\n\u00a0\u00a0 SSN,123456789\n'],
  ['labels of wide letters', '\u00c9-mail,mara@example.org\n\u00c9-mail;mara@example.org\n'],
  ['X12 with bars', 'see\n  ISA|00|          |00|'],
  ['a vCard in small letters', 'see\nbegin:vcard'],
  ['a segment of HL7 v2 in small letters', 'see\r\npid|1||77182'],
  ['a key in a list', 'see\n  - patient_name : Mara'],
  ['a key behind a line separator', 'see\u2028firstName: Mara'],
  ['a mapping in another', 'at 9:30:\nx-ray:\t\r\n  - a-b: 4\n'],
  ['SQL', "SQL: INSERT INTO visits (id, last_name)\n VALUES (4, 'Lindqvist')"],
  ['SQL without spaces', "see (303) insert into visits(ssn)values('123456789')"],
];

const PROSE: readonly string[] = [
  'Name: Jane Roe\nDOB: 1/2/1950\nPhone: 303-555-0142',
  'Patient: Jane Roe. Date of birth: 1/2/1950',
  '{not json}',
  'Hi {{ first_name }}, see you at 10:30 (room=4).',
  'Hello <first_name>, we look forward to it.',
  '<p>Dear <b>Jane</b>,</p><p>your <a href="https://example.org/?email=a&phone=1">link</a></p>',
  '<@U123> sent a file to <https://example.org/a|us>',
  'Dear Dr. Roe,\n\nthank you for the call.\nE-mail: jane@example.org\n\nRegards,\nJane',
  'https://example.org/p?first_name=Jane&phone=1',
  'first_name,last_name,ssn\nMara,Lindqvist,123456789\n',
  '{"level":"info","count":3} was logged at 10:30',
  'a | b | c',
];

describe('texts with named fields in a notation that is not read', () => {
  it.each(STRUCTURED)('%s is an unreadable part inside JSON and forms', (_, text) => {
    for (const [body, type, path] of [
      [JSON.stringify({ v: text }), 'application/json', '/v'],
      [`v=${encodeURIComponent(text)}`, FORM, 'form:v'],
    ] as const) {
      const result = parsePayload(Buffer.from(body), type);
      expect(result.kind === 'parsed' && result.payload.unreadable).toEqual([
        { path, reason: 'unsupported_format' },
      ]);
    }
  });

  it.each(STRUCTURED)('%s is unreadable as plain text', (_, text) => {
    expect(parsePayload(Buffer.from(text), 'text/plain')).toEqual({
      kind: 'unreadable',
      reason: 'unsupported_format',
    });
  });

  it.each(PROSE)('prose stays readable: %j', (text) => {
    for (const [body, type] of [
      [JSON.stringify({ v: text }), 'application/json'],
      [text, 'text/plain'],
    ] as const) {
      const result = parsePayload(Buffer.from(body), type);
      expect(result.kind === 'parsed' && result.payload.unreadable).toEqual([]);
    }
  });

  it('reads a form that is JSON as JSON', () => {
    const result = parsePayload(Buffer.from('{"first_name":"Mara & Jon=1"}'), FORM);
    expect(result.kind === 'parsed' && result.payload.format).toBe('json');
  });

  it.each([
    '{"first_name":"Mara",}',
    '%7B%22first_name%22%3A%22Mara%22%7D',
    HL7,
    '<patient><ssn>1</ssn></patient>',
  ])('does not take for a form what is none: %j', (text) => {
    const result = parsePayload(Buffer.from(text), FORM);
    expect(result.kind === 'unreadable' || result.payload.unreadable.length > 0).toBe(true);
  });

  it('looks at a bounded number of names, and calls what has more unreadable', () => {
    const many = Array.from({ length: 220_000 }, (_, index) => `"k${String(index)}":1`).join('\n');
    const elapsed = processorTime();
    const result = parsePayload(
      Buffer.from(JSON.stringify({ v: `{${many},` })),
      'application/json',
    );
    expect(result.kind === 'parsed' && result.payload.unreadable.length).toBe(1);
    expect(elapsed()).toBeLessThan(5000);
  });

  it.each(['<td ', '<td>', '"a" ', '{a', 'a=b', 'a_a', 'a:\n a', '</a', '%3c', '|-|\n', '\\"'])(
    'takes time in step with the length of %j repeated',
    (unit) => {
      const text = unit.repeat(Math.ceil(300_000 / unit.length));
      const elapsed = processorTime();
      parsePayload(Buffer.from(JSON.stringify({ v: text })), 'application/json');
      expect(elapsed()).toBeLessThan(3000);
    },
  );
});
