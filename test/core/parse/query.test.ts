import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { isQuery } from '../../../lambdas/core/parse/form/add-form.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { deidentify } from '../../../lambdas/core/protect/deidentify.ts';
import { parseOrThrow, scanPayload } from '../scan/support/scan-text.ts';

/** What is read of a value: `role path text`. */
const read = (value: string): string[] =>
  parseOrThrow(JSON.stringify({ v: value }))
    .segments.slice(1)
    .map(({ role, path, text }) => `${role} ${path} ${text}`);

/** The value with `[LABEL]` for what is found in it. */
function masked(value: string): string {
  const payload = parseOrThrow(JSON.stringify({ v: value }));
  const report = scanPayload(payload);
  expect(report.unreadable).toEqual([]);
  const { bytes } = deidentify(payload, report, (label) => `[${label}]`);
  return (JSON.parse(Buffer.from(bytes).toString()) as { v: string }).v;
}

describe('a query string in a value', () => {
  it('is read by field, with escapes decoded', () => {
    expect(read('?first_name=Jos%C3%A9&q%5Bcity%5D=New+Haven&x=')).toEqual([
      'key /v~form/first_name first_name',
      'value /v~form/first_name José',
      'key /v~form/q[city] q[city]',
      'value /v~form/q[city] New Haven',
      'key /v~form/x x',
      'value /v~form/x ',
    ]);
  });

  it.each([
    [
      'From=%2B13035550142&first_name=Mara&ssn=123456789',
      'From=%5BPHONE%5D&first_name=%5BNAME%5D&ssn=%5BSSN%5D',
    ],
    ['#mrn=5518820&tab=2', '#mrn=%5BMRN%5D&tab=2'],
    ['a=%7B%22mrn%22%3A5518820%7D&b=1', 'a=%7B%22mrn%22%3A%22%5BMRN%5D%22%7D&b=1'],
    [
      'q=first_name%3DMara%26mrn%3D5518820&b=%7e',
      'q=first_name%3D%255BNAME%255D%26mrn%3D%255BMRN%255D&b=%7e',
    ],
  ])('is rewritten in place: %s', (value, wanted) => {
    expect(masked(value)).toBe(wanted);
  });

  it('is read in plain text and in forms as well', () => {
    const query = 'first_name=Mara&mrn=5518820';
    for (const [body, type] of [
      [query, 'text/plain'],
      [`x=${encodeURIComponent(query)}`, 'application/x-www-form-urlencoded'],
    ] as const) {
      const { findings, unreadable } = scanPayload(parseOrThrow(body, type));
      expect(findings.map(({ label }) => label)).toEqual(['NAME', 'MRN']);
      expect(unreadable).toEqual([]);
    }
  });

  it('is unread where what it says is not in UTF-8', () => {
    const query = 'last_name=Nu%F1ez&first_name=Mara';
    for (const [body, type, path] of [
      [JSON.stringify({ v: query }), 'application/json', '/v'],
      [query, 'text/plain', 'text'],
    ] as const) {
      expect(parseOrThrow(body, type).unreadable).toEqual([{ path, reason: 'unsupported_format' }]);
    }
  });

  it('is unread where it stands in more of them than is looked', () => {
    let value = 'first_name=Mara&mrn=5518820';
    for (let level = 0; level < 6; level++) value = `a=1&b=${encodeURIComponent(value)}`;
    expect(parseOrThrow(JSON.stringify({ v: value })).unreadable).not.toEqual([]);
  });

  it.each([
    'a=1',
    'a&b=c',
    'R&D=good & nice=1',
    'a=1;b=2',
    'https://example.org/p?first_name=Jane&phone=1',
    'x == y && y != z',
    'a=1&amp;b=2',
    '<a href="?a=1&b=2">',
    'dGVzdA==&',
  ])('is not seen in %s', (value) => {
    expect(isQuery(value)).toBe(false);
  });

  it('reads what URLSearchParams writes', () => {
    const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/);
    const value = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { minLength: 2, maxLength: 5 }), (pairs) => {
        const query = new URLSearchParams(pairs).toString();
        expect(isQuery(query)).toBe(true);
        const result = parsePayload(Buffer.from(JSON.stringify({ v: query })), 'application/json');
        // A value may be in another notation, or hold a NUL.
        if (result.kind !== 'parsed') return;
        const keys = result.payload.segments.filter(
          ({ role, path }) => role === 'key' && /^\/v~form\/[^~/]*$/.test(path),
        );
        expect(keys.map(({ text }) => text)).toEqual(pairs.map(([key]) => key));
      }),
    );
  });

  it.each(['a=1&', 'a=', '&', '=', 'a[', 'a[b]', '%5B', 'a&b=', 'a=%'])(
    'is sought in a megabyte of %j in linear time',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const start = process.cpuUsage();
      isQuery(text);
      isQuery(`a=1&${text}`);
      isQuery(`a=1&b=${text} `);
      expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
    },
  );
});
