import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../lambdas/adapters/aws/shared/clock.ts';
import type { Clock } from '../lambdas/ports/clock.ts';
import type { Log, LogEvent } from '../lambdas/ports/log.ts';
import { cannot, errorCode } from './data-folder-error.ts';

/** Bytes at which the last run's log is put aside. */
const ROTATE_AT = 20 * 1024 * 1024;

export interface EventLog extends Log {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * The embedded runtime's log: one JSON line per event in a file, and a short line for a person.
 *
 * @param show receives the short line; absent: nobody is watching
 * @throws DataFolderError when it cannot be written
 */
export async function openEventLog(
  folder: string,
  show?: (line: string) => void,
  clock: Clock = systemClock,
): Promise<EventLog> {
  const path = join(folder, 'cordon.log');
  const file = (await openFile(folder, path)).createWriteStream();
  // A full disk must not stop the gateway from saying no; events are then lost, messages are not.
  file.on('error', () => undefined);
  return {
    path,
    write(event) {
      const time = clock.now().toISOString();
      file.write(`${JSON.stringify({ time, ...event })}\n`);
      show?.(`${time.slice(11, 19)}  ${shortLine(event)}`);
    },
    close: () =>
      new Promise((done) => {
        file.end(() => {
          done();
        });
      }),
  };
}

/** Opened before anything is logged: a log that cannot be written must be known of at the start. */
async function openFile(folder: string, path: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw cannot('use the folder of the log', folder, error);
  });
  try {
    const size = await stat(path).then(
      (found) => found.size,
      (error: unknown) => {
        if (errorCode(error) === 'ENOENT') return 0;
        throw error;
      },
    );
    if (size > ROTATE_AT) await rename(path, `${path}.1`);
    return await open(path, 'a', 0o600);
  } catch (error) {
    throw cannot('write the log', path, error);
  }
}

function shortLine({ event, ...fields }: LogEvent): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  return [event.padEnd(20), ...parts].join(' ');
}
