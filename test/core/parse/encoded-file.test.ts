import { describe, expect, it } from 'vitest';
import { holdsEncodedFile } from '../../../lambdas/core/parse/encoded-file.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('files inside values', () => {
  it.each([
    base64('%PDF-1.4 and some more of the file'),
    base64('MSH|^~\\&|ADT1|STBRENDAN|GW|RECEIVER|'),
    base64('<?xml version="1.0"?><ClinicalDocument/>'),
    base64('{\\rtf1\\ansi some rich text here}'),
    Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex').toString('base64'),
    Buffer.from('ffd8ffe000104a46494600010101006000600000', 'hex').toString('base64'),
    'data:image/png;base64,iVBORw0KGgo=',
    'A'.repeat(4096),
    `${'QUJD'.repeat(600)}\r\n${'QUJD'.repeat(19)}\r\n`,
  ])('%#: are recognized', (text) => {
    expect(holdsEncodedFile(text)).toBe(true);
  });

  it.each([
    'short',
    'plain words with spaces in between and nothing encoded',
    'A'.repeat(344),
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2lnbmF0dXJl',
    'https://example.org/9j/aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'word '.repeat(2000),
    'JVBERi0 is how a PDF begins in base64',
  ])('%#: other texts are not', (text) => {
    expect(holdsEncodedFile(text)).toBe(false);
  });

  it.each([
    [
      JSON.stringify({ doc: { bytes: base64('%PDF-1.4 and some more of it') } }),
      'application/json',
      '/doc/bytes',
    ],
    [
      `file=${encodeURIComponent(base64('%PDF-1.4 and some more of it'))}`,
      'application/x-www-form-urlencoded',
      'form:file',
    ],
  ])('make a part of the payload unreadable', (text, type, path) => {
    const result = parsePayload(new TextEncoder().encode(text), type);
    expect(result.kind === 'parsed' && result.payload.unreadable).toEqual([
      { path, reason: 'encoded_content' },
    ]);
  });
});
