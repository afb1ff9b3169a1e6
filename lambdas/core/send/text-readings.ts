/** Rounds of decoding: an encoded word may hold percent escapes, and those another encoded word. */
const MAX_ROUNDS = 3;
/** A longer header is not decoded piece by piece; it counts as unread. */
const MAX_LENGTH = 20_000;

/** RFC 2047 2: `=?charset?encoding?text?=`, the charset with a language behind it (RFC 2231 5). */
const ENCODED_WORD =
  /=\?([A-Za-z0-9_:.+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?([^?]{0,4000})\?=/g;
/** White space between two encoded words is not shown (RFC 2047 6.2). */
const BETWEEN_WORDS = /(\?=)[ \t\r\n]{1,20}(?==\?)/g;
const PERCENT_RUN = /(?:%[0-9A-Fa-f]{2}){1,2000}/g;

export interface Readings {
  /** The text, and what a mail program may make of it; each once, the text first. */
  readonly texts: readonly string[];
  /** Something is encoded that could not be decoded. */
  readonly unread: boolean;
}

/**
 * How a mail program may read what stands in a header: as it is, with encoded words decoded (RFC 2047,
 * which most programs also honor in file names), and with percent escapes decoded (RFC 2231, RFC 3986).
 */
export function readingsOf(text: string): Readings {
  if (!/=\?|%[0-9A-Fa-f]{2}/.test(text)) return { texts: [text], unread: false };
  if (text.length > MAX_LENGTH) return { texts: [text], unread: true };
  const texts = [text];
  let unread = false;
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const words = decodeWords(current);
    unread ||= words === undefined;
    const decoded = decodePercent(words ?? current);
    if (decoded === current) return { texts, unread };
    texts.push(decoded);
    current = decoded;
  }
  // Still encoded after as many rounds: nobody reads such a header, and nobody scans it.
  return { texts, unread: unread || decodeWords(current) !== current };
}

/** @returns undefined when a word is in a character set or form that cannot be read. */
function decodeWords(text: string): string | undefined {
  const unknown: string[] = [];
  const decoded = text
    .replace(BETWEEN_WORDS, '$1')
    .replace(ENCODED_WORD, (word, charset: string, encoding: string, content: string) => {
      const bytes =
        encoding.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : quotedBytes(content);
      const words = decodeBytes(bytes, charset);
      if (words === undefined) unknown.push(charset);
      return words ?? word;
    });
  return unknown.length > 0 ? undefined : decoded;
}

/** The Q encoding (RFC 2047 4.2). */
function quotedBytes(content: string): Uint8Array {
  const plain = content
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function decodeBytes(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodePercent(text: string): string {
  return text.replace(PERCENT_RUN, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    return decodeBytes(bytes, 'utf-8') ?? bytes.toString('latin1');
  });
}

/**
 * The words of an identifier that a caller made up (a header's name, the part of an address before the
 * `@`, a content id): `mrn-00918273-positive` is "mrn 00918273 positive". Hyphens between digits stay.
 */
export function wordsOfName(name: string): string {
  return name.replace(/[._+=~@]+|(?<=\p{L})-+|-+(?=\p{L})/gu, ' ').trim();
}
