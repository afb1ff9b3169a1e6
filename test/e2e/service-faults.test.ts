import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Company, DESTINATIONS, startCompany } from './support/company.ts';
import { type Call, type Fault, type FaultRelay, startFaultRelay } from './support/fault-relay.ts';
import { postSigned, type Sent } from './support/operator.ts';
import { intakeForm, patient, seededRandom } from './support/patients.ts';
import { handOut } from './support/queues.ts';
import type { Item } from './support/tables.ts';
import { signerFor } from './support/vendor-signers.ts';

/**
 * A running gateway whose AWS services fail, one after the other and each in its own way: before a webhook is safe, while
 * it is worked on, and while it is delivered.
 */

type When = (call: Call) => Fault | undefined;

const THROTTLED: Fault = {
  kind: 'refused',
  status: 400,
  code: 'ProvisionedThroughputExceededException',
};
const BROKEN = { kind: 'refused', status: 500, code: 'InternalServerError' } as const;
const KMS_BROKEN = { kind: 'refused', status: 500, code: 'KMSInternalException' } as const;
const SLOW_DOWN = { kind: 'refused', status: 503, code: 'SlowDown' } as const;
const RESET = { kind: 'reset' } as const;
const UNANSWERED = { kind: 'unanswered' } as const;

const on =
  (fault: Fault, service: string, operation: string, ...tables: string[]): When =>
  (call) =>
    call.service === service &&
    call.operation === operation &&
    (tables.length === 0 || tables.includes(call.table))
      ? fault
      : undefined;

/** Before the answer. Sources of their own hospital: nothing of them is in any cache. */
const REFUSED: Readonly<Record<string, When>> = {
  'the table of messages is throttled': on(THROTTLED, 'dynamodb', 'PutItem', 'messages'),
  'the vault is throttled': on(THROTTLED, 'dynamodb', 'PutItem', 'vault'),
  'every table resets its connections': ({ service }) =>
    service === 'dynamodb' ? RESET : undefined,
  'the vault wrote it and did not say so': on(UNANSWERED, 'dynamodb', 'PutItem', 'vault'),
  'the bucket for large bodies is slow': on(SLOW_DOWN, 's3', 'PUT'),
  'the key gives no data key': on(KMS_BROKEN, 'kms', 'GenerateDataKey'),
  'the secret cannot be read': on(BROKEN, 'secretsManager', 'GetSecretValue'),
};
const LARGE = 'the bucket for large bodies is slow';

/** After the answer, on the way to the destinations. */
const WORKED_ON: Readonly<Record<string, When>> = {
  'the message cannot be read': on(THROTTLED, 'dynamodb', 'GetItem', 'messages'),
  'the vault cannot be read': on(BROKEN, 'dynamodb', 'GetItem', 'vault'),
  'the key does not open': on(KMS_BROKEN, 'kms', 'Decrypt'),
  'the decisions were written down, and it was not said': on(
    UNANSWERED,
    'dynamodb',
    'UpdateItem',
    'messages',
  ),
  'the ledger wrote it and did not say so': on(UNANSWERED, 'dynamodb', 'PutItem', 'decisions'),
  'the tokens are not kept': on(RESET, 'dynamodb', 'PutItem', 'tokens'),
  'one lane cannot be written to': on(BROKEN, 'dynamodb', 'PutItem', 'outbox-marketing'),
  'a delivery was put there, and it was not said': on(
    ...([UNANSWERED, 'dynamodb', 'PutItem', 'outbox-clinical'] as const),
  ),
  'no attempt can be begun': on(THROTTLED, 'dynamodb', 'UpdateItem', 'outbox-clinical'),
  'an attempt was begun, and it was not said': on(
    ...([UNANSWERED, 'dynamodb', 'UpdateItem', 'outbox-clinical'] as const),
  ),
  'no queue takes anything': on(RESET, 'sqs', 'SendMessage'),
};

/** After the destination has accepted. */
const DELIVERED: Readonly<Record<string, When>> = {
  'that it was delivered is not written down': ({ table, update }) =>
    table === 'outbox-clinical' && update.includes('deliveredAt') ? THROTTLED : undefined,
};

/** The SDK's own: a first attempt and two more. */
const ATTEMPTS = 3;
/** Of news about nobody. */
const LINE = '"The printers on the second floor are back.",';
/** Bytes: more than an item holds. */
const LARGE_BYTES = 400_000;
/** Seconds: what a delivery waits after its first attempt, and a bit. */
const A_WHILE = 7;

const CROWD = 'the same came a hundred times at once';
const BACK = 'the clock went back by two hours';
const NAMES = [
  ...[REFUSED, WORKED_ON, DELIVERED].flatMap((each) => Object.keys(each)),
  ...[CROWD, BACK],
];
const signer = signerFor('github');
const random = seededRandom(7);

/** How far the gateway's clock was moved. */
let movedMs = 0;
let relay: FaultRelay;
let company: Company;
const sent = new Map<string, Sent>();
const again = new Map<string, number>();
const CROWD_BODY = intakeForm(patient(random), CROWD);
const crowd: { readonly status: number }[] = [];
let messages: readonly Item[] = [];
let outbox: readonly Item[] = [];
let held: readonly Item[] = [];
/** Deliveries that arrived, before and after everything was handed out once more. */
const arrived = { before: 0, after: 0 };

const sourceOf = (name: string): string => `source-${String(NAMES.indexOf(name))}`;

