import { beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../lambdas/core/send/sender-credential.ts';
import { readAwsSignature } from '../../lambdas/core/send/aws-signature.ts';
import type { DialectRequest } from '../../lambdas/core/send/dialect.ts';
import { authenticate, authenticateSigned } from '../../lambdas/pipeline/authenticate.ts';
import type { AccessKey } from '../../lambdas/ports/registry.ts';
import { signedRequest } from '../core/send/sign-request.ts';
import { KEYS } from './fakes/registry.ts';
import { createWorld, type World } from './fakes/world.ts';

const [ID = '', SECRET = ''] = KEYS.clinical.split('.');
const OTHER = 'x'.repeat(43);

let world: World;
beforeEach(() => {
  world = createWorld();
});

const known = async (credential: string) => (await authenticate(credential, world.accept))?.id;
const change = (over: Partial<AccessKey>) => {
  const key = world.registry.keys.get(ID);
  if (key === undefined) throw new TypeError('there is such a key');
  world.registry.keys.set(ID, { ...key, ...over });
};
const in60Seconds = () => new Date(world.now().getTime() + 60_000).toISOString();

describe('a credential', () => {
  it('is known by its secret, and by no other', async () => {
    expect(await known(`${ID}.${SECRET}`)).toBe(ID);
    expect(await known(`${ID}.${OTHER}`)).toBeUndefined();
  });

  it('that was rotated is known for the overlap, beside the new one', async () => {
    const secrets = [
      { hash: hashSecret(OTHER) },
      { hash: hashSecret(SECRET), validUntil: in60Seconds() },
    ];
    change({ secrets });
    expect(await known(`${ID}.${OTHER}`)).toBe(ID);
    expect(await known(`${ID}.${SECRET}`)).toBe(ID);
    world.advance(60);
    expect(await known(`${ID}.${OTHER}`)).toBe(ID);
    expect(await known(`${ID}.${SECRET}`)).toBeUndefined();
  });

  it('is not known from the moment that its key is revoked', async () => {
    change({ revokedAt: in60Seconds() });
    expect(await known(KEYS.clinical)).toBe(ID);
    world.advance(60);
    expect(await known(KEYS.clinical)).toBeUndefined();
  });
});

describe('a request that was signed', () => {
  /** Signs as any AWS client does, with what the key with this hash signs with. */
  async function signedBy(hash: string, id = ID): Promise<DialectRequest> {
    const secret = await world.send.clinical.senderSecrets.secretOf(id, hash);
    return signedRequest(id, secret, { at: world.now() });
  }

  async function knownBy(request: DialectRequest): Promise<string | undefined> {
    const signature = readAwsSignature(request);
    if (signature === undefined) throw new TypeError('it is signed');
    return (await authenticateSigned(signature, request, world.send.clinical))?.id;
  }

  it('is known by what its key signs with, and by no other', async () => {
    expect(await knownBy(await signedBy(hashSecret(SECRET)))).toBe(ID);
    expect(await knownBy(await signedBy(hashSecret(OTHER)))).toBeUndefined();
    expect(await knownBy(await signedBy(hashSecret(SECRET), 'ck_nobody0001'))).toBeUndefined();
  });

  it('with what was rotated is known for the overlap', async () => {
    const secrets = [
      { hash: hashSecret(OTHER) },
      { hash: hashSecret(SECRET), validUntil: in60Seconds() },
    ];
    change({ secrets });
    expect(await knownBy(await signedBy(hashSecret(OTHER)))).toBe(ID);
    expect(await knownBy(await signedBy(hashSecret(SECRET)))).toBe(ID);
    world.advance(60);
    expect(await knownBy(await signedBy(hashSecret(SECRET)))).toBeUndefined();
  });

  it('is not known from the moment that its key is revoked', async () => {
    change({ revokedAt: in60Seconds() });
    world.advance(60);
    expect(await knownBy(await signedBy(hashSecret(SECRET)))).toBeUndefined();
  });

  it('is not known by a key that does not send', async () => {
    const [audit = '', secret = ''] = KEYS.audit.split('.');
    expect(await knownBy(await signedBy(hashSecret(secret), audit))).toBeUndefined();
  });
});
