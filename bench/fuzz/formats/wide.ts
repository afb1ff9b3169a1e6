import fc from 'fast-check';
import { charsetOf } from '../../../lambdas/core/parse/charset/charset-of.ts';
import { carrier, word } from '../carriers.ts';
import type { Generate } from '../generate.ts';

/** Words in the letters of a character set, some of whose second bytes are those of marks in ASCII (`表`: 0x5c). */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  shift_jis: ['予約表', 'ソース', 'ｱｲｳ', '能力', '日本語 '],
  'euc-jp': ['予約表', '日本語', 'ｱｲｳ'],
  'iso-2022-jp': ['予約表', '日本語', 'テスト'],
  gbk: ['预约', '誠€', '中文'],
  gb18030: ['预约', '𠀀', '中文'],
  big5: ['預約', '許功蓋', '中文'],
  'euc-kr': ['예약', '한국어'],
  'utf-16le': ['予約表', 'é'],
  'utf-16be': ['予約表', 'é'],
};

type Write = (
  value: string,
  lead: string,
  charset: string,
) => readonly [type: string, text: string];

const write = fc.constantFrom<Write>(
  (value, lead, charset) => [
    `text/plain; charset=${charset}`,
    `${lead}\n${value}\nas ever, ${lead}`,
  ],
  (value, lead, charset) => [
    `text/csv; charset=${charset}`,
    `${lead},note\r\n"${lead}","${value.replaceAll('"', '""')}"\r\n`,
  ],
  (value, lead, charset) => [
    `text/html; charset=${charset}`,
    `<p>${lead}</p><p>${escape(value)}</p>`,
  ],
  (value, lead, charset) => [
    'text/html',
    `<meta charset="${charset}"><p>${lead} ${escape(value)}</p>`,
  ],
  (value, lead, charset) => [
    'application/xml',
    `<?xml version="1.0" encoding="${charset}"?><a><b>${lead}</b><c>${escape(value)}</c></a>`,
  ],
);

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Texts in character sets of several bytes, said or not, in a mail or alone. */
export const wide: Generate = (plant) =>
  fc
    .tuple(
      fc.constantFrom(...Object.keys(WORDS)),
      fc.nat(5),
      write,
      fc.oneof(
        { weight: 3, arbitrary: carrier },
        fc.constant((text: string) => text),
      ),
      fc.oneof(word, fc.constant('')),
      fc.nat(8),
    )
    .map(([charset, at, writeIn, carry, other, how]) => {
      const words = WORDS[charset] ?? [];
      const beside = /[^\0-\x7f]|["<&\n,]/.test(other) ? '' : other;
      const lead = `${beside}${words[at % words.length] ?? ''}`;
      const [type, text] = writeIn(carry(plant.text), lead, charset);
      const marked = charset.startsWith('utf-16') ? `\uFEFF${text}` : text;
      const bytes = Buffer.from(charsetOf(charset)?.encode(marked) ?? []);
      if (how === 0) return { type: 'text/plain', bytes };
      if (how > 2) return { type, bytes };
      const head = `Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
      return { type: 'message/rfc822', bytes: Buffer.from(head + bytes.toString('base64')) };
    });
