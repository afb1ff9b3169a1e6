import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { DEFAULT_PARSE_LIMITS } from '../../../lambdas/core/parse/parsed.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { parseOrThrow, scanPayload } from '../scan/support/scan-text.ts';
import { processorTime } from '../../support/processor-time.ts';

const TYPE = 'text/csv';
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const shown = (body: string, type = TYPE): string[] =>
  parseOrThrow(body, type).segments.map(
    ({ role, path, text, hint }) => `${role} ${path} ${hint ?? '-'}=${text}`,
  );

describe('reading CSV', () => {
  it('takes the first record for the names of the columns', () => {
    expect(shown('name,"date of birth"\r\nRoe,1950\r\n"Doe, J","x ""y"""\r\n')).toEqual([
      'key /0/name -=name',
      'key /0/date_of_birth -=date of birth',
      'value /1/name name=Roe',
      'value /1/date_of_birth date of birth=1950',
      'value /2/name name=Doe, J',
      'value /2/date_of_birth date of birth=x "y"',
    ]);
  });

  it.each([
    ['a;b\n1;2', 'text/csv'],
    ['a\tb\n1\t2', 'text/tab-separated-values'],
    ['a|b\n1|2', 'application/csv'],
    ['a,b\r\n\r\n1,2\r\n', 'text/csv; charset=utf-8'],
    ['a,b\r1,2', 'text/csv'],
  ])('reads %j', (body, type) => {
    expect(shown(body, type).slice(2)).toEqual([
      expect.stringContaining('a a=1'),
      expect.stringContaining('b b=2'),
    ]);
  });

  it('has no names where the first record holds values', () => {
    expect(shown('Roe,19500102\nDoe,19510203')[0]).toBe('value /0/{0} -=Roe');
  });

  it('takes the first cell of each record for a name where pairs stand below one another', () => {
    expect(shown('first_name,Mara\nssn,123456789\n')).toEqual([
      'key /first_name -=first_name',
      'value /first_name first_name=Mara',
      'key /ssn -=ssn',
      'value /ssn ssn=123456789',
    ]);
  });

  it('finds what the columns say', () => {
    const payload = parseOrThrow(
      'first_name,last_name,mrn\nmara,white,77182\nrose,"o\'brien",77183',
      TYPE,
    );
    const found = scanPayload(payload).findings.filter(({ label }) => isIdentifierLabel(label));
    expect(found.map(({ label, path }) => `${label} ${path}`)).toEqual([
      'NAME /1/first_name',
      'NAME /1/last_name',
      'MRN /1/mrn',
      'NAME /2/first_name',
      'NAME /2/last_name',
      'MRN /2/mrn',
    ]);
  });

  it.each([
    ['first_name,last_name,ssn\nMara,Lindqvist,123456789\n', 'csv'],
    ['first_name;dob\nMara;1950-01-02', 'csv'],
    ['Hello Mara,\nthank you, Jane', 'text'],
    ['name,note\nonly one', 'text'],
    ['one, two, three\nfour, five, six', 'text'],
  ])('without a type of its own %j is %s', (body, format) => {
    expect(parseOrThrow(body, 'text/plain').format).toBe(format);
  });

  it.each(['a,"b', 'a,"b"c\n', '"a" ,b'])('refuses %j', (body) => {
    expect(parsePayload(Buffer.from(body), TYPE)).toEqual({
      kind: 'unreadable',
      reason: 'malformed',
    });
  });

  it('refuses more cells than the limit', () => {
    const limits = { ...DEFAULT_PARSE_LIMITS, maxSegments: 10 };
    expect(parsePayload(Buffer.from('1,2\n'.repeat(10)), TYPE, limits)).toEqual({
      kind: 'unreadable',
      reason: 'too_many_segments',
    });
  });

  it.each([',', '"', '""', '\n', 'a,', '"a",', 'a\n'])(
    'takes time in step with the length of %j repeated',
    (unit) => {
      const elapsed = processorTime();
      parsePayload(Buffer.from(unit.repeat(Math.ceil(300_000 / unit.length))), TYPE);
      expect(elapsed()).toBeLessThan(2000);
    },
  );
});

const cell = fc
  .stringMatching(/^[a-z ,;"\n|]{0,8}$/)
  // Two bars in a line make it a row of a Markdown table, whose text is not what stands there.
  .filter((text) => !/\|[^\n]*\|/.test(text))
  .map((text) => (/[",;|\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
const table = fc
  .tuple(
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('\n', '\r\n'),
    fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 5 }),
  )
  .map(([separator, end, rows]) =>
    [['aa', 'bb', 'cc'], ...rows].map((row) => row.join(separator)).join(end),
  );

describe('writing CSV back', () => {
  it('changes no byte when nothing is replaced, and knows where a cell stands', () => {
    fc.assert(
      fc.property(table, (body) => {
        const payload = parseOrThrow(body, TYPE);
        expect(decode(payload.rewrite([]))).toBe(body);
        for (const [segment, { text }] of payload.segments.entries()) {
          const [start, end] = payload.locate(segment, 0, text.length);
          expect(body.slice(start, end).replaceAll('""', '"')).toBe(text);
        }
      }),
    );
  });

  it('is read again with every value replaced', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('[NAME]', 'a,b;c\td|e', 'q"q', 'one\ntwo'),
        (body, token) => {
          const payload = parseOrThrow(body, TYPE);
          const changes = payload.segments.flatMap(({ text, role }, segment) =>
            role === 'key' ? [] : [{ segment, start: 0, end: text.length, text: token }],
          );
          const again = parseOrThrow(payload.rewrite(changes), TYPE).segments;
          expect(again.map(({ path }) => path)).toEqual(payload.segments.map(({ path }) => path));
          expect(again.every(({ text, role }) => role === 'key' || text === token)).toBe(true);
        },
      ),
    );
  });
});
