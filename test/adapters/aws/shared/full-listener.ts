import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** More connections than the queue of a listener with the smallest backlog holds. */
const CROWD = 8;

const LISTEN = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    // From here on nobody accepts.
    Atomics.wait(new Int32Array(workerData), 0, 0);
  });
`;

/** A port of loopback at which no further connection comes about: its queue is full, and nobody takes from it. */
export async function startFullListener(): Promise<{ port: number; close(): Promise<void> }> {
  const workerData = new SharedArrayBuffer(4);
  const worker = new Worker(LISTEN, { eval: true, workerData });
  const port = await new Promise<number>((done, failed) => {
    worker.once('message', done).once('error', failed);
  });
  const crowd: Socket[] = Array.from({ length: CROWD }, () =>
    connect(port, '127.0.0.1').on('error', () => undefined),
  );
  await new Promise((done) => crowd[0]?.once('connect', done));
  return {
    port,
    async close() {
      for (const socket of crowd) socket.destroy();
      await worker.terminate();
    },
  };
}
