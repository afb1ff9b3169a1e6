import {
  beginText,
  endText,
  moveText,
  PDFHexString,
  setFontAndSize,
  showText,
  concatTransformationMatrix,
  degrees,
  drawObject,
  PDFDocument,
  PDFName,
  PDFString,
  popGraphicsState,
  pushGraphicsState,
  rgb,
  StandardFonts,
  type PDFPage,
} from 'pdf-lib';

type Draw = (document: PDFDocument, page: PDFPage) => void | Promise<void>;

/** A PDF with a page of US Letter for each of these. */
export async function pdf(...pages: readonly Draw[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const draw of pages) await draw(document, document.addPage([612, 792]));
  return document.save();
}

export const blank: Draw = () => {};

export const text =
  (...lines: readonly string[]): Draw =>
  async (document, page) => {
    const font = await document.embedFont(StandardFonts.Helvetica);
    lines.forEach((line, index) => {
      page.drawText(line, { x: 60, y: 700 - index * 20, size: 12, font });
    });
  };

/** A scan: the picture takes all of the page's width. */
export const scanned =
  (jpeg: Uint8Array, turn = 0): Draw =>
  async (document, page) => {
    const image = await document.embedJpg(jpeg);
    const place = turn === 0 ? { x: 0, y: 400 } : { x: 450, y: 60 };
    page.drawImage(image, { ...place, width: 612, height: 286, rotate: degrees(turn) });
  };

/** The same scan in strips, as some scanners store it: words are cut across them. */
export const inStrips =
  (gray: { readonly width: number; readonly height: number; readonly pixels: Uint8Array }): Draw =>
  (document, page) => {
    const { width, height, pixels } = gray;
    const rows = 25;
    const scale = 612 / width;
    for (let top = 0; top < height; top += rows) {
      const high = Math.min(rows, height - top);
      const stream = document.context.stream(pixels.subarray(top * width, (top + high) * width), {
        Type: 'XObject',
        Subtype: 'Image',
        Width: width,
        Height: high,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: 8,
      });
      const name = page.node.newXObject('Strip', document.context.register(stream));
      page.pushOperators(
        pushGraphicsState(),
        concatTransformationMatrix(612, 0, 0, high * scale, 0, 700 - (top + high) * scale),
        drawObject(name),
        popGraphicsState(),
      );
    }
  };

/** A black-and-white picture that is a stencil: paint goes where its bits are 0. */
export const stencil =
  (bits: Uint8Array, width: number, height: number): Draw =>
  (document, page) => {
    const stream = document.context.stream(bits, {
      Type: 'XObject',
      Subtype: 'Image',
      Width: width,
      Height: height,
      ImageMask: true,
      BitsPerComponent: 1,
    });
    const name = page.node.newXObject('Stencil', document.context.register(stream));
    page.pushOperators(
      pushGraphicsState(),
      concatTransformationMatrix(612, 0, 0, (612 * height) / width, 0, 300),
      drawObject(name),
      popGraphicsState(),
    );
  };

/** An instruction that cannot be followed, and a picture after it. */
export const brokenBefore =
  (jpeg: Uint8Array): Draw =>
  async (document, page) => {
    const name = page.node.newXObject('Broken', document.context.register(document.context.obj(5)));
    page.pushOperators(drawObject(name));
    await scanned(jpeg)(document, page);
  };

export const field =
  (name: string, value: string): Draw =>
  (document, page) => {
    const input = document.getForm().createTextField(name);
    input.setText(value);
    input.addToPage(page, { x: 60, y: 500 });
  };

/** A note that a reviewer leaves beside the text. */
export const note =
  (contents: string): Draw =>
  (document, page) => {
    const { context } = document;
    const annotation = context.obj({ Type: 'Annot', Subtype: 'Text', Rect: [60, 60, 80, 80] });
    annotation.set(PDFName.of('Contents'), PDFString.of(contents));
    page.node.set(PDFName.of('Annots'), context.obj([context.register(annotation)]));
  };

export const attached =
  (name: string): Draw =>
  async (document) => {
    await document.attach(Buffer.from('x'), name, { mimeType: 'text/plain' });
  };

export const titled =
  (title: string): Draw =>
  (document) => {
    document.setTitle(title);
  };

/** A drawing of many boxes: no letters in it. */
export const boxes: Draw = (_document, page) => {
  for (let n = 0; n < 40; n += 1) {
    page.drawRectangle({
      x: 60 + n * 10,
      y: 100,
      width: 8,
      height: 10 + n * 3,
      color: rgb(0, 0, 1),
    });
  }
};

/** Letters of a font that maps them to private characters, as fonts of icons do. */
export const unmapped: Draw = (document, page) => {
  const { context } = document;
  const map = context.stream(
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def ' +
      '1 begincodespacerange <00> <ff> endcodespacerange ' +
      '1 beginbfrange <41> <5a> <e041> endbfrange endcmap end end',
  );
  const font = context.obj({
    Type: 'Font',
    Subtype: 'Type1',
    BaseFont: 'Helvetica',
    ToUnicode: context.register(map),
  });
  const name = page.node.newFontDictionary('Icons', context.register(font));
  page.pushOperators(
    beginText(),
    setFontAndSize(name, 12),
    moveText(60, 700),
    showText(PDFHexString.of(Buffer.from('WALTER GRACE').toString('hex'))),
    endText(),
  );
};
