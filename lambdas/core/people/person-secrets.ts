import * as z from 'zod';
import { type Authorization, authorizationSchema } from './authorization.ts';

/** What says who a person is, or what is told of him: it exists outside memory only sealed. */
export interface PersonSecrets {
  /** What was written, normalized, by the id of the address. */
  readonly addresses: Readonly<Record<string, string>>;
  /** By the id of the authorization. */
  readonly authorizations: Readonly<Record<string, Authorization>>;
}

const schema = z.strictObject({
  v: z.literal(1),
  addresses: z.record(z.string(), z.string()),
  authorizations: z.record(z.string(), authorizationSchema),
});

/** Sealed bytes that were opened are not a person's. Static text: the parser's words may quote content. */
export class PersonSecretsError extends Error {
  override readonly name = 'PersonSecretsError';
}

export function packSecrets({ addresses, authorizations }: PersonSecrets): Uint8Array {
  return Buffer.from(JSON.stringify({ v: 1, addresses, authorizations }));
}

/** Bytes: an item of the table holds 400 KB, and what is sealed is written as base64 beside the rest. */
const MAX_BYTES = 150_000;

/** Whether it can be kept of one person. */
export function fitsOnePerson(secrets: PersonSecrets): boolean {
  return packSecrets(secrets).length <= MAX_BYTES;
}

/** @throws PersonSecretsError */
export function unpackSecrets(bytes: Uint8Array): PersonSecrets {
  try {
    const { v: _version, ...secrets } = schema.parse(JSON.parse(Buffer.from(bytes).toString()));
    return secrets;
  } catch {
    throw new PersonSecretsError('the sealed part of a person cannot be read');
  }
}
