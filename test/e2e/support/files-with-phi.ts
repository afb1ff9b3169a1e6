import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { blank, pdf, text } from '../../adapters/documents/pdf-files.ts';
import { docx, paragraph, rowsOf, xlsx } from '../../core/extract/office-files.ts';
import { zip } from '../../core/extract/zip-writer.ts';
import { PHI } from './phi-places.ts';
import type { SentMail } from './sent-mail.ts';

type File = SentMail['file'];
type MakeFile = () => File | Promise<File>;

const asBytes = (words: string) => Buffer.from(words);
const picture = (name: string): Buffer =>
  readFileSync(new URL(`../../adapters/documents/files/${name}`, import.meta.url));

/** Kinds of files that are read: how each says some words. */
const KINDS: readonly (readonly [
  what: string,
  name: string,
  type: string,
  says: (words: string) => Uint8Array | Promise<Uint8Array>,
])[] = [
  ['text', 'note.txt', 'text/plain', asBytes],
  ['a page', 'note.html', 'text/html', (words) => asBytes(`<p>See: <b>${words}</b></p>`)],
  ['a table', 'note.csv', 'text/csv', (words) => asBytes(`Number,Note\r\n1,"${words}"\r\n`)],
  ['a PDF', 'note.pdf', 'application/pdf', (words) => pdf(blank, text(words))],
  [
    'a Word document',
    'note.docx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    (words) => docx(paragraph(words)),
  ],
  [
    'a workbook',
    'note.xlsx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    (words) => xlsx([{ name: 'Notes', rows: rowsOf([['Note'], [words]]) }]),
  ],
];

/** Files that are read, clean and with PHI. */
export const READ_FILES: readonly {
  readonly what: string;
  /** Recognizing words in a picture takes seconds. */
  readonly isQuick: boolean;
  readonly clean: MakeFile;
  readonly withPhi: MakeFile;
}[] = [
  ...KINDS.map(([what, name, type, says]) => ({
    ...{ what, isQuick: true },
    clean: async () => ({ name, type, content: await says('The office opens at nine.') }),
    withPhi: async () => ({ name, type, content: await says(PHI) }),
  })),
  {
    ...{ what: 'a picture of words', isQuick: false },
    clean: () => ({ name: 'a.png', type: 'image/png', content: picture('newsletter.png') }),
    withPhi: () => ({ name: 'a.png', type: 'image/png', content: picture('summary.png') }),
  },
];

type UnreadFile = readonly [what: string, make: MakeFile];
/** Files that nobody can read; what is in them says nothing, which nobody can know. */
export const UNREAD_FILES: readonly [UnreadFile, ...UnreadFile[]] = [
  [
    'a PDF behind a password',
    () => ({ name: 'a.pdf', type: 'application/pdf', content: picture('locked.pdf') }),
  ],
  [
    'an archive behind a password',
    () => {
      const content = zip({ 'hours.txt': 'The office opens at nine.' }, { flags: 1 });
      return { name: 'a.zip', type: 'application/zip', content };
    },
  ],
  [
    'a picture of more pixels than are read',
    () => {
      const content = Buffer.from(picture('newsletter.png'));
      // Width and height of the header chunk, with its sum (PNG 5.3, 11.2.1).
      content.writeUInt32BE(100_000, 16);
      content.writeUInt32BE(100_000, 20);
      content.writeUInt32BE(crc32(content.subarray(12, 29)), 29);
      return { name: 'a.png', type: 'image/png', content };
    },
  ],
  [
    'a file of no kind that is known',
    () => ({ name: 'a.bin', type: 'application/octet-stream', content: Buffer.from([1, 2, 3]) }),
  ],
];
