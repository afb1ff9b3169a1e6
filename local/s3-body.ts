import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsServiceError } from './aws-json.ts';

/**
 * The body of an upload as AWS's clients send it: plain, or in the `aws-chunked` encoding with a
 * checksum behind it (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).
 */

export interface UploadedBody {
  readonly bytes: Buffer;
  /** What is left of `content-encoding` without `aws-chunked`; undefined when nothing is. */
  readonly contentEncoding: string | undefined;
}

const LINE_END = Buffer.from('\r\n');
/** Chunk sizes and trailers are short lines. */
const MAX_LINE = 1024;

/** @throws AwsServiceError when the encoding is broken or a checksum does not match. */
export function readUpload(body: Buffer, headers: Headers): UploadedBody {
  const encodings = (headers.get('content-encoding') ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '');
  const remaining = encodings.filter((encoding) => encoding !== 'aws-chunked').join(',');
  const contentEncoding = remaining === '' ? undefined : remaining;
  const chunked =
    encodings.includes('aws-chunked') ||
    (headers.get('x-amz-content-sha256') ?? '').startsWith('STREAMING-');
  if (!chunked) {
    checkSums(body, (name) => headers.get(name));
    return { bytes: body, contentEncoding };
  }
  const { bytes, trailers } = decodeChunks(body);
  const declared = headers.get('x-amz-decoded-content-length');
  if (declared !== null && Number(declared) !== bytes.length) throw incomplete();
  for (const name of (headers.get('x-amz-trailer') ?? '').split(',')) {
    if (name.trim() !== '' && !trailers.has(name.trim().toLowerCase())) throw incomplete();
  }
  checkSums(bytes, (name) => trailers.get(name) ?? headers.get(name));
  return { bytes, contentEncoding };
}

/** CRC-32 as S3 writes it: base64 of four bytes, most significant first. */
export function crc32Base64(bytes: Uint8Array): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
}

function decodeChunks(body: Buffer): { bytes: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = body.indexOf(LINE_END, at);
    if (end < 0 || end - at > MAX_LINE) throw incomplete();
    const text = body.toString('latin1', at, end);
    at = end + LINE_END.length;
    return text;
  };
  for (;;) {
    const [hex = ''] = line().split(';', 1);
    if (!/^[0-9a-f]{1,8}$/i.test(hex)) throw incomplete();
    const size = parseInt(hex, 16);
    if (size === 0) break;
    if (at + size + LINE_END.length > body.length) throw incomplete();
    chunks.push(body.subarray(at, at + size));
    at += size;
    if (line() !== '') throw incomplete();
  }
  const trailers = new Map<string, string>();
  while (at < body.length) {
    const text = line();
    if (text === '') break;
    const colon = text.indexOf(':');
    if (colon > 0) {
      trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
    }
  }
  return { bytes: Buffer.concat(chunks), trailers };
}

const ALGORITHMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'x-amz-checksum-crc32': crc32Base64,
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
};

function checkSums(bytes: Buffer, sent: (name: string) => string | null): void {
  for (const name of ['x-amz-checksum-crc32c', 'x-amz-checksum-crc64nvme']) {
    // Better no object than one whose checksum nobody looked at.
    if (sent(name) !== null) {
      throw new AwsServiceError('NotImplemented', 'The checksum algorithm is not supported.', 501);
    }
  }
  for (const [name, digest] of Object.entries(ALGORITHMS)) {
    const expected = sent(name);
    if (expected !== null && expected !== digest(bytes)) {
      throw new AwsServiceError('BadDigest', 'The checksum does not match what was received.');
    }
  }
}

function incomplete(): AwsServiceError {
  return new AwsServiceError('IncompleteBody', 'The body is not encoded as it says.');
}
