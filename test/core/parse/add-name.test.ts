import { describe, expect, it } from 'vitest';
import { parseOrThrow } from '../scan/support/scan-text.ts';

const unreadable = (name: string): readonly string[] =>
  parseOrThrow(JSON.stringify({ [name]: 1 })).unreadable.map(({ reason }) => reason);

describe('names of fields', () => {
  it.each([
    'first_name',
    'Anything else that we should know about you?',
    'customer[address][line1]',
    '*!* ',
    '**Required** field of the form',
    'urn:oid:2.16.840.1.113883.4.1',
    'https://example.com/fhir/StructureDefinition/birth',
    '6f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c',
    'résumé_téléversé_par_le_client',
  ])('%j says what it says', (name) => {
    expect(unreadable(name)).toEqual([]);
  });

  it.each([
    Buffer.from('SSN: 219-45-7730').toString('base64'),
    Buffer.from('SSN: 219-45-7730').toString('hex'),
    encodeURIComponent('SSN: 219-45-7730 (Ada)'),
    '{"ssn":"219-45-7730"}',
    '<p>SSN: <b>219-45</b>-7730</p>',
  ])('%j is unread: it has another text in it', (name) => {
    expect(unreadable(name)).toContain('encoded_content');
  });
});
