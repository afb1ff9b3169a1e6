import { columnPath, layoutOf } from '../../parse/csv/header.ts';
import { cellText, readCsv, type Cell } from '../../parse/csv/read-csv.ts';
import { SEPARATORS, separatorOf } from '../../parse/csv/separator.ts';
import { below, isFieldListed, type Place } from './field-paths.ts';
import type { KeptText } from './kept-text.ts';

/**
 * Writes the listed columns of a table by their names in the first record, `/email` or as in a list of objects with `*`
 * for any record; or the listed records where names stand in the first column. What stands beyond the last name has
 * none and is left out. Cells stay as they were written, but for quotes where they are needed now.
 *
 * @returns false, having written nothing, where no names can be told from values
 */
export function selectCsv(text: string, listed: Place, out: KeptText): boolean {
  const separator = separatorOf(text);
  const records = readCsv(text, separator);
  if (records === undefined) return false;
  const [header = []] = records;
  const layout = layoutOf(records.map((record) => record.map((cell) => cellText(text, cell))));
  if (layout === 'unnamed') return records.length === 0;
  const anyRow = below(listed, '*');
  const isListed = (cell: Cell, column: number): boolean => {
    const name = cellText(text, cell).trim();
    const names = [name, columnPath(name, column)];
    return names.some((own) => isFieldListed(own, listed) || isFieldListed(own, anyRow));
  };
  const columns = header.map((cell, column) => layout === 'rows' || isListed(cell, column));
  const isCut = layout === 'columns' && columns.includes(false);
  const isOnly = columns.filter(Boolean).length === 1;
  records.forEach((record, row) => {
    const [first] = record;
    const kept =
      layout === 'rows'
        ? record.filter(() => first !== undefined && isListed(first, 0))
        : record.filter((_, column) => columns[column] === true);
    kept.forEach((cell, index) => {
      if (index > 0) out.write(separator);
      const isTold = isCut && (isOnly || row === 0);
      writeCell(text, cell, isTold, isCut && isOnly, out);
    });
    // Behind the last cell there are line ends alone.
    const end = records[row + 1]?.[0]?.start ?? text.length;
    if (kept.length > 0) out.write(text.slice(record.at(-1)?.end ?? end, end));
  });
  return true;
}

/**
 * @param isTold whether the separator is told from this cell: others in it must stand in quotes
 * @param isAlone whether it is the only one of its record: an empty line would be none
 */
function writeCell(
  text: string,
  cell: Cell,
  isTold: boolean,
  isAlone: boolean,
  out: KeptText,
): void {
  const { start, end, isQuoted } = cell;
  const raw = text.slice(start, end);
  if (isAlone && raw === '') {
    out.write('""');
    return;
  }
  if (isQuoted || !isTold || !SEPARATORS.some((separator) => raw.includes(separator))) {
    if (end > start) out.keep(start, end);
    return;
  }
  out.write('"');
  for (let at = start; at < end;) {
    const quote = text.indexOf('"', at);
    const stop = quote < 0 || quote >= end ? end : quote + 1;
    out.keep(at, stop);
    if (quote >= 0 && quote < end) out.write('"');
    at = stop;
  }
  out.write('"');
}
