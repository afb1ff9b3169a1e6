/** `A1` for row 0 and column 0: the names that people know cells by. */
export function cellName(row: number, column: number): string {
  let letters = '';
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return `${letters}${String(row + 1)}`;
}

/** The last row and column of a sheet (ECMA-376-1, 18.3.1.4 and what spreadsheet programs allow). */
const [MAX_ROWS, MAX_COLUMNS] = [1_048_576, 16_384];

/** @returns undefined for what names no cell of a sheet */
export function cellPlace(
  name: string,
): { readonly row: number; readonly column: number } | undefined {
  const match = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(name);
  if (match === null) return undefined;
  const [, letters = '', digits = ''] = match;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  if (row > MAX_ROWS || column > MAX_COLUMNS) return undefined;
  return { row: row - 1, column: column - 1 };
}
