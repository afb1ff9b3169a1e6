/**
 * Reads enough of a MIME message (RFC 2045 to 2047, RFC 5322) to show it to a developer. Hostile input
 * is expected: depth, parts and text are bounded, nothing throws, and what makes no sense is shown raw.
 */

export interface MimeView {
  /** Name and decoded value, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The leaves of the message, in their order. */
  readonly parts: readonly MimePart[];
}

export interface MimePart {
  /** Lower case, such as `text/plain`. */
  readonly contentType: string;
  /** Name of an attachment. */
  readonly fileName?: string;
  /** Size after decoding, in bytes. */
  readonly size: number;
  /** Decoded text of a `text/*` part, cut at {@link MAX_TEXT} characters. */
  readonly text?: string;
}

type Header = readonly [name: string, value: string];

const MAX_DEPTH = 8;
const MAX_PARTS = 64;
const MAX_HEADERS = 200;
const MAX_HEADER_BYTES = 64 * 1024;
export const MAX_TEXT = 256 * 1024;

/** Never throws. */
export function viewMime(raw: Buffer): MimeView {
  const { headers, body } = splitEntity(raw);
  const parts: MimePart[] = [];
  collect(headers, body, 0, parts);
  return { headers: headers.map(([name, value]) => [name, decodeWords(value)]), parts };
}

/** The first header of that name, decoded; undefined when there is none. */
export function headerValue(raw: Buffer, name: string): string | undefined {
  const found = find(splitEntity(raw).headers, name);
  return found === undefined ? undefined : decodeWords(found);
}

function collect(headers: readonly Header[], body: Buffer, depth: number, parts: MimePart[]): void {
  if (parts.length >= MAX_PARTS) return;
  const { value, parameters } = parseParameters(find(headers, 'content-type') ?? 'text/plain');
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(value) ? value : 'application/octet-stream';
  const boundary = parameters.get('boundary');
  if (contentType.startsWith('multipart/') && boundary !== undefined && depth < MAX_DEPTH) {
    for (const inner of splitParts(body, boundary)) {
      const entity = splitEntity(inner);
      collect(entity.headers, entity.body, depth + 1, parts);
    }
    return;
  }
  const bytes = decodeTransfer(body, find(headers, 'content-transfer-encoding'));
  const disposition = parseParameters(find(headers, 'content-disposition') ?? '');
  const fileName = disposition.parameters.get('filename') ?? parameters.get('name');
  parts.push({
    contentType,
    ...(fileName !== undefined && { fileName: decodeWords(fileName) }),
    size: bytes.length,
    ...(contentType.startsWith('text/') && {
      text: decodeCharset(bytes, parameters.get('charset')).slice(0, MAX_TEXT),
    }),
  });
}

function splitEntity(raw: Buffer): { headers: Header[]; body: Buffer } {
  const [end, gap] = endOfHeaders(raw);
  // Header text beyond ASCII is UTF-8 (RFC 6532) where it is anything at all.
  const text = raw.subarray(0, Math.min(end, MAX_HEADER_BYTES)).toString('utf8');
  const headers: Header[] = [];
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
    if (headers.length >= MAX_HEADERS) break;
  }
  return { headers, body: raw.subarray(end + gap) };
}

function endOfHeaders(raw: Buffer): [end: number, gap: number] {
  if (raw[0] === 0x0a) return [0, 1];
  if (raw[0] === 0x0d && raw[1] === 0x0a) return [0, 2];
  const crlf = raw.indexOf('\r\n\r\n');
  const lf = raw.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return [crlf, 4];
  return lf >= 0 ? [lf, 2] : [raw.length, 0];
}

function find(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

function splitParts(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const starts: number[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0 && starts.length <= MAX_PARTS) {
    if (at === 0 || body[at - 1] === 0x0a) starts.push(at);
    at = body.indexOf(delimiter, at + delimiter.length);
  }
  const parts: Buffer[] = [];
  for (const [index, start] of starts.entries()) {
    const after = start + delimiter.length;
    if (body.subarray(after, after + 2).toString('latin1') === '--') break;
    const lineEnd = body.indexOf(0x0a, after);
    if (lineEnd < 0) break;
    let end = starts[index + 1] ?? body.length;
    // The line break before a delimiter belongs to the delimiter.
    if (body[end - 1] === 0x0a) end -= body[end - 2] === 0x0d ? 2 : 1;
    parts.push(body.subarray(lineEnd + 1, Math.max(end, lineEnd + 1)));
  }
  return parts;
}

function parseParameters(header: string): { value: string; parameters: Map<string, string> } {
  const [value = ''] = header.split(';', 1);
  const parameters = new Map<string, string>();
  for (const match of header.matchAll(
    /;\s*([\w*-]{1,64})=(?:"((?:[^"\\]|\\.){0,1000})"|([^\s;"]+))/g,
  )) {
    const [, name = '', quoted, plain] = match;
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return { value: value.trim().toLowerCase(), parameters };
}

function decodeTransfer(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return decodeQuoted(body.toString('latin1').replace(/=[ \t]*\r?\n/g, ''));
    default:
      return body;
  }
}

function decodeQuoted(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_match, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    ),
    'latin1',
  );
}

function decodeCharset(bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Encoded words, `=?utf-8?Q?...?=` (RFC 2047); white space between two of them goes. */
function decodeWords(text: string): string {
  return text
    .replace(/(\?=)\s+(=\?[\w.-]+\?[bq]\?)/gi, '$1$2')
    .replace(
      /=\?([\w.-]{1,40})\?([bq])\?([^?\s]*)\?=/gi,
      (_match, charset: string, encoding: string, word: string) => {
        const bytes =
          encoding.toLowerCase() === 'b'
            ? Buffer.from(word, 'base64')
            : decodeQuoted(word.replaceAll('_', ' '));
        return decodeCharset(bytes, charset);
      },
    );
}
