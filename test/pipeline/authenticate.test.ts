import { beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../lambdas/core/send/sender-credential.ts';
import { authenticate } from '../../lambdas/pipeline/authenticate.ts';
import type { AccessKey } from '../../lambdas/ports/registry.ts';
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
