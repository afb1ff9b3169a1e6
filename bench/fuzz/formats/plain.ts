import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { carrier, name, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';
import { form } from './form.ts';
import { json } from './json.ts';

/** CSV: separators, quotes, line ends, character sets, names of columns or none. */
export const csv: Generate = (plant) =>
  fc
    .tuple(
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.array(word, { minLength: 3, maxLength: 3 }), { maxLength: 5 }),
      fc.tuple(name, name, name),
      fc.nat(18),
      carrier,
      fc.constantFrom('', '', '; charset=windows-1252', '; charset=utf-16le'),
    )
    .map(([separator, end, rows, header, at, carry, charset]) => {
      const all = [[...header], ...rows.map((row) => [...row]), ['a', 'b', 'c']];
      const row = all[at % all.length];
      if (row !== undefined) row[at % 3] = carry(plant.text);
      const cell = (text: string): string =>
        /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      const text = all.map((cells) => cells.map(cell).join(separator)).join(end);
      if (charset.endsWith('utf-16le')) {
        return { type: `text/csv${charset}`, bytes: Buffer.from(text, 'utf16le') };
      }
      const isLatin = charset !== '' && !/[^\0-\x7f\xa0-\xff]/.test(text);
      return { type: `text/csv${charset}`, bytes: Buffer.from(text, isLatin ? 'latin1' : 'utf8') };
    });

/** Plain text and Markdown. */
export const text: Generate = (plant) =>
  fc
    .tuple(
      fc.array(word, { maxLength: 6 }),
      fc.nat(6),
      carrier,
      fc.constantFrom<(value: string) => string>(
        (value) => value,
        (value) => `**Note:** ${value}`,
        (value) => `> ${value}`,
        (value) => `| Note | ${value.replaceAll('\n', ' ')} |`,
        (value) => `- ${value}\n- done`,
        (value) => `\`${value}\``,
        (value) => `[${value}](https://example.com)`,
      ),
      fc.constantFrom(
        'text/plain',
        'text/plain; charset=utf-8',
        'text/markdown',
        'text/plain; charset=iso-8859-1',
      ),
    )
    .map(([lines, at, carry, write, type]) => {
      const all = [...lines];
      all.splice(Math.min(at, all.length), 0, write(carry(plant.text)));
      return { type, bytes: Buffer.from(all.join('\n')) };
    });

type Pack = (bytes: Uint8Array, name: string) => Uint8Array;

/** The header of gzip with the name of a file (RFC 1952 section 2.3.1). */
const named: Pack = (bytes, file) => {
  const packed = gzipSync(bytes);
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from(`${file}\0`, 'latin1'), packed.subarray(10)]);
};

function brotli(bytes: Uint8Array, quality: number): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

const pack = fc.constantFrom<Pack>(
  (bytes) => gzipSync(bytes),
  (bytes) => deflateSync(bytes),
  (bytes) => gzipSync(gzipSync(bytes)),
  (bytes) => gzipSync(bytes, { level: 0 }),
  (bytes) => deflateRawSync(bytes),
  (bytes) => deflateRawSync(bytes, { level: 0 }),
  (bytes) => brotli(bytes, 0),
  (bytes) => brotli(bytes, 5),
  (bytes) => Buffer.concat([brotli(bytes, 5), Buffer.from('{"ok":true}')]),
  // In members that part it anywhere.
  (bytes) => {
    const at = bytes.length >> 1;
    return Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))]);
  },
  (bytes, file) => Buffer.concat([gzipSync(bytes), named(Buffer.from(' '), file)]),
  (_, file) => named(Buffer.from('{"ok":true}'), `${file}.json`),
  // Something after the end, and another member.
  (bytes) => Buffer.concat([gzipSync('{}'), bytes]),
  (bytes) => Buffer.concat([gzipSync('{"a":1}'), gzipSync(bytes)]),
);

/** Compressed bodies, with what a header of theirs or their end may hide. */
export const gzip: Generate = (plant) =>
  fc
    .tuple(fc.oneof(json(plant), form(plant), text(plant), csv(plant)), pack, fc.boolean())
    .map(([{ type, bytes }, compress, isSaid]) => ({
      type: isSaid ? type : 'application/gzip',
      bytes: compress(bytes, plant.text),
    }));
