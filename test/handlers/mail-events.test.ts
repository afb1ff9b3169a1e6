import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoHeardMail } from '../../lambdas/adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoLedger } from '../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoMessageDesk } from '../../lambdas/adapters/aws/shared/dynamo-message-desk.ts';
import { createDynamoOutboxWriter } from '../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import { toDeliveryTag } from '../../lambdas/adapters/aws/shared/delivery-tag.ts';
import { LANES, type Lane } from '../../lambdas/core/vocabulary.ts';
import { readMailEvent } from '../../lambdas/core/send/mail-event.ts';
import { type MailOrigin, readMailOrigin } from '../../lambdas/core/send/mail-origin.ts';
import { hearMailEvent, MisdirectedMailError } from '../../lambdas/pipeline/hear-mail-event.ts';
import type { Delivery } from '../../lambdas/core/message/delivery.ts';
import type { AccessKey } from '../../lambdas/ports/registry.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { onTable, run, startTables, type Running } from '../adapters/aws/endpoints.ts';
import { beginAttempt, sampleDelivery } from '../adapters/aws/samples.ts';

const AT = '2026-11-20T10:15:00.000Z';
let running: Running;
const events: LogEvent[] = [];
/** Ids that the clinical deliverer is handed. */
const queued: string[] = [];
/** Keys on file. */
const keys = new Map<string, AccessKey>();
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());
beforeEach(() => {
  events.length = 0;
  queued.length = 0;
});

const outbox = (lane: Lane) => onTable(running, `outbox-${lane}`);
const deps = () => ({
  heard: {
    clinical: createDynamoHeardMail(outbox('clinical')),
    marketing: createDynamoHeardMail(outbox('marketing')),
  },
  ledger: createDynamoLedger({ ...onTable(running, 'decisions'), clock: systemClock }),
  outboxes: {
    clinical: createDynamoOutboxWriter({ ...outbox('clinical'), lane: 'clinical' }),
    marketing: createDynamoOutboxWriter({ ...outbox('marketing'), lane: 'marketing' }),
  },
  deliveries: {
    clinical: { enqueue: async (id: string) => void queued.push(id) },
    marketing: { enqueue: async (id: string) => void queued.push(id) },
  },
  registry: { accessKey: async (id: string) => keys.get(id) },
  clock: systemClock,
  log: { write: (event: LogEvent) => void events.push(event) },
});

async function delivered(lane: Lane = 'marketing', over: Partial<Delivery> = {}): Promise<string> {
  const delivery = sampleDelivery({ lane, ...over });
  await createDynamoOutboxWriter({ ...outbox(lane), lane }).put(delivery);
  return delivery.deliveryId;
}

const eventOf = (deliveryId: string, type: string, fields: object) =>
  JSON.stringify({
    eventType: type,
    ...fields,
    mail: { tags: { deliveryId: [toDeliveryTag(deliveryId)] } },
  });
const delivery = (id: string) => eventOf(id, 'Delivery', { delivery: { timestamp: AT } });
const delay = (id: string, emailAddress = 'jane@example.com') =>
  eventOf(id, 'DeliveryDelay', {
    deliveryDelay: {
      delayType: 'MailboxFull',
      delayedRecipients: [{ emailAddress }],
      timestamp: AT,
    },
  });
const bounce = (id: string) =>
  eventOf(id, 'Bounce', {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'NoEmail',
      bouncedRecipients: [
        {
          emailAddress: 'jane@example.com',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 <jane@example.com> user unknown',
        },
      ],
      timestamp: AT,
    },
  });

const by = (lane: Lane, isNotice = false): MailOrigin => ({ lane, isNotice });

async function hear(text: string, id: string | undefined, origin = by('marketing')): Promise<void> {
  const told = readMailEvent(text);
  if (told === undefined) throw new Error('not an event');
  await hearMailEvent(told, id, origin, deps());
}

async function recordsOf(deliveryId: string): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await running.clients.dynamodb.send(
    new ScanCommand({ TableName: onTable(running, 'decisions').table }),
  );
  return Items.map(({ record }) => JSON.parse(String(record)) as Record<string, unknown>).filter(
    (record) => record['deliveryId'] === deliveryId,
  );
}

