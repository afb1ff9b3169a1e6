import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { awsJsonApp, awsOperation, AwsServiceError } from './aws-json.ts';
import { blobKeyId, decryptBlob, encryptBlob, type EncryptionContext } from './kms-ciphertext.ts';
import { type KeySpec, loadMasterKeys, type MasterKey } from './kms-key-file.ts';
import { macOperations } from './kms-mac.ts';
import { signOperations } from './kms-sign.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';

export interface KmsOptions extends LoopbackOptions {
  /** Folder of the key file. */
  readonly folder: string;
  /** `alias/...` of each key; a key is made for an alias that has none yet. */
  readonly aliases: readonly string[];
  /** The same for keys of message authentication codes. */
  readonly macAliases?: readonly string[];
  /** The same for keys that sign, of curve P-256. */
  readonly signAliases?: readonly string[];
}

export interface KmsEndpoint extends Endpoint {
  /** Key ARN by alias. */
  readonly keyArns: ReadonlyMap<string, string>;
}

/** KMS's own limits, in bytes: of what Encrypt takes, of a data key, of an encryption context. */
const MAX_PLAINTEXT = 4096;
const MAX_DATA_KEY = 1024;
const MAX_CONTEXT = 8192;

// Not z.record, which leaves out an entry named `__proto__`: every entry is authenticated, or none is.
const contextSchema = z.custom<EncryptionContext>(isContext).default({});
const bytesSchema = z
  .base64()
  .max(16 * 1024)
  .transform((text) => Buffer.from(text, 'base64'));
const keyIdSchema = z.string().min(1).max(2048);

const dataKeySchema = z
  .object({
    KeyId: keyIdSchema,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.number().int().min(1).max(MAX_DATA_KEY).optional(),
    EncryptionContext: contextSchema,
  })
  // Exactly one of the two, as KMS asks.
  .refine((input) => (input.KeySpec === undefined) !== (input.NumberOfBytes === undefined));

const encryptSchema = z.object({
  KeyId: keyIdSchema,
  Plaintext: bytesSchema.refine(({ length }) => length >= 1 && length <= MAX_PLAINTEXT),
  EncryptionContext: contextSchema,
});

const decryptSchema = z.object({
  KeyId: keyIdSchema.optional(),
  CiphertextBlob: bytesSchema,
  EncryptionContext: contextSchema,
});

const describeSchema = z.object({ KeyId: keyIdSchema });

/**
 * The part of KMS's API that sealing, opening, blind indexes and the ledger need, for development: real authenticated
 * encryption that binds the encryption context, real HMACs and signatures, under keys that lie in a file in the clear.
 *
 * @throws DataFolderError when the key file is damaged, lost or not accessible.
 */
