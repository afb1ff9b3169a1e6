/** The text in the case of another: ALL CAPS, all small, or as it is. */
export function inCaseOf(original: string, text: string): string {
  const letters = original.replace(/[^\p{L}]/gu, '');
  if (letters.length > 1 && letters === letters.toUpperCase() && letters !== letters.toLowerCase())
    return text.toUpperCase();
  if (letters.length > 0 && letters === letters.toLowerCase() && letters !== letters.toUpperCase())
    return text.toLowerCase();
  return text;
}
