// Sends an example message through Cordon's own API, with the sender key of a lane.
//
//   node examples/send-message.mjs FILE marketing|clinical [--data DIR]
import { parseArgs } from 'node:util';
import { ask, developmentGateway, readInput } from './development-gateway.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '.cordon' } },
});
const [file, lane] = positionals;
if (file === undefined || (lane !== 'marketing' && lane !== 'clinical')) {
  console.error('usage: node examples/send-message.mjs FILE marketing|clinical [--data DIR]');
  process.exit(1);
}

const { url, credentials } = await developmentGateway(values.data);
const response = await ask(`${url}/v1/messages`, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${credentials[`${lane}Key`]}`,
    'content-type': 'application/json',
  },
  body: await readInput(file),
});
console.log(response.status, JSON.stringify(await response.json(), undefined, 2));
if (!response.ok) process.exitCode = 1;