export async function startKms(options: KmsOptions): Promise<KmsEndpoint> {
  const keys = await loadMasterKeys(options.folder, [
    ...options.aliases.map((alias) => ({ alias, spec: 'SYMMETRIC_DEFAULT' as const })),
    ...(options.macAliases ?? []).map((alias) => ({ alias, spec: 'HMAC_256' as const })),
    ...(options.signAliases ?? []).map((alias) => ({ alias, spec: 'ECC_NIST_P256' as const })),
  ]);
  const app = awsJsonApp({
    target: 'TrentService',
    maxBodyBytes: 64 * 1024,
    operations: {
      GenerateDataKey: awsOperation(dataKeySchema, async (input) => {
        const key = keyFor(keys, input.KeyId, 'SYMMETRIC_DEFAULT');
        const plaintext = randomBytes(dataKeyBytes(input));
        const blob = encryptBlob(key.keyId, key.material, plaintext, input.EncryptionContext);
        return {
          KeyId: key.arn,
          Plaintext: plaintext.toString('base64'),
          CiphertextBlob: blob.toString('base64'),
        };
      }),
      GenerateDataKeyWithoutPlaintext: awsOperation(dataKeySchema, async (input) => {
        const key = keyFor(keys, input.KeyId, 'SYMMETRIC_DEFAULT');
        const plaintext = randomBytes(dataKeyBytes(input));
        const blob = encryptBlob(key.keyId, key.material, plaintext, input.EncryptionContext);
        return { KeyId: key.arn, CiphertextBlob: blob.toString('base64') };
      }),
      Encrypt: awsOperation(encryptSchema, async (input) => {
        const key = keyFor(keys, input.KeyId, 'SYMMETRIC_DEFAULT');
        const blob = encryptBlob(key.keyId, key.material, input.Plaintext, input.EncryptionContext);
        return {
          KeyId: key.arn,
          CiphertextBlob: blob.toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      }),
      Decrypt: awsOperation(decryptSchema, async (input) => decrypt(keys, input)),
      ...macOperations((id) => keyFor(keys, id, 'HMAC_256')),
      ...signOperations((id) => keyFor(keys, id, 'ECC_NIST_P256')),
      DescribeKey: awsOperation(describeSchema, async (input) => ({
        KeyMetadata: describe(findKey(keys, input.KeyId)),
      })),
    },
  });
  const endpoint = await serveOnLoopback(app, options);
  return { ...endpoint, keyArns: new Map(keys.map(({ alias, arn }) => [alias, arn])) };
}

function decrypt(keys: readonly MasterKey[], input: z.output<typeof decryptSchema>): object {
  const invalid = new AwsServiceError(
    'InvalidCiphertextException',
    'The ciphertext, its key and its encryption context do not belong together.',
  );
  const keyId = blobKeyId(input.CiphertextBlob);
  if (keyId === undefined) throw invalid;
  const key = keyFor(keys, keyId, 'SYMMETRIC_DEFAULT');
  if (input.KeyId !== undefined && findKey(keys, input.KeyId) !== key) {
    throw new AwsServiceError(
      'IncorrectKeyException',
      'The ciphertext was made under another key than the one in the request.',
    );
  }
  const plaintext = decryptBlob(input.CiphertextBlob, key.material, input.EncryptionContext);
  if (!plaintext) throw invalid;
  return {
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  };
}

/** By key id, key ARN, alias, or alias ARN. */
function findKey(keys: readonly MasterKey[], id: string): MasterKey {
  const alias = /^arn:aws:kms:us-east-1:000000000000:(alias\/.+)$/.exec(id)?.[1] ?? id;
  const key = keys.find((k) => k.keyId === id || k.arn === id || k.alias === alias);
  if (!key) throw new AwsServiceError('NotFoundException', 'The key does not exist.');
  return key;
}

/** A key does what it was made for, and nothing else. */
function keyFor(keys: readonly MasterKey[], id: string, spec: KeySpec): MasterKey {
  const key = findKey(keys, id);
  if (key.spec !== spec) {
    throw new AwsServiceError('InvalidKeyUsageException', 'The key is not for this operation.');
  }
  return key;
}

function dataKeyBytes(input: z.output<typeof dataKeySchema>): number {
  return input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
}

const USES: Readonly<Record<KeySpec, object>> = {
  SYMMETRIC_DEFAULT: {
    KeyUsage: 'ENCRYPT_DECRYPT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  },
  HMAC_256: { KeyUsage: 'GENERATE_VERIFY_MAC', MacAlgorithms: ['HMAC_SHA_256'] },
  ECC_NIST_P256: { KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] },
};

function describe(key: MasterKey): object {
  return {
    AWSAccountId: '000000000000',
    Arn: key.arn,
    KeyId: key.keyId,
    CreationDate: Date.parse(key.createdAt) / 1000,
    Description: 'Development only',
    Enabled: true,
    KeyManager: 'CUSTOMER',
    KeySpec: key.spec,
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...USES[key.spec],
  };
}

function isContext(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  return (
    Object.values(input).every((value) => typeof value === 'string') &&
    JSON.stringify(input).length <= MAX_CONTEXT
  );
}
