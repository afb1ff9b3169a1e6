import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { createThreadDocumentReader } from '../../../lambdas/adapters/documents/thread-document-reader.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import type { FileContent } from '../../../lambdas/core/extract/content.ts';
import { SOURCE_READING_THREAD } from '../../../local/source-reading-thread.ts';
import { docx, paragraph } from '../../core/extract/office-files.ts';
import { decodeGray, toBits } from './gray-png.ts';
import {
  attached,
  blank,
  boxes,
  brokenBefore,
  field,
  inStrips,
  note,
  pdf,
  scanned,
  stencil,
  text,
  titled,
  unmapped,
} from './pdf-files.ts';

/**
 * The pictures were drawn once, by ImageMagick 6.9:
 *   convert -size 900x420 xc:white -font DejaVu-Sans -pointsize 34 -annotate +40+70 TEXT -colorspace Gray -depth 4 summary.png
 * and converted from that; the PDF files by Ghostscript 10 with -sUserPassword and with -dNoOutputFonts. Everybody in them is invented.
 */
const file = (name: string): Buffer => readFileSync(new URL(`files/${name}`, import.meta.url));
const SUMMARY = file('summary.png');
const JPEG = file('summary.jpg');
const GRAY = decodeGray(SUMMARY);

/** A PNG chunk. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const content = Buffer.concat([Buffer.from(type), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
}

function pngOf(width: number, height: number, pixels = Buffer.alloc(100)): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    SUMMARY.subarray(0, 8),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A picture of nothing that anybody could read. */
function noise(width: number, height: number): Buffer {
  let state = 1;
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < rows.length; at += 1) {
    state = (state * 48_271) % 2_147_483_647;
    rows[at] = at % (width + 1) === 0 ? 0 : 90 + (state % 80);
  }
  return pngOf(width, height, rows);
}

/** Puts chunks before the last one of the summary. */
const withChunk = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([SUMMARY.subarray(0, -12), ...chunks, SUMMARY.subarray(-12)]);

const FILES: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
  text: () => pdf(text('Patient: Walter Grace', 'MRN 5518820'), blank, text('Page three')),
  aside: () => pdf(titled('About Walter'), field('diagnosis', 'asthma'), note('Call Grace')),
  attached: () => pdf(attached('notes.txt')),
  scan: () => pdf(text('A cover page'), scanned(JPEG)),
  together: () =>
    pdf(async (document, page) => {
      await text('A letter with a scan')(document, page);
      await scanned(JPEG)(document, page);
    }),
  broken: () => pdf(brokenBefore(JPEG)),
  sideways: () => pdf(scanned(JPEG, 90)),
  strips: () => pdf(inStrips(GRAY)),
  stencil: () => pdf(stencil(toBits(GRAY), GRAY.width, GRAY.height)),
  boxes: () => pdf(boxes),
  shapes: () => file('letters-as-shapes.pdf'),
  unmapped: () => pdf(unmapped),
  locked: () => file('locked.pdf'),
  pages: () => pdf(...Array.from({ length: 501 }, () => blank)),
  cutPdf: async () => (await pdf(text('x'))).subarray(0, 300),
  png: () => SUMMARY,
  jpeg: () => JPEG,
  webp: () => file('summary.webp'),
  docx: () => docx(paragraph('See below'), { 'word/media/image1.png': SUMMARY }),
  huge: () => pngOf(100_000, 100_000),
  garbage: () => pngOf(300, 300),
  noise: () => noise(300, 200),
  cutPng: () => SUMMARY.subarray(0, 4000),
  cutJpeg: () => JPEG.subarray(0, 9000),
  animated: () => withChunk(chunk('acTL', Buffer.alloc(8))),
  captioned: () => withChunk(chunk('tEXt', Buffer.from('Comment\0Walter Grace'))),
  gif: () => Buffer.from('GIF89a....'),
  tiff: () => Buffer.from('II*\0........', 'latin1'),
  ole: () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
  lockedOffice: () =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]),
  unknown: () => Buffer.from([1, 2, 3]),
};

const contents: Record<string, FileContent> = {};
const reader = createThreadDocumentReader(SOURCE_READING_THREAD);

beforeAll(async () => {
  const files = await Promise.all(Object.values(FILES).map(async (make) => make()));
  const read = await reader.read(files, { milliseconds: 100_000 });
  Object.keys(FILES).forEach((name, index) => (contents[name] = read[index]!));
}, 120_000);

const textAt = (name: string, path: string): string | undefined =>
  contents[name]?.segments.find((segment) => segment.path === path)?.text;

