import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { bodyHeaders } from '../../../lambdas/core/deliver/body-headers.ts';
import { deliveredType } from '../../../lambdas/core/parse/delivered-type.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { DEFAULT_PARSE_LIMITS } from '../../../lambdas/core/parse/parsed.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';

const JSON_TYPE = 'application/json';
const body = '{"name":"Ada","n":1}';

/** With the name of a file in its header (RFC 1952 section 2.3.1). */
function named(text: string, name: string): Buffer {
  const packed = gzipSync(text);
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = 8;
  return Buffer.concat([head, Buffer.from(`${name}\0`), packed.subarray(10)]);
}

describe('compressed bodies', () => {
  it.each([
    ['gzip', gzipSync(body), gunzipSync],
    ['deflate', deflateSync(body), inflateSync],
    ['deflate without its header', deflateRawSync(body), inflateRawSync],
    ['brotli', brotliCompressSync(body), brotliDecompressSync],
    [
      'brotli of no level',
      brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } }),
      brotliDecompressSync,
    ],
    [
      'members of gzip',
      Buffer.concat([gzipSync(body.slice(0, 5)), gzipSync(''), gzipSync(body.slice(5))]),
      gunzipSync,
    ],
  ])('in %s are read, and written in it', (_, packed, expand) => {
    const payload = parseOrThrow(packed);
    expect(payload.format).toBe('json');
    expect(payload.rewrite([])).toBe(packed);
    const segment = payload.segments.findIndex(({ text }) => text === 'Ada');
    const changed = payload.rewrite([{ segment, start: 0, end: 3, text: 'X1' }]);
    expect(expand(changed).toString()).toBe('{"name":"X1","n":1}');
  });

  it('are read by what is in them where their type says only that they are compressed', () => {
    expect(parseOrThrow(gzipSync(body), 'application/gzip').format).toBe('json');
  });

  it('tell the name of a file, which is read and written as well', () => {
    const payload = parseOrThrow(named(body, 'Ada.json'));
    const segment = payload.segments.findIndex(({ path }) => path === 'gzip:name');
    expect(payload.segments[segment]?.text).toBe('Ada.json');
    const changed = payload.rewrite([{ segment, start: 0, end: 3, text: 'X1' }]);
    expect(Buffer.from(changed).toString('latin1')).toContain('X1.json\0');
    expect(gunzipSync(changed).toString()).toBe(body);
  });

  it.each([
    [
      'something follows Brotli',
      Buffer.concat([brotliCompressSync(body), Buffer.from('Ada')]),
      'invalid_encoding',
    ],
    [
      'the end of Brotli is missing',
      brotliCompressSync(body.repeat(9)).subarray(0, -1),
      'invalid_encoding',
    ],
    [
      'something follows deflate',
      Buffer.concat([deflateRawSync(body), Buffer.from('Ada')]),
      'invalid_encoding',
    ],
    [
      'a member follows that is broken',
      Buffer.concat([gzipSync(body), gzipSync('Ada').subarray(0, -1)]),
      'malformed',
    ],
    [
      'there are more members than anybody appends',
      Buffer.concat(Array.from({ length: 101 }, () => gzipSync('a'))),
      'unsupported_format',
    ],
    [
      'members expand too far together',
      Buffer.concat(Array.from({ length: 4 }, () => gzipSync(Buffer.alloc(300 * 1024, 'a')))),
      'expands_too_much',
    ],
    [
      'Brotli expands too far',
      brotliCompressSync(Buffer.alloc(4 * 1024 * 1024, 'a'), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
      }),
      'expands_too_much',
    ],
    [
      'something follows',
      Buffer.concat([gzipSync(body), Buffer.from('Ada')]),
      'unsupported_format',
    ],
    [
      'something follows zlib',
      Buffer.concat([deflateSync(body), Buffer.from('Ada')]),
      'unsupported_format',
    ],
    ['the end is missing', gzipSync(body).subarray(0, -9), 'malformed'],
    [
      'the checksum is wrong',
      Buffer.concat([gzipSync(body).subarray(0, -8), Buffer.alloc(8)]),
      'malformed',
    ],
    [
      'it expands to more than a payload may have',
      gzipSync(Buffer.alloc(9 * 1024 * 1024, 'a')),
      'expands_too_much',
    ],
    ['it expands too far', gzipSync(Buffer.alloc(4 * 1024 * 1024, 'a')), 'expands_too_much'],
  ])('are refused where %s', (_, packed, reason) => {
    expect(parsePayload(packed, 'text/plain')).toEqual({ kind: 'unreadable', reason });
  });

  it('tell the names of files in all members, and lose them with what they were names of', () => {
    const packed = Buffer.concat([named('{"name":', 'a.json'), named('"Ada"}', 'Ada.json')]);
    const payload = parseOrThrow(packed);
    const find = (path: string): number =>
      payload.segments.findIndex((segment) => segment.path === path);
    expect(payload.segments[find('gzip:name[2]')]?.text).toBe('Ada.json');
    const renamed = payload.rewrite([
      { segment: find('gzip:name[2]'), start: 0, end: 3, text: 'X1' },
    ]);
    expect(gunzipSync(renamed).toString()).toBe('{"name":"Ada"}');
    expect(Buffer.from(renamed).toString('latin1')).toContain('X1.json\0');
    const changed = payload.rewrite([
      {
        segment: payload.segments.findIndex(({ text }) => text === 'Ada'),
        start: 0,
        end: 3,
        text: 'X1',
      },
      { segment: find('gzip:name[2]'), start: 0, end: 3, text: 'X1' },
    ]);
    expect(gunzipSync(changed).toString()).toBe('{"name":"X1"}');
    expect(Buffer.from(changed).includes('Ada')).toBe(false);
  });

  it('are the same to the byte where nothing is replaced, and expand to what was written elsewhere', () => {
    const packings = [
      [gzipSync, gunzipSync],
      [deflateSync, inflateSync],
      [deflateRawSync, inflateRawSync],
      [brotliCompressSync, brotliDecompressSync],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...packings),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        ([pack, expand], words) => {
          const text = JSON.stringify({ name: 'Ada', words });
          const packed = pack(text);
          const result = parsePayload(packed, JSON_TYPE);
          if (result.kind === 'unreadable') return;
          const { payload } = result;
          expect(payload.rewrite([])).toBe(packed);
          const segment = payload.segments.findIndex(({ text }) => text === 'Ada');
          const changed = payload.rewrite([{ segment, start: 0, end: 3, text: 'X1' }]);
          expect(expand(changed).toString()).toBe(text.replace('"Ada"', '"X1"'));
        },
      ),
      { numRuns: 200, seed: 20260101 },
    );
  });

  it('are never random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 400 }), (bytes) => {
        const type = 'text/plain; charset=windows-1252';
        const hasControl = bytes.some((byte) => byte < 9);
        if (hasControl) expect(parsePayload(bytes, type).kind).toBe('unreadable');
      }),
      { numRuns: 300, seed: 20260101 },
    );
  });

  it('stand in each other only so deep', () => {
    let packed = gzipSync(body);
    for (let level = 0; level < 9; level++) packed = gzipSync(packed);
    expect(parsePayload(packed, JSON_TYPE)).toEqual({ kind: 'unreadable', reason: 'too_deep' });
  });

  it('are no text that begins with the same letters', () => {
    expect(parseOrThrow('x^2 and x^3', 'text/plain').format).toBe('text');
  });
});

