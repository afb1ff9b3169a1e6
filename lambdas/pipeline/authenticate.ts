import {
  isSignedWith,
  type AwsSignature,
  type SignableRequest,
} from '../core/send/aws-signature.ts';
import { parseCredential, secretMatches } from '../core/send/sender-credential.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessKey, Registry } from '../ports/registry.ts';
import type { SenderSecrets } from '../ports/sender-secrets.ts';

export interface AuthenticateDependencies {
  readonly registry: Registry;
  readonly clock: Clock;
}

/**
 * The access key that a credential proves, or undefined: unknown, malformed, wrong, revoked and rotated out look the
 * same.
 */
export async function authenticate(
  credential: string | undefined,
  { registry, clock }: AuthenticateDependencies,
): Promise<AccessKey | undefined> {
  const presented = parseCredential(credential);
  if (presented === undefined) return undefined;
  const key = await registry.accessKey(presented.id);
  if (key === undefined) return undefined;
  const now = clock.now();
  return isInForce(key, now) && provesOneOf(presented.secret, key, now) ? key : undefined;
}

/**
 * The sender key that a request was signed with, or undefined, as `authenticate` answers.
 *
 * @throws when a secret cannot be computed: nothing is known of the request then
 */
export async function authenticateSigned(
  signature: AwsSignature,
  request: SignableRequest,
  {
    registry,
    clock,
    senderSecrets,
  }: AuthenticateDependencies & { readonly senderSecrets: Pick<SenderSecrets, 'secretOf'> },
): Promise<AccessKey | undefined> {
  const key = await registry.accessKey(signature.id);
  if (key?.use.kind !== 'send') return undefined;
  const now = clock.now();
  const matches: boolean[] = [];
  for (const { hash, validUntil } of key.secrets) {
    const isValid = validUntil === undefined || now.getTime() < Date.parse(validUntil);
    const secret = await senderSecrets.secretOf(key.id, hash);
    matches.push(isSignedWith(secret, signature, request, now) && isValid);
  }
  return isInForce(key, now) && matches.includes(true) ? key : undefined;
}

function isInForce({ revokedAt }: AccessKey, now: Date): boolean {
  return revokedAt === undefined || now.getTime() < Date.parse(revokedAt);
}

/** While a secret is rotated there are two. Each is compared, so that the time tells nothing. */
function provesOneOf(secret: string, { secrets }: AccessKey, now: Date): boolean {
  const matches = secrets.map(({ hash, validUntil }) => {
    const isValid = validUntil === undefined || now.getTime() < Date.parse(validUntil);
    return secretMatches(secret, hash) && isValid;
  });
  return matches.includes(true);
}
