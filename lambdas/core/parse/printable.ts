import { isUtf8 } from 'node:buffer';
import { unicode } from '../scan/unicode.ts';

/** The text that bytes spell; undefined for anything that nobody would read. */
export function printable(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return !unicode('[^\\t\\n\\r\\x20-\\x7e\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]').test(text) &&
    unicode('[\\p{L}\\p{N}]{2}').test(text)
    ? text
    : undefined;
}
