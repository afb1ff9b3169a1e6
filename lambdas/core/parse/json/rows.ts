import type { JsonMember, JsonNode } from './read-json.ts';
import { tells } from './telling-name.ts';

/** More columns than this are no table of fields. */
const MAX_COLUMNS = 1000;

/** Member names of an object in a list of columns that name the column. */
const COLUMN_NAME = /^(?:name|label|title|field|key|header|column|id)$/i;

/** Names of the columns of a table. */
export type Columns = readonly (string | undefined)[];

/** The columns that a list names: of texts, or of objects that have a name. Undefined when none tells. */
function columnsOf(node: JsonNode | undefined): Columns | undefined {
  if (node?.kind !== 'array' || node.items.length > MAX_COLUMNS) return undefined;
  const names = node.items.map((item) => {
    if (item.kind === 'string') return item.text;
    if (item.kind !== 'object') return undefined;
    const named = item.members.filter(
      ({ name, value }) => value.kind === 'string' && COLUMN_NAME.test(name.text),
    );
    const texts = named.map(({ value }) => (value.kind === 'string' ? value.text : ''));
    return texts.find(tells) ?? texts[0];
  });
  return names.some((name) => name !== undefined && tells(name)) ? names : undefined;
}

function isRows(node: JsonNode): boolean {
  return node.kind === 'array' && node.items.some((item) => item.kind === 'array');
}

/** `{columns: [...], rows: [[...], ...]}`: the columns for the rows beside them, if that is what it is. */
export function columnsBeside(members: readonly JsonMember[]): Columns | undefined {
  if (!members.some(({ value }) => isRows(value))) return undefined;
  for (const { value } of members) {
    const columns = isRows(value) ? undefined : columnsOf(value);
    if (columns !== undefined) return columns;
  }
  return undefined;
}

/** `[["first_name", "ssn"], ["Mara", "..."]]`: the first row names the columns of the others. */
export function columnsAbove(items: readonly JsonNode[]): Columns | undefined {
  const [first, second] = items;
  return first?.kind === 'array' && second?.kind === 'array' ? columnsOf(first) : undefined;
}

/** What a cell of a row holds: what the cell before it says (`["ssn", "..."]`), or its column. */
export function cellHint(
  items: readonly JsonNode[],
  index: number,
  columns: Columns | undefined,
): string | undefined {
  const cell = items[index];
  const label = items[0];
  const isPair = items.length === 2 && index === 1 && label?.kind === 'string';
  if (isPair && tells(label.text) && !(cell?.kind === 'string' && tells(cell.text))) {
    return label.text;
  }
  return columns?.[index];
}
