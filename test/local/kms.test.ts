import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  KMS,
} from '@aws-sdk/client-kms';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import { KmsKeyringNode, type KmsKeyringNodeInput } from '@aws-crypto/kms-keyring-node';
import { AlgorithmSuiteIdentifier, CommitmentPolicy } from '@aws-crypto/material-management-node';
import fc from '../support/properties.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError } from '../../local/data-folder-error.ts';
import { type KmsEndpoint, startKms } from '../../local/kms.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ALIAS = 'alias/cordon-phi';

let folder: string;
let endpoint: KmsEndpoint;
let client: KMS;

function connectTo(url: string): KMS {
  return new KMS({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  endpoint = await startKms({ folder, aliases: [ALIAS, 'alias/cordon-tokens'] });
  client = connectTo(endpoint.url);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

function arn(alias = ALIAS): string {
  return endpoint.keyArns.get(alias) ?? '';
}

describe('data keys', () => {
  it('come back from their ciphertext under the same context, in any order of its entries', async () => {
    const made = await client.send(
      new GenerateDataKeyCommand({
        KeyId: ALIAS,
        KeySpec: 'AES_256',
        EncryptionContext: { lane: 'clinical', entityId: 'e1' },
      }),
    );
    expect(made.KeyId).toBe(arn());
    expect(made.Plaintext).toHaveLength(32);
    const opened = await client.send(
      new DecryptCommand({
        CiphertextBlob: made.CiphertextBlob,
        EncryptionContext: { entityId: 'e1', lane: 'clinical' },
      }),
    );
    expect(opened).toMatchObject({ KeyId: arn(), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect(opened.Plaintext).toEqual(made.Plaintext);
  });

  it('are as long as asked, and may stay sealed', async () => {
    const made = await client.send(new GenerateDataKeyCommand({ KeyId: arn(), NumberOfBytes: 64 }));
    expect(made.Plaintext).toHaveLength(64);
    const sealed = await client.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: arn(), KeySpec: 'AES_256' }),
    );
    expect(sealed).not.toHaveProperty('Plaintext');
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }));
    expect(opened.Plaintext).toHaveLength(32);
  });

  it('are refused when neither or both of their lengths are given', async () => {
    for (const input of [{}, { KeySpec: 'AES_256', NumberOfBytes: 32 } as const]) {
      await expect(
        client.send(new GenerateDataKeyCommand({ KeyId: arn(), ...input })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });
});

describe('what was encrypted', () => {
  it('is opened by no other context, key or ciphertext', async () => {
    const plain = Buffer.from('sealed by a test');
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({
        KeyId: arn(),
        Plaintext: plain,
        EncryptionContext: { lane: 'clinical' },
      }),
    );
    const blob = Buffer.from(CiphertextBlob ?? []);
    const decrypt = (input: object): Promise<unknown> =>
      client.send(
        new DecryptCommand({
          CiphertextBlob: blob,
          EncryptionContext: { lane: 'clinical' },
          ...input,
        }),
      );
    await expect(decrypt({})).resolves.toMatchObject({ Plaintext: new Uint8Array(plain) });
    const proto = JSON.parse('{"lane":"clinical","__proto__":"x"}') as Record<string, string>;
    const others = [{}, { lane: 'marketing' }, { lane: 'clinical', more: 'x' }, proto];
    for (const EncryptionContext of others) {
      await expect(decrypt({ EncryptionContext })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
    await expect(decrypt({ KeyId: arn('alias/cordon-tokens') })).rejects.toMatchObject({
      name: 'IncorrectKeyException',
    });
    for (const at of [0, 20, 30, blob.length - 1]) {
      const changed = Buffer.from(blob);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await expect(decrypt({ CiphertextBlob: changed })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
    const otherKey = Buffer.from(blob);
    otherKey.fill(7, 1, 17);
    await expect(decrypt({ CiphertextBlob: otherKey })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('is opened whatever it was and whatever its context', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 4096 }),
        fc.dictionary(text, text, { maxKeys: 5 }),
        async (Plaintext, EncryptionContext) => {
          const sealed = await client.send(
            new EncryptCommand({ KeyId: arn(), Plaintext, EncryptionContext }),
          );
          const opened = await client.send(
            new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext }),
          );
          expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Buffer.from(Plaintext));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('keys', () => {
  it('are found by id, ARN, alias and alias ARN, and by nothing else', async () => {
    const id = arn().split('/')[1];
    const aliasArn = `arn:aws:kms:us-east-1:000000000000:${ALIAS}`;
    for (const KeyId of [id, arn(), ALIAS, aliasArn]) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ Arn: arn(), KeyState: 'Enabled', Enabled: true });
      expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
    }
    for (const KeyId of ['alias/other', 'arn:aws:kms:us-east-1:000000000000:key/none']) {
      await expect(client.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
        name: 'NotFoundException',
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  it('outlast a restart, and a new alias gets a new one', async () => {
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: arn(), Plaintext: Buffer.from('kept') }),
    );
    const before = new Map(endpoint.keyArns);
    await endpoint.close();
    endpoint = await startKms({ folder, aliases: [ALIAS, 'alias/new'] });
    client = connectTo(endpoint.url);
    expect(arn()).toBe(before.get(ALIAS));
    expect(arn('alias/new')).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/);
    const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('kept');
  });

  it('lie in a file that says what it is for and that only its owner reads', async () => {
    const file = join(folder, 'kms-keys.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain('DEVELOPMENT ONLY');
  });

  it.each([
    ['damaged', (file: string) => writeFile(file, '{"keys":[')],
    ['emptied', (file: string) => writeFile(file, '')],
    ['of another shape', (file: string) => writeFile(file, '{"notice":"","keys":[{}]}')],
    ['lost', (file: string) => rm(file)],
  ])('are never replaced when their file is %s', async (_what, spoil) => {
    const file = join(folder, 'kms-keys.json');
    await spoil(file);
    const left = await readFile(file, 'utf8').catch(() => 'absent');
    await expect(startKms({ folder, aliases: [ALIAS] })).rejects.toThrow(DataFolderError);
    await expect(startKms({ folder, aliases: [ALIAS] })).rejects.toThrow(file);
    expect(await readFile(file, 'utf8').catch(() => 'absent')).toBe(left);
  });
});

type ClientProvider = NonNullable<KmsKeyringNodeInput['clientProvider']>;

describe('the AWS Encryption SDK', () => {
  it('seals and opens with the committing suite, and not under another context', async () => {
    const { encrypt } = buildEncrypt(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
    const { decrypt } = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
    const keyring = new KmsKeyringNode({
      generatorKeyId: arn(),
      // Its types ask for overloads that the client, which fits, does not declare.
      clientProvider: (() => client) as unknown as ClientProvider,
    });
    const context = { lane: 'clinical', entityId: 'e1', purpose: 'webhook' };
    const sealed = await encrypt(keyring, Buffer.from('a body'), {
      suiteId: AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY,
      encryptionContext: context,
    });
    const opened = await decrypt(keyring, sealed.result);
    expect(opened.plaintext.toString()).toBe('a body');
    expect(opened.messageHeader.encryptionContext).toMatchObject(context);

    // The context is in the message's header; changed there, KMS gets a context that it did not bind.
    const moved = Buffer.from(sealed.result);
    const at = moved.indexOf('clinical');
    moved.write('marketin', at);
    await expect(decrypt(keyring, moved)).rejects.toThrow('InvalidCiphertextException');
  });
});

describe('the endpoint', () => {
  it('answers malformed and unknown requests in the service shape, repeating nothing', async () => {
    const send = async (target: string, body: string): Promise<[number, string | null, string]> => {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
        body,
      });
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
      return [response.status, response.headers.get('x-amzn-errortype'), await response.text()];
    };
    expect((await send('TrentService.Decrypt', 'canary{')).slice(0, 2)).toEqual([
      400,
      'SerializationException',
    ]);
    expect((await send('TrentService.Canary', '{}')).slice(0, 2)).toEqual([
      400,
      'UnknownOperationException',
    ]);
    expect((await send('TrentService.toString', '{}'))[0]).toBe(400);
    const [, , invalid] = await send('TrentService.Decrypt', '{"CiphertextBlob":"canary canary"}');
    expect(invalid).not.toContain('canary');
    expect((await send('TrentService.Encrypt', ' '.repeat(70_000)))[0]).toBe(413);
  });
});
