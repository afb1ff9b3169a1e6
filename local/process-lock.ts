import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { errorCode } from './data-folder-error.ts';
import { createWhole } from './durable-file.ts';
import { processStart } from './process-identity.ts';

/**
 * A lock file that one living process holds. Node has no flock(2), so the file names its holder by
 * process id and start time: a holder that was killed, or whose number belongs to another process now,
 * does not hold it any more. It cannot see a process of another machine or container that shares the
 * folder; LevelDB's own lock, which the system keeps, refuses that one.
 */

const holderSchema = z.object({ pid: z.number().int().positive(), started: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Milliseconds. A process that was just killed may take a moment to be gone. */
const PATIENCE = 1000;
const PAUSE = 50;

export interface ProcessLock {
  release(): Promise<void>;
}

/** @returns the lock, or the id of the living process that holds it. */
export async function acquireLock(
  path: string,
): Promise<ProcessLock | { readonly heldBy: number }> {
  const started = (await processStart(process.pid)) ?? 'unknown';
  const mine = JSON.stringify({ pid: process.pid, started, nonce: randomUUID() });
  const until = Date.now() + PATIENCE;
  for (;;) {
    if ((await createWhole(path, mine, { sync: false })) === 'created') {
      return { release: () => release(path, mine) };
    }
    const found = await readFile(path, 'utf8').catch(absent);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (!holder || !(await lives(holder))) {
      await clear(path, found);
      continue;
    }
    if (Date.now() >= until) return { heldBy: holder.pid };
    await sleep(PAUSE);
  }
}

async function lives(holder: Holder): Promise<boolean> {
  const started = await processStart(holder.pid);
  if (started === undefined) return false;
  // Without a start time on either side the number must do: better refuse than share a folder.
  if (started === 'unknown' || holder.started === 'unknown') return true;
  return started === holder.started;
}

/** Removes a dead holder's file, and only that one: another process may have replaced it meanwhile. */
async function clear(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== stale) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function release(path: string, mine: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(absent)) === mine) await rm(path, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // Not written by Cordon, or by a version that wrote something else: nobody that lives holds it.
    return undefined;
  }
}

function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
