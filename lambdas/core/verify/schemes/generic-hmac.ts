import * as z from 'zod';
import { checkHmac } from '../hmac.ts';
import { missingHeader, refuse } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { RawRequest, Refusal, Scheme } from '../scheme.ts';
import { checkCut } from '../signed-url.ts';
import { checkTimestamp } from '../timestamp.ts';
import { decodeWebhookSecret } from '../webhook-secret.ts';

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is not the name of a header');
/** `{body}` once and whole, whatever else is signed with it. */
const PLACEHOLDER = /\{(body|timestamp|method|url|path|header:[a-z0-9-]{1,64})\}/;
const options = z
  .strictObject({
    /** Header that holds the signature. */
    header: headerName,
    /** What stands before the signature in it, such as `sha256=`. */
    prefix: z.string().max(32).default(''),
    algorithm: z.enum(['sha256', 'sha512', 'sha1']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    /** How the secret is turned into the key: as text, or decoded. */
    secretEncoding: z.enum(['text', 'base64', 'hex']).default('text'),
    /**
     * What is signed, with `{body}`, `{timestamp}`, `{method}`, `{url}` (public), `{path}` (with the query) and
     * `{header:name}`.
     */
    signed: z
      .string()
      .max(256)
      .default('{body}')
      .refine((template) => template.split('{body}').length === 2, 'does not have {body} once'),
    /** Header of the signed time. */
    timestampHeader: headerName.optional(),
    timestampUnit: z.enum(['seconds', 'milliseconds']).default('seconds'),
    /** What finds a repeat: a signed header, or the path of an id in a JSON body; absent: what is signed. */
    replay: z
      .union([
        z.strictObject({ header: headerName }),
        z.strictObject({ json: z.array(z.string().min(1).max(64)).min(1).max(8) }),
      ])
      .optional(),
  })
  .refine(
    ({ signed, timestampHeader }) =>
      signed.includes('{timestamp}') === (timestampHeader !== undefined),
    { path: ['timestampHeader'], error: 'goes with {timestamp} in `signed`, and only with it' },
  )
  .refine(
    ({ signed, replay }) =>
      replay === undefined ||
      !('header' in replay) ||
      signed.includes(`{header:${replay.header.toLowerCase()}}`),
    { path: ['replay', 'header'], error: 'is not among what is signed: anybody could change it' },
  )
  .refine(
    ({ signed, replay }) => replay === undefined || !('header' in replay) || !signed.includes('}{'),
    {
      path: ['signed'],
      error: 'has nothing between two values: an id could be cut in another place',
    },
  );
type Options = z.infer<typeof options>;

/** Any vendor that signs its bodies with a shared secret: the source says how. */
export const genericHmac: Scheme<Options> = {
  name: 'generic-hmac',
  aliases: ['hmac', 'hmac-sha256'],
  facts: {
    vendor: 'Any other vendor with an HMAC',
    signed: 'as the source says: header, prefix, algorithm, encoding, template of what is signed',
    replay: 'a signed header, an id in the JSON body, or digest of what is signed',
    secret: 'shared secret: text, base64 or hexadecimal',
    source: 'RFC 2104',
  },
  options,
  defaultToleranceSeconds: 300,
  verify(input) {
    const { request, options: given } = input;
    const header = request.headers[given.header.toLowerCase()];
    if (header === undefined || header === '') return missingHeader(given.header);
    if (!header.startsWith(given.prefix)) {
      return refuse('signature_malformed', `${given.header} does not begin with its prefix`);
    }
    const name = given.timestampHeader;
    const timestamp = name === undefined ? '' : (request.headers[name.toLowerCase()] ?? '');
    const timestampFault =
      name === undefined ? undefined : checkTimestamp(timestamp, input, name, given.timestampUnit);
    if (timestampFault !== undefined) return timestampFault;
    if (isCutElsewhere(given, request)) {
      return refuse('signature_malformed', 'a signed header holds what separates it from the rest');
    }
    const signed = signedParts(given.signed, request, timestamp);
    const cut = cutFault(given.signed, request, signed);
    if (cut !== undefined) return cut;
    return (
      checkHmac(input.secrets, {
        ...{ algorithm: given.algorithm, encoding: given.encoding, header: given.header },
        signatures: [header.slice(given.prefix.length)],
        signed,
        key: (secret) => keyOf(secret, given.secretEncoding),
        form: given.secretEncoding,
      }) ?? { kind: 'verified', replayKey: replayKeyOf(given, request, signed) }
    );
  },
};

/**
 * Whether a header that is signed between separators holds a character of theirs: the same text could then be cut into
 * another id and another body. It matters where an id out of a header is what finds a repeat.
 */
function isCutElsewhere({ signed, replay }: Options, { headers }: RawRequest): boolean {
  if (replay === undefined || !('header' in replay)) return false;
  const pieces = signed.split(PLACEHOLDER);
  return pieces.some((piece, index) => {
    if (index % 2 === 0 || !piece.startsWith('header:')) return false;
    const value = headers[piece.slice('header:'.length)] ?? '';
    const [before, after] = [pieces[index - 1]?.at(-1), pieces[index + 1]?.at(0)];
    return [before, after].some((mark) => mark !== undefined && value.includes(mark));
  });
}

function cutFault(
  template: string,
  request: RawRequest,
  signed: readonly (string | Uint8Array)[],
): Refusal | undefined {
  for (const [index, piece] of template.split(PLACEHOLDER).entries()) {
    if (index % 2 === 0 || (piece !== 'url' && piece !== 'path')) continue;
    const after = signed.slice(index + 1).map((part) => Buffer.from(part));
    const fault = checkCut(request, Buffer.concat(after));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function signedParts(
  template: string,
  { method, url, headers, body }: RawRequest,
  timestamp: string,
): readonly (string | Uint8Array)[] {
  // Every second piece of a split by a capturing expression is what it captured.
  return template.split(PLACEHOLDER).map((piece, index) => {
    if (index % 2 === 0) return piece;
    switch (piece) {
      case 'body':
        return body;
      case 'timestamp':
        return timestamp;
      case 'method':
        return method;
      case 'url':
        return url;
      case 'path': {
        const { pathname, search } = new URL(url);
        return `${pathname}${search}`;
      }
      default:
        return headers[piece.slice('header:'.length)] ?? '';
    }
  });
}

function keyOf(secret: string, encoding: Options['secretEncoding']): Uint8Array | undefined {
  if (encoding === 'text') return Buffer.from(secret);
  if (encoding === 'base64') return decodeWebhookSecret(secret);
  const isHex = secret.length % 2 === 0 && /^[0-9a-f]+$/i.test(secret);
  return isHex ? Buffer.from(secret, 'hex') : undefined;
}

function replayKeyOf(
  { replay }: Options,
  { headers, body }: RawRequest,
  signed: readonly (string | Uint8Array)[],
): string {
  // Together: the same signed bytes could be cut in another place and still verify.
  const digest = () => digestOf(Buffer.concat(signed.map((part) => Buffer.from(part))));
  if (replay === undefined) return digest();
  const id =
    'header' in replay
      ? headers[replay.header.toLowerCase()]
      : textAt(jsonOf(body), ...replay.json);
  return id === undefined || id === '' || id.length > 256 ? digest() : id;
}
