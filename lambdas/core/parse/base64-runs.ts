/** Letters of both alphabets of RFC 4648 (sections 4 and 5); `=` only ends a run. */
const LETTERS = new Uint8Array(0x80);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-') {
  LETTERS[letter.charCodeAt(0)] = 1;
}

function isLetter(code: number): boolean {
  return code < 0x80 && LETTERS[code] === 1;
}

/**
 * The stretches of a text that may be base64, as positions. By hand: a regular expression keeps a way back
 * for every letter, of which a file has millions.
 */
export function base64Runs(
  text: string,
  shortest: number,
): { readonly start: number; readonly end: number }[] {
  const runs: { start: number; end: number }[] = [];
  // A run that is long enough has a letter at every step of its length: most of a text is never looked at.
  for (let start = 0; start + shortest <= text.length;) {
    let last = start + shortest - 1;
    while (last >= start && isLetter(text.charCodeAt(last))) last -= 1;
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let end = start + shortest;
    while (end < text.length && isLetter(text.charCodeAt(end))) end += 1;
    while (text.charCodeAt(end) === 0x3d) end += 1;
    runs.push({ start, end });
    start = end;
  }
  return runs;
}

/** Whether a text may be base64 as a whole, white space aside. */
export function isBase64(text: string): boolean {
  return !/[^A-Za-z0-9+/_=\s-]|=[^=\s]/.test(text);
}
