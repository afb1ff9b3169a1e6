import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../lambdas/core/scan/normalize.ts';
import { parseOrThrow, scanPayload, scanText } from './support/scan-text.ts';

const plain = (text: string): string => viewOf({ path: 'text', text, role: 'value' }).text;

describe('the plain view of a text', () => {
  it.each([
    ['Arabic-Indic digits', '١٢٣٤٥٦٧٨٩٠', '1234567890'],
    ['Persian digits', '۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['Devanagari digits', '०१२३४५६७८९', '0123456789'],
    ['Bengali digits', '০১২৩৪৫৬৭৮৯', '0123456789'],
    ['Adlam digits', '\u{1e950}\u{1e951}\u{1e959}', '019'],
    ['mathematical digits', '\u{1d7d9}\u{1d7ec}', '10'],
    ['a control character', '12\u00013', '123'],
    ['a delete character', '12\u007f3', '123'],
    ['a braille blank in a number', '123\u2800-45', '123-45'],
    ['a Hangul filler in a number', '12\u31643', '123'],
    ['a braille blank between words', 'Mara\u2800Lindqvist', 'Mara Lindqvist'],
    ['a tag character', '12\u{e0033}3', '123'],
    ['a variation selector', '12\u{e0100}3', '123'],
    ['a strike through digits', '1\u03362\u03363', '123'],
    ['keycaps', '1\ufe0f\u20e32\ufe0f\u20e3', '12'],
    ['an escaped slash', '03\\/12\\/1984', '03/12/1984'],
    ['a composed accent', 'Jose\u0301 Mu\u0308ller', 'José Müller'],
    ['a strike through letters', 'M\u0336ara', 'Mara'],
    ['an entity with many zeros', '&#000000049;2', '12'],
    ['a hexadecimal entity with zeros', '&#x00000031;2', '12'],
    ['an entity of an entity', '&amp;#49;2', '12'],
    ['an entity of an entity of an entity', '&amp;amp;#x31;2', '12'],
    ['accents as entities', 'Jos&eacute; &Uuml;nal &Scaron;i &szlig;', 'José Ünal Ši ß'],
    ['percent escapes', '%31%32%33-45 born 1984%2D03', '123-45 born 1984-03'],
    ['percent escapes of UTF-8', 'Jos%C3%A9', 'José'],
    ['quoted-printable', 'SSN =31=32=33-45, Jos=C3=A9', 'SSN 123-45, José'],
    ['escapes of a programming language', '\\u0031\\x32\\u{33}-45', '123-45'],
  ])('shows %s as what they mean', (_, received, expected) => {
    expect(plain(received)).toBe(expected);
  });

  it.each([
    'a=12 and b=34',
    '50% off, 100%',
    'Jos%E9',
    'fish & chips &num=5',
    'line\nline\ttab\r\n',
    'हिन्दी',
    'מָרָה',
    'C:\\users\\x',
  ])('leaves %j as it is', (text) => {
    expect(plain(text)).toBe(text);
  });

  it('leads every position back into the received text', () => {
    const unit = fc.constantFrom('a', '1', '٣', 'é', 'e\u0301', '%41', '&amp;#49;', '\u200b', ' ');
    fc.assert(
      fc.property(fc.array(unit), (parts) => {
        const received = parts.join('');
        const view = viewOf({ path: 'text', text: received, role: 'value' });
        let last = 0;
        for (let at = 0; at < view.text.length; at++) {
          const [start, end] = view.toReceived(at, at + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(plain(received.slice(start, end))).toContain(view.text[at]);
          last = start;
        }
      }),
    );
  });
});

describe('identifiers that hide', () => {
  it.each([
    'SSN 12\u00013-45-6789',
    'SSN 123\u2800-45-6789',
    'SSN 12\u{e0001}3-45-6789',
    'SSN 12\u03363-45-6789',
    'SSN &#000000049;23-45-6789',
    'SSN &amp;#49;23-45-6789',
    'SSN %31%32%33-45-6789',
    'SSN =31=32=33-45-6789',
    'SSN \\u0031\\u0032\\u0033-45-6789',
    'SSN ١٢٣-٤٥-٦٧٨٩',
  ])('%j is found to its end', (text) => {
    const [finding] = scanText(text).findings;
    expect(finding).toMatchObject({ label: 'SSN', start: 4, end: text.length });
  });

  it('digits of every script are found under the name of their field', () => {
    const payload = parseOrThrow(
      JSON.stringify({ phone: '٣٠٣٥٥٥٠١٤٢', dob: '१२/०३/१९८४', ssn: '١٢٣٤٥٦٧٨٩' }),
    );
    expect(scanPayload(payload).findings.map(({ label, path }) => `${label} ${path}`)).toEqual([
      'PHONE /phone',
      'DATE /dob',
      'SSN /ssn',
    ]);
  });
});
