import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** How a text may stand in a value of any format. */
export type Carry = (text: string) => string;

const plain: Carry = (text) => text;
const base64: Carry = (text) => Buffer.from(text).toString('base64');
const percent: Carry = (text) => encodeURIComponent(text);

/** What programs make of texts before they put them into a value, the plain text most often. */
const once: fc.Arbitrary<Carry> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(plain) },
  fc.constant<Carry>((text) => `Hello,\nplease note: ${text}. Thank you!`),
  fc.constant<Carry>((text) => JSON.stringify({ note: text })),
  fc.constant<Carry>((text) => JSON.stringify(['a', { b: [text, null] }])),
  fc.constant(base64),
  fc.constant<Carry>((text) => Buffer.from(text).toString('base64url')),
  fc.constant<Carry>((text) => Buffer.from(text).toString('hex')),
  fc.constant(percent),
  fc.constant<Carry>((text) => `<p>Note: <b>${text}</b></p>`),
  fc.constant<Carry>((text) => `<td>${entities(text)}</td>`),
  fc.constant<Carry>((text) => `note=${percent(text)}&id=17`),
  fc.constant<Carry>((text) => `https://example.com/r?note=${percent(text)}&id=17`),
  fc.constant<Carry>((text) => `data:text/plain;base64,${base64(text)}`),
  fc.constant<Carry>((text) => gzipSync(text).toString('base64')),
  fc.constant<Carry>((text) => `<note><text>${text}</text></note>`),
  fc.constant<Carry>((text) => `MSH|^~\\&|A|B|C|D|20260101||ORU^R01|1|P|2.5\rNTE|1||${text}\r`),
  fc.constant<Carry>(
    (text) =>
      `-----BEGIN PGP MESSAGE-----\nVersion: 1\n\n${base64(text)}\n=aB3d\n-----END PGP MESSAGE-----`,
  ),
  fc.constant<Carry>(
    (text) =>
      `From: a@example.org\nSubject: note\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${base64(text)}\n`,
  ),
);

/** One of them, or one in another. */
export const carrier: fc.Arbitrary<Carry> = fc.oneof(
  { weight: 4, arbitrary: once },
  fc.tuple(once, once).map(
    ([outer, inner]): Carry =>
      (text) =>
        outer(inner(text)),
  ),
);

/** Every character as a reference. */
export function entities(text: string): string {
  return [...text].map((character) => `&#${String(character.codePointAt(0))};`).join('');
}

/** Words without anybody in them. */
export const word: fc.Arbitrary<string> = fc.constantFrom(
  'status',
  'order ready',
  'ok',
  '42',
  'schöne Grüße',
  'a,b;c|d',
  '"quoted"',
  '',
  'line\none',
  '<tag>',
  '100%',
  'x=1&y=2',
  '早上好',
);

export const name: fc.Arbitrary<string> = fc.constantFrom(
  'id',
  'type',
  'note',
  'status',
  'data',
  'payload',
  'comments',
  'q3_text',
  'headers',
);
