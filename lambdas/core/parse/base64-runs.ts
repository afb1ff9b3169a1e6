/** Letters of both alphabets of RFC 4648 (sections 4 and 5); `=` only ends a run. */
const LETTERS = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-'),
);

/**
 * The stretches of a text that may be base64, as positions. By hand: a regular expression keeps a way back
 * for every letter, of which a file has millions.
 */
export function base64Runs(
  text: string,
  shortest: number,
): { readonly start: number; readonly end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const start = at;
    while (LETTERS.has(text.charCodeAt(at))) at += 1;
    const letters = at - start;
    if (letters < shortest) continue;
    while (text.charCodeAt(at) === 0x3d) at += 1;
    runs.push({ start, end: at });
    // Another run may follow at once.
    at -= 1;
  }
  return runs;
}

/** Whether a text may be base64 as a whole, white space aside. */
export function isBase64(text: string): boolean {
  return !/[^A-Za-z0-9+/_=\s-]|=[^=\s]/.test(text);
}