describe('character sets', () => {
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

  it.each([
    ['text/plain; charset=iso-8859-1', latin('Jos\u00e9 Ada'), latin('Jos\u00e9 X1')],
    [
      'text/csv; charset=windows-1252',
      latin('a,b\r\n\u0093Jos\u00e9\u0094,Ada'),
      latin('a,b\r\n\u0093Jos\u00e9\u0094,X1'),
    ],
    [
      'application/xml',
      latin('<?xml version="1.0" encoding="ISO-8859-1"?><a b="\u00e9">Ada</a>'),
      latin('<?xml version="1.0" encoding="ISO-8859-1"?><a b="\u00e9">X1</a>'),
    ],
    [
      'application/hl7-v2',
      latin('MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||8859/1\rPID|1||1||Jos\u00e9^Ada'),
      latin('MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||8859/1\rPID|1||1||Jos\u00e9^X1'),
    ],
    [
      'text/plain',
      Buffer.from('\uFEFFJosé Ada', 'utf16le'),
      Buffer.from('\uFEFFJosé X1', 'utf16le'),
    ],
    [
      'text/plain; charset=utf-16be',
      Buffer.from('José Ada', 'utf16le').swap16(),
      Buffer.from('José X1', 'utf16le').swap16(),
    ],
    // Programs name a character set that is only their default.
    ['text/plain; charset=iso-8859-1', Buffer.from('José Ada'), Buffer.from('José X1')],
  ])('%s stays in its own', (type, before, after) => {
    const payload = parseOrThrow(before, type);
    expect(payload.segments.some(({ text }) => text.includes('José') || text.includes('é'))).toBe(
      true,
    );
    expect(payload.rewrite([])).toBe(before);
    const segment = payload.segments.findIndex(({ text }) => text.includes('Ada'));
    const start = payload.segments[segment]?.text.indexOf('Ada') ?? 0;
    const changed = payload.rewrite([{ segment, start, end: start + 3, text: 'X1' }]);
    expect(Buffer.compare(changed, after)).toBe(0);
  });

  it.each([
    ['text/plain; charset=utf-16', Buffer.from('call Ada')],
    ['text/plain; charset=utf-16le', Buffer.from('call Ada', 'utf16le').swap16()],
    [
      'text/plain; charset=utf-16le',
      Buffer.concat([
        Buffer.from('a', 'utf16le'),
        Buffer.of(0x0d),
        Buffer.from('call Ada', 'utf16le'),
        Buffer.of(0),
      ]),
    ],
    ['text/plain; charset=x-unknown', Buffer.from('call Ada')],
    ['text/plain', latin('Jos\u00e9')],
    ['application/json; charset=iso-8859-1', Buffer.from('{}')],
  ])('%s is unread where the bytes are something else, or nobody knows it', (type, bytes) => {
    expect(parsePayload(bytes, type)).toEqual({ kind: 'unreadable', reason: 'invalid_encoding' });
  });
});

