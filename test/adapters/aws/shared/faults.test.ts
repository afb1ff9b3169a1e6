import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from '../../../../lambdas/adapters/aws/shared/clients.ts';
import { createDynamoInboundMessages } from '../../../../lambdas/adapters/aws/shared/dynamo-inbound-messages.ts';
import { createDynamoLedger } from '../../../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoRegistry } from '../../../../lambdas/adapters/aws/shared/dynamo-registry.ts';
import { createObjectReader } from '../../../../lambdas/adapters/aws/shared/object-store.ts';
import { createSealer, SealError } from '../../../../lambdas/adapters/aws/shared/sealer.ts';
import { createSecretsManagerSecrets } from '../../../../lambdas/adapters/aws/shared/secrets-manager.ts';
import { createSesMailer } from '../../../../lambdas/adapters/aws/shared/ses-mailer.ts';
import { errorCode, ServiceError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import { createSqsQueue } from '../../../../lambdas/adapters/aws/shared/sqs-queue.ts';
import { configFor } from '../endpoints.ts';
import { sampleDecision, stoppedClock } from '../samples.ts';

const clock = stoppedClock('2026-03-01T10:00:00.000Z');
const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';
const CONTEXT = { lane: 'clinical', entityId: 'hospital', purpose: 'webhook' } as const;
const QUOTED = 'Invalid value: Jane Roe, MRN 00123';

/** Three attempts of 200 ms, the pauses between them, and a busy machine. */
const DEADLINE_MS = 4_000;

describe('a service that fails', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  /** Every client on one server; counts requests. */
  async function against(handler: RequestListener) {
    const counter = { requests: 0 };
    const server = createServer((request, response) => {
      counter.requests += 1;
      request.on('error', () => undefined);
      handler(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clients = createClients({
      ...configFor({
        dynamodb: url,
        sqs: url,
        kms: url,
        ses: url,
        s3: url,
        secretsManager: url,
      }),
      timeouts: { connection: 200, request: 200 },
    });
    cleanups.push(async () => {
      clients.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    return { clients, counter, queueUrl: `${url}/000000000000/inbound` };
  }

  type Against = Awaited<ReturnType<typeof against>>;
  const table = ({ clients }: Against) => ({ dynamodb: clients.dynamodb, table: 'test' });
  const calls: [string, (target: Against) => Promise<unknown>][] = [
    ['dynamodb.GetItem', (t) => createDynamoRegistry(table(t)).source('intake-form')],
    [
      'dynamodb.PutItem',
      (t) => createDynamoLedger({ ...table(t), clock }).append(sampleDecision()),
    ],
    [
      'dynamodb.UpdateItem',
      (t) => createDynamoInboundMessages({ ...table(t), clock }).markRouted('key'),
    ],
    [
      'secretsManager.GetSecretValue',
      ({ clients }) =>
        createSecretsManagerSecrets({ secretsManager: clients.secretsManager }).get('ref'),
    ],
    [
      'sqs.SendMessage',
      ({ clients, queueUrl }) => createSqsQueue({ sqs: clients.sqs, queueUrl }).enqueue('id'),
    ],
    [
      's3.GetObject',
      ({ clients }) => createObjectReader({ s3: clients.s3, bucket: 'b' }).get('k', 100),
    ],
    [
      'kms.GenerateDataKey',
      ({ clients }) =>
        createSealer({ kms: clients.kms, keyArn }).seal(CONTEXT, Buffer.from('Jane Roe')),
    ],
  ];

  async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
    const started = performance.now();
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(performance.now() - started).toBeLessThan(DEADLINE_MS);
    expect(error).toBeInstanceOf(ServiceError);
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(everything).not.toContain('Jane');
    expect(Object.hasOwn(error as object, 'cause')).toBe(false);
    return error as ServiceError;
  }

  it.each(calls)('%s: a fault is tried three times and named', async (name, call) => {
    const target = await against((_, response) => {
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'InternalServerError', message: QUOTED }));
    });
    const error = await failureOf(call(target));
    expect(error.name.startsWith(`${name}.`)).toBe(true);
    expect(target.counter.requests).toBeGreaterThanOrEqual(3);
    expect(target.counter.requests).toBeLessThanOrEqual(name.startsWith('secrets') ? 6 : 3);
  });

  it.each(calls)('%s: a service that never answers is given up in time', async (name, call) => {
    const target = await against(() => undefined);
    expect((await failureOf(call(target))).name).toBe(`${name}.TimeoutError`);
  });

  it.each(calls)('%s: an error of the caller is not tried again', async (name, call) => {
    const target = await against((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'AccessDeniedException', message: QUOTED }));
    });
    expect((await failureOf(call(target))).name.startsWith(`${name}.`)).toBe(true);
    // Two stages of a secret are two calls, and the first failure is the answer.
    expect(target.counter.requests).toBeLessThanOrEqual(name.startsWith('secrets') ? 2 : 1);
  });

  it.each(calls)('%s: an answer that is not one is a failure', async (_name, call) => {
    const target = await against((_, response) => {
      response.writeHead(500, { 'content-type': 'text/html' });
      response.end(`<html>${QUOTED}`);
    });
    await failureOf(call(target));
  });

  it('a KMS that answers with nothing usable gives no data key', async () => {
    const target = await against((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{}');
    });
    const sealer = createSealer({ kms: target.clients.kms, keyArn });
    await expect(sealer.seal(CONTEXT, Buffer.from('x'))).rejects.toThrow(SealError);
  });

  it('an object whose body stops half-way is given up in time', async () => {
    const target = await against((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    const reader = createObjectReader({ s3: target.clients.s3, bucket: 'b' });
    await failureOf(reader.get('k', 100));
  });

  it('mail is answered retry by a service that hangs or fails', async () => {
    const mail = {
      from: 'a@x.example',
      recipient: 'b@y.example',
      raw: Buffer.from('x'),
      deliveryId: 'd',
      entityId: 'e',
    };
    for (const handler of [
      () => undefined,
      (_: unknown, response: Parameters<RequestListener>[1]) => response.writeHead(503).end(QUOTED),
    ]) {
      const { clients } = await against(handler);
      const result = await createSesMailer({ ses: clients.ses, configurationSet: 'c' }).send(mail);
      expect(result.kind).toBe('retry');
      expect(JSON.stringify(result)).not.toContain('Jane');
    }
  });
});

describe('an error code', () => {
  it.each([
    [Object.assign(new Error('Jane'), { name: 'ThrottlingException' }), 'ThrottlingException'],
    [Object.assign(new Error('Jane'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [Object.assign(new AggregateError([], 'Jane'), { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
    [Object.assign(new Error('x'), { name: 'Odd name: Jane <x>' }), 'OddnameJanex'],
    [Object.assign(new Error('x'), { name: '' }), 'Unknown'],
    [Object.assign(new Error('x'), { name: 'N'.repeat(500) }), 'N'.repeat(64)],
    ['Jane', 'Unknown'],
    [undefined, 'Unknown'],
  ])('is short and has nothing but letters, digits and underscores', (error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});
