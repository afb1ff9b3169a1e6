import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecretsManagerSecrets } from '../../../../lambdas/adapters/aws/shared/secrets-manager.ts';
import { startSecretsManager } from '../../../../local/secrets-manager.ts';
import { run, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

describe('secrets in Secrets Manager', () => {
  let running: Running;
  const secrets = () => {
    const time = { now: 0 };
    const { secretsManager } = running.clients;
    return { ...createSecretsManagerSecrets({ secretsManager, now: () => time.now }), time };
  };
  const create = (Name: string, SecretString: string) =>
    running.clients.secretsManager.send(new CreateSecretCommand({ Name, SecretString }));
  const rotate = (SecretId: string, SecretString: string) =>
    running.clients.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));

  beforeAll(async () => {
    running = await run(async (folder) => ({
      secretsManager: await startSecretsManager({ folder }),
    }));
  });
  afterAll(() => running.close());

  it('gives one value, and two while a rotation is under way, the current one first', async () => {
    const name = freshId('cordon/source/a');
    await create(name, 'whsec_first');
    expect(await secrets().get(name)).toEqual(['whsec_first']);
    await rotate(name, 'whsec_second');
    expect(await secrets().get(name)).toEqual(['whsec_second', 'whsec_first']);
    await rotate(name, 'whsec_third');
    expect(await secrets().get(name)).toEqual(['whsec_third', 'whsec_second']);
  });

  it('gives nothing for a reference that does not exist', async () => {
    expect(await secrets().get('cordon/source/nobody')).toEqual([]);
  });

  it('gives a value once when both stages hold the same', async () => {
    const name = freshId('cordon/source/same');
    await create(name, 'whsec_same');
    await rotate(name, 'whsec_same');
    expect(await secrets().get(name)).toEqual(['whsec_same']);
  });

  it('sees a rotation within a minute, and a new secret within seconds', async () => {
    const name = freshId('cordon/source/cached');
    const store = secrets();
    expect(await store.get(name)).toEqual([]);
    await create(name, 'whsec_first');
    store.time.now = 5_001;
    expect(await store.get(name)).toEqual(['whsec_first']);
    await rotate(name, 'whsec_second');
    store.time.now = 60_000;
    expect(await store.get(name)).toEqual(['whsec_first']);
    store.time.now = 65_002;
    expect(await store.get(name)).toEqual(['whsec_second', 'whsec_first']);
  });
});
