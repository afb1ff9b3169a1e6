import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoDestinationGates } from '../../../lambdas/adapters/aws/shared/dynamo-destination-gates.ts';
import { createDynamoKeyUse } from '../../../lambdas/adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutbox } from '../../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import { createDynamoOutboxDesk } from '../../../lambdas/adapters/aws/shared/dynamo-outbox-desk.ts';
import { createDynamoOutboxWriter } from '../../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoRecordFinder } from '../../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { createSqsQueue } from '../../../lambdas/adapters/aws/shared/sqs-queue.ts';
import { readWorkBody } from '../../../lambdas/adapters/aws/shared/work-body.ts';
import { NEW_GATE } from '../../../lambdas/core/deliver/gate.ts';
import { createDeliveriesApp } from '../../../lambdas/handlers/http/deliveries-app.ts';
import { LANES, type Lane } from '../../../lambdas/core/vocabulary.ts';
import { startSqs } from '../../../local/sqs.ts';
import { onTable, run, startTables } from '../../adapters/aws/endpoints.ts';
import {
  freshId,
  sampleDecision,
  sampleDelivery,
  stoppedClock,
  beginAttempt,
  dieOf,
} from '../../adapters/aws/samples.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

const NOW = '2026-11-28T17:00:00.000Z';
/** What is in a body must be in no answer. */
const CONTENT = 'zebediah quill';
const WHY = 'the receiver is repaired';

async function start() {
  const running = await run(async (folder) => ({
    dynamodb: await startTables(folder),
    sqs: await startSqs({ queues: [...LANES], visibilityTimeoutSeconds: 30 }),
  }));
  const perLane = <T>(make: (lane: Lane) => T) => ({
    clinical: make('clinical'),
    marketing: make('marketing'),
  });
  const table = perLane((lane) => onTable(running, `outbox-${lane}`));
  const queueUrl = perLane((lane) => running.services.sqs.queueUrls.get(lane) ?? '');
  const clock = stoppedClock(NOW);
  const { sqs } = running.clients;
  const ledger = createDynamoLedger({ ...onTable(running, 'decisions'), clock });
  return {
    running,
    clock,
    writers: perLane((lane) => createDynamoOutboxWriter({ ...table[lane], lane })),
    outboxes: perLane((lane) => createDynamoOutbox({ ...table[lane], lane })),
    desks: perLane((lane) => createDynamoOutboxDesk(table[lane])),
    gates: perLane((lane) => createDynamoDestinationGates(table[lane])),
    deliveries: perLane((lane) => createSqsQueue({ sqs, queueUrl: queueUrl[lane] })),
    ledger,
    finder: createDynamoRecordFinder(onTable(running, 'decisions')),
    keyUse: createDynamoKeyUse({ ...onTable(running, 'registry'), clock }),
    /** What waits in a lane's queue; taken out. */
    async waiting(lane: Lane): Promise<(string | undefined)[]> {
      const command = new ReceiveMessageCommand({
        ...{ QueueUrl: queueUrl[lane], MaxNumberOfMessages: 10 },
      });
      const { Messages = [] } = await sqs.send(command);
      return Messages.map(({ Body }) => readWorkBody(Body ?? ''));
    },
    async recorded(): Promise<string[]> {
      const { dynamodb, table: name } = onTable(running, 'decisions');
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: name }));
      return Items.map((item) => JSON.stringify(item));
    },
  };
}

let services: Awaited<ReturnType<typeof start>>;
let world: World;
let app: ReturnType<typeof createDeliveriesApp>;
beforeAll(async () => {
  services = await start();
}, 60_000);
afterAll(() => services.running.close());
beforeEach(() => {
  world = createWorld();
  const { registry, policy, log } = world.worker;
  app = createDeliveriesApp({ ...services, ...{ registry, policy, log }, random: systemRandom });
});

