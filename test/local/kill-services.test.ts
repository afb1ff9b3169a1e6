import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { openDataFolder } from '../../local/data-folder.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { startKms } from '../../local/kms.ts';
import { openMailbox } from '../../local/mailbox.ts';
import { startS3 } from '../../local/s3.ts';
import { startSecretsManager } from '../../local/secrets-manager.ts';
import { startChild } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const KILLS = 6;
/** Fewer than the mailbox keeps: what is older may rightly be gone. */
const NEWEST_MAILS = 900;

it(
  'services killed at random under load start again, and have all that they had confirmed',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const confirmed: [service: string, name: string, found: string][] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = startChild('killed-services', [folder, `r${String(kill)}`]);
      // Every other time while it is still starting, otherwise under load.
      if (kill % 2 === 1) await child.line(/^ses .*-1\d /);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1200));
      child.process.kill('SIGKILL');
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
      // A child that had refused to start would have ended by itself.
      confirmed.push(...child.lines.map((line) => line.split(' ') as [string, string, string]));
    }

    const data = await openDataFolder(folder);
    const config = (endpoint: string) => ({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const endpoints = await Promise.all([
      startDynamoDb({ folder: await data.folder('dynamodb') }),
      startKms({ folder: await data.folder('kms'), aliases: ['alias/a'] }),
      startS3({ folder: await data.folder('s3') }),
      startSecretsManager({ folder: await data.folder('secrets') }),
    ]);
    const [dynamodb, kms, s3, secrets] = endpoints;
    const mailbox = await openMailbox(await data.folder('mailbox'));
    const clients = {
      dynamodb: new DynamoDBClient(config(dynamodb.url)),
      kms: new KMSClient(config(kms.url)),
      s3: new S3Client({ ...config(s3.url), forcePathStyle: true }),
      secrets: new SecretsManagerClient(config(secrets.url)),
    };
    const read: Record<string, (name: string, found: string) => Promise<string | undefined>> = {
      dynamodb: async (name) => {
        const Key = { recordId: { S: name } };
        const { Item } = await clients.dynamodb.send(
          new GetItemCommand({ TableName: 'test-vault', Key }),
        );
        return Item?.['recordId']?.S;
      },
      kms: async (_name, found) => {
        const CiphertextBlob = Buffer.from(found, 'base64');
        const { Plaintext } = await clients.kms.send(new DecryptCommand({ CiphertextBlob }));
        return Buffer.from(Plaintext ?? []).toString();
      },
      s3: async (name) => {
        const { Body } = await clients.s3.send(
          new GetObjectCommand({ Bucket: 'seals', Key: name }),
        );
        const text = await Body?.transformToString();
        return text === name.repeat(5000) ? name : undefined;
      },
      secrets: async (name) => {
        const answer = await clients.secrets.send(new GetSecretValueCommand({ SecretId: name }));
        return answer.SecretString;
      },
      ses: async (_name, found) => (await mailbox.get(found))?.subject,
    };
    const lost: string[] = [];
    const mails = confirmed.filter(([service]) => service === 'ses');
    const others = confirmed.filter(([service]) => service !== 'ses');
    for (const [service, name, found] of [...others, ...mails.slice(-NEWEST_MAILS)]) {
      const value = await read[service]?.(name, found).catch(() => undefined);
      if (value !== name) lost.push(`${service} ${name}`);
    }
    expect(lost).toEqual([]);
    for (const service of Object.keys(read)) {
      expect(confirmed.filter((line) => line[0] === service).length).toBeGreaterThan(20);
    }
    const files = await readdir(join(folder, 's3', 'seals'));
    expect(files.filter((name) => name.startsWith('.tmp-'))).toEqual([]);

    for (const client of Object.values(clients)) client.destroy();
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    await data.close();
  },
);
