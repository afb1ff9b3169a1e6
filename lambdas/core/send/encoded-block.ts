/** So many characters of base64 without a break, but for the line breaks that mail wraps it with. */
const SHORTEST = 160;
const BLOCK =
  /[A-Za-z0-9+/_-]{40}(?:[A-Za-z0-9+/_-]|[ \t]{0,2}\r?\n[ \t]{0,2}(?=[A-Za-z0-9+/_-]{8}))*={0,2}/g;

/**
 * Whether a text that people are meant to read holds a stretch of base64: a file that somebody wrote into
 * it. Nothing looks into it, so it must not pass for clean text. Addresses of web pages have long codes,
 * too; they are left out.
 */
export function holdsEncodedBlock(text: string): boolean {
  if (/\bdata:[^,\s]{0,200};base64,/i.test(text)) return true;
  for (const { 0: block, index } of text.matchAll(BLOCK)) {
    if (block.length < SHORTEST) continue;
    const lead = text.slice(Math.max(0, index - 300), index);
    if (/https?:\/\/[^\s<>"]*$/i.test(lead)) continue;
    // Rules and dividers are of one character; base64 mixes cases and digits.
    if (/[a-z]/.test(block) && /[A-Z]/.test(block) && /\d/.test(block)) return true;
  }
  return false;
}
