import { parseCredential, secretMatches } from '../core/send/sender-credential.ts';
import type { AccessKey, Registry } from '../ports/registry.ts';

/** The access key that a credential proves, or undefined: unknown, malformed and wrong look the same. */
export async function authenticate(
  credential: string | undefined,
  registry: Registry,
): Promise<AccessKey | undefined> {
  const presented = parseCredential(credential);
  if (presented === undefined) return undefined;
  const key = await registry.accessKey(presented.id);
  if (key === undefined || !secretMatches(presented.secret, key.secretHash)) return undefined;
  return key;
}
