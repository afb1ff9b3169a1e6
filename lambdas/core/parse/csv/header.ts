import { fieldPhrase } from '../../scan/field-phrase.ts';
import { expression } from '../../scan/expression.ts';
import { tells } from '../json/telling-name.ts';
import { pathName } from '../path.ts';

/** The name of a column: a few words, no value. */
const COLUMN = expression(String.raw`^[\s]*[\p{L}_#][\p{L}\p{N}\s_.'#/()-]{0,60}$`, 'u');
const MANY_DIGITS = /\d{4}|(?:\d.*){5}/;

/** How the cells of a table are named. */
export type Layout =
  /** By the first record. */
  | 'columns'
  /** By the first cell of each record. */
  | 'rows'
  | 'unnamed';

/** What names the cells of a table. */
export function layoutOf(records: readonly (readonly string[])[]): Layout {
  const [first] = records;
  if (first === undefined) return 'unnamed';
  const told = records.filter(([name = '', ...rest]) => rest.length === 1 && tells(name)).length;
  if (first.length === 2 && told >= 2 && told * 2 > records.length) return 'rows';
  return first.every((name) => name.trim() === '' || isColumn(name)) ? 'columns' : 'unnamed';
}

/** The name of a column as paths have it. */
export function columnPath(name: string, column: number): string {
  return pathName(name.trim().replace(/\s+/g, '_'), column);
}

function isColumn(name: string): boolean {
  return COLUMN.test(name) && !MANY_DIGITS.test(name);
}

/** Whether a text is evidently a table with names of columns that say what is in them. */
export function isEvidentTable(records: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = records;
  if (first === undefined || rest.length === 0 || !isEvidentHeader(first)) return false;
  return (
    layoutOf(records) === 'columns' &&
    rest.every(({ length }) => length === first.length) &&
    // A name in the first column of what follows: pairs, one below the other.
    !rest.some(([name = '']) => tells(name))
  );
}

/** Whether a record has names of columns that say what is in them, and nothing else. */
export function isEvidentHeader(names: readonly string[]): boolean {
  return (
    names.length >= 2 &&
    names.every((name) => name.trim() === '' || isColumn(name)) &&
    // Made only of what may be a name: of each line of prose it would be another one.
    names.every((name) => fieldPhrase(name) !== '') &&
    names.filter(tells).length * 3 >= names.length
  );
}
