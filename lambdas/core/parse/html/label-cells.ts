import { unicode } from '../../scan/unicode.ts';

/** A longer cell is prose, and no label. */
const MAX_LABEL = 80;
/** A longer value is prose; what is in it is found by its own form. */
const MAX_VALUE = 300;

/** A value beside a label or below a heading, as a stretch of the page's text without the space around it. */
export interface LabeledCell {
  readonly start: number;
  readonly end: number;
  readonly hint: string;
}

/** Where an element began or ended, as a position in the text of the page. */
interface Mark {
  readonly tag: string;
  readonly opens: boolean;
  readonly at: number;
}

interface Cell {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MARKED = new Set(['table', 'tr', 'th', 'td', 'dl', 'dt', 'dd']);
const CELLS = new Set(['th', 'td', 'dt', 'dd']);

/**
 * What stands beside a label or below a heading in tables and definition lists, or in a field of a form: the
 * value with the label as its hint, so that `<dt>SSN</dt><dd>123456789</dd>` says as much as a field of that name.
 */
export class LabelCells {
  readonly #marks: Mark[] = [];
  readonly #fields: (Mark & { readonly hint: string; readonly end: number })[] = [];
  #field: (Mark & { readonly hint: string }) | undefined;

  /** To be called at every tag. `at` is the length of the page's text so far. */
  tag(name: string, opens: boolean, at: number): void {
    if (MARKED.has(name)) this.#marks.push({ tag: name, opens, at });
  }

  /** To be called where an element begins that says what its text holds. */
  field(tag: string, hint: string, at: number): void {
    this.#field = { tag, hint, opens: true, at };
  }

  /** To be called at every closing tag, before it breaks the line. */
  closes(tag: string, at: number): void {
    if (this.#field?.tag !== tag) return;
    this.#fields.push({ ...this.#field, end: at });
    this.#field = undefined;
  }

  /** Every pair, those by a heading first in each row; linear in the number of cells. */
  pairs(text: string): readonly LabeledCell[] {
    const found: LabeledCell[] = [];
    const put = (label: string | undefined, first: Cell | undefined, last = first): void => {
      if (label === undefined || first === undefined || last === undefined) return;
      const { start } = first;
      const { end } = last;
      if (end <= start || end - start > MAX_VALUE) return;
      if (!unicode('\\p{L}').test(label) || label.length > MAX_LABEL) return;
      found.push({ start, end, hint: label.replace(/\s*:$/, '') });
    };
    for (const { hint, at, end } of this.#fields) put(hint, trimmed(text, at, end));
    let headings: readonly Cell[] | undefined;
    let row: Cell[] = [];
    let term: string | undefined;
    const endRow = (): void => {
      if (row.length === 0) return;
      if (headings === undefined) headings = row;
      else if (headings.length === row.length) {
        for (const [at, cell] of row.entries()) put(headings[at]?.text, cell);
      }
      // A number may be spread over cells: SSN | 123 | 45 | 6789.
      put(row[0]?.text, row[1], row.at(-1));
      for (let at = 2; at + 1 < row.length; at += 2) put(row[at]?.text, row[at + 1]);
      row = [];
    };
    this.#marks.forEach((mark, index) => {
      if (mark.tag === 'tr' || mark.tag === 'table') endRow();
      if (mark.tag === 'table') headings = undefined;
      if (!mark.opens || !CELLS.has(mark.tag)) return;
      const cell = trimmed(text, mark.at, this.#marks[index + 1]?.at ?? text.length);
      if (mark.tag === 'dt') term = cell.text;
      else if (mark.tag === 'dd') put(term, cell);
      else row.push(cell);
    });
    endRow();
    return found;
  }
}

function trimmed(text: string, from: number, to: number): Cell {
  const whole = text.slice(from, to);
  const words = whole.trim();
  const start = from + (whole.length - whole.trimStart().length);
  return { start, end: start + words.length, text: words };
}
