import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { LANES } from '../lambdas/core/vocabulary.ts';
import { cannot } from './data-folder-error.ts';
import { isTemporary, removeLeftovers, writeWhole } from './durable-file.ts';

const messageSchema = z.object({
  messageId: z.string(),
  /** ISO 8601, UTC. */
  receivedAt: z.string(),
  /** The lane of the identity that it was sent with. */
  lane: z.enum(LANES),
  /** The sender, as given to the endpoint. */
  from: z.string(),
  /** The verified domain that covers the sender. */
  identity: z.string(),
  configurationSet: z.object({
    name: z.string(),
    lane: z.enum(LANES),
    tlsPolicy: z.enum(['REQUIRE', 'OPTIONAL']),
  }),
  /** Envelope recipients. */
  to: z.array(z.string()),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  subject: z.string(),
  /** The RFC 5322 message, base64. */
  raw: z.string(),
});

/** A message that was accepted for sending, with what decided how it would have left. */
export type MailboxMessage = z.infer<typeof messageSchema>;

/** The message without its content. */
export type MailboxEntry = Omit<MailboxMessage, 'raw'> & {
  /** Bytes of the RFC 5322 message. */
  readonly size: number;
};

export interface Mailbox {
  /** Returns when the message is durable. */
  add(message: MailboxMessage): Promise<void>;
  /** Newest first. */
  list(limit: number): readonly MailboxEntry[];
  get(messageId: string): Promise<MailboxMessage | undefined>;
}

/** Messages kept; the oldest go. */
export const MAILBOX_SIZE = 1000;

/**
 * A mailbox in a folder, one file per message, named by time so that their order needs no index.
 *
 * @throws DataFolderError when the folder is not accessible.
 */
export async function openMailbox(folder: string): Promise<Mailbox> {
  /** Oldest first. */
  let kept: { file: string; entry: MailboxEntry }[];
  let last = 0;
  try {
    await removeLeftovers(folder);
    kept = await readEntries(folder);
  } catch (error) {
    throw cannot('read the mailbox', folder, error);
  }
  return {
    add: async (message) => {
      // Strictly increasing, so that messages of the same millisecond keep their order.
      last = Math.max(last + 1, Date.now() * 1000);
      const file = join(folder, `${String(last).padStart(17, '0')}.json`);
      await writeWhole(file, JSON.stringify(message), { mode: 0o600 });
      kept.push({ file, entry: toEntry(message) });
      const surplus = kept.splice(0, Math.max(0, kept.length - MAILBOX_SIZE));
      await Promise.all(surplus.map((old) => rm(old.file, { force: true })));
    },
    list: (limit) =>
      kept
        .slice(-Math.max(1, limit))
        .reverse()
        .map(({ entry }) => entry),
    get: async (messageId) => {
      const found = kept.find(({ entry }) => entry.messageId === messageId);
      return found && readMessage(found.file);
    },
  };
}

async function readEntries(folder: string): Promise<{ file: string; entry: MailboxEntry }[]> {
  const names = (await readdir(folder)).filter((name) => !isTemporary(name)).sort();
  const surplus = names.splice(0, Math.max(0, names.length - MAILBOX_SIZE));
  await Promise.all(surplus.map((name) => rm(join(folder, name), { force: true })));
  const entries: { file: string; entry: MailboxEntry }[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const message = await readMessage(file);
    if (message) entries.push({ file, entry: toEntry(message) });
  }
  return entries;
}

/** Undefined when the file is gone or holds no message: one bad file must not close the mailbox. */
async function readMessage(file: string): Promise<MailboxMessage | undefined> {
  try {
    return messageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function toEntry({ raw, ...entry }: MailboxMessage): MailboxEntry {
  return { ...entry, size: Buffer.byteLength(raw, 'base64') };
}
