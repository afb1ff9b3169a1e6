import { decodeQuoted, encodeQuoted } from './quoted-printable-body.ts';

/** The content of a part, decoded, and how to encode another one like it. */
export interface DecodedBody {
  readonly bytes: Uint8Array;
  /** Characters of one byte each. */
  readonly encode: (bytes: Uint8Array) => string;
  /** Whether it stands there as it is. */
  readonly isPlain: boolean;
}

/**
 * Decodes a body by its Content-Transfer-Encoding (RFC 2045 section 6). Strict: what a lenient program passes over in
 * base64 could be read by another one.
 *
 * @param raw characters of one byte each
 * @returns undefined for an encoding that is not known, or base64 with anything else in it
 */
export function decodeBody(raw: string, encoding: string): DecodedBody | undefined {
  switch (encoding) {
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return {
        bytes: Buffer.from(raw, 'latin1'),
        encode: (bytes) => Buffer.from(bytes).toString('latin1'),
        isPlain: true,
      };
    case 'quoted-printable':
      return {
        bytes: Buffer.from(decodeQuoted(raw), 'latin1'),
        encode: (bytes) => encodeQuoted(raw, Buffer.from(bytes).toString('latin1')),
        isPlain: false,
      };
    case 'base64':
      return decodeBase64(raw);
    default:
      return undefined;
  }
}

function decodeBase64(raw: string): DecodedBody | undefined {
  const letters = raw.replace(/[ \t\r\n]+/g, '');
  if (/[^A-Za-z0-9+/=]/.test(letters)) return undefined;
  const padding = letters.indexOf('=');
  const length = padding < 0 ? letters.length : padding;
  if (letters.length - length > 2 || length % 4 === 1) return undefined;
  return {
    bytes: Buffer.from(letters, 'base64'),
    encode: (bytes) => wrapLike(raw, Buffer.from(bytes).toString('base64')),
    isPlain: false,
  };
}

/** In lines as long as the first one was, with the white space around it. */
function wrapLike(raw: string, letters: string): string {
  const body = raw.trim();
  const start = raw.indexOf(body);
  const [line = ''] = body.split(/\r?\n/, 1);
  const eol = raw.includes('\r\n') ? '\r\n' : '\n';
  const isWrapped = line.length < body.length && line.length > 0;
  const lines = isWrapped
    ? (letters.match(new RegExp(`.{1,${String(line.trimEnd().length)}}`, 'g')) ?? [])
    : [letters];
  return `${raw.slice(0, start)}${lines.join(eol)}${raw.slice(start + body.length)}`;
}
