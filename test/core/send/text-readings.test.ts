import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { readingsOf, wordsOfName } from '../../../lambdas/core/send/text-readings.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a header', () => {
  it.each([
    [`=?utf-8?B?${base64('Jane Roe')}?=`, 'Jane Roe'],
    ['=?UTF-8?Q?J=C3=A9r=C3=B4me_Roe?=', 'Jérôme Roe'],
    ['=?iso-8859-1*en?q?J=E9r?= =?us-ascii?Q?=F4?=me', undefined],
    ['=?iso-8859-1*en?q?J=E9r?= \r\n =?utf-8?Q?=C3=B4me?=', 'Jérôme'],
    ["utf-8''Jane%20%52oe.txt", "utf-8''Jane Roe.txt"],
    ['%E9t%E9', 'été'],
    [`=?utf-8?B?${base64('%4A%61ne')}?=`, 'Jane'],
    ['%3D?utf-8?Q?J=61ne?=', '=?utf-8?Q?J=61ne?='],
  ])('%s may be read as %j', (header, reading) => {
    const { texts } = readingsOf(header);
    expect(texts[0]).toBe(header);
    if (reading !== undefined) expect(texts).toContain(reading);
  });

  it('that holds nothing encoded has one reading', () => {
    for (const text of ['Jane Roe', '100 % of =?', '50% off', '']) {
      expect(readingsOf(text)).toEqual({ texts: [text], unread: false });
    }
  });

  it('counts as unread where a word cannot be decoded, or is wrapped again and again', () => {
    expect(readingsOf('=?x-none?B?SmFuZQ==?=').unread).toBe(true);
    expect(readingsOf('=?utf-8?Q?=FF=FE?=').unread).toBe(true);
    let nested = 'Jane';
    for (let round = 0; round < 6; round += 1) nested = `=?utf-8?B?${base64(nested)}?=`;
    expect(readingsOf(nested).unread).toBe(true);
  });

  it('never throws, and decodes what was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        readingsOf(text);
        expect(readingsOf(`=?utf-8?B?${base64(text)}?=`).texts).toContain(text);
      }),
    );
  });
});

describe('the words of a name', () => {
  it.each([
    ['X-SSN-123-45-6789-HIV', 'X SSN 123-45-6789 HIV'],
    ['mrn-00918273-hiv', 'mrn 00918273 hiv'],
    ['ssn.123456789.hiv@x', 'ssn 123456789 hiv x'],
  ])('%s are %j', (name, words) => {
    expect(wordsOfName(name)).toBe(words);
  });
});
