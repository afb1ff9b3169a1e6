import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed of a request; names of headers in lower case. */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What an AWS client claims about its request, before anything is proved. */
export interface AwsSignature {
  /** The access key id: the id of a sender key. */
  readonly id: string;
  /** `20261126T064905Z`. */
  readonly time: string;
  readonly region: string;
  /** Names in lower case, in order. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** The service that every SES client signs for, also those of its second version. */
const SERVICE = 'ses';
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([\w-]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/ses\/aws4_request, ?SignedHeaders=([a-z0-9;-]{1,2000}), ?Signature=([0-9a-f]{64})$/;
/** How far the clock of a client may be off, in milliseconds (AWS General Reference, troubleshooting SigV4). */
const SKEW_MS = 5 * 60_000;

/** @returns undefined where a request is not signed for SES, or its date is not signed with it */
export function readAwsSignature({ headers }: SignableRequest): AwsSignature | undefined {
  const [, id, day, region, names, signature] =
    AUTHORIZATION.exec(headers['authorization'] ?? '') ?? [];
  const time = headers['x-amz-date'] ?? '';
  if (id === undefined || day === undefined || region === undefined) return undefined;
  if (names === undefined || signature === undefined) return undefined;
  if (!/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(day)) return undefined;
  const signedHeaders = names.split(';');
  const isSorted = signedHeaders.join() === [...new Set(signedHeaders)].sort().join();
  const isBound = ['host', 'x-amz-date'].every((name) => signedHeaders.includes(name));
  return isSorted && isBound ? { id, time, region, signedHeaders, signature } : undefined;
}

/**
 * Whether a request was signed with a secret, AWS Signature Version 4 (AWS General Reference, Create a signed AWS API
 * request), within five minutes of now. The body is hashed here, whatever its headers say of it.
 */
export function isSignedWith(
  secret: string,
  claimed: AwsSignature,
  request: SignableRequest,
  now: Date,
): boolean {
  const { time, region, signedHeaders, signature } = claimed;
  // A date that is none is NaN, and no distance.
  if (!(Math.abs(timeOf(time) - now.getTime()) <= SKEW_MS)) return false;
  const { headers, body } = request;
  if (secret === '' || !signedHeaders.every((name) => Object.hasOwn(headers, name))) return false;
  const hash = sha256(body);
  const canonical = [
    request.method,
    canonicalPath(request.path),
    // None of these requests has a query; one that came with it would be signed otherwise, and is refused.
    '',
    ...signedHeaders.map((name) => `${name}:${trimmed(headers[name] ?? '')}`),
    '',
    signedHeaders.join(';'),
    hash,
  ].join('\n');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const toSign = [ALGORITHM, time, scope, sha256(Buffer.from(canonical))].join('\n');
  const key = [day, region, SERVICE, 'aws4_request'].reduce<Buffer>(
    (before, part) => hmac(before, part),
    Buffer.from(`AWS4${secret}`),
  );
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'));
}

function timeOf(time: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Each segment is encoded once more, as every service but S3 has it. */
function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

function trimmed(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
