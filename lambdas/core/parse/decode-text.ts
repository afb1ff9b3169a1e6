/** Text as it was received: the byte order mark is kept apart so that it can be written back. */
export interface DecodedText {
  readonly text: string;
  /** `\uFEFF` or nothing. */
  readonly mark: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Strict UTF-8; undefined when the bytes are not. A lenient decoder would hide what it cannot read. Nor is
 * a text one that has a NUL: UTF-16 read as UTF-8 has one between every two letters, where no recogniser
 * sees the word.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return undefined;
  }
  return markApart(text);
}

/** The same for bytes that have been decoded already. */
export function markApart(text: string): DecodedText | undefined {
  if (text.includes('\0')) return undefined;
  return text.charCodeAt(0) === 0xfeff
    ? { text: text.slice(1), mark: '\uFEFF' }
    : { text, mark: '' };
}
