import { TextMapper, type MappedText } from './mapped-text.ts';

/** Characters by their numbers (HTML 13.5, XML 1.0 section 4.1). */
const REFERENCE = /&#(?:0{0,20}(\d{1,7})|[xX]0{0,20}([0-9A-Fa-f]{1,6}));?/g;
const LAST_CODE = 0x10ffff;

/**
 * A text with its numeric references decoded; undefined where it has none. In markup whoever reads that decodes them;
 * elsewhere they may still spell another notation.
 */
export function decodeReferences(text: string): MappedText | undefined {
  if (!text.includes('&#')) return undefined;
  const decoded = new TextMapper();
  let done = 0;
  for (const { 0: reference, 1: decimal, 2: hex = '', index } of text.matchAll(REFERENCE)) {
    const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
    if (code === 0 || code > LAST_CODE || (code >= 0xd800 && code <= 0xdfff)) continue;
    decoded.add(text.slice(done, index), done, index);
    done = index + reference.length;
    decoded.add(String.fromCodePoint(code), index, done);
  }
  if (done === 0) return undefined;
  decoded.add(text.slice(done), done, text.length);
  return decoded.done();
}
