import { Worker } from 'node:worker_threads';
import type { ExtractReason, FileContent } from '../../core/extract/content.ts';
import type { Segment, UnreadablePart } from '../../core/scan/document.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import { ThreadTurns } from './thread-turns.ts';
import type { ThreadInput, ThreadMessage } from './thread/protocol.ts';

/** Threads at once: each may take half a gigabyte and a processor. Who comes later waits, within its own budget. */
const MAX_THREADS = 2;

/** Megabytes of JavaScript objects; a hostile file must not take the process with it. */
const MAX_HEAP = 512;

interface Reading {
  readonly segments: Segment[];
  readonly unreadable: UnreadablePart[];
  done: boolean;
}

/**
 * Reads in a thread that is made for one call and ended after it. A parser of hostile files can be slow, grow
 * or fail: here it can do none of it to the process, and time is up when it is up. The thread has no
 * environment, so no credentials, and nothing that it prints is passed on, because it may quote content.
 *
 * @param module that the thread runs: `thread/main.ts` as it was bundled, or something that loads it
 */
export function createThreadDocumentReader(module: URL): DocumentReader {
  const turns = new ThreadTurns(MAX_THREADS);
  return {
    async read(files, { milliseconds }) {
      const readings = files.map((): Reading => ({ segments: [], unreadable: [], done: false }));
      if (files.length === 0) return [];
      const ended = await turns.run(milliseconds, (left) =>
        runThread(module, { files }, readings, left),
      );
      return readings.map(({ segments, unreadable, done }): FileContent => ({
        segments,
        unreadable: done ? unreadable : [...unreadable, { path: '', reason: ended ?? 'timeout' }],
      }));
    },
  };
}

/** @returns why files that are not done were not read; the readings fill while it runs */
async function runThread(
  module: URL,
  input: ThreadInput,
  readings: readonly Reading[],
  milliseconds: number,
): Promise<ExtractReason> {
  const worker = new Worker(module, {
    workerData: input,
    execArgv: [],
    argv: [],
    env: {},
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
  });
  // Drained, never shown.
  worker.stdout.resume();
  worker.stderr.resume();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ExtractReason>((resolve) => {
      timer = setTimeout(() => {
        resolve('timeout');
      }, milliseconds);
      worker.on('message', (message: ThreadMessage) => {
        const reading = readings[message.file];
        if (reading === undefined) return;
        if ('done' in message) reading.done = true;
        else {
          for (const segment of message.segments) reading.segments.push(segment);
          for (const part of message.unreadable) reading.unreadable.push(part);
        }
        if (readings.every(({ done }) => done)) resolve('reader_failed');
      });
      // Out of memory, a bug of a library: what was read before counts, the rest is unread.
      worker.once('error', () => {
        resolve('reader_failed');
      });
      worker.once('exit', () => {
        resolve('reader_failed');
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
