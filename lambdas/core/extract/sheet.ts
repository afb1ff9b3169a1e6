import { cellName, cellPlace } from './cell-name.ts';
import type { Extract } from './content.ts';
import type { NumberFormat } from './number-format.ts';
import { hintOfCell } from './office-text.ts';
import { shownNumber } from './workbook.ts';
import { readXml } from './xml.ts';

export interface SheetContext {
  readonly path: string;
  readonly strings: readonly string[];
  /** Which of them cells refer to; filled while reading. */
  readonly used: Set<number>;
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
}

/** Elements outside cells that hold text: headers and footers, lists of choices, prompts. */
const OTHER_TEXT =
  /^(?:odd|even|first)(?:Header|Footer)$|^formula[12]?$|^(?:f|oldFormula|sqref|phoneticPr)$/;
const PROMPTS = ['prompt', 'promptTitle', 'error', 'errorTitle', 'tooltip', 'display', 'location'];

/**
 * Reads a worksheet cell by cell. The first row that has anything is taken for the names of the columns: its
 * cells are the hints of those below, and values like the others, because a sheet need not have headings.
 *
 * @throws ExtractError
 */
export function readSheet(bytes: Uint8Array, context: SheetContext, extract: Extract): void {
  const { path } = context;
  const headings = new Map<number, string>();
  let headingRow: number | undefined;
  let row = -1;
  let column = -1;
  let left = { row: -1, text: '' };
  let cell: { type: string; style: number; value: string; formula: string } | undefined;
  let inside = '';
  let other = '';

  const endCell = (): void => {
    if (cell === undefined) return;
    const { type, style, value, formula } = cell;
    cell = undefined;
    const at = `${path}/${cellName(row, column)}`;
    const text = textOf(type, value, style, context);
    const said = text.trim();
    if (said !== '') {
      headingRow ??= row;
      const isHeading = row === headingRow;
      const beside = left.row === row ? left.text : '';
      if (isHeading) headings.set(column, said);
      const hint = hintOfCell(isHeading ? undefined : headings.get(column), beside);
      extract.say(at, text, hint);
      left = { row, text: said };
    }
    // Literals in a formula need not be in what it came to.
    if (formula.includes('"')) extract.say(`${at}/formula`, formula);
  };

  readXml(bytes, extract.limits.maxDepth, {
    open(name, attributes) {
      inside = name;
      if (name === 'row') {
        const number = Number(attributes.get('r'));
        row = Number.isSafeInteger(number) && number > 0 ? number - 1 : row + 1;
        column = -1;
      } else if (name === 'c') {
        const place = cellPlace(attributes.get('r') ?? '');
        row = place?.row ?? Math.max(row, 0);
        column = place?.column ?? column + 1;
        const style = Number(attributes.get('s') ?? '-1');
        cell = { type: attributes.get('t') ?? 'n', style, value: '', formula: '' };
      } else if (OTHER_TEXT.test(name)) other = '';
      for (const prompt of PROMPTS) extract.say(`${path}/note`, attributes.get(prompt) ?? '');
    },
    text(part) {
      if (cell === undefined) {
        if (OTHER_TEXT.test(inside)) other += part;
      } else if (inside === 'v' || inside === 't') cell.value += part;
      else if (inside === 'f') cell.formula += part;
    },
    close(name) {
      if (name === 'c') endCell();
      else if (cell === undefined && OTHER_TEXT.test(name)) {
        extract.say(`${path}/note`, other);
        other = '';
      }
      inside = '';
    },
  });
}

function textOf(type: string, value: string, style: number, context: SheetContext): string {
  switch (type) {
    case 's':
      context.used.add(Number(value));
      return context.strings[Number(value)] ?? '';
    case 'n':
      return shownNumber(value, context.formats[style], context.is1904);
    case 'b':
    case 'e':
      return '';
    default:
      // Inline strings, results of formulas, ISO dates.
      return value;
  }
}
