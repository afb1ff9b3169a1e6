import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import { writeWhole } from './durable-file.ts';

const senderKey = z.string().regex(/^(?:mk|ck|ak|ok)_[A-Za-z0-9]{8,32}\.[A-Za-z0-9_-]{43}$/);
const webhookSecret = z.string().startsWith('whsec_');

const schema = z.object({
  notice: z.string(),
  /** Sender keys, by lane. */
  marketingKey: senderKey,
  clinicalKey: senderKey,
  /** Reads decisions. */
  auditKey: senderKey,
  /** Changes registries, people, policy and holds. */
  officerKey: senderKey,
  /** What vendors sign with, by source. */
  sources: z.object({
    intake: webhookSecret,
    'calendly-intake': z.string().min(32),
    newsletter: webhookSecret,
  }),
  /** What Cordon signs with, by destination. */
  destinations: z.object({ 'clinical-sink': webhookSecret, 'marketing-sink': webhookSecret }),
});

/** Everything that is seeded for development. Random for each data folder. */
export type DevelopmentCredentials = z.infer<typeof schema>;

export const CREDENTIALS_FILE = 'credentials.json';

/**
 * The credentials of a data folder, made on its first start.
 *
 * @throws DataFolderError when the file is damaged: new keys would lock out whoever uses the old ones.
 */
export async function loadCredentials(
  folder: string,
): Promise<{ readonly credentials: DevelopmentCredentials; readonly isNew: boolean }> {
  const path = join(folder, CREDENTIALS_FILE);
  const existing = await readCredentials(folder);
  if (existing !== undefined) return { credentials: existing, isNew: false };
  const credentials = createCredentials();
  await writeWhole(path, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 });
  return { credentials, isNew: true };
}

/** @returns undefined when there is no file. @throws DataFolderError when it cannot be used. */
export async function readCredentials(folder: string): Promise<DevelopmentCredentials | undefined> {
  const path = join(folder, CREDENTIALS_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw cannot('read the development credentials', path, error);
  }
  const damaged = `The file ${path} is damaged; restore it, or delete the data folder to start anew.`;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // The parser quotes the file, and the file holds secrets.
  }
  throw new DataFolderError(damaged);
}

function createCredentials(): DevelopmentCredentials {
  return {
    notice: 'DEVELOPMENT ONLY. Made for this data folder; never use these anywhere else.',
    marketingKey: accessKey('mk'),
    clinicalKey: accessKey('ck'),
    auditKey: accessKey('ak'),
    officerKey: accessKey('ok'),
    sources: {
      intake: newWebhookSecret(),
      'calendly-intake': randomBytes(24).toString('base64url'),
      newsletter: newWebhookSecret(),
    },
    destinations: { 'clinical-sink': newWebhookSecret(), 'marketing-sink': newWebhookSecret() },
  };
}

function accessKey(prefix: 'mk' | 'ck' | 'ak' | 'ok'): string {
  return `${prefix}_${randomBytes(8).toString('hex')}.${randomBytes(32).toString('base64url')}`;
}

function newWebhookSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}