describe('what a receiver is told', () => {
  const form = '--xYzZY\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--xYzZY--\r\n';

  it.each([
    [
      'a boundary',
      Buffer.from(form),
      'multipart/form-data',
      { 'content-type': 'multipart/form-data; boundary="xYzZY"' },
    ],
    [
      'a compression',
      gzipSync(body),
      JSON_TYPE,
      { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' },
    ],
    [
      'another compression',
      deflateSync(body),
      JSON_TYPE,
      { 'content-type': JSON_TYPE, 'content-encoding': 'deflate' },
    ],
    [
      'deflate without its header',
      deflateRawSync(body),
      JSON_TYPE,
      { 'content-type': JSON_TYPE, 'content-encoding': 'deflate' },
    ],
    [
      'Brotli',
      brotliCompressSync(body),
      JSON_TYPE,
      { 'content-type': JSON_TYPE, 'content-encoding': 'br' },
    ],
    [
      'nothing of UTF-16',
      Buffer.from('a letter', 'utf16le'),
      'text/plain; charset=utf-16',
      { 'content-type': 'text/plain; charset=utf-16' },
    ],
    [
      'nothing of a file that is compressed',
      gzipSync(body),
      'application/gzip',
      { 'content-type': 'application/gzip' },
    ],
    ['nothing else', Buffer.from(body), JSON_TYPE, { 'content-type': JSON_TYPE }],
  ])('%s, by the bytes alone', (_, bytes, type, headers) => {
    expect(bodyHeaders(bytes, type)).toEqual(headers);
  });

  it.each([
    [
      'text/plain; charset=iso-8859-1',
      Buffer.from('Jos\u00e9', 'latin1'),
      'text/plain; charset=iso-8859-1',
    ],
    [
      'application/xml; charset=iso-8859-1',
      Buffer.from('<a>Jos\u00e9</a>', 'latin1'),
      'application/xml; charset=iso-8859-1',
    ],
    ['text/x-amp-html', Buffer.from('<p>x</p>'), 'text/html; charset=utf-8'],
    ['multipart/form-data', Buffer.from(form), 'multipart/form-data; boundary="xYzZY"'],
    ['multipart/form-data', gzipSync(form), 'multipart/form-data; boundary="xYzZY"'],
  ])('the type of a clear copy of %s', (type, bytes, told) => {
    expect(deliveredType(parseOrThrow(bytes, type), bytes)).toBe(told);
  });

  it('of limits', () => {
    expect(
      parsePayload(gzipSync(body), JSON_TYPE, { ...DEFAULT_PARSE_LIMITS, maxSegments: 1 }),
    ).toEqual({
      kind: 'unreadable',
      reason: 'too_many_segments',
    });
  });
});
