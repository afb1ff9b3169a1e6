// Sends an example message with SendGrid's own client; only its base URL is changed.
//
//   node examples/send-with-sendgrid.mjs FILE marketing|clinical [--data DIR]
import { parseArgs } from 'node:util';
import sendgrid from '@sendgrid/mail';
import { developmentGateway, readInput } from './development-gateway.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '.cordon' } },
});
const [file, lane] = positionals;
if (file === undefined || (lane !== 'marketing' && lane !== 'clinical')) {
  console.error('usage: node examples/send-with-sendgrid.mjs FILE marketing|clinical [--data DIR]');
  process.exit(1);
}

const { url, credentials } = await developmentGateway(values.data);
const message = JSON.parse((await readInput(file)).toString('utf8'));

sendgrid.setApiKey(`SG.${credentials[`${lane}Key`]}`);
sendgrid.client.setDefaultRequest('baseUrl', `${url}/`);

try {
  const [response] = await sendgrid.send({
    from: { email: message.from.address, name: message.from.name },
    to: message.to.map(({ address }) => address),
    subject: message.subject,
    text: message.text,
    customArgs: message.metadata,
  });
  console.log(response.statusCode, 'accepted as', response.headers['x-message-id']);
} catch (error) {
  if (error.response === undefined) console.error(`Nothing answers at ${url}: run "npm start".`);
  else console.log(error.code, JSON.stringify(error.response.body, undefined, 2));
  process.exitCode = 1;
}
