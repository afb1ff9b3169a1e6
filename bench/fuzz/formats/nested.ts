import { isUtf8 } from 'node:buffer';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Body, Generate } from '../generate.ts';

/** How one body is put into another. */
type Wrap = (body: Body) => Body;

/** Bytes that are no text are written in base64, as whoever has them would. */
const asText = ({ bytes }: Body): string =>
  Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'base64');
const base64 = ({ bytes }: Body): string => Buffer.from(bytes).toString('base64');
const made = (type: string, text: string): Body => ({ type, bytes: Buffer.from(text) });
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const MARK = 'qW3rTy';

function part({ type, bytes }: Body, head: string): Uint8Array {
  return Buffer.concat([
    Buffer.from(`--${MARK}\r\n${head}Content-Type: ${type}\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${MARK}--\r\n`),
  ]);
}

const wraps: readonly Wrap[] = [
  (body) => made('application/json', JSON.stringify({ id: 7, data: asText(body) })),
  (body) => made('application/json', JSON.stringify([{ attachment: base64(body) }])),
  (body) =>
    made('application/x-www-form-urlencoded', `a=1&data=${encodeURIComponent(asText(body))}`),
  (body) => made('application/x-www-form-urlencoded', `data=${encodeURIComponent(base64(body))}`),
  (body) => made('application/xml', `<a><data>${escapeXml(asText(body))}</data></a>`),
  (body) => made('application/xml', `<a><data encoding="base64">${base64(body)}</data></a>`),
  (body) => made('text/csv', `id,data\r\n7,"${asText(body).replaceAll('"', '""')}"\r\n`),
  (body) => made('text/html', `<p>Hello</p><pre>${escapeXml(asText(body))}</pre>`),
  (body) =>
    made(
      'application/hl7-v2',
      `MSH|^~\\&|A|B|C|D|20260101||MDM^T02|1|P|2.5.1\rOBX|1|ED|1^doc||A^text^plain^Base64^${base64(body)}||||||F\r`,
    ),
  (body) => ({ type: body.type, bytes: gzipSync(body.bytes) }),
  (body) => ({
    type: body.type,
    bytes: brotliCompressSync(body.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  }),
  (body) => ({
    type: `multipart/form-data; boundary=${MARK}`,
    bytes: part(body, 'Content-Disposition: form-data; name="data"; filename="a.bin"\r\n'),
  }),
  (body) => ({
    type: 'multipart/form-data',
    bytes: part(
      made('text/plain', asText(body)),
      'Content-Disposition: form-data; name="data"\r\n',
    ),
  }),
  (body) =>
    made(
      'message/rfc822',
      `From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: ${body.type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(body)}\r\n`,
    ),
];

/** Formats in formats in formats: what one reader hands to the next. */
export const nested: Generate = (plant) =>
  fc
    .tuple(
      fc.constantFrom<Body>(
        made('application/json', JSON.stringify({ note: plant.text, n: 1 })),
        made('text/plain', plant.text),
        made('text/csv', `id,note\n1,"${plant.text}"\n`),
        made('application/xml', `<a><note>${plant.text}</note></a>`),
        made('application/x-www-form-urlencoded', `note=${encodeURIComponent(plant.text)}`),
        made(
          'application/hl7-v2',
          `MSH|^~\\&|A|B|C|D|20260101||ORU^R01|1|P|2.5.1\rNTE|1||${plant.text}\r`,
        ),
      ),
      fc.array(fc.constantFrom(...wraps), { minLength: 1, maxLength: 5 }),
    )
    .map(([body, around]) => around.reduce((inner, wrap) => wrap(inner), body));
