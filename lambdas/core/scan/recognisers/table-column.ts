import { isBlankAnswer } from '../blank-answer.ts';
import { fieldPhrase } from '../field-phrase.ts';
import { KEY_RULES, rulesFor, type KeyRule } from '../key-rules.ts';
import { defineRecogniser, endAt } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { unicode } from '../unicode.ts';

const SEPARATORS = [',', '\t', ';', '|'] as const;
const MAX_COLUMNS = 64;
const MAX_HEADER = 1000;

interface Cell {
  readonly start: number;
  readonly end: number;
}

/**
 * Tables in text: a first line of column names, then lines with as many cells (RFC 4180 without line
 * breaks in cells). A column's name says what its cells hold, as a field's name does.
 */
export const tableColumn = defineRecogniser('table-column', Trait.letter, ({ text }) => {
  if (!text.includes('\n')) return [];
  const spans: Span[] = [];
  let columns: readonly (readonly KeyRule[])[] = [];
  let separator: string | undefined;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const cells =
      separator === undefined
        ? []
        : rejoined(text, splitLine(text, start, end, separator), columns.length);
    if (separator !== undefined && cells.length === columns.length) {
      cells.forEach((cell, index) => {
        addCell(text, cell, columns[index] ?? [], spans);
      });
    } else {
      const line = text.slice(start, Math.min(end, start + MAX_HEADER + 1));
      const isHeader = !OF_SENTENCES.test(line) && mayHaveCells(line, text, end + 1);
      separator = isHeader ? headerSeparator(line) : undefined;
      if (separator !== undefined) {
        columns = splitLine(text, start, end, separator).map(({ start: from, end: to }) =>
          columnRules(text.slice(from, to)),
        );
      }
    }
    start = end + 1;
  }
  return spans;
});

/** Sentences are no headers; most lines are told by their punctuation. */
const OF_SENTENCES = /[?!:]|[.]\s/;
/** "MRN 5518820, born 1970-01-01" has the words of a header, and what would stand below it. */
const OF_VALUES = /\d{5}|\d-\d/;
/** A line that has a separator. */
const PARTED = /[^\n,;\t|]*[,;\t|]/y;

/**
 * Whether cells may stand below a line: they are parted as its names are, but for a separator between quotes.
 *
 * @param next where the line below begins
 */
function mayHaveCells(line: string, text: string, next: number): boolean {
  return endAt(PARTED, text, next) >= 0 || line.includes('"');
}

/** A line of column names: two at least, short, without digits to speak of, one of them known. */
function headerSeparator(line: string): string | undefined {
  if (line.length > MAX_HEADER || OF_VALUES.test(line)) return undefined;
  return SEPARATORS.find((separator) => {
    if (!line.includes(separator)) return false;
    const names = line.split(separator);
    return (
      names.length >= 2 &&
      names.length <= MAX_COLUMNS &&
      names.every((name) =>
        unicode('^[\\s"\']*[\\p{L}_][\\p{L}\\d\\s_."\'#-]{0,40}$').test(name),
      ) &&
      names.some((name) => columnRules(name).length > 0)
    );
  });
}

function columnRules(name: string): readonly KeyRule[] {
  const phrase = fieldPhrase(name);
  // In a table of people a column called "name" holds their names.
  if (phrase === 'name') return NAME_RULES;
  return rulesFor(phrase);
}

const NAME_RULES = KEY_RULES.filter(({ label }) => label === 'NAME');

function splitLine(text: string, start: number, end: number, separator: string): Cell[] {
  const cells: Cell[] = [];
  let from = start;
  let quoted = false;
  for (let at = start; at <= end && cells.length <= MAX_COLUMNS; at++) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    if (at < end && (quoted || character !== separator)) continue;
    cells.push({ start: from, end: at });
    from = at + 1;
  }
  return cells;
}

/** Too many cells: one that begins with a space went on from the one before ("May 5, 1950"). */
function rejoined(text: string, cells: Cell[], columns: number): Cell[] {
  let surplus = cells.length - columns;
  if (surplus <= 0) return cells;
  const result: Cell[] = [];
  for (const cell of cells) {
    const last = result.at(-1);
    if (surplus > 0 && last !== undefined && text.charAt(cell.start) === ' ') {
      result[result.length - 1] = { start: last.start, end: cell.end };
      surplus -= 1;
    } else {
      result.push(cell);
    }
  }
  return result;
}

function addCell(text: string, cell: Cell, rules: readonly KeyRule[], spans: Span[]): void {
  if (rules.length === 0) return;
  const raw = text.slice(cell.start, cell.end);
  const lead = /^[\s"]*/.exec(raw)?.[0].length ?? 0;
  const value = raw.slice(lead).replace(/[\s"]+$/, '');
  if (isBlankAnswer(value) || value.length > 120) return;
  const rule = rules.find((candidate) => candidate.value.test(value));
  if (rule === undefined) return;
  const start = cell.start + lead;
  spans.push({ label: rule.label, start, end: start + value.length, score: rule.score });
}
