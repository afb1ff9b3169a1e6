import type { Extract } from './content.ts';
import { fillMask, dateOfSerial, numberFormat, type NumberFormat } from './number-format.ts';
import { readXml } from './xml.ts';

export interface SheetInfo {
  readonly name: string;
  /** Relation that leads to its part. */
  readonly relation: string;
}

/** What cells refer to: texts, formats, and the day that dates are counted from. */
export interface Workbook {
  readonly sheets: readonly SheetInfo[];
  readonly is1904: boolean;
}

/** Sheets in their order, hidden ones among them. Names given to cells and formulas are texts. */
export function readWorkbook(bytes: Uint8Array, extract: Extract): Workbook {
  const sheets: SheetInfo[] = [];
  let is1904 = false;
  let named: string | undefined;
  readXml(bytes, extract.limits.maxDepth, {
    open(name, attributes) {
      if (name === 'sheet') {
        sheets.push({ name: attributes.get('name') ?? '', relation: attributes.get('id') ?? '' });
      }
      if (name === 'workbookPr') is1904 = /^(?:1|true|on)$/.test(attributes.get('date1904') ?? '');
      if (name === 'definedName') {
        named = '';
        extract.say('names', attributes.get('name') ?? '');
        extract.say('names', attributes.get('comment') ?? '');
      }
    },
    text(part) {
      if (named !== undefined) named += part;
    },
    close(name) {
      if (name !== 'definedName') return;
      extract.say('names', named ?? '');
      named = undefined;
    },
  });
  return { sheets, is1904 };
}

/** The texts that cells share, in their order. Runs of one text are joined. */
export function readSharedStrings(bytes: Uint8Array, extract: Extract): readonly string[] {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  readXml(bytes, extract.limits.maxDepth, {
    open(name) {
      if (name === 'si') text = '';
      inText = name === 't';
    },
    text(part) {
      if (inText) text += part;
    },
    close(name) {
      inText = false;
      if (name === 'si') strings.push(text);
    },
  });
  return strings;
}

/** The format of each cell style. */
export function readStyles(bytes: Uint8Array, extract: Extract): readonly NumberFormat[] {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  let inCellFormats = false;
  readXml(bytes, extract.limits.maxDepth, {
    open(name, attributes) {
      const id = Number(attributes.get('numFmtId') ?? '0');
      if (name === 'numFmt') codes.set(id, attributes.get('formatCode') ?? '');
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'xf' && inCellFormats) ids.push(id);
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return ids.map((id) => numberFormat(id, codes.get(id)));
}

/** A number as the sheet shows it, where the difference says something. */
export function shownNumber(
  value: string,
  format: NumberFormat | undefined,
  is1904: boolean,
): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (format?.kind === 'date') return dateOfSerial(number, is1904) ?? value;
  // `1.23456789E8` is how a writer may keep a number of nine digits.
  const digits = Number.isSafeInteger(number) ? String(number) : value;
  if (format?.kind !== 'mask' || !/^\d+$/.test(digits)) return digits;
  return fillMask(digits, format.mask);
}
