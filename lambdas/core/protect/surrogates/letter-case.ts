import { unicode } from '../../scan/unicode.ts';

/** The text in the case of another: ALL CAPS, all small, or as it is. */
export function inCaseOf(original: string, text: string): string {
  const letters = original.replace(unicode('[^\\p{L}]', 'g'), '');
  if (letters.length > 1 && letters === letters.toUpperCase() && letters !== letters.toLowerCase())
    return text.toUpperCase();
  if (letters.length > 0 && letters === letters.toLowerCase() && letters !== letters.toUpperCase())
    return text.toLowerCase();
  return text;
}
