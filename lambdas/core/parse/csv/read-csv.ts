const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** One cell: `start` and `end` delimit what is written, quotes included. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/**
 * Reads records as RFC 4180 has them, with any line ends: quoted cells may hold separators, line breaks and doubled
 * quotes; a quote inside a bare cell stands for itself. Empty lines are no records.
 *
 * @returns undefined when a quoted cell does not end, or something follows it.
 */
export function readCsv(text: string, separator: string): Cell[][] | undefined {
  const records: Cell[][] = [];
  for (let at = 0; at <= text.length;) {
    const record: Cell[] = [];
    const next = readInto(record, text, separator, at);
    if (next === undefined) return undefined;
    at = next;
    if (!isEmpty(record)) records.push(record);
  }
  return records;
}

/** The first record alone. */
export function readRecord(text: string, separator: string): Cell[] | undefined {
  for (let at = 0; at <= text.length;) {
    const record: Cell[] = [];
    const next = readInto(record, text, separator, at);
    if (next === undefined) return undefined;
    at = next;
    if (!isEmpty(record)) return record;
  }
  return [];
}

/** @returns where the next record begins. */
function readInto(
  record: Cell[],
  text: string,
  separator: string,
  from: number,
): number | undefined {
  for (let at = from; ;) {
    const start = at;
    const isQuoted = text.charAt(at) === '"';
    const end = isQuoted ? endOfQuoted(text, at) : endOfBare(text, at, separator);
    if (end === undefined) return undefined;
    const next = text.charAt(end);
    if (next !== separator && next !== '\n' && next !== '\r' && next !== '') return undefined;
    record.push({ start, end, isQuoted });
    at = end + 1;
    if (next === separator) continue;
    return next === '\r' && text.charAt(at) === '\n' ? at + 1 : at;
  }
}

function isEmpty(record: readonly Cell[]): boolean {
  const [only] = record;
  return record.length < 2 && (only === undefined || only.end === only.start);
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    if (text.charAt(quote + 1) !== '"') return quote + 1;
    at = quote + 2;
  }
}

function endOfBare(text: string, start: number, separator: string): number {
  const own = separator.charCodeAt(0);
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === own || code === LINE_FEED || code === CARRIAGE_RETURN) break;
    at += 1;
  }
  return at;
}

/** What a cell says. */
export function cellText(text: string, { start, end, isQuoted }: Cell): string {
  return isQuoted ? text.slice(start + 1, end - 1).replaceAll('""', '"') : text.slice(start, end);
}

/** Writes a text as a cell: in quotes where it was, or where it has to be. */
export function writeCell(text: string, separator: string, wasQuoted: boolean): string {
  const isBare = !wasQuoted && !/["\r\n]/.test(text) && !text.includes(separator);
  return isBare ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Leads positions in the text of a quoted cell to where they stand: every quote in it is written twice. */
export function locateInCell(
  text: string,
  cell: Cell,
  from: number,
  to: number,
): readonly [number, number] {
  if (!cell.isQuoted) return [cell.start + from, cell.start + to];
  let at = cell.start + 1;
  let start = at;
  for (let unit = 0; unit < to; unit++) {
    if (unit === from) start = at;
    at += text.charAt(at) === '"' ? 2 : 1;
  }
  return [from < to ? start : at, at];
}
