import { addName } from '../add-name.ts';
import { addText } from '../add-text.ts';
import { columnPath, isEvidentHeader, isEvidentTable, layoutOf } from '../csv/header.ts';
import {
  cellText,
  locateInCell,
  readCsv,
  readRecord,
  writeCell,
  type Cell,
} from '../csv/read-csv.ts';
import { SAMPLE, separatorOf } from '../csv/separator.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { pointerToken } from '../path.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import type { Slot } from '../slot.ts';
import { boundedResult } from '../bounded-result.ts';

const TAB_TYPE = 'text/tab-separated-values';
/** Comma- and tab-separated values (RFC 4180; spreadsheets of many countries write semicolons). */
export const csv: Format = {
  name: 'csv',
  hasCharsets: true,
  accepts: (type) => type === 'text/csv' || type === 'application/csv' || type === TAB_TYPE,
  parse: parseCsv,
};

export function parseCsv(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const separator = separatorOf(text);
  const records = readCsv(text, separator);
  if (records === undefined) return { kind: 'unreadable', reason: 'malformed' };
  const builder = new PayloadBuilder('csv', received, text, mark, limits);
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
        const shown = pointerToken(columnPath(name ?? '', column));
        const path = layout === 'rows' ? `/${shown}` : `/${String(row)}/${shown}`;
        const isName = layout === 'columns' ? row === 0 : layout === 'rows' && column === 0;
        if (isName) addName({ builder, limits, path }, words, slotOf(cell), addText);
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
  if (!text.includes('\n') && !text.includes('\r')) return false;
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
