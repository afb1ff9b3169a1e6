import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  KMS,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KmsEndpoint, startKms } from '../../local/kms.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SEALING = 'alias/cordon-phi';
const INDEX = 'alias/cordon-people-index';
const MacAlgorithm = 'HMAC_SHA_256';

let folder: string;
let endpoint: KmsEndpoint;
let client: KMS;

const start = () => startKms({ folder, aliases: [SEALING], macAliases: [INDEX] });
const arn = (alias = INDEX) => endpoint.keyArns.get(alias) ?? '';

beforeEach(async () => {
  folder = await temporaryFolder();
  endpoint = await start();
  client = new KMS({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

describe('a message authentication code', () => {
  const Message = Buffer.from('one message');

  it('is the same for the same message and key, and for no other', async () => {
    const mac = async (text: string, KeyId = arn()) => {
      const Message = Buffer.from(text);
      const { Mac } = await client.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message }));
      return Buffer.from(Mac ?? []).toString('hex');
    };
    const first = await mac('one message');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await mac('one message', INDEX)).toBe(first);
    expect(await mac('one messagf')).not.toBe(first);
  });

  it('is HMAC-SHA-256 (RFC 2104) under the key in the file', async () => {
    const { Mac } = await client.send(
      new GenerateMacCommand({ KeyId: arn(), MacAlgorithm, Message }),
    );
    const { keys } = JSON.parse(await readFile(join(folder, 'kms-keys.json'), 'utf8')) as {
      keys: { alias: string; material: string }[];
    };
    const material = keys.find(({ alias }) => alias === INDEX)!.material;
    const own = createHmac('sha256', Buffer.from(material, 'base64')).update(Message).digest();
    expect(Buffer.from(Mac ?? [])).toEqual(own);
  });

  it('is verified, and not when message or code differ', async () => {
    const KeyId = arn();
    const { Mac } = await client.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message }));
    const verify = (Message: Uint8Array, Mac: Uint8Array) =>
      client.send(new VerifyMacCommand({ KeyId, MacAlgorithm, Message, Mac }));
    await expect(verify(Message, Mac!)).resolves.toMatchObject({ MacValid: true, KeyId });
    const wrong = [verify(Buffer.from('other'), Mac!), verify(Message, Mac!.slice(1))];
    for (const attempt of wrong) {
      await expect(attempt).rejects.toMatchObject({ name: 'KMSInvalidMacException' });
    }
  });

  it('is made for at most 4096 bytes, and for some', async () => {
    for (const length of [0, 4097]) {
      const command = { KeyId: arn(), MacAlgorithm, Message: Buffer.alloc(length) } as const;
      await expect(client.send(new GenerateMacCommand(command))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
  });
});

describe('a key', () => {
  it('does what it was made for and nothing else', async () => {
    const Message = Buffer.from('x');
    const misuses = [
      client.send(new GenerateMacCommand({ KeyId: arn(SEALING), MacAlgorithm, Message })),
      client.send(new GenerateDataKeyCommand({ KeyId: arn(), KeySpec: 'AES_256' })),
      client.send(new EncryptCommand({ KeyId: arn(), Plaintext: Message })),
    ];
    for (const misuse of misuses) {
      await expect(misuse).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    }
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: arn() }));
    expect(KeyMetadata).toMatchObject({
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
      MacAlgorithms: [MacAlgorithm],
    });
  });

  it('of a file without kinds is for sealing, and goes on sealing', async () => {
    const file = join(folder, 'kms-keys.json');
    const before = arn(SEALING);
    await endpoint.close();
    const { notice, keys } = JSON.parse(await readFile(file, 'utf8')) as {
      notice: string;
      keys: { alias: string; spec?: string }[];
    };
    const old = keys.filter(({ alias }) => alias === SEALING).map(({ spec: _, ...key }) => key);
    await writeFile(file, JSON.stringify({ notice, keys: old }));
    endpoint = await start();
    client.destroy();
    client = new KMS({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    expect(arn(SEALING)).toBe(before);
    await client.send(new GenerateDataKeyCommand({ KeyId: arn(SEALING), KeySpec: 'AES_256' }));
    const Message = Buffer.from('x');
    await client.send(new GenerateMacCommand({ KeyId: arn(), MacAlgorithm, Message }));
  });
});
