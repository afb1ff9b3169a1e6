import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadInput, ThreadMessage } from './protocol.ts';
import { readFile } from './read-file.ts';

/** Entry of the reading thread: reads the files it was given one after the other, and ends. */
const port = parentPort;
if (port === null) throw new TypeError('to be run as a thread');
const send = (message: ThreadMessage): void => {
  port.postMessage(message);
};

const { files } = workerData as ThreadInput;
for (const [file, bytes] of files.entries()) {
  await readFile(bytes, (content) => {
    send({ file, ...content });
  });
  send({ file, done: true });
}
