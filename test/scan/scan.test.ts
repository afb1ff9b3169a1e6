import { describe, expect, it } from 'vitest';
import { scan } from '../../lambdas/scan/scan.ts';

const CARD = { segments: [{ path: 'a', text: 'MRN 5518820', role: 'value' }] } as const;

describe('scanning a text', () => {
  it.each([
    ['in prose', 'asthma, MRN 5518820', undefined],
    ['in JSON', '{"note":"asthma","mrn":"5518820"}', 'application/json'],
    ['in a table, which is read by columns', 'mrn,note\n5518820,asthma\n', 'text/csv'],
    ['behind a byte order mark', '\uFEFF{"mrn":"5518820"}', 'application/json'],
    ['behind escapes', '{"a":"\\u004d\\u0052N 5518820"}', 'application/json'],
  ])('leads findings back to the text that was given, %s', (_, text, contentType) => {
    const { findings } = scan(text, contentType === undefined ? {} : { contentType });
    const [mrn] = findings.filter(({ label }) => label === 'MRN');
    expect(text.slice(mrn?.start, mrn?.end)).toBe('5518820');
    const starts = findings.map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('finds what stands in an encoding as all of the encoded stretch', () => {
    const hidden = Buffer.from('Patient MRN 5518820').toString('base64');
    const text = `see ${hidden} for more`;
    const { findings } = scan(text);
    expect(findings.map(({ start, end }) => text.slice(start, end))).toContain(hidden);
  });

  it.each([
    ['broken JSON', '{"a":"MRN 5518820"', 'application/json', 'malformed'],
    ['a type that nobody reads', 'MRN 5518820', 'application/zip', 'unsupported_format'],
    ['a NUL', 'MRN 5518820\0', 'text/plain', 'invalid_encoding'],
    ['a NUL that was escaped', '{"a":"x\\u0000","b":"MRN 5518820"}', '', 'invalid_encoding'],
    [
      'a NUL in a form',
      'a=x%00&b=MRN:5518820',
      'application/x-www-form-urlencoded',
      'invalid_encoding',
    ],
  ])('reads %s as prose, and never as clean', (_, text, contentType, reason) => {
    const result = scan(text, { contentType });
    expect(result.class).toBe('unknown');
    expect(result.unreadable).toEqual([{ path: 'text', reason }]);
    expect(result.findings.map(({ label }) => label)).toContain('MRN');
  });

  it('calls a text with an unreadable part PHI where the rest is', () => {
    expect(scan('{"a":"asthma, MRN 5518820"', { contentType: 'application/json' }).class).toBe(
      'phi',
    );
  });

  it('takes a document that was taken apart elsewhere', () => {
    const document = { ...CARD, careContext: true, unreadable: [] };
    expect(scan(document)).toMatchObject({ class: 'phi', findings: [{ start: 4, end: 11 }] });
    const unreadable = [{ path: 'b', reason: 'image' }];
    expect(scan({ ...document, careContext: false, unreadable }).class).toBe('unknown');
  });
});