async function addSources(): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const entityId = `hospital-${String(index)}`;
    const entry = { destinationIds: DESTINATIONS, entityId };
    await company.operator.addSource(sourceOf(name), signer, entry);
  }
}

async function post(name: string, form = intakeForm(patient(random), name)): Promise<Sent> {
  const filler = `{"news":[${LINE.repeat(LARGE_BYTES / LINE.length)}""],`;
  const posted = await postSigned(signer, {
    url: `${company.gateway.url}/webhooks/${sourceOf(name)}`,
    contentType: 'application/json',
    body: name === LARGE ? form.replace('{', filler) : form,
    at: Date.now(),
  });
  sent.set(name, posted);
  return posted;
}

async function moveClock(seconds: number): Promise<void> {
  movedMs += seconds * 1000;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ seconds });
  await fetch(`${company.gateway.consoleUrl}/clock`, { method: 'POST', headers, body });
}

/** Lets a little time go by, and hands out what is left, until nothing is. */
async function finish(): Promise<void> {
  for (;;) {
    await relay.quiet();
    if ((await company.tables.unfinished()) === 0) return;
    await moveClock(A_WHILE);
  }
}

const arrivals = (): number =>
  Object.values(company.receivers).reduce((sum, each) => sum + each.arrivals.length, 0);

beforeAll(async () => {
  relay = await startFaultRelay();
  const now = (): number => Date.now() + movedMs;
  company = await startCompany(
    { clinical: { now }, marketing: { now } },
    { relay: relay.relay, movableClock: true },
  );
  const { tables, gateway } = company;
  await addSources();
  for (const [name, when] of Object.entries(REFUSED)) {
    relay.fail(when);
    const { again: repeat } = await post(name);
    relay.fail(undefined);
    again.set(name, (await repeat()).status);
  }
  await finish();
  for (const [name, when] of Object.entries({ ...WORKED_ON, ...DELIVERED })) {
    relay.fail(when);
    await post(name);
    await vi.waitUntil(() => relay.failed() >= ATTEMPTS, { timeout: 20_000, interval: 20 });
    await relay.quiet();
    relay.fail(undefined);
    again.set(name, (await sent.get(name)!.again()).status);
    await finish();
  }
  crowd.push(...(await Promise.all(Array.from({ length: 100 }, () => post(CROWD, CROWD_BODY)))));
  await moveClock(-2 * 3600);
  again.set(BACK, (await (await post(BACK)).again()).status);
  await finish();
  arrived.before = arrivals();
  messages = await tables.items('messages');
  const lanes = ['clinical', 'marketing'] as const;
  outbox = (await Promise.all(lanes.map((lane) => tables.items(`outbox-${lane}`))))
    .flat()
    .filter((item) => item['state'] !== undefined);
  held = await tables.items('quarantine');

  const sqs = gateway.services['sqs'] ?? '';
  const keys = messages.map((item) => String(item['key'])).reverse();
  await handOut(sqs, 'inbound', [...keys, ...keys]);
  for (const lane of lanes) {
    const own = outbox.filter((item) => item['lane'] === lane);
    const ids = own.map((item) => String(item['deliveryId'])).reverse();
    await handOut(sqs, `deliver-${lane}`, [...ids, ...ids]);
  }
  await finish();
  arrived.after = arrivals();
}, 180_000);

afterAll(async () => {
  await company.close();
  await relay.close();
});

const messageOf = (name: string): Item | undefined =>
  messages.find((item) => item['sourceId'] === sourceOf(name));

describe('a webhook that cannot be made safe, because', () => {
  it.each(Object.keys(REFUSED))('%s, is refused for now and taken when it comes again', (name) => {
    expect(sent.get(name)?.status).toBe(503);
    expect(Number(sent.get(name)?.retryAfter)).toBeGreaterThan(0);
    expect(again.get(name)).toBe(202);
  });
});

describe('a webhook that was accepted, when', () => {
  it.each(Object.keys({ ...WORKED_ON, ...DELIVERED }))('%s, is not taken twice', (name) => {
    expect(sent.get(name)?.status).toBe(202);
    expect(again.get(name)).toBe(200);
  });
});

describe('a webhook that comes', () => {
  it('a hundred times at once is taken once', () => {
    const statuses = crowd.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(99);
  });

  it('after the clock went back is taken once', () => {
    expect([sent.get(BACK)?.status, again.get(BACK)]).toEqual([202, 200]);
  });
});

describe('while services fail', () => {
  it.each(NAMES)('and %s: the webhook reaches both systems under one id', (name) => {
    const message = messageOf(name);
    expect(message?.['state']).toBe('routed');
    for (const lane of ['clinical', 'marketing'] as const) {
      const arrivals = company.receivers[lane].accepted(String(message?.['messageId']));
      // Whether it was delivered is known by the destination alone: it is delivered again, under the same id.
      const isUnknown = name in DELIVERED && lane === 'clinical';
      expect(arrivals).toHaveLength(isUnknown ? 2 : 1);
      expect(new Set(arrivals.map(({ body }) => body.toString('base64'))).size).toBe(1);
    }
  });

  it('what came in is what was delivered, and nothing is held', () => {
    expect(messages).toHaveLength(NAMES.length);
    expect(outbox.map((item) => item['state'])).toEqual(
      NAMES.flatMap(() => ['delivered', 'delivered']),
    );
    expect(held).toEqual([]);
  });
});

describe('a queue that hands out everything twice more, last first', () => {
  it('has nothing delivered again', () => {
    expect(arrived.after).toBe(arrived.before);
  });
});
