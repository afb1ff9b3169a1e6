import './transfer-buffers.ts';
import { getDocument, VerbosityLevel, type PDFDocumentProxy, type PDFPageProxy } from 'unpdf/pdfjs';
import { Extract, ExtractError } from '../../../core/extract/content.ts';
import { operatorReader } from './page-operators.ts';
import { sayDocumentWords, sayPageNotes } from './pdf-words.ts';
import { readPagePictures } from './read-page-pictures.ts';
import type { Sink } from './protocol.ts';

/**
 * Reads a PDF: its text page by page, form fields, notes, outline and properties first, because they are
 * quick; then what pictures and drawn shapes on the pages say. Rejects only on bugs.
 */
export async function readPdf(bytes: Uint8Array, sink: Sink): Promise<void> {
  const extract = new Extract();
  const attempt = async (path: string, read: () => Promise<void>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      extract.miss(path, error instanceof ExtractError ? error.reason : 'malformed');
    }
    sink(extract.take());
  };
  const task = getDocument({
    // It is handed over, and the sender's copy is not to be emptied.
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    // An error is a part that nobody read, not one to pass over.
    stopAtErrors: true,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    maxImageSize: extract.limits.maxPixels,
  });
  let document: PDFDocumentProxy;
  try {
    document = await task.promise;
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    extract.miss('', isLocked ? 'encrypted' : 'malformed');
    sink(extract.take());
    return;
  }
  const pages = Math.min(document.numPages, extract.limits.maxPages);
  if (pages < document.numPages) extract.miss('', 'too_many_pages');
  await attempt('', async () => {
    await sayDocumentWords(document, extract);
  });
  const read: { readonly path: string; readonly page: PDFPageProxy; readonly hasText: boolean }[] =
    [];
  for (let number = 1; number <= pages; number += 1) {
    const path = `page/${String(number)}`;
    await attempt(path, async () => {
      const page = await document.getPage(number);
      const text = await textOf(page);
      extract.say(path, text);
      if (isUnmapped(text)) extract.miss(path, 'unmapped_text');
      await sayPageNotes(page, path, extract);
      read.push({ path, page, hasText: /\S/.test(text) });
    });
  }
  const operatorsOf = operatorReader(document);
  for (const { path, page, hasText } of read) {
    await attempt(path, async () => {
      await readPagePictures({ page, path, hasText, operators: await operatorsOf(page) }, extract);
    });
    page.cleanup();
  }
  await task.destroy();
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  let text = '';
  for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
  return text;
}

/** Share of characters that stand for nothing, from which a font is taken for one without meanings. */
const MOST_UNMAPPED = 0.05;

/** Fonts need not say which letters their shapes are. */
function isUnmapped(text: string): boolean {
  const letters = text.match(/\S/gu)?.length ?? 0;
  const unknown = text.match(/[\u0000-\u0008\u000e-\u001f\ue000-\uf8ff\ufffd]/g)?.length ?? 0;
  return unknown > 2 && unknown > letters * MOST_UNMAPPED;
}