describe('a PDF', () => {
  it('is read page by page', () => {
    expect(textAt('text', 'page/1')).toBe('Patient: Walter Grace\nMRN 5518820');
    expect(textAt('text', 'page/3')).toBe('Page three');
    expect(contents['text']?.unreadable).toEqual([]);
  });

  it('says what stands beside its text: properties, fields, notes', () => {
    const said = contents['aside']?.segments.map(({ text: words, hint }) => [words, hint]);
    expect(said).toContainEqual(['About Walter', 'Title']);
    expect(said).toContainEqual(['asthma', 'diagnosis']);
    expect(said).toContainEqual(['Call Grace', undefined]);
    expect(contents['aside']?.unreadable).toEqual([]);
  });

  it.each([
    ['of a scan', 'scan', 'page/2/image'],
    ['of a scan on a page with text', 'together', 'page/1/image'],
    ['of a scan that lies on its side', 'sideways', 'page/1/image'],
    ['of a scan in strips that cut through words', 'strips', 'page/1/image'],
    ['of a black-and-white scan that is a stencil', 'stencil', 'page/1/image'],
  ])('has the words %s recognized', (_what, name, path) => {
    expect(textAt(name, path)).toMatch(/Patient: Walter Grace[^]*04\/12\/1961[^]*5518820/);
    expect(contents[name]?.unreadable).toEqual([]);
  });

  it('has its words recognized where letters are drawn as shapes', () => {
    expect(textAt('shapes', 'page/1/image')).toBe('Patient: Walter Grace, MRN 5518820');
    expect(contents['shapes']?.unreadable).toEqual([]);
    // When and by what it was made says nothing of anybody.
    expect(
      scan({ ...contents['shapes']!, careContext: false }).findings.map(({ path }) => path),
    ).toEqual(expect.not.arrayContaining([expect.stringMatching(/^metadata/)]));
  });

  it('with a drawing of boxes has no words in it', () => {
    expect(contents['boxes']).toEqual({ segments: [], unreadable: [] });
  });
});

describe('a picture', () => {
  it.each(['png', 'jpeg', 'webp'])('in %s has its words recognized', (name) => {
    expect(textAt(name, 'image')).toMatch(/Walter Grace[^]*5518820[^]*303-555-0121/);
    expect(contents[name]?.unreadable).toEqual([]);
    expect(scan({ ...contents[name]!, careContext: false }).classification).toBe('phi');
  });

  it('in a Word document is read where it stands', () => {
    expect(textAt('docx', 'image/image1')).toContain('Walter Grace');
    expect(textAt('docx', 'paragraph/1')).toBe('See below');
  });

  it('says what its file says besides', () => {
    expect(textAt('captioned', 'image/metadata')).toBe('Comment: Walter Grace');
  });
});

describe('what cannot be read is reported with its reason', () => {
  it.each([
    ['a PDF behind a password', 'locked', '', 'encrypted'],
    ['a file in a PDF', 'attached', 'file', 'embedded_file'],
    ['pages beyond the five hundredth', 'pages', '', 'too_many_pages'],
    ['a PDF that ends early', 'cutPdf', '', 'malformed'],
    ['a page that breaks off before a picture', 'broken', 'page/1', 'malformed'],
    ['a picture of huge dimensions', 'huge', 'image', 'too_many_pixels'],
    ['a picture that does not decode', 'garbage', 'image', 'unsupported_image'],
    ['a picture without words: nobody knows what it shows', 'noise', 'image', 'no_text_recognized'],
    ['letters that a font gives no meaning', 'unmapped', 'page/1', 'unmapped_text'],
    ['a PNG that ends early', 'cutPng', 'image', 'malformed'],
    ['a JPEG that ends early', 'cutJpeg', 'image', 'malformed'],
    ['an animation', 'animated', 'image', 'animated_image'],
    ['a GIF', 'gif', 'image', 'unsupported_image'],
    ['a TIFF', 'tiff', 'image', 'unsupported_image'],
    ['an Office document of before 2007', 'ole', '', 'legacy_office'],
    ['an Office document behind a password', 'lockedOffice', '', 'encrypted'],
    ['a file of an unknown kind', 'unknown', '', 'unsupported_format'],
  ])('%s', (_what, name, path, reason) => {
    expect(contents[name]?.unreadable).toEqual([{ path, reason }]);
  });
});

describe('the thread that reads', () => {
  const thread = (code: string) =>
    createThreadDocumentReader(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const files = [Buffer.from('x'), Buffer.from('y')];

  it('is ended when time is up, and what it sent by then counts', async () => {
    const slow = thread(`
      import { parentPort } from 'node:worker_threads';
      parentPort.postMessage({ file: 0, segments: [{ path: 'a', text: 'b', role: 'value' }], unreadable: [] });
      parentPort.postMessage({ file: 0, done: true });
      for (;;) {}`);
    const [first, second] = await slow.read(files, { milliseconds: 2000 });
    expect(first).toEqual({ segments: [{ path: 'a', text: 'b', role: 'value' }], unreadable: [] });
    expect(second).toEqual({ segments: [], unreadable: [{ path: '', reason: 'timeout' }] });
  });

  it.each([
    ['throws', "throw new Error('Walter');"],
    ['ends by itself', 'process.exit(0);'],
    ['takes too much memory', 'const a = []; for (;;) a.push(Array(1e5).fill(Math.random()));'],
    ['says too little', ''],
  ])('that %s leaves the rest unread', async (_what, code) => {
    const read = await thread(code).read(files, { milliseconds: 15_000 });
    const failed = { segments: [], unreadable: [{ path: '', reason: 'reader_failed' }] };
    expect(read).toEqual([failed, failed]);
  });

  it('sees no environment', async () => {
    const spy = thread(`
      import { parentPort } from 'node:worker_threads';
      const text = Object.keys(process.env).join();
      for (const file of [0, 1]) {
        parentPort.postMessage({ file, segments: [{ path: '', text, role: 'value' }], unreadable: [] });
        parentPort.postMessage({ file, done: true });
      }`);
    const [content] = await spy.read(files, { milliseconds: 15_000 });
    expect(content?.segments[0]?.text).toBe('');
  });

  it('is not started for nothing', async () => {
    expect(await thread('').read([], { milliseconds: 1 })).toEqual([]);
  });
});
