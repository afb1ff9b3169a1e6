// Posts a file to the development gateway as a vendor would: signed with the source's own secret.
//
//   node examples/post-webhook.mjs SOURCE FILE [--id ID] [--data DIR]
//
// The same --id twice is what a vendor's retry looks like.
import { createHmac, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { ask, developmentGateway, readInput } from './development-gateway.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: 'string', default: `evt_${randomUUID()}` },
    data: { type: 'string', default: '.cordon' },
  },
});
const [source, file] = positionals;
if (source === undefined || file === undefined) {
  console.error('usage: node examples/post-webhook.mjs SOURCE FILE [--id ID] [--data DIR]');
  process.exit(1);
}

const { url, credentials } = await developmentGateway(values.data);
const secret = credentials.sources[source];
if (secret === undefined) {
  console.error(`The sources are: ${Object.keys(credentials.sources).join(', ')}`);
  process.exit(1);
}
const body = await readInput(file);

const response = await ask(`${url}/webhooks/${source}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...sign(source, secret, body) },
  body,
});
console.log(response.status, await response.text());
if (!response.ok) process.exitCode = 1;

function sign(name, key, bytes) {
  const now = new Date();
  const seconds = Math.floor(now.getTime() / 1000);
  if (name === 'calendly-intake') {
    const mac = createHmac('sha256', key).update(`${seconds}.`).update(bytes).digest('hex');
    return { 'calendly-webhook-signature': `t=${seconds},v1=${mac}` };
  }
  return {
    'webhook-id': values.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(key).sign(values.id, now, bytes.toString('utf8')),
  };
}
