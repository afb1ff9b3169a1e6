import { CANARY } from './canary.ts';
import type { SentMail } from './sent-mail.ts';

export const PHI = `${CANARY.name}, ${CANARY.record}, was diagnosed with pneumonia.`;

export const CLEAN: SentMail = {
  from: 'hello@news.cordon.example',
  to: 'reader@mail.example',
  toName: 'Our reader',
  subject: 'Opening hours',
  text: 'We are open on Monday.',
  html: '<p>We are open on <b>Monday</b>.</p>',
  header: 'autumn',
  metadata: 'wave-one',
  tag: 'news',
  substitution: 'See you soon.',
  file: { name: 'hours.txt', type: 'text/plain', content: 'Monday to Friday' },
};

const asEntities = (text: string): string =>
  Array.from(text, (letter) => `&#${String(letter.codePointAt(0))};`).join('');

/** One place of a mail that can say something about somebody, and the same mail with PHI there. */
const PLACES = {
  subject: { ...CLEAN, subject: PHI },
  text: { ...CLEAN, text: PHI },
  'the words of a page': { ...CLEAN, html: `<p>${PHI}</p>` },
  'the words of a page, as entities': { ...CLEAN, html: `<p>${asEntities(PHI)}</p>` },
  'an attribute of a page': { ...CLEAN, html: `<p title="${PHI}">Hello</p>` },
  'what stands for a picture': { ...CLEAN, html: `<img alt="${PHI}" src="cid:x"><p>Hello</p>` },
  "the recipient's name": { ...CLEAN, toName: PHI },
  'a header': { ...CLEAN, header: PHI },
  metadata: { ...CLEAN, metadata: PHI },
  'a tag': { ...CLEAN, tag: PHI },
  'a substitution': { ...CLEAN, substitution: PHI },
  'the name of a file': { ...CLEAN, file: { ...CLEAN.file, name: `${PHI}.txt` } },
  'a file': { ...CLEAN, file: { ...CLEAN.file, content: PHI } },
} satisfies Readonly<Record<string, SentMail>>;
export type Place = keyof typeof PLACES;

export const withPhi = (place: Place): SentMail => PLACES[place];

/** What every API carries. */
export const IN_EACH = [
  'subject',
  'text',
  'the words of a page',
  'the words of a page, as entities',
  'an attribute of a page',
  'what stands for a picture',
  "the recipient's name",
  'a header',
  'the name of a file',
  'a file',
] as const satisfies readonly Place[];
