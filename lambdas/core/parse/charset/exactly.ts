/** Stands for what could not be decoded. */
const MARK = '\uFFFD';

/**
 * What bytes say in an encoding, where they are what is written for it; undefined where they are not. So all of them
 * that nobody replaces stay the same when the text is encoded again.
 */
export function exactly(
  bytes: Uint8Array,
  encoding: string,
  encode: (text: string) => Uint8Array,
): string | undefined {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return !text.includes(MARK) && Buffer.compare(encode(text), bytes) === 0 ? text : undefined;
}
