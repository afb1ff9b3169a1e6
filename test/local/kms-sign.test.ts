import { createPublicKey, verify } from 'node:crypto';
import {
  DescribeKeyCommand,
  EncryptCommand,
  GetPublicKeyCommand,
  KMS,
  SignCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KmsEndpoint, startKms } from '../../local/kms.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SEALING = 'alias/cordon-phi';
const LEDGER = 'alias/cordon-ledger';
const SigningAlgorithm = 'ECDSA_SHA_256';
const Message = Buffer.from('a seal');

let folder: string;
let endpoint: KmsEndpoint;
let client: KMS;

const start = () => startKms({ folder, aliases: [SEALING], signAliases: [LEDGER] });
const sign = async (text = Message) => {
  const answer = await client.send(
    new SignCommand({ KeyId: LEDGER, Message: text, MessageType: 'RAW', SigningAlgorithm }),
  );
  return Buffer.from(answer.Signature ?? []);
};
const publicKey = async () => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: LEDGER }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
};
const connect = async () => {
  endpoint = await start();
  client = new KMS({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
};

beforeEach(async () => {
  folder = await temporaryFolder();
  await connect();
});
afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

describe('a signature', () => {
  it('is checked with the public key, and belongs to one message', async () => {
    const key = await publicKey();
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(verify('sha256', Message, key, await sign())).toBe(true);
    expect(verify('sha256', Buffer.from('a seam'), key, await sign())).toBe(false);
  });

  it('is by the same key after a restart', async () => {
    const before = await sign();
    client.destroy();
    await endpoint.close();
    await connect();
    expect(verify('sha256', Message, await publicKey(), before)).toBe(true);
  });

  it('is made by keys for it alone, and they do nothing else', async () => {
    const by = (KeyId: string) => new SignCommand({ KeyId, Message, SigningAlgorithm });
    await expect(client.send(by(SEALING))).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
    });
    await expect(
      client.send(new EncryptCommand({ KeyId: LEDGER, Plaintext: Message })),
    ).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: LEDGER }));
    expect(KeyMetadata).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: [SigningAlgorithm],
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['more than KMS signs', Buffer.alloc(4097)],
  ])('is not made of %s', async (_, text) => {
    await expect(sign(text)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
