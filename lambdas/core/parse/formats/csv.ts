import { addText } from '../add-text.ts';
import { isEvidentHeader, isEvidentTable, layoutOf } from '../csv/header.ts';
import {
  cellText,
  locateInCell,
  readCsv,
  readRecord,
  writeCell,
  type Cell,
} from '../csv/read-csv.ts';
import { decodeText } from '../decode-text.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { pathName, pointerToken } from '../path.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Slot } from '../slot.ts';
import { boundedResult } from '../bounded-result.ts';

const TAB_TYPE = 'text/tab-separated-values';
const SEPARATORS = [',', ';', '\t', '|'] as const;
/** A text is looked at as a table only so far, to know whether it is one. */
const SAMPLE = 4000;

/** Comma- and tab-separated values (RFC 4180; spreadsheets of many countries write semicolons). */
export const csv: Format = {
  name: 'csv',
  hasCharsets: true,
  accepts: (type) => type === 'text/csv' || type === 'application/csv' || type === TAB_TYPE,
  parse: parseCsv,
};

export function parseCsv(bytes: Uint8Array, limits: ParseScope): ParseResult {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const separator = separatorOf(text);
  const records = readCsv(text, separator);
  if (records === undefined) return { kind: 'unreadable', reason: 'malformed' };
  const builder = new PayloadBuilder('csv', bytes, text, mark, limits);
  return boundedResult(() => {
    const texts = records.map((record) => record.map((cell) => cellText(text, cell)));
    const layout = layoutOf(texts);
    const [header = []] = texts;
    const slotOf = (cell: Cell): Slot => ({
      source: builder.root,
      write: (changed) => ({
        start: cell.start,
        end: cell.end,
        text: writeCell(changed, separator, cell.isQuoted),
      }),
      locate: (from, to) => locateInCell(text, cell, from, to),
    });
    for (const [row, record] of records.entries()) {
      for (const [column, cell] of record.entries()) {
        const words = texts[row]?.[column] ?? '';
        const name =
          layout === 'columns' ? header[column] : layout === 'rows' ? texts[row]?.[0] : undefined;
        const shown = pointerToken(pathName(name?.trim().replace(/\s+/g, '_') ?? '', column));
        const path = layout === 'rows' ? `/${shown}` : `/${String(row)}/${shown}`;
        const isName = layout === 'columns' ? row === 0 : layout === 'rows' && column === 0;
        if (isName) builder.addSegment({ path, text: words, role: 'key' }, slotOf(cell));
        else if (words !== '') {
          const place = { builder, limits, path, hint: name, slot: slotOf(cell) };
          addText({ ...place, embedding: 0, depth: 0 }, words);
        }
      }
    }
    return { kind: 'parsed', payload: builder.build() };
  });
}

/** Whether a text is evidently a table; then it is read as one whatever it was sent as. */
export function isCsvText(text: string): boolean {
  if (!/[\r\n]/.test(text)) return false;
  const separator = separatorOf(text);
  if (separator === '|') return false;
  // Its first record alone shows most texts not to be one.
  const header = readRecord(text, separator);
  if (header === undefined || !isEvidentHeader(header.map((cell) => cellText(text, cell)))) {
    return false;
  }
  const records = readCsv(
    text.length > SAMPLE ? text.slice(0, text.lastIndexOf('\n', SAMPLE)) : text,
    separator,
  );
  return (
    records !== undefined &&
    isEvidentTable(records.map((record) => record.map((cell) => cellText(text, cell))))
  );
}

/** The separator that parts the first line most often; a comma where none does. */
function separatorOf(text: string): string {
  const [line = ''] = text.slice(0, SAMPLE).split(/[\r\n]/, 1);
  let best = ',';
  let most = 0;
  for (const separator of SEPARATORS) {
    const count = line.split(separator).length - 1;
    if (count > most) [best, most] = [separator, count];
  }
  return best;
}