describe('an event of the mail service', () => {
  it.each(LANES)('is kept with its delivery of the %s lane and on record', async (lane) => {
    const id = await delivered(lane);
    await hear(bounce(id), id, by(lane));
    const desk = createDynamoMessageDesk(outbox(lane));
    expect(await desk.progress(id)).toMatchObject({
      heard: { bounced: { at: AT, reason: 'permanent_no_email' } },
    });
    expect(await recordsOf(id)).toMatchObject([
      {
        ...{ kind: 'mail', event: 'bounced', lane, at: AT, reason: 'permanent_no_email' },
        ...{ deliveryId: id, decisionId: expect.any(String) as unknown },
      },
    ]);
    expect(events).toEqual([{ event: 'mail.heard', what: 'bounced', deliveryId: id, lane }]);
    expect(JSON.stringify(await recordsOf(id))).not.toContain('example.com');
  });

  it('that comes twice, also at once, is one record', async () => {
    const id = await delivered();
    await Promise.all([1, 2, 3].map(() => hear(delivery(id), id)));
    await hear(delivery(id), id);
    expect(await recordsOf(id)).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  it('that comes late undoes nothing', async () => {
    const id = await delivered();
    for (const text of [delivery(id), delay(id)]) await hear(text, id);
    const { heard } = (await createDynamoMessageDesk(outbox('marketing')).progress(id))!;
    expect(Object.keys(heard ?? {}).toSorted()).toEqual(['delayed', 'delivered']);
    expect(await recordsOf(id)).toHaveLength(2);
  });

  it('that was noted when the ledger could not be reached gets its record when it comes again', async () => {
    const id = await delivered();
    const told = readMailEvent(delivery(id))!;
    const away = { append: () => Promise.reject(new Error('away')) };
    await expect(
      hearMailEvent(told, id, by('marketing'), { ...deps(), ledger: away }),
    ).rejects.toThrow('away');
    expect(await recordsOf(id)).toEqual([]);
    await hear(delivery(id), id);
    const { heard } = (await createDynamoMessageDesk(outbox('marketing')).progress(id))!;
    expect(await recordsOf(id)).toMatchObject([{ recordedAt: heard?.delivered?.heardAt }]);
  });

  it('may come before the delivery is marked, and survives that', async () => {
    const id = await delivered();
    const marketing = createDynamoOutbox({ ...outbox('marketing'), lane: 'marketing' });
    const lease = await beginAttempt(marketing, id);
    await hear(delivery(id), id);
    await marketing.markDelivered(id, lease, { deliveredAt: AT, receipt: 'x', latencyMs: 1 });
    expect(await createDynamoMessageDesk(outbox('marketing')).progress(id)).toMatchObject({
      state: 'delivered',
      heard: { delivered: { at: AT } },
    });
  });

  it.each([undefined, 'msg_unknown~r1'])(
    'of a delivery that is not known (%s) is ignored',
    async (id) => {
      await hear(delay('x'), id);
      expect(events).toEqual([{ event: 'mail.unknown', what: 'delayed' }]);
      if (id !== undefined) expect(await recordsOf(id)).toEqual([]);
    },
  );
});

describe('an event of mail that left by another configuration set', () => {
  it.each<[what: string, lane: Lane, origin: MailOrigin]>([
    ["of the marketing lane's, of a clinical delivery", 'clinical', by('marketing')],
    ["of the clinical lane's, of a marketing delivery", 'marketing', by('clinical')],
    ['of notices, of what is none', 'clinical', by('clinical', true)],
  ])('%s, changes nothing and is kept for a person', async (_what, lane, origin) => {
    const id = await delivered(lane);
    await expect(hear(bounce(id), id, origin)).rejects.toBeInstanceOf(MisdirectedMailError);
    const progress = await createDynamoMessageDesk(outbox(lane)).progress(id);
    expect(Object.keys(progress?.heard ?? {})).toEqual([]);
    expect(await recordsOf(id)).toEqual([]);
    expect([events, queued]).toEqual([[], []]);
  });

  it.each<[sets: string[] | undefined, origin: MailOrigin | undefined]>([
    [['cordon-clinical'], by('clinical')],
    [['cordon-notices'], by('clinical', true)],
    [['cordon-marketing'], by('marketing')],
    [['another'], undefined],
    [['cordon-clinical', 'cordon-marketing'], undefined],
    [[], undefined],
    [undefined, undefined],
  ])('is told by what SES writes: %j', (names, origin) => {
    const sets = {
      ...{ clinical: 'cordon-clinical', marketing: 'cordon-marketing' },
      notices: 'cordon-notices',
    };
    const tags = names === undefined ? {} : { 'ses:configuration-set': names };
    const text = JSON.stringify({ eventType: 'Delivery', delivery: {}, mail: { tags } });
    expect(readMailOrigin(text, sets)).toEqual(origin);
  });
});

describe('a sender', () => {
  const key = (lane: Lane, events?: string): AccessKey => ({
    ...{ id: `${lane === 'clinical' ? 'ck' : 'mk'}_teller001`, entityId: 'general-hospital' },
    secrets: [],
    use: {
      ...{ kind: 'send', lane, purposes: ['clinical'], channels: ['email'] },
      ...(events === undefined ? {} : { events }),
    },
  });
  const told = async (lane: Lane, id: string) =>
    await createDynamoOutbox({ ...outbox(lane), lane }).find(id);
  const read = (found: Delivery | undefined) =>
    found?.body.kind === 'clear'
      ? (JSON.parse(Buffer.from(found.body.bytes).toString()) as object)
      : undefined;

  it.each(LANES)('of the %s lane is told once what became of its mail', async (lane) => {
    const { id: keyId } = key(lane);
    keys.set(keyId, key(lane, 'sink'));
    const id = await delivered(lane, { keyId, decisionId: 'msg_1~r12' });
    for (const text of [delay(id), bounce(id), bounce(id)]) await hear(text, id, by(lane));
    const eventId = `${id}~message.bounced`;
    expect(queued).toEqual([`${eventId}~sink`]);
    const found = await told(lane, `${eventId}~sink`);
    expect(found).toMatchObject({
      // By which the receiver knows a repeat.
      messageId: eventId,
      route: { kind: 'webhook', destinationId: 'sink' },
      event: { type: 'message.bounced' },
      lane,
    });
    expect(read(found)).toEqual({
      type: 'message.bounced',
      timestamp: AT,
      data: {
        ...{ messageId: (await told(lane, id))?.messageId },
        ...{ recipient: 12, decisionId: 'msg_1~r12', about: 'message' },
        reason: 'permanent_no_email',
      },
    });
  });

  it('is told when that could not be queued at first', async () => {
    const { id: keyId } = key('marketing');
    keys.set(keyId, key('marketing', 'sink'));
    const id = await delivered('marketing', { keyId });
    const away = {
      ...deps().outboxes,
      marketing: { put: () => Promise.reject(new Error('away')) },
    };
    const event = readMailEvent(delivery(id))!;
    await expect(
      hearMailEvent(event, id, by('marketing'), { ...deps(), outboxes: away }),
    ).rejects.toThrow('away');
    await hear(delivery(id), id);
    expect(queued).toEqual([`${id}~message.delivered~sink`]);
  });

  it.each([
    ['whose key names none', 'marketing', undefined],
    ['whose key is of the other lane', 'clinical', 'sink'],
  ] as const)('%s is told nothing', async (_what, lane, events) => {
    keys.set('mk_other0001', { ...key(lane, events), id: 'mk_other0001' });
    for (const keyId of ['mk_other0001', 'mk_nobody001']) {
      const id = await delivered('marketing', { keyId });
      await hear(delivery(id), id);
    }
    expect(queued).toEqual([]);
  });
});

describe('mail that finds no TLS', () => {
  const noTls = (id: string, type: 'Bounce' | 'DeliveryDelay') => {
    const told = [{ emailAddress: 'jane@example.com', action: 'failed', status: '5.7.10' }];
    return eventOf(
      id,
      type,
      type === 'Bounce'
        ? { bounce: { bounceType: 'Transient', bounceSubType: 'General', bouncedRecipients: told } }
        : { deliveryDelay: { delayType: 'General', delayedRecipients: told } },
    );
  };

  it('is left in the portal once, however many events tell of it', async () => {
    const id = await delivered('clinical', { keyId: 'ck_sender001' });
    for (const type of ['DeliveryDelay', 'DeliveryDelay', 'Bounce'] as const) {
      await hear(noTls(id, type), id, by('clinical'));
    }
    expect(queued).toEqual([`${id}~portal`]);
    const left = await createDynamoOutbox({ ...outbox('clinical'), lane: 'clinical' }).find(
      `${id}~portal`,
    );
    expect(left).toMatchObject({
      ...{ route: { kind: 'portal', of: id }, state: 'pending', keyId: 'ck_sender001' },
    });
    expect(await recordsOf(id)).toMatchObject([{ event: 'tls_failed', reason: 'delayed' }]);
  });

  it('is not left in the portal after its message was taken back', async () => {
    const id = await delivered('clinical');
    await createDynamoMessageDesk(outbox('clinical')).recall(`${id}~portal`, systemClock.now());
    await hear(noTls(id, 'Bounce'), id, by('clinical'));
    expect(queued).toEqual([]);
    expect(await recordsOf(id)).toMatchObject([{ event: 'tls_failed' }]);
  });

  it.each([
    ['of the marketing lane', 'marketing', 'as_is'],
    ['that is a notice of the portal', 'clinical', 'portal'],
  ] as const)('%s failed as any other', async (_what, lane, disposition) => {
    const id = await delivered(lane, { disposition });
    await hear(noTls(id, 'DeliveryDelay'), id, by(lane, disposition === 'portal'));
    await hear(noTls(id, 'Bounce'), id, by(lane, disposition === 'portal'));
    expect(queued).toEqual([]);
    const told = (await recordsOf(id)).map(({ event }) => String(event));
    expect(told.toSorted()).toEqual(['bounced', 'delayed']);
  });
});