async function ask(path: string, body?: unknown, key: string = KEYS.officer) {
  const response = await app.request(`/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(text).not.toContain(CONTENT);
  return { status: response.status, answer: JSON.parse(text) as Record<string, unknown> };
}

/** A delivery with its decision on record, dead unless a test wants another. */
async function delivery(lane: Lane, state: 'dead' | 'pending' | 'delivered' = 'dead') {
  const messageId = freshId('msg');
  const target = `${lane}-sink`;
  const id = `${messageId}~${target}`;
  const disposition = lane === 'clinical' ? 'encrypted' : 'deidentified';
  await services.ledger.append({
    ...sampleDecision({ decisionId: id, messageId, lane, disposition, decidedAt: NOW }),
    ...{ entityId: 'mercy-hospital', purpose: 'clinical' },
    origin: { kind: 'source', id: 'intake' },
    target: { kind: 'destination', id: target },
  });
  const bytes = Buffer.from(JSON.stringify({ note: CONTENT }));
  await services.writers[lane].put(
    sampleDelivery({
      ...{ deliveryId: id, messageId, decisionId: id, lane, disposition, createdAt: NOW },
      entityId: 'mercy-hospital',
      route: { kind: 'webhook', destinationId: target },
      body:
        lane === 'clinical'
          ? { kind: 'sealed', recordId: freshId('rec') }
          : { kind: 'clear', contentType: 'application/json', bytes },
    }),
  );
  const outbox = services.outboxes[lane];
  if (state === 'dead') await dieOf('http_410', outbox, id);
  if (state === 'delivered') {
    const lease = await beginAttempt(outbox, id);
    await outbox.markDelivered(id, lease, { deliveredAt: NOW, receipt: '200', latencyMs: 3 });
  }
  return id;
}

const recordsOf = async (id: string) =>
  (await services.recorded()).filter((text) => text.includes(id) && text.includes('chg_'));

describe('the routes of deliveries', () => {
  it.each([
    ['deliveries', undefined],
    ['deliveries/msg_1~crm', undefined],
    ['destinations/marketing-sink', undefined],
    ['deliveries/msg_1~crm/replay', { why: WHY }],
    ['destinations/marketing-sink/enable', { why: WHY }],
  ])('answer nobody without an officer or audit key: %s', async (path, body) => {
    for (const key of ['x', `${KEYS.officer.slice(0, -1)}x`]) {
      expect((await ask(path, body, key)).status).toBe(401);
    }
    for (const key of [KEYS.marketing, KEYS.clinical]) {
      expect((await ask(path, body, key)).status).toBe(403);
    }
  });

  it.each(['deliveries/msg_1~crm/replay', 'destinations/marketing-sink/enable'])(
    'let nobody but an officer change anything: %s',
    async (path) => {
      expect((await ask(path, { why: WHY }, KEYS.audit)).status).toBe(403);
    },
  );

  it('list dead deliveries of both lanes, newest first, without what is in them', async () => {
    const ids = [await delivery('marketing'), await delivery('clinical')];
    await delivery('marketing', 'pending');
    for (const key of [KEYS.officer, KEYS.audit]) {
      const { status, answer } = await ask('deliveries?since=2026-11-01', undefined, key);
      const listed = answer['deliveries'] as { deliveryId: string; state: string; body: unknown }[];
      expect(status).toBe(200);
      expect(listed.map(({ deliveryId }) => deliveryId)).toEqual(expect.arrayContaining(ids));
      expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['dead']));
      expect(new Set(listed.map(({ body }) => JSON.stringify(body)))).toEqual(
        new Set(['"clear"', '"sealed"']),
      );
    }
  });

  it('narrow the list, and say when there are more', async () => {
    const [one, two] = [await delivery('marketing'), await delivery('marketing')];
    const found = async (query: string) => {
      const { answer } = await ask(`deliveries?${query}`);
      const listed = answer['deliveries'] as { deliveryId: string }[];
      return { ids: listed.map(({ deliveryId }) => deliveryId), more: answer['more'] };
    };
    expect((await found('destination=marketing-sink&since=2026-11-01')).ids).toEqual(
      expect.arrayContaining([one, two]),
    );
    expect(await found('destination=clinical-sink&lane=marketing')).toEqual({
      ids: [],
      more: false,
    });
    expect(await found('limit=1&lane=marketing')).toMatchObject({ more: true });
    expect((await found('state=delivered&destination=marketing-sink')).ids).toEqual([]);
    expect((await found('since=2026-11-01&until=2026-11-02')).ids).toEqual([]);
  });

  it.each([
    'state=gone',
    'lane=both',
    'limit=0',
    'limit=201',
    'since=yesterday',
    'since=2026-11-02&until=2026-11-01',
    'since=2026-12-01',
    'who=me',
  ])('refuse the query %s', async (query) => {
    expect((await ask(`deliveries?${query}`)).status).toBe(400);
  });

  it('show one, and none that is not there', async () => {
    const id = await delivery('clinical');
    expect(await ask(`deliveries/${encodeURIComponent(id)}`)).toMatchObject({
      status: 200,
      answer: { deliveryId: id, state: 'dead', failure: 'http_410', attempts: 1, body: 'sealed' },
    });
    expect((await ask('deliveries/msg_0~nothing')).status).toBe(404);
    // A gate stands beside the deliveries and is none.
    const gate = { state: NEW_GATE, revision: 0 };
    await services.gates.marketing.write('a-gate', gate);
    expect((await ask(`deliveries/${encodeURIComponent('gate#a-gate')}`)).status).toBe(404);
  });
});

describe('replaying by the routes', () => {
  it.each(LANES)('puts a dead delivery of the %s lane back, on record', async (lane) => {
    const id = await delivery(lane);
    const path = `deliveries/${encodeURIComponent(id)}/replay`;
    expect(await ask(path, { why: WHY })).toEqual({ status: 200, answer: { replayed: true } });
    expect(await services.waiting(lane)).toEqual([id]);
    expect(await services.outboxes[lane].find(id)).toMatchObject({ state: 'pending', attempts: 0 });
    const [record, ...others] = await recordsOf(id);
    expect(others).toEqual([]);
    for (const part of ['replayed', WHY, 'ok_officer001']) expect(record).toContain(part);
    expect(record).not.toContain(CONTENT);
    expect(await ask(path, { why: WHY })).toMatchObject({
      status: 409,
      answer: { reason: 'not_dead' },
    });
  });

  it.each<[string, (id: string) => unknown, number, object]>([
    ['a delivery that is not there', () => ({ why: WHY }), 404, {}],
    ['no reason', () => ({}), 400, {}],
    ['a reason that names somebody', () => ({ why: 'for SSN 219-09-9999' }), 422, {}],
    ['another member', () => ({ why: WHY, force: true }), 400, {}],
  ])('is refused for %s', async (what, body, status, more) => {
    const id = what.startsWith('a delivery') ? 'msg_0~nothing' : await delivery('marketing');
    const path = `deliveries/${encodeURIComponent(id)}/replay`;
    expect(await ask(path, body(id))).toMatchObject({ status, answer: more });
    expect(await recordsOf(id)).toEqual([]);
    expect(await services.waiting('marketing')).toEqual([]);
  });

  it.each<[string, Lane, () => void]>([
    ['not_dead', 'marketing', () => undefined],
    ['destination_not_registered', 'marketing', () => world.registry.destinations.clear()],
    [
      'lane_mismatch',
      'marketing',
      () => {
        const { destinations } = world.registry;
        const own = destinations.get('marketing-sink')!;
        destinations.set(own.id, { ...own, lane: 'clinical' });
      },
    ],
    ['decision_not_found', 'clinical', () => world.registry.sources.clear()],
    [
      'policy_refuses',
      'marketing',
      () => {
        const { sources } = world.registry;
        sources.set('intake', { ...sources.get('intake')!, part2: true });
      },
    ],
  ])('is refused with the reason %s, in words', async (reason, lane, change) => {
    const id = await delivery(lane, reason === 'not_dead' ? 'delivered' : 'dead');
    change();
    const { status, answer } = await ask(`deliveries/${encodeURIComponent(id)}/replay`, {
      why: WHY,
    });
    expect([status, answer['reason']]).toEqual([409, reason]);
    expect(String(answer['detail'])).toMatch(/^[A-Z].{20,}\.$/);
    expect(await recordsOf(id)).toEqual([]);
  });
});

describe('how a destination does', () => {
  it('is told, and one that was disabled is enabled by an officer, on record', async () => {
    expect(await ask('destinations/marketing-sink', undefined, KEYS.audit)).toMatchObject({
      status: 200,
      answer: { circuit: 'closed', failuresInARow: 0, lane: 'marketing' },
    });
    const path = 'destinations/marketing-sink/enable';
    expect((await ask(path, { why: WHY })).status).toBe(409);
    const state = { ...NEW_GATE, failures: 12, disabledAt: Date.parse(NOW) };
    await services.gates.marketing.write('marketing-sink', { state, revision: 0 });
    expect(await ask('destinations/marketing-sink')).toMatchObject({
      answer: { circuit: 'disabled', disabledAt: NOW, failuresInARow: 12 },
    });
    expect((await ask(path, { why: '' })).status).toBe(422);
    expect(await ask(path, { why: WHY })).toEqual({ status: 200, answer: { enabled: true } });
    expect(await ask('destinations/marketing-sink')).toMatchObject({
      answer: { circuit: 'closed', failuresInARow: 0 },
    });
    const records = (await services.recorded()).filter((text) => text.includes('enabled'));
    expect(records).toEqual([expect.stringContaining('marketing-sink') as string]);
    expect((await ask('destinations/nothing')).status).toBe(404);
    expect((await ask('destinations/nothing/enable', { why: WHY })).status).toBe(404);
  });
});

describe('deliveries that cannot be reached', () => {
  it('are told as that, without what went wrong', async () => {
    const failing = () => Promise.reject(new Error(CONTENT));
    const { registry, policy, log } = world.worker;
    const desks = { ...services.desks, marketing: { ...services.desks.marketing, show: failing } };
    app = createDeliveriesApp({
      ...services,
      desks,
      ...{ registry, policy, log },
      random: systemRandom,
    });
    expect((await ask('deliveries/msg_1~crm')).status).toBe(503);
    expect(JSON.stringify(world.events)).not.toContain(CONTENT);
    expect(world.events).toContainEqual({
      ...{ event: 'request.failed', route: 'deliveries', errorClass: 'Error' },
    });
  });
});
