import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, LogEvent } from '../lambdas/ports/log.ts';

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
 */
export async function openEventLog(
  folder: string,
  show?: (line: string) => void,
): Promise<EventLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'cordon.log');
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > ROTATE_AT) await rename(path, `${path}.1`);
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // A full disk must not stop the gateway from saying no; events are then lost, messages are not.
  file.on('error', () => undefined);
  return {
    path,
    write(event) {
      const time = new Date().toISOString();
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

function shortLine({ event, ...fields }: LogEvent): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  return [event.padEnd(20), ...parts].join(' ');
}
