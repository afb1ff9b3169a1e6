import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { RawRequest, Scheme } from '../../../lambdas/core/verify/scheme.ts';
import {
  certificateUrlOf,
  verifyWebhook,
  type VerifyOutcome,
} from '../../../lambdas/core/verify/verify-webhook.ts';

const FOLDER = new URL('../../corpus/verify/', import.meta.url);

/** What stands in every case of a file, or in `common` for all of them; by the names of `cordon webhooks check`. */
const shared = {
  secret: z.string().optional(),
  secrets: z.array(z.string()).optional(),
  publicKey: z.string().optional(),
  /** The secret of the handshake alone. */
  verifyToken: z.string().optional(),
  certPem: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  toleranceSeconds: z.number().optional(),
  url: z.string().optional(),
  /** Seconds since the epoch. */
  now: z.number().optional(),
};
const vector = z.strictObject({
  ...shared,
  id: z.string(),
  method: z.string().default('POST'),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  bodyEncoding: z.enum(['utf8', 'base64']).default('utf8'),
  expected: z.boolean(),
  /** Code of the refusal. */
  reason: z.string().optional(),
  /** Deliveries with the same name are repeats of one another, those with different names are not. */
  delivery: z.string().optional(),
  /** It is a handshake, and this is its answer. */
  answer: z
    .strictObject({ status: z.number(), contentType: z.string(), body: z.string() })
    .optional(),
  /** It is a handshake that wants this URL visited. */
  confirm: z.string().optional(),
  source: z.string().optional(),
});
export type Vector = z.infer<typeof vector>;

const file = z.strictObject({
  what: z.string(),
  /** The header that holds the signature or the secret; absent: it is elsewhere. */
  header: z.string().optional(),
  /** A change of any byte of the body is found by the signature. */
  coversBody: z.boolean().default(true),
  /** Another secret of the form that the scheme wants; absent: the scheme has no secrets. */
  otherSecret: z.string().optional(),
  /** A time is signed, and in the first case it is `now`. */
  timed: z.boolean().default(false),
  common: z.strictObject(shared).default({}),
  cases: z.array(vector).min(1),
});
export type VectorFile = z.infer<typeof file>;

/** Names of the case files of test/corpus/verify, without those of several schemes. */
export function vectorFiles(): readonly string[] {
  const several = ['published', 'handshakes'];
  return readdirSync(FOLDER)
    .map((name) => name.replace(/\.json$/, ''))
    .filter((name) => !several.includes(name));
}

/** Reads a case file of test/corpus/verify; what is common to its cases is in each. */
export function readVectors(name: string): VectorFile {
  const read = file.parse(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
  return { ...read, cases: read.cases.map((each) => ({ ...read.common, ...each })) };
}

/** The request of a case, as the HTTP layer hands it over. */
export function requestOf({ method, url, headers, body, bodyEncoding }: Vector): RawRequest {
  const bytes = Buffer.from(body, bodyEncoding);
  return { method, url: url ?? 'https://gateway.example/webhooks/x', headers, body: bytes };
}

export function secretsOf({ secret, secrets, publicKey }: Vector): readonly string[] {
  return secrets ?? [secret, publicKey].filter((each) => each !== undefined);
}

/** What a test may set in another way than the case does. */
export interface Changes {
  readonly request?: Partial<RawRequest>;
  readonly secrets?: readonly string[];
  readonly now?: number;
  readonly toleranceSeconds?: number;
}

/** Verifies a case as the gateway would: certificate hosts and options are checked, too. */
export function verifyVector(scheme: Scheme, given: Vector, changes: Changes = {}): VerifyOutcome {
  const request = { ...requestOf(given), ...changes.request };
  const certificate = certificateUrlOf(scheme, request, given.options);
  if (certificate?.kind === 'refused') return certificate;
  return verifyWebhook(scheme, request, {
    secrets: changes.secrets ?? secretsOf(given),
    handshakeSecrets: given.verifyToken === undefined ? [] : [given.verifyToken],
    now: new Date((changes.now ?? given.now ?? 0) * 1000),
    toleranceSeconds: changes.toleranceSeconds ?? given.toleranceSeconds,
    certificate: given.certPem,
    options: given.options,
  });
}
