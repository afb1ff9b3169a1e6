/** What parts the cells of a table. */
export const SEPARATORS = [',', ';', '\t', '|'] as const;
/** A text is looked at as a table only so far, to know whether it is one. */
export const SAMPLE = 4000;

/** The separator that parts the first record most often, quoted cells aside; a comma where none does. */
export function separatorOf(text: string): string {
  const counts = new Map<string, number>(SEPARATORS.map((separator) => [separator, 0]));
  let isQuoted = false;
  // What ends a reference of markup parts no cells.
  for (const character of text.slice(0, SAMPLE).replace(/&#?\w{1,10};/g, '')) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted) {
      if (character === '\n' || character === '\r') break;
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  let best = ',';
  for (const [separator, count] of counts) if (count > (counts.get(best) ?? 0)) best = separator;
  return best;
}
