import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError } from '../../local/data-folder-error.ts';
import type { Endpoint } from '../../local/loopback-server.ts';
import { startSecretsManager } from '../../local/secrets-manager.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: string;
let endpoint: Endpoint;
let client: SecretsManagerClient;

async function start(): Promise<void> {
  endpoint = await startSecretsManager({ folder });
  client = new SecretsManagerClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  await start();
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

async function value(SecretId: string, VersionStage?: string): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  return answer.SecretString;
}

describe('a secret', () => {
  it('is read by its name and its ARN, also after a restart', async () => {
    const { ARN } = await client.send(
      new CreateSecretCommand({ Name: 'sources/calendly', SecretString: 'whsec_one' }),
    );
    expect(await value('sources/calendly')).toBe('whsec_one');
    await endpoint.close();
    await start();
    expect(await value(ARN ?? '')).toBe('whsec_one');
  });

  it('keeps its previous value under a stage of its own while it is rotated', async () => {
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'one' }));
    await expect(value('s', 'AWSPREVIOUS')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    for (const SecretString of ['two', 'three']) {
      await client.send(new PutSecretValueCommand({ SecretId: 's', SecretString }));
    }
    expect(await value('s')).toBe('three');
    expect(await value('s', 'AWSPREVIOUS')).toBe('two');
  });

  it('is neither created nor rotated twice by a repeated request', async () => {
    const create = { Name: 's', SecretString: 'one', ClientRequestToken: 'a'.repeat(32) };
    const first = await client.send(new CreateSecretCommand(create));
    const again = await client.send(new CreateSecretCommand(create));
    expect(again.ARN).toBe(first.ARN);
    await expect(
      client.send(new CreateSecretCommand({ Name: 's', SecretString: 'other' })),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });

    const put = { SecretId: 's', SecretString: 'two', ClientRequestToken: 'b'.repeat(32) };
    await client.send(new PutSecretValueCommand(put));
    await client.send(new PutSecretValueCommand(put));
    expect(await value('s', 'AWSPREVIOUS')).toBe('one');
    await expect(
      client.send(new PutSecretValueCommand({ ...put, SecretString: 'not two' })),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('that does not exist is a ResourceNotFoundException', async () => {
    const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } };
    await expect(value('none')).rejects.toMatchObject(missing);
    await expect(
      client.send(new PutSecretValueCommand({ SecretId: 'none', SecretString: 'x' })),
    ).rejects.toMatchObject(missing);
  });

  it('is not lost among many that are written at once', async () => {
    const names = Array.from({ length: 30 }, (_, number) => `s${String(number)}`);
    await Promise.all(
      names.map((Name) => client.send(new CreateSecretCommand({ Name, SecretString: Name }))),
    );
    await endpoint.close();
    await start();
    expect(await Promise.all(names.map((name) => value(name)))).toEqual(names);
  });
});

describe('the secret file', () => {
  it('is for its owner alone', async () => {
    await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'one' }));
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('stops the start when it is damaged', async () => {
    await writeFile(join(folder, 'secrets.json'), '{"secrets":');
    await expect(startSecretsManager({ folder })).rejects.toThrow(DataFolderError);
    await writeFile(join(folder, 'secrets.json'), '{"secrets":[]}');
    await expect(startSecretsManager({ folder })).rejects.toThrow(DataFolderError);
  });
});
