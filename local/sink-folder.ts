import { appendFile, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isTemporary, removeLeftovers, writeWhole } from './durable-file.ts';

const deliverySchema = z.object({
  /** ISO 8601, UTC. */
  receivedAt: z.string(),
  /** HTTP status that the sender was answered. */
  status: z.number(),
  /** The signature is right and recent. */
  verified: z.boolean(),
  /** Those of the webhook; absent ones are left out. */
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** How `body` stands for the bytes. */
  encoding: z.enum(['utf8', 'base64']),
});

/** One delivery to a sink, as it came. */
export type SinkDelivery = z.infer<typeof deliverySchema>;

export interface SinkFolder {
  /** Writes down the id of an accepted webhook, for good. */
  logId(webhookId: string): Promise<void>;
  /** The id of every accepted webhook, one for each time, oldest first. */
  loggedIds(): Promise<readonly string[]>;
  /** Keeps the delivery, and forgets the oldest beyond {@link DELIVERIES_KEPT}. */
  keep(delivery: SinkDelivery): Promise<void>;
  /** Newest first. */
  latest(limit: number): Promise<readonly SinkDelivery[]>;
}

export const DELIVERIES_KEPT = 50;

/**
 * What one sink received. Writes are not forced to the disk: like those of the database, they survive
 * the death of the process, which is what tests do to it, and not a power cut.
 */
export async function openSinkFolder(folder: string): Promise<SinkFolder> {
  const deliveries = join(folder, 'deliveries');
  const log = join(folder, 'ids.log');
  await mkdir(deliveries, { recursive: true, mode: 0o700 });
  await removeLeftovers(deliveries);
  await cutPartialLine(log);
  /** Oldest first. */
  const names = (await readdir(deliveries)).filter((name) => !isTemporary(name)).sort();
  let last = Number.parseInt(names.at(-1) ?? '0', 10);

  return {
    logId: (webhookId) => appendFile(log, `${webhookId}\n`, { mode: 0o600 }),
    loggedIds: async () => {
      const text = await readFile(log, 'utf8').catch(() => '');
      return text.split('\n').slice(0, -1);
    },
    keep: async (delivery) => {
      last += 1;
      const name = `${String(last).padStart(12, '0')}.json`;
      await writeWhole(join(deliveries, name), JSON.stringify(delivery), { sync: false });
      names.push(name);
      const surplus = names.splice(0, Math.max(0, names.length - DELIVERIES_KEPT));
      await Promise.all(surplus.map((old) => rm(join(deliveries, old), { force: true })));
    },
    latest: async (limit) => {
      const newest = names.slice(-Math.max(1, limit)).reverse();
      const read = await Promise.all(newest.map((name) => readDelivery(join(deliveries, name))));
      return read.filter((delivery) => delivery !== undefined);
    },
  };
}

/** Undefined when the file has been replaced by a newer delivery meanwhile, or makes no sense. */
async function readDelivery(file: string): Promise<SinkDelivery | undefined> {
  try {
    return deliverySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A process killed while it wrote a line leaves a part of it; its webhook was not answered. */
async function cutPartialLine(log: string): Promise<void> {
  const file = await open(log, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, 4096));
    await file.read(tail, 0, tail.length, size - tail.length);
    const whole = size - tail.length + tail.lastIndexOf(0x0a) + 1;
    if (whole < size) await file.truncate(whole);
  } finally {
    await file.close();
  }
}
