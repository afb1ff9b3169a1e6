import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { TEXT_MESSAGE_CHANNELS } from '../lambdas/core/send/text-message.ts';
import { LANES } from '../lambdas/core/vocabulary.ts';
import { cannot } from './data-folder-error.ts';
import { isTemporary, removeLeftovers, writeWhole } from './durable-file.ts';

const textSchema = z.object({
  sid: z.string(),
  /** ISO 8601, UTC. */
  receivedAt: z.string(),
  /** The lane of the account that it was sent with. */
  lane: z.enum(LANES),
  channel: z.enum(TEXT_MESSAGE_CHANNELS),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  mediaUrls: z.array(z.string()),
  /** The same on every attempt. */
  reference: z.string(),
});

/** A text that was accepted for sending. */
export type SentText = z.infer<typeof textSchema>;

export interface Textbox {
  /** Returns when the text is durable. */
  add(text: SentText): Promise<void>;
  /** Newest first. */
  list(limit: number): readonly SentText[];
}

/** Texts kept; the oldest go. */
export const TEXTBOX_SIZE = 1000;

/**
 * Texts in a folder, one file each, named by time so that their order needs no index.
 *
 * @throws DataFolderError when the folder is not accessible.
 */
export async function openTextbox(folder: string): Promise<Textbox> {
  /** Oldest first. */
  const kept: { file: string; text: SentText }[] = [];
  let last = 0;
  try {
    await removeLeftovers(folder);
    const names = (await readdir(folder)).filter((name) => !isTemporary(name)).sort();
    for (const name of names.slice(-TEXTBOX_SIZE)) {
      const file = join(folder, name);
      const text = await readText(file);
      if (text !== undefined) kept.push({ file, text });
    }
  } catch (error) {
    throw cannot('read the texts', folder, error);
  }
  return {
    add: async (text) => {
      // Strictly increasing, so that texts of the same millisecond keep their order.
      last = Math.max(last + 1, Date.now() * 1000);
      const file = join(folder, `${String(last).padStart(17, '0')}.json`);
      await writeWhole(file, JSON.stringify(text), { mode: 0o600 });
      kept.push({ file, text });
      const surplus = kept.splice(0, Math.max(0, kept.length - TEXTBOX_SIZE));
      await Promise.all(surplus.map((old) => rm(old.file, { force: true })));
    },
    list: (limit) =>
      kept
        .slice(-Math.max(1, limit))
        .reverse()
        .map(({ text }) => text),
  };
}

/** Undefined when the file holds no text: one bad file must not close the box. */
async function readText(file: string): Promise<SentText | undefined> {
  try {
    return textSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
