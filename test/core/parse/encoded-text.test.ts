import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';

const base64 = (text: string, encoding: BufferEncoding = 'base64'): string =>
  Buffer.from(text).toString(encoding);
const PERSON = JSON.stringify({ first_name: 'Mara', ssn: '123-45-6789' });

function parsed(text: string, type = 'application/json'): ParsedPayload {
  const result = parsePayload(Buffer.from(text), type);
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

const texts = ({ segments }: ParsedPayload): string[] =>
  segments.filter(({ role }) => role === 'value').map(({ text }) => text);

describe('texts that are encoded in values', () => {
  it.each([
    ['base64', base64(PERSON)],
    ['base64url', base64(PERSON, 'base64url')],
    ['hexadecimal digits', base64(PERSON, 'hex')],
    ['base64 in lines', base64(PERSON).replace(/.{20}/g, '$&\r\n')],
    ['base64 in prose', `see ${base64(PERSON)} there`],
    ['base64 in an address', `https://example.org/a/${base64(PERSON, 'base64url')}?x=1`],
    ['base64 after base64', `${base64('some other words!')}${base64(PERSON)}`],
    ['a JWT', `${base64('{"alg":"HS256"}', 'base64url')}.${base64(PERSON, 'base64url')}.c2ln`],
    ['base64 of base64', base64(base64(PERSON))],
    ['JSON as a JSON string', JSON.stringify(PERSON)],
    ['JSON as a JSON string twice', JSON.stringify(JSON.stringify(PERSON))],
  ])('are read in %s', (_, value) => {
    const { segments } = parsed(JSON.stringify({ data: value }));
    expect(segments.find(({ text }) => text === 'Mara')?.hint).toBe('first_name');
    expect(segments.find(({ text }) => text === '123-45-6789')?.hint).toBe('ssn');
    expect(segments.some(({ text }) => text.includes(value))).toBe(false);
  });

  it('are read in the fields of forms and in plain text', () => {
    const form = `x=1&data=${encodeURIComponent(base64(PERSON))}`;
    expect(texts(parsed(form, 'application/x-www-form-urlencoded'))).toContain('Mara');
    expect(texts(parsed(base64(PERSON), 'text/plain'))).toContain('Mara');
    expect(texts(parsed(base64('SSN 123-45-6789'.repeat(300)), 'text/plain'))[0]).toMatch(/^SSN/);
  });

  it('make a plain text that is nothing else unreadable as well', () => {
    expect(parsed(base64('SSN 123-45-6789'), 'text/plain').unreadable).toEqual([
      { path: 'text', reason: 'encoded_content' },
    ]);
  });

  it.each(['base64', 'hex'] as const)('are written back in %s', (encoding) => {
    const payload = parsed(JSON.stringify({ data: `see ${base64(PERSON, encoding)} there` }));
    const segment = payload.segments.findIndex(({ text }) => text === 'Mara');
    const bytes = payload.rewrite([{ segment, start: 0, end: 4, text: 'tok_1' }]);
    const { data } = JSON.parse(Buffer.from(bytes).toString()) as { data: string };
    const [before, run = '', after] = data.split(' ');
    expect([before, after]).toEqual(['see', 'there']);
    expect(JSON.parse(Buffer.from(run, encoding).toString())).toEqual({
      first_name: 'tok_1',
      ssn: '123-45-6789',
    });
  });

  it.each([
    'wamid.HBgLMTcyMDU1NTAxMDAVAgASGBQzQTdCNkY0QjJDOEQ5RTFGMDA=',
    'SM3f8a9d1c2b4e5f60718293a4b5c6d7e8',
    '3f8a9d1c-2b4e-5f60-7182-93a4b5c6d7e8',
    'internationalization-of-applications',
    '4532756279624534',
    'a/long/path/of/a/file/with/many/folders/in/it.txt',
    'The quick brown fox jumps over the lazy dog',
    'm0Xc1vU5c2ZkNGQyYzQ4ZTg1fXzq9vQn8Zr2',
  ])('ids, tokens and prose stay what they are: %s', (value) => {
    const payload = parsed(JSON.stringify({ v: value }));
    expect(payload.unreadable).toEqual([]);
    expect(texts(payload).join('')).toContain(value.slice(0, 6));
  });

  it.each([
    ['UTF-16', Buffer.from('Mara Lindqvist has asthma', 'utf16le').toString('base64')],
    ['Latin-1', Buffer.from('José Lindqvist has asthma', 'latin1').toString('base64')],
    ['a file in prose', `see ${base64('%PDF-1.4 and some more of the file')} there`],
    ['a compressed text', 'eJwLSSxKVPDJzEspLMssLgEAKYwFhQ=='],
  ])('%s is an unreadable part', (_, value) => {
    expect(parsed(JSON.stringify({ v: value })).unreadable).toEqual([
      { path: '/v', reason: 'encoded_content' },
    ]);
  });

  it.each(['A', 'abcdefghijklmnopq ', 'abcdefghijklmnopqrst/', '=31', '0a', 'a\n'])(
    'are sought in megabytes of %j',
    (unit) => {
      const value = unit.repeat(Math.ceil(4_000_000 / JSON.stringify(unit).length));
      const result = parsePayload(Buffer.from(JSON.stringify([value])), 'application/json');
      expect(result.kind).toBe('parsed');
    },
  );

  it('do not make the parser throw, whatever is encoded', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom<BufferEncoding>('base64', 'hex'),
        fc.nat(6),
        (text, how, times) => {
          let value = text;
          for (let level = 0; level < times; level++) value = base64(value, how);
          const result = parsePayload(Buffer.from(JSON.stringify([value])), 'application/json');
          expect(['parsed', 'unreadable']).toContain(result.kind);
        },
      ),
    );
  });
});
