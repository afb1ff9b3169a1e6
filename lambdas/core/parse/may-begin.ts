/**
 * A cheap look at how a text begins: false only where its first character that is no white space is none of `signs`.
 * What is beyond ASCII may be white space as well, and takes a closer look.
 *
 * @param signs of ASCII
 */
export function mayBeginWith(text: string, signs: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return true;
    const isSpace = code === 0x20 || (code >= 0x09 && code <= 0x0d);
    if (!isSpace) return signs.includes(text.charAt(at));
  }
  return false;
}
