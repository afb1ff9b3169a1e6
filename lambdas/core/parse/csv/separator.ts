/** What parts the cells of a table. */
export const SEPARATORS = [',', ';', '\t', '|'] as const;
/** A text is looked at as a table only so far, to know whether it is one. */
export const SAMPLE = 4000;

const CODES: readonly number[] = SEPARATORS.map((separator) => separator.charCodeAt(0));
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The separator that parts the first record most often, quoted cells aside; a comma where none does. */
export function separatorOf(text: string): string {
  const head = text.slice(0, SAMPLE);
  // What ends a reference of markup parts no cells.
  const sample = head.includes('&') ? head.replace(/&#?\w{1,10};/g, '') : head;
  const counts = CODES.map(() => 0);
  let isQuoted = false;
  for (let at = 0; at < sample.length; at++) {
    const code = sample.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted) {
      if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
      const which = CODES.indexOf(code);
      if (which >= 0) counts[which] = (counts[which] ?? 0) + 1;
    }
  }
  const most = counts.indexOf(Math.max(...counts));
  return SEPARATORS[most] ?? ',';
}
