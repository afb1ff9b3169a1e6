import type { Stretch } from './read-xml.ts';

/** Elements of narratives (CDA R2 4.3.5, XHTML) that do not part the words on either side of them. */
const INLINE = new Set(
  'a abbr b big cite code content em font i linkHtml q s small span strike strong sub sup tt u'.split(
    ' ',
  ),
);

export function isInline(name: string): boolean {
  return INLINE.has(name);
}

/** The words of `styleCode` (CDA R2 4.3.5.11), which say how a text looks and nothing else. */
const STYLE =
  /^\s*(?:(?:Bold|Underline|Italics|Emphasis|Lrule|Rrule|Toprule|Botrule|Arabic|LittleRoman|BigRoman|LittleAlpha|BigAlpha|Disc|Circle|Square)\s*)+$/;

/** Whether an attribute says nothing but how a text looks. */
export function isStyle({ name }: { readonly name: string }, value: string): boolean {
  return name === 'styleCode' && value.length < 100 && STYLE.test(value);
}

/** Headings of the tables that are open: a cell says what its column does. */
export class TableHeadings {
  readonly #tables: {
    headings: string[];
    row: string[];
    column: number;
    label: string | undefined;
  }[] = [];

  open(name: string): void {
    if (name === 'table')
      this.#tables.push({ headings: [], row: [], column: -1, label: undefined });
    const table = this.#tables.at(-1);
    if (table === undefined) return;
    if (name === 'tr') {
      table.column = -1;
      table.label = undefined;
      table.row = [];
    }
    if (name === 'td' || name === 'th') table.column += 1;
  }

  close(name: string): void {
    const table = this.#tables.at(-1);
    if (name === 'tr' && table?.headings.length === 0) table.headings = table.row;
    if (name === 'table') this.#tables.pop();
  }

  /** To be called with the text of each cell; returns what its column or its row says that it holds. */
  hintOf(cell: string, words: string): string | undefined {
    const table = this.#tables.at(-1);
    if (table === undefined || (cell !== 'td' && cell !== 'th')) return undefined;
    if (cell === 'th') {
      table.row[table.column] = words.trim().slice(0, 80);
      table.label = table.row[table.column];
      return undefined;
    }
    return table.headings[table.column] ?? table.label;
  }
}

/** A run of text with tags in it. */
export interface Piece extends Stretch {
  readonly isCdata: boolean;
}
