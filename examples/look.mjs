// Shows what last arrived at a sink or in the mailbox of the development gateway.
//
//   node examples/look.mjs clinical-sink|marketing-sink|mailbox [--data DIR]
import { parseArgs } from 'node:util';
import { ask, developmentGateway } from './development-gateway.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '.cordon' } },
});
const [where] = positionals;
if (!['clinical-sink', 'marketing-sink', 'mailbox'].includes(where)) {
  console.error('usage: node examples/look.mjs clinical-sink|marketing-sink|mailbox [--data DIR]');
  process.exit(1);
}

const { url } = await developmentGateway(values.data);
const path = where === 'mailbox' ? 'mailbox' : `sinks/${where}`;
const [last] = await lastArrivals(`${url}/dev/${path}.json?limit=1`);
if (last === undefined) console.log('Nothing has arrived yet.');
else console.log(JSON.stringify(last, undefined, 2));

/** Deliveries are made after the answer: give the first one a moment. */
async function lastArrivals(address) {
  for (let attempt = 0; ; attempt += 1) {
    const { deliveries, messages } = await (await ask(address)).json();
    const found = deliveries ?? messages ?? [];
    if (found.length > 0 || attempt === 20) return found;
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
