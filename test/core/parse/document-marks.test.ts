import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';

const parse = (bytes: Uint8Array | string) => parsePayload(Buffer.from(bytes), 'text/plain');

describe('a document under the type of plain text', () => {
  it.each([
    ['a PDF', '%PDF-1.4\n1 0 obj << /Filter /ASCII85Decode >> stream'],
    ['a PDF with something in front of it', `${'x'.repeat(500)}\n%PDF-1.7\n`],
    ['PostScript', '%!PS-Adobe-3.0\n'],
    ['RTF', '{\\rtf1\\ansi Jane}'],
    ['RTF after a byte order mark', '\uFEFF{\\rtf1\\ansi Jane}'],
    ['a ZIP, and so DOCX and XLSX', Buffer.from('504b030414000600', 'hex')],
    ['an old Office file', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a PNG', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a GIF', 'GIF89a'],
    ['a TIFF', Buffer.from('49492a00', 'hex')],
    ['a GIF behind white space', ' \t\r\n\fGIF89a'],
    ['a PNG behind a byte that is a space in no text', Buffer.from('a089504e470d0a1a0a', 'hex')],
  ])('is unreadable: %s', (_what, bytes) => {
    expect(parse(bytes).kind).toBe('unreadable');
  });

  it.each([
    ['a letter', 'Dear Jane, the PDF is attached.'],
    ['a text about a format', 'Save it as a %PDF file, or as PNG.'],
    ['a text in braces', '{note} GIF or not'],
    ['an empty text', ''],
    ['a text whose letters have the numbers of a mark', '\u0089PNG'],
    ['a text that begins with a wide space', '\u00a0GIF89a'],
    ['a PDF that begins too far behind', `${'\u00e9'.repeat(600)}%PDF-1.7`],
  ])('is not what these are: %s', (_what, text) => {
    expect(parse(text).kind).toBe('parsed');
  });
});
