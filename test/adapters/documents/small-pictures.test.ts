import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createThreadDocumentReader } from '../../../lambdas/adapters/documents/thread-document-reader.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import { SOURCE_READING_THREAD } from '../../../local/source-reading-thread.ts';
import { docx, paragraph } from '../../core/extract/office-files.ts';
import { pdf, text } from './pdf-files.ts';

const reader = createThreadDocumentReader(SOURCE_READING_THREAD);

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const content = Buffer.concat([Buffer.from(type), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
}

/** A gray PNG, by the shade at each place. */
function png(size: number, shade: (x: number, y: number) => number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 8;
  const rows = Buffer.alloc((size + 1) * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) rows[y * (size + 1) + 1 + x] = shade(x, y);
  }
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A disk of one color: a logo. */
const LOGO = png(200, (x, y) => ((x - 100) ** 2 + (y - 100) ** 2 < 6000 ? 60 : 255));
/** Soft shades with the noise of a sensor. */
const PHOTO = png(
  200,
  (x, y) =>
    80 +
    Math.round(40 * Math.sin(x / 30) + 30 * Math.cos(y / 40)) +
    ((x * 7919 + y * 104_729 + x * y * 31) % 29),
);

const A = 'xmlns:a="a" xmlns:r="r" xmlns:pic="p" xmlns:wp="w"';
const RELATIONS =
  '<Relationships><Relationship Id="r1" Type="image" Target="media/image1.png"/></Relationships>';

/** How a Word document shows a picture, by inches at each side. */
const shown = (inches: number): string =>
  `<w:p><w:r><w:drawing ${A}><pic:pic><pic:blipFill><a:blip r:embed="r1"/></pic:blipFill><pic:spPr><a:xfrm><a:ext cx="${String(inches * 914_400)}" cy="${String(inches * 914_400)}"/></a:xfrm></pic:spPr></pic:pic></w:drawing></w:r></w:p>`;

async function read(picture: Uint8Array, body: string) {
  const file = docx(body, {
    'word/media/image1.png': picture,
    'word/_rels/document.xml.rels': RELATIONS,
  });
  const [content] = await reader.read([file], { milliseconds: 60_000 });
  if (content === undefined) throw new Error('nothing was read');
  const { findings, unreadable } = scan({ ...content, careContext: false });
  return {
    labels: findings.map(({ label }) => label),
    unreadable: unreadable.map(({ reason }) => reason),
  };
}

const WORDS = paragraph('Weekly planning');

describe('a picture without words in a Word document', () => {
  it('is decoration where it is a small drawing beside text', async () => {
    expect(await read(LOGO, WORDS + shown(1))).toEqual({ labels: [], unreadable: [] });
  });

  it('is a photograph where it looks like one, which may show a face', async () => {
    expect(await read(PHOTO, WORDS + shown(1))).toEqual({ labels: ['PHOTO'], unreadable: [] });
  });

  it.each([
    ['is large', WORDS + shown(4)],
    ['is small in one place and large in another', WORDS + shown(1) + shown(4)],
    ['is shown nowhere', WORDS],
    ['is all that the document has', shown(1)],
    ['is shown in a size that nobody knows', `${WORDS}<w:p ${A}><a:blip r:embed="r1"/></w:p>`],
    [
      'is shown in the old markup',
      `${WORDS}<w:p xmlns:v="v" ${A}><v:shape><v:imagedata r:id="r1"/></v:shape></w:p>`,
    ],
    ['is small by a size that is none', WORDS + shown(-1)],
  ])('is unread where it %s: it may be handwriting', async (_, body) => {
    for (const picture of [LOGO, PHOTO]) {
      expect(await read(picture, body)).toEqual({
        labels: [],
        unreadable: ['no_text_recognized'],
      });
    }
  });
});

describe('a small picture without words on a page of a PDF that has text', () => {
  const page = (picture: Uint8Array) =>
    pdf(async (document, sheet) => {
      await text('Weekly planning')(document, sheet);
      sheet.drawImage(await document.embedPng(picture), { x: 60, y: 400, width: 90, height: 90 });
    });

  it.each([
    ['decoration where it is a drawing', LOGO, []],
    ['a photograph where it looks like one', PHOTO, ['PHOTO']],
  ])('is %s', async (_, picture, labels) => {
    const [content] = await reader.read([await page(picture)], { milliseconds: 60_000 });
    if (content === undefined) throw new Error('nothing was read');
    const { findings, unreadable } = scan({ ...content, careContext: false });
    expect(unreadable).toEqual([]);
    expect(findings.map(({ label }) => label)).toEqual(labels);
  });
});
