/**
 * The words of a list in a data file, which holds those of one letter as a line: `"ache, acne"`. Every string of a module
 * is made when the module is loaded, and a string for each of thousands of words is a good part of a function's start.
 */
export function listed(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : lines.join(', ').split(', ');
}
