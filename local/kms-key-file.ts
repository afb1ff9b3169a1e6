import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { newSigningMaterial } from './kms-sign-material.ts';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import { createWhole, removeLeftovers, writeWhole } from './durable-file.ts';

/** What a key is for: sealing and opening, message authentication codes, or signatures. */
export const KEY_SPECS = ['SYMMETRIC_DEFAULT', 'HMAC_256', 'ECC_NIST_P256'] as const;
export type KeySpec = (typeof KEY_SPECS)[number];

/** A key to be there. */
export interface WantedKey {
  /** `alias/...`. */
  readonly alias: string;
  readonly spec: KeySpec;
}

/** A master key of the development endpoint. */
export interface MasterKey {
  /** UUID. */
  readonly keyId: string;
  readonly arn: string;
  /** `alias/...`. */
  readonly alias: string;
  /** 32 bytes; of a key that signs, its secret number. */
  readonly material: Buffer;
  readonly spec: KeySpec;
  /** ISO 8601. */
  readonly createdAt: string;
}

const FILE = 'kms-keys.json';
/** Says that keys were made once: a key file that is absent afterwards was lost, not never there. */
const MARKER = 'kms-keys.created';
const NOTICE =
  'DEVELOPMENT ONLY. These keys are in the clear: anyone who reads this file can open what they ' +
  'sealed. Losing this file makes everything sealed under them unreadable.';

const fileSchema = z.object({
  notice: z.string(),
  keys: z.array(
    z.object({
      keyId: z.uuid(),
      alias: z.string().startsWith('alias/'),
      material: z.base64().length(44),
      createdAt: z.iso.datetime(),
      /** Absent in files of earlier versions, which knew one kind. */
      spec: z.enum(KEY_SPECS).default('SYMMETRIC_DEFAULT'),
    }),
  ),
});

/**
 * Reads the key file, and adds a key for each alias that has none yet.
 *
 * @throws DataFolderError when the file is damaged, not readable, or lost. It is never replaced then:
 *   a new key would make everything sealed so far unreadable.
 */
export async function loadMasterKeys(
  folder: string,
  wanted: readonly WantedKey[],
): Promise<readonly MasterKey[]> {
  const path = join(folder, FILE);
  try {
    await removeLeftovers(folder);
    const keys = await readKeys(folder, path);
    const missing = wanted.filter(({ alias }) => !keys.some((key) => key.alias === alias));
    const all = [...keys, ...missing.map(newKey)];
    if (missing.length > 0) await writeWhole(path, serialize(all), { mode: 0o600 });
    await createWhole(join(folder, MARKER), '');
    return all;
  } catch (error) {
    throw cannot('use the key file', path, error);
  }
}

async function readKeys(folder: string, path: string): Promise<MasterKey[]> {
  const text = await readFile(path, 'utf8').catch(absent);
  if (text === undefined) {
    if ((await readFile(join(folder, MARKER)).catch(absent)) === undefined) return [];
    throw new DataFolderError(
      `The key file ${path} is missing, and what was sealed cannot be opened without it; restore it from a backup or choose a new data folder.`,
    );
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new DataFolderError(
      `The key file ${path} is damaged, and what was sealed cannot be opened without it; restore it from a backup or choose a new data folder.`,
    );
  }
  return parsed.data.keys.map((key) => ({
    ...key,
    arn: keyArn(key.keyId),
    material: Buffer.from(key.material, 'base64'),
  }));
}

function newKey({ alias, spec }: WantedKey): MasterKey {
  const keyId = randomUUID();
  return {
    keyId,
    arn: keyArn(keyId),
    alias,
    material: spec === 'ECC_NIST_P256' ? newSigningMaterial() : randomBytes(32),
    spec,
    createdAt: new Date().toISOString(),
  };
}

function keyArn(keyId: string): string {
  return `arn:aws:kms:us-east-1:000000000000:key/${keyId}`;
}

function serialize(keys: readonly MasterKey[]): string {
  const written = keys.map(({ keyId, alias, material, spec, createdAt }) => ({
    keyId,
    alias,
    spec,
    material: material.toString('base64'),
    createdAt,
  }));
  return `${JSON.stringify({ notice: NOTICE, keys: written }, undefined, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
