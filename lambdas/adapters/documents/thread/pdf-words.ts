import type { Extract } from '../../../core/extract/content.ts';
import { readOfficeText } from '../../../core/extract/office-text.ts';
import type { PDFDocumentProxy, PDFPageProxy } from 'unpdf/pdfjs';

/** What PDF.js tells of the file itself, not of what somebody wrote. */
const TECHNICAL =
  /^(?:PDFFormatVersion|Language|EncryptFilterName|Is\w+|Producer|Creator|CreationDate|ModDate|Trapped)$/;

/** Words outside the pages: properties, outline, form fields, files inside the file. */
export async function sayDocumentWords(
  document: PDFDocumentProxy,
  extract: Extract,
): Promise<void> {
  // A dynamic form keeps its content in XML of its own; the page says only that it needs another viewer.
  if (document.isPureXfa) extract.miss('', 'dynamic_form');
  const { info, metadata } = await document.getMetadata();
  for (const [name, value] of entriesOf(info)) {
    if (!TECHNICAL.test(name)) sayWords(value, 'property', name, extract);
  }
  const raw = metadata?.getRaw();
  if (typeof raw === 'string') {
    extract.attempt('metadata', () => {
      readOfficeText(Buffer.from(raw), extract, { prefix: 'metadata', allAttributes: true });
    });
  }
  sayOutline(await document.getOutline(), extract, 0);
  for (const [name, fields] of entriesOf(await document.getFieldObjects())) {
    for (const field of isArray(fields) ? fields : []) {
      for (const key of ['value', 'defaultValue']) {
        sayWords(member(field, key), 'field', name, extract);
      }
    }
  }
  for (const [, file] of entriesOf(await document.getAttachments())) {
    sayWords(member(file, 'filename'), 'file', undefined, extract);
    sayWords(member(file, 'description'), 'file', undefined, extract);
    extract.miss('file', 'embedded_file');
  }
}

/** Notes, links and fields on a page. */
export async function sayPageNotes(
  page: PDFPageProxy,
  path: string,
  extract: Extract,
): Promise<void> {
  const notes: unknown = await page.getAnnotations();
  for (const note of isArray(notes) ? notes : []) {
    const at = `${path}/note`;
    const label = [member(note, 'alternativeText'), member(note, 'fieldName')].find(isText);
    for (const key of ['fieldValue', 'contentsObj', 'titleObj', 'textContent', 'richText']) {
      sayWords(member(note, key), at, key === 'fieldValue' ? label : undefined, extract);
    }
    for (const key of ['alternativeText', 'unsafeUrl', 'url']) {
      sayWords(member(note, key), at, undefined, extract);
    }
    if (member(note, 'annotationType') === FILE_NOTE) extract.miss(at, 'embedded_file');
  }
}

/** `AnnotationType.FILEATTACHMENT` of PDF.js. */
const FILE_NOTE = 17;

/** Deeper outlines are hostile. */
const MAX_OUTLINE_DEPTH = 50;

function sayOutline(items: unknown, extract: Extract, depth: number): void {
  if (!isArray(items)) return;
  if (depth > MAX_OUTLINE_DEPTH) extract.miss('outline', 'too_deep');
  else {
    for (const item of items) {
      sayWords(member(item, 'title'), 'outline', undefined, extract);
      sayWords(member(item, 'url'), 'outline', undefined, extract);
      sayOutline(member(item, 'items'), extract, depth + 1);
    }
  }
}

/** Says every text in a value: choices are lists of texts, notes are objects that hold theirs. */
function sayWords(value: unknown, path: string, hint: string | undefined, extract: Extract): void {
  if (typeof value === 'string') extract.say(path, value, hint);
  else if (isArray(value)) for (const item of value) sayWords(item, path, hint, extract);
  else sayWordsOf(value, path, hint, extract);
}

function sayWordsOf(
  value: unknown,
  path: string,
  hint: string | undefined,
  extract: Extract,
): void {
  for (const key of ['str', 'exportValue', 'displayValue']) {
    const text = member(value, key);
    if (isText(text)) extract.say(path, text, hint);
  }
  // Properties that a program made up are kept together under one name.
  if (hint === 'Custom') {
    for (const [name, text] of entriesOf(value)) sayWords(text, path, name, extract);
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
