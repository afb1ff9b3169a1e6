import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';

const NOTE = 'Patient Mara Lindqvist MRN 00482913 has asthma';
const bytes = Buffer.from(NOTE);

function parsed(value: unknown): ParsedPayload {
  const result = parsePayload(Buffer.from(JSON.stringify({ v: value })), 'application/json');
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  return result.payload;
}

describe('what nobody can read', () => {
  it.each<[string, unknown]>([
    ['a Buffer as JSON has it', bytes.toJSON()],
    ['bytes in a list', [...bytes]],
    ['base64 in pieces', bytes.toString('base64').match(/.{1,10}/g)],
    ['UTF-16 in hexadecimal digits', Buffer.from(NOTE, 'utf16le').toString('hex')],
    ['a compressed text in hexadecimal digits', gzipSync(NOTE).toString('hex')],
    ['RTF', String.raw`{\rtf1\ansi Patient {\b Mara} {\b Lindqvist}}`],
    ['a serialized value of PHP', 'a:1:{s:4:"name";s:14:"Mara Lindqvist";}'],
    ['SQL', "INSERT INTO patients (name,mrn) VALUES ('Mara Lindqvist','00482913')"],
  ])('is not clean: %s', (_, value) => {
    expect(parsed(value).unreadable).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['measurements', Array.from({ length: 40 }, (_, at) => 97 + (at % 20))],
    ['a picture of few colors', Array.from({ length: 40 }, () => 255)],
    ['labels', ['appointment', 'canceled', 'newsletter', 'spring-2026']],
    ['ids', ['evt_1MqqbKLt4dXK03v5', 'evt_1MqqbKLt4dXK03v6', 'evt_1MqqbKLt4dXK03v7']],
    ['a hash', 'ab'.repeat(32)],
    ['a statement about nobody', "INSERT INTO metrics (region, total) VALUES ('west', 4)"],
  ])('is not every list, nor every id: %s', (_, value) => {
    expect(parsed(value).unreadable).toEqual([]);
  });
});

describe('hexadecimal digits', () => {
  it.each(['\\x', '0x', 'x'])('are read behind %s, and written back behind it', (prefix) => {
    const payload = parsed(`${prefix}${bytes.toString('hex')}`);
    const segment = payload.segments.findIndex(({ text }) => text === NOTE);
    const written = payload.rewrite([{ segment, start: 8, end: 22, text: 'tok_1' }]);
    const { v } = JSON.parse(Buffer.from(written).toString()) as { v: string };
    expect(v.slice(0, prefix.length)).toBe(prefix);
    expect(Buffer.from(v.slice(prefix.length), 'hex').toString()).toBe(
      'Patient tok_1 MRN 00482913 has asthma',
    );
  });
});
