import { randomBytes } from 'node:crypto';
import { accessKeySchema } from '../../../lambdas/core/registry/access-key.ts';
import { hashSecret } from '../../../lambdas/core/send/sender-credential.ts';
import { KEY_PREFIXES } from '../../../lambdas/core/vocabulary.ts';
import { CommandError } from '../running-gateway.ts';

/** A key before there is anybody who could make one. */
export interface FirstKey {
  readonly credential: string;
  /** For `aws dynamodb put-item --item`, into the registry table. */
  readonly item: string;
}

/** An officer's key, made here and put by whoever administers the account. @throws CommandError */
export function firstOfficerKey(entityId: string): FirstKey {
  const id = `${KEY_PREFIXES.officer}_${randomBytes(8).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  const entry = { id, entityId, secrets: [{ hash: hashSecret(secret) }], use: { kind: 'officer' } };
  if (!accessKeySchema.safeParse(entry).success) {
    throw new CommandError('--entity is not the id of a covered entity: 1 to 128 characters.');
  }
  const item = {
    pk: { S: `key#${id}` },
    kind: { S: 'key' },
    id: { S: id },
    version: { N: '1' },
    entry: { S: JSON.stringify(entry) },
  };
  return { credential: `${id}.${secret}`, item: JSON.stringify(item, undefined, 2) };
}
