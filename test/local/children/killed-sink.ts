import { Webhook } from 'standardwebhooks';
import { serveOnLoopback } from '../../../local/loopback-server.ts';
import { openSinks } from '../../../local/sinks.ts';

/** Sends webhooks to a sink without end, several at once, and prints each id after it was confirmed. */
const [folder = '', secret = '', run = ''] = process.argv.slice(2);

const sinks = await openSinks({ folder, secrets: { 'clinical-sink': secret } });
const { url } = await serveOnLoopback(sinks.app);

let number = 0;
async function post(): Promise<void> {
  for (;;) {
    const id = `${run}-${String(number)}`;
    number += 1;
    const at = new Date();
    const body = JSON.stringify({ id, filler: 'x'.repeat(2000) });
    const { status } = await fetch(`${url}/sinks/clinical-sink`, {
      method: 'POST',
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
      body,
    });
    if (status === 204) process.stdout.write(`${id}\n`);
  }
}
await Promise.all([post(), post(), post(), post()]);
