import type { Segment } from '../scan/document.ts';

/** A longer cell is prose, and no label. */
const MAX_LABEL = 80;
/** A longer value is prose; what is in it is found by its own form. */
const MAX_VALUE = 300;

/** Where an element began or ended, as a position in the text of the page. */
interface Mark {
  readonly tag: string;
  readonly opens: boolean;
  readonly at: number;
}

const MARKED = new Set(['table', 'tr', 'th', 'td', 'dl', 'dt', 'dd']);
const CELLS = new Set(['th', 'td', 'dt', 'dd']);

/**
 * What stands beside a label or below a heading in tables and definition lists: the value with the label
 * as its hint, so that `<dt>SSN</dt><dd>123456789</dd>` says as much as a field of that name.
 */
export class LabelCells {
  readonly #marks: Mark[] = [];

  /** To be called at every tag. `at` is the length of the page's text so far. */
  tag(name: string, opens: boolean, at: number): void {
    if (MARKED.has(name)) this.#marks.push({ tag: name, opens, at });
  }

  /** Hands every pair to `add`; linear in the number of cells. */
  pairs(path: string, text: string, add: (piece: Segment) => void): void {
    const put = (label: string | undefined, value: string | undefined): void => {
      if (label === undefined || value === undefined || value === '') return;
      if (!/\p{L}/u.test(label) || label.length > MAX_LABEL || value.length > MAX_VALUE) return;
      const hint = label.replace(/\s*:$/, '');
      add({ path: `${path}/cell`, text: value, role: 'value', hint });
    };
    let headings: readonly string[] | undefined;
    let row: string[] = [];
    let term: string | undefined;
    const endRow = (): void => {
      if (row.length === 0) return;
      const [label, ...rest] = row;
      // A number may be spread over cells: SSN | 123 | 45 | 6789.
      put(label, rest.join(' '));
      for (let at = 2; at + 1 < row.length; at += 2) put(row[at], row[at + 1]);
      if (headings === undefined) headings = row;
      else if (headings.length === row.length) {
        for (const [at, cell] of row.entries()) put(headings[at], cell);
      }
      row = [];
    };
    this.#marks.forEach((mark, index) => {
      if (mark.tag === 'tr' || mark.tag === 'table') endRow();
      if (mark.tag === 'table') headings = undefined;
      if (!mark.opens || !CELLS.has(mark.tag)) return;
      const words = text.slice(mark.at, this.#marks[index + 1]?.at ?? text.length).trim();
      if (mark.tag === 'dt') term = words;
      else if (mark.tag === 'dd') put(term, words);
      else row.push(words);
    });
    endRow();
  }
}
