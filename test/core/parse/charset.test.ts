import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { charsetOf } from '../../../lambdas/core/parse/charset/charset-of.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { parseOrThrow } from '../scan/support/scan-text.ts';
import { processorTime } from '../../support/processor-time.ts';

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const join = (...parts: (string | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  );

/** Each with the bytes of a text, from the tables of the standards themselves. */
const TEXTS = [
  ['shift_jis', '日本語テスト', '93fa 967b 8cea 8365 8358 8367'],
  ['windows-31j', '髙橋 ｱ', 'fbfc 8bb4 20 b1'],
  ['euc-jp', '日本語丂ｱ', 'c6fc cbdc b8ec 8fb0a1 8eb1'],
  ['iso-2022-jp', '日本語', '1b2442 467c 4b5c 386c 1b2842'],
  ['gbk', '中文简体€', 'd6d0 cec4 bcf2 cce5 80'],
  ['gb2312', '中文', 'd6d0 cec4'],
  ['gb18030', '中文€\u0080𠀀', 'd6d0 cec4 a2e3 81308130 95328236'],
  ['big5', '中文十═', 'a4a4 a4e5 a451 f9f9'],
  ['euc-kr', '한국어', 'c7d1 b1b9 beee'],
  ['ks_c_5601-1987', '한국어', 'c7d1 b1b9 beee'],
] as const;

describe('character sets of several bytes', () => {
  it.each(TEXTS)('%s spells %s', (name, text, hex) => {
    const charset = charsetOf(name);
    expect(charset?.decode(bytesOf(hex))).toBe(text);
    expect(Buffer.from(charset?.encode(text) ?? []).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  it.each(TEXTS)(
    'a text in %s stays in it, the same wherever nothing is replaced',
    (name, text, hex) => {
      const before = join(bytesOf(hex), ' Ada 1\r\n', bytesOf(hex), '.');
      const payload = parseOrThrow(before, `text/plain; charset=${name}`);
      expect(payload.segments[0]?.text).toBe(`${text} Ada 1\r\n${text}.`);
      expect(payload.rewrite([])).toBe(before);
      const start = payload.segments[0]?.text.indexOf('Ada') ?? 0;
      const changed = payload.rewrite([{ segment: 0, start, end: start + 3, text: 'X1' }]);
      expect(Buffer.compare(changed, join(bytesOf(hex), ' X1 1\r\n', bytesOf(hex), '.'))).toBe(0);
    },
  );

  it.each([
    ['the first half of a character', 'shift_jis', '93'],
    ['a line end in a character', 'shift_jis', '93 0a'],
    ['what is no character', 'euc-kr', 'ff ff'],
    ['another code of the same character', 'shift_jis', 'eee0'],
    ['an escape that changes nothing', 'iso-2022-jp', '1b2842 41'],
    ['an end in the other set', 'iso-2022-jp', '1b2442 467c'],
    ['an escape to a set that is not read', 'iso-2022-jp', '1b2849 36 1b2842'],
    ['a color of a terminal', 'iso-2022-jp', '1b5b306d 61'],
  ])('%s spells nothing (%s)', (_, name, hex) => {
    const type = `text/plain; charset=${name}`;
    expect(parsePayload(join('call Ada ', bytesOf(hex)), type)).toEqual({
      kind: 'unreadable',
      reason: 'invalid_encoding',
    });
  });

  it.each(['utf-7', 'hz-gb-2312', 'iso-2022-kr', 'iso-2022-cn', 'utf-32', 'x-user-defined'])(
    'nobody reads %s',
    (name) => {
      expect(charsetOf(name)).toBeUndefined();
      expect(parsePayload(Buffer.from('call Ada'), `text/plain; charset=${name}`)).toEqual({
        kind: 'unreadable',
        reason: 'invalid_encoding',
      });
    },
  );

  it('write what they have no bytes for as a question mark', () => {
    for (const [name] of TEXTS) {
      if (name !== 'gb18030')
        expect(charsetOf(name)?.encode('a𝄞b')).toEqual(new TextEncoder().encode('a?b'));
    }
  });

  it('write whatever they read to the byte', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEXTS.map(([name]) => name)),
        fc.uint8Array({ maxLength: 24 }),
        (name, bytes) => {
          const charset = charsetOf(name);
          const text = charset?.decode(bytes);
          if (text !== undefined) {
            expect(Buffer.compare(charset?.encode(text) ?? Buffer.alloc(0), bytes)).toBe(0);
          }
        },
      ),
      { numRuns: 2000, seed: 20260101 },
    );
  });

  it('take no longer than a text in UTF-8, however long', () => {
    const long = join(...Array.from({ length: 20_000 }, () => bytesOf('467c 4b5c')));
    const before = join('\u001b$B', long, '\u001b(B');
    const elapsed = processorTime();
    expect(charsetOf('iso-2022-jp')?.decode(before)?.length).toBe(40_000);
    expect(elapsed()).toBeLessThan(1000);
  });
});

describe('where the character set is told', () => {
  const sjis = bytesOf('93fa 967b');
  it.each([
    [
      'by the declaration of XML',
      'text/xml',
      join('<?xml version="1.0" encoding="Shift_JIS"?><a>', sjis, '</a>'),
    ],
    ['by a page itself', 'text/html', join('<html><meta charset="shift_jis"><p>', sjis, '</p>')],
    [
      'by a page as mail programs write it',
      'text/html',
      join('<meta http-equiv=Content-Type content="text/html; charset=Shift_JIS"><p>', sjis),
    ],
    [
      'by a page in letters of ASCII',
      'text/html',
      join('<meta charset="iso-2022-jp"><p>', bytesOf('1b2442 467c 4b5c 1b2842')),
    ],
    [
      'by MSH-18',
      'application/hl7-v2',
      join(
        'MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||BIG-5\rPID|1||1||',
        bytesOf('a4e9 a5bb'),
        '^A',
      ),
    ],
    [
      'by a part of a mail',
      'message/rfc822',
      join('Content-Type: text/plain; charset=Shift_JIS\r\n\r\n', sjis),
    ],
    [
      'by a word of a header',
      'message/rfc822',
      join('Subject: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\r\n\r\nhello'),
    ],
    [
      'by a part of a form, though it is all ASCII',
      'multipart/form-data; boundary=b',
      join(
        '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n',
        bytesOf('1b2442 467c 4b5c 1b2842'),
        '\r\n--b--\r\n',
      ),
    ],
  ])('%s', (_, type, body) => {
    const payload = parseOrThrow(body, type);
    expect(payload.segments.map(({ text }) => text).join(' ')).toContain('日本');
    expect(payload.rewrite([])).toBe(body);
    expect(payload.unreadable).toEqual([]);
  });

  it('XML of ASCII alone is read whatever it declares', () => {
    const body = '<?xml version="1.0" encoding="Shift_JIS"?><a>Ada</a>';
    expect(parseOrThrow(body, 'text/xml').segments[0]?.text).toBe('Ada');
  });
});
