import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDependencies as sealerOf } from '../../lambdas/handlers/ledger-sealer/dependencies.ts';
import type { Host } from '../../lambdas/handlers/host.ts';
import { createDependencies as sweeperOf } from '../../lambdas/handlers/sweeper/dependencies.ts';
import { checkQuarantine } from '../../lambdas/pipeline/check-quarantine.ts';
import { checkRenewals } from '../../lambdas/pipeline/check-renewals.ts';
import { sealClosedMinutes } from '../../lambdas/pipeline/seal.ts';
import { sweep } from '../../lambdas/pipeline/sweep.ts';
import { configFor } from '../adapters/aws/endpoints.ts';
import { stoppedClock } from '../adapters/aws/samples.ts';

const QUOTED = 'Jane Roe, MRN 00123';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A host whose every service is one server. */
async function hostOf(answer: RequestListener): Promise<{ host: Host; url: string }> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  closing.push(
    () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      }),
  );
  const services = { dynamodb: url, sqs: url, kms: url, s3: url };
  const host: Host = {
    clients: configFor(services),
    clock: stoppedClock('2026-11-26T12:00:00.000Z'),
    log: { write: () => undefined },
    policyDirectory: '.',
    readingThread: new URL(import.meta.url),
    allowLoopbackHttp: false,
  };
  return { host, url };
}

const sweeper = ({ host, url }: { host: Host; url: string }) =>
  sweeperOf(
    {
      CORDON_TABLE_REGISTRY: 'registry',
      CORDON_TABLE_MESSAGES: 'messages',
      CORDON_TABLE_QUARANTINE: 'quarantine',
      CORDON_TABLE_OUTBOX_CLINICAL: 'outbox-clinical',
      CORDON_TABLE_OUTBOX_MARKETING: 'outbox-marketing',
      CORDON_QUEUE_INBOUND: `${url}/000000000000/inbound`,
      CORDON_QUEUE_DELIVER_CLINICAL: `${url}/000000000000/deliver-clinical`,
      CORDON_QUEUE_DELIVER_MARKETING: `${url}/000000000000/deliver-marketing`,
    },
    host,
  );

/** Every run of a schedule but the canary's, which catches all and says in its log what failed. */
const RUNS: [string, (at: { host: Host; url: string }) => Promise<unknown>][] = [
  ['of each minute', (at) => sweep(sweeper(at), 120)],
  ['of each hour', (at) => checkQuarantine(sweeper(at))],
  ['of each day', (at) => checkRenewals(sweeper(at))],
  [
    'of the sealer',
    ({ host }) =>
      sealClosedMinutes(
        sealerOf(
          {
            CORDON_TABLE_DECISIONS: 'decisions',
            CORDON_BUCKET_LEDGER: 'ledger',
            CORDON_KEY_LEDGER: 'arn:aws:kms:us-east-1:111122223333:key/ledger',
          },
          host,
        ),
        1000,
      ),
  ],
];

/** What Lambda would keep of a run beside its event: the error's message. */
async function failureOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new TypeError('it did not fail');
  return error.message;
}

describe('a run that fails is kept with a message that holds no content', () => {
  it.each(RUNS)('%s, where a service refuses it and quotes what was asked', async (_name, run) => {
    const at = await hostOf((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'ValidationException', message: QUOTED }));
    });
    expect(await failureOf(run(at))).toBe('an AWS service call failed');
  });

  it.each(RUNS.slice(2))('%s, where what was stored cannot be read', async (_name, run) => {
    const item = { id: { S: 'acme' }, entry: { M: { [QUOTED]: { S: QUOTED } } } };
    const at = await hostOf(({ headers }, response) => {
      const isTable = headers['x-amz-target'] !== undefined;
      response.end(isTable ? JSON.stringify({ Items: [item], Count: 1 }) : `{"${QUOTED}":`);
    });
    expect(await failureOf(run(at))).toMatch(
      /^(?:a seal is malformed|registry entry cannot be used: vendor#acme)$/,
    );
  });
});
