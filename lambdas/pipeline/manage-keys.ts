import { keyPrefix, type AccessKey } from '../core/registry/access-key.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import { MAX_OVERLAP_DAYS, rotateKey } from '../core/registry/rotate-key.ts';
import { hashSecret } from '../core/send/sender-credential.ts';
import type { RandomSource } from '../ports/clock.ts';
import type { SenderSecrets } from '../ports/sender-secrets.ts';
import {
  changeEntry,
  type ChangeOutcome,
  type ChangeRegistryDependencies,
  type Changer,
} from './change-registry.ts';

export interface ManageKeysDependencies extends ChangeRegistryDependencies {
  readonly random: RandomSource;
  readonly senderSecrets: Pick<SenderSecrets, 'secretOf'>;
}

/** The credential is told here and never again: only its hash is kept. */
export type IssuedKey =
  | {
      readonly kind: 'written';
      readonly version: number;
      readonly id: string;
      readonly credential: string;
      /** Of a key that sends: what its requests to the SES API are signed with. */
      readonly signingSecret?: string;
    }
  | Exclude<ChangeOutcome, { kind: 'written' }>
  | { readonly kind: 'unknown' };

/** What a new key is to be; its id and secret are made here. */
export interface NewKey {
  readonly entityId: string;
  readonly use: AccessKey['use'];
  readonly holder?: string;
}

export async function createKey(
  wanted: NewKey,
  changer: Changer,
  deps: ManageKeysDependencies,
): Promise<IssuedKey> {
  const id = `${keyPrefix(wanted.use)}_${hex(deps.random.bytes(8))}`;
  const secret = newSecret(deps);
  const value: AccessKey = { id, ...wanted, secrets: [{ hash: hashSecret(secret) }] };
  const change = { kind: 'key', id, value, expectedVersion: 0 } as const;
  const signing = await signingSecret(value, deps);
  return issued(await changeEntry(change, changer, deps), id, secret, signing);
}

/** A new secret under the same id. The one before stays valid for the overlap, so that nothing has to stop. */
export async function rotateSecret(
  id: string,
  overlapSeconds: number,
  changer: Changer,
  deps: ManageKeysDependencies,
): Promise<IssuedKey> {
  const problems = overlapProblems(overlapSeconds);
  if (problems.length > 0) return { kind: 'refused', problems };
  const current = await deps.store.get('key', id);
  if (current === undefined) return { kind: 'unknown' };
  if (isRevoked(current.entry, deps.clock.now())) {
    const reason = 'is revoked: add a new key instead';
    return { kind: 'refused', problems: [{ field: '/id', reason }] };
  }
  const secret = newSecret(deps);
  const value = rotateKey(current.entry, hashSecret(secret), overlapSeconds, deps.clock.now());
  const signing = await signingSecret(value, deps);
  return issued(await putKey(value, current.version, changer, deps), id, secret, signing);
}

/** From this moment on it is no key (within the seconds that entries are cached). It stays on file. */
export async function revokeKey(
  id: string,
  changer: Changer,
  deps: ManageKeysDependencies,
): Promise<ChangeOutcome | { readonly kind: 'unknown' }> {
  const current = await deps.store.get('key', id);
  if (current === undefined) return { kind: 'unknown' };
  const { entry, version } = current;
  const now = deps.clock.now();
  if (isRevoked(entry, now)) return { kind: 'written', version };
  return await putKey({ ...entry, revokedAt: now.toISOString() }, version, changer, deps);
}

/** One that ends some day is in use until then, and may have to end today. */
function isRevoked({ revokedAt }: AccessKey, now: Date): boolean {
  return revokedAt !== undefined && Date.parse(revokedAt) <= now.getTime();
}

/**
 * Puts a key that is on file. It was checked when it came in, and is not again: that its shadow mode has ended
 * since must not keep a key that leaked from being revoked.
 */
async function putKey(
  value: AccessKey,
  expectedVersion: number,
  { by, why }: Changer,
  { store }: ManageKeysDependencies,
): Promise<ChangeOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'refused', problems };
  return await store.put('key', value.id, value, { expectedVersion, by, why });
}

function overlapProblems(seconds: number): readonly EntryProblem[] {
  const isPossible =
    Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_OVERLAP_DAYS * 24 * 60 * 60;
  return isPossible
    ? []
    : [{ field: '/overlapSeconds', reason: `must be from 0 to ${String(MAX_OVERLAP_DAYS)} days` }];
}

/** Computed before the key is written: one that could not be told must not be. */
async function signingSecret(
  { id, use, secrets: [first] }: AccessKey,
  { senderSecrets }: ManageKeysDependencies,
): Promise<{ readonly signingSecret?: string }> {
  if (use.kind !== 'send' || first === undefined) return {};
  return { signingSecret: await senderSecrets.secretOf(id, first.hash) };
}

function issued(
  outcome: ChangeOutcome,
  id: string,
  secret: string,
  signing: { readonly signingSecret?: string },
): IssuedKey {
  if (outcome.kind !== 'written') return outcome;
  return { ...outcome, id, credential: `${id}.${secret}`, ...signing };
}

function newSecret({ random }: ManageKeysDependencies): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
