import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClinicalOutbox } from '../../../../lambdas/adapters/aws/clinical/clinical-outbox.ts';
import { createMarketingOutbox } from '../../../../lambdas/adapters/aws/marketing/marketing-outbox.ts';
import { createDynamoHeardMail } from '../../../../lambdas/adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoOutboxDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-desk.ts';
import { createDynamoOutboxBacklog } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-backlog.ts';
import {
  createDynamoOutboxWriter,
  OutboxLaneError,
} from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import {
  createDynamoOutbox,
  DeliveryMissingError,
} from '../../../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import { StoredItemError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import type { Delivery } from '../../../../lambdas/core/message/delivery.ts';
import type { Withheld } from '../../../../lambdas/core/message/due-facts.ts';
import { startS3 } from '../../../../local/s3.ts';
import { countCalls, onTable, run, startTables, subfolder, type Running } from '../endpoints.ts';
import {
  beginAttempt,
  freshId,
  sampleDelivery,
  sampleLease,
  SCHEDULED,
  WITHHELD,
} from '../samples.ts';

const BUCKET = 'marketing-bodies';
const LATER = new Date('2026-03-01T10:05:00.000Z');
const RESULT = { deliveredAt: '2026-03-01T10:00:03.000Z', receipt: '200', latencyMs: 12.5 };

describe('an outbox in DynamoDB', () => {
  let running: Running;
  const options = () => ({
    ...onTable(running, 'outbox-marketing'),
    lane: 'marketing' as const,
    bodies: { s3: running.clients.s3, bucket: BUCKET },
  });
  const writer = () => createDynamoOutboxWriter(options());
  const outbox = () => createMarketingOutbox(options());
  const dueIds = (before: Date, limit = 1000) =>
    createDynamoOutboxBacklog(onTable(running, 'outbox-marketing')).due(before, limit);
  const put = async (over: Partial<Delivery> = {}) => {
    const delivery = sampleDelivery(over);
    expect(await writer().put(delivery)).toBe('created');
    return delivery;
  };
  const attributes = async (deliveryId: string) => {
    const { dynamodb, table } = onTable(running, 'outbox-marketing');
    const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key: { deliveryId } }));
    return Item ?? {};
  };

  beforeAll(async () => {
    running = await run(async (folder) => ({
      dynamodb: await startTables(folder),
      s3: await startS3({ folder: await subfolder(folder, 's3') }),
    }));
  });
  afterAll(() => running.close());

  it('reads back what was put', async () => {
    const delivery = await put();
    expect(await outbox().find(delivery.deliveryId)).toEqual(delivery);
    expect(await outbox().find(freshId('dlv'))).toBeUndefined();
  });

  it('reads back by what one that is scheduled will be decided once more, and hands it out then', async () => {
    const { deliveryId } = await put(SCHEDULED);
    const found = await outbox().find(deliveryId);
    expect(found).toMatchObject(SCHEDULED);
    const due = new Date(SCHEDULED.dueAt);
    expect(await dueIds(due)).not.toContain(deliveryId);
    expect(await dueIds(new Date(due.getTime() + 1))).toContain(deliveryId);
    const lease = await beginAttempt(outbox(), deliveryId, due);
    const ended = { failure: 'refused_when_due', mayHaveLeft: false, withheld: WITHHELD };
    expect(await outbox().markDead(deliveryId, lease, ended)).toBe(true);
    expect(await attributes(deliveryId)).toMatchObject({ state: 'dead', withheld: WITHHELD });
  });

  it.each([
    ['due.phi', 'none of the classes'],
    ['due.recorded.findings', { NAME: 'two' }],
  ])('hands out no scheduled delivery whose %s was altered in the table', async (path, value) => {
    const { deliveryId } = await put(SCHEDULED);
    const { dynamodb, table } = onTable(running, 'outbox-marketing');
    await dynamodb.send(
      new UpdateCommand({
        TableName: table,
        Key: { deliveryId },
        UpdateExpression: `SET ${path} = :value`,
        ExpressionAttributeValues: { ':value': value },
      }),
    );
    await expect(outbox().find(deliveryId)).rejects.toThrow(StoredItemError);
  });

  it('keeps the first of two deliveries with one id', async () => {
    const first = await put();
    const second = sampleDelivery({ deliveryId: first.deliveryId });
    expect(await writer().put(second)).toBe('exists');
    expect(await outbox().find(first.deliveryId)).toEqual(first);
  });

  it.each([0, 1, 300 * 1024, 300 * 1024 + 1, 2_000_000])(
    'carries a clear body of %i bytes',
    async (size) => {
      const bytes = Buffer.alloc(size, 'x');
      const delivery = await put({ body: { kind: 'clear', contentType: 'text/plain', bytes } });
      const found = await outbox().find(delivery.deliveryId);
      expect(found?.body.kind).toBe('clear');
      const body = found?.body as Delivery['body'] & { kind: 'clear' };
      expect(Buffer.from(body.bytes).equals(bytes)).toBe(true);
      expect(body.contentType).toBe('text/plain');
    },
  );

  it('keeps a large body in the bucket of the lane, and never lets another attempt replace it', async () => {
    const bodyOf = (fill: string) => ({
      kind: 'clear' as const,
      contentType: 'text/plain',
      bytes: new Uint8Array(400_000).fill(fill.charCodeAt(0)),
    });
    const first = await put({ body: bodyOf('1') });
    // A repeated worker makes other tokens, and so another body, for the same delivery.
    const repeat = sampleDelivery({ deliveryId: first.deliveryId, body: bodyOf('2') });
    expect(await writer().put(repeat)).toBe('exists');
    expect(await writer().put(first)).toBe('exists');
    const { body } = await attributes(first.deliveryId);
    const { objectKey } = body as { objectKey: string };
    const object = await running.clients.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: objectKey }),
    );
    expect((await object.Body!.transformToByteArray()).every((byte) => byte === 0x31)).toBe(true);
    expect(await outbox().find(first.deliveryId)).toEqual(first);
  });

  it('stores once what many deliveries of one message have in common, and copies what is small', async () => {
    const calls = countCalls(running.clients.s3);
    const to = writer();
    const share = async (bytes: Uint8Array, recipients: number, messageId = freshId('msg')) => {
      const body = {
        kind: 'clear',
        contentType: 'text/plain',
        bytes,
        sharedBy: recipients,
      } as const;
      const deliveries = Array.from({ length: recipients }, () =>
        sampleDelivery({ deliveryId: freshId('dlv'), messageId, body }),
      );
      await Promise.all(deliveries.map((one) => to.put(one)));
      return deliveries.map(({ deliveryId }) => deliveryId);
    };
    const large = new Uint8Array(100_000).fill(0x78);
    const ids = await share(large, 50);
    expect(calls.count('PutObject')).toBe(1);
    for (const id of ids.slice(0, 2)) {
      const found = await outbox().find(id);
      expect(found?.body).toEqual({ kind: 'clear', contentType: 'text/plain', bytes: large });
    }
    // Of another message they are another body.
    await share(large, 4);
    expect(calls.count('PutObject')).toBe(2);
    await share(Buffer.alloc(1000, 'x'), 50);
    expect(calls.count('PutObject')).toBe(2);
    calls.stop();
  });

  it('refuses a body that was altered in the table', async () => {
    const delivery = await put();
    const { dynamodb, table } = onTable(running, 'outbox-marketing');
    await dynamodb.send(
      new UpdateCommand({
        TableName: table,
        Key: { deliveryId: delivery.deliveryId },
        UpdateExpression: 'SET body.bytes = :bytes',
        ExpressionAttributeValues: { ':bytes': Buffer.from('{}') },
      }),
    );
    await expect(outbox().find(delivery.deliveryId)).rejects.toThrow(StoredItemError);
  });

  const failed = (failure: string) => ({ failure, mayHaveLeft: false });

  it('marks a delivery as delivered, once, and takes it out of the backlog', async () => {
    const { deliveryId } = await put();
    expect(await dueIds(LATER)).toContain(deliveryId);
    const lease = await beginAttempt(outbox(), deliveryId);
    expect(await outbox().markDelivered(deliveryId, lease, RESULT)).toBe(true);
    const other = sampleLease();
    const late = { ...failed('http_500'), dueAt: LATER };
    expect(await outbox().markDelivered(deliveryId, other, RESULT)).toBe(false);
    expect(await outbox().markDead(deliveryId, other, failed('http_500'))).toBe(false);
    expect(await outbox().markRetry(deliveryId, other, late)).toBe(false);
    expect(await outbox().find(deliveryId)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await attributes(deliveryId)).toMatchObject(RESULT);
    expect(await attributes(deliveryId)).not.toHaveProperty('lease');
    expect(await attributes(deliveryId)).not.toHaveProperty('beganAt');
    expect(await dueIds(LATER)).not.toContain(deliveryId);
  });

  it('keeps with a delivery what policy said when it was due', async () => {
    const { deliveryId } = await put();
    const withheld = {
      disposition: 'block' as const,
      ...{ decisionId: 'msg_1~r1~due', reasonCode: 'opted-out', rules: ['opted-out'] },
    };
    const lease = await beginAttempt(outbox(), deliveryId);
    await outbox().markDead(deliveryId, lease, { ...failed('refused_when_due'), withheld });
    expect(await outbox().find(deliveryId)).toMatchObject({ state: 'dead', withheld });
  });

  it('puts a failed attempt off until it is due', async () => {
    const { deliveryId } = await put();
    const due = new Date('2026-03-01T10:30:00.000Z');
    const lease = await beginAttempt(outbox(), deliveryId);
    await outbox().markRetry(deliveryId, lease, { ...failed('http_503'), dueAt: due });
    const found = await outbox().find(deliveryId);
    expect(found).toMatchObject({ state: 'pending', attempts: 1, dueAt: due.toISOString() });
    expect(found).not.toHaveProperty('lease');
    expect(await dueIds(due)).not.toContain(deliveryId);
    expect(await dueIds(new Date(due.getTime() + 1))).toContain(deliveryId);
  });

  it('lets one of many begin who found it free at the same time', async () => {
    for (const found of [await put(), await put()]) {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => outbox().begin(found, sampleLease(), LATER)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    }
  });

  it('is taken over from who died, by one of those who found it so', async () => {
    const { deliveryId } = await put();
    const dead = await beginAttempt(outbox(), deliveryId);
    const found = await outbox().find(deliveryId);
    expect(found).toMatchObject({ lease: dead });
    const leases = [sampleLease(), sampleLease(), sampleLease()];
    const begun = await Promise.all(leases.map((lease) => outbox().begin(found!, lease, LATER)));
    expect(begun.filter(Boolean)).toHaveLength(1);
    // Whoever was thought to be dead says nothing more.
    expect(await outbox().markDelivered(deliveryId, dead, RESULT)).toBe(false);
    const holder = leases[begun.indexOf(true)]!;
    expect(await outbox().find(deliveryId)).toMatchObject({ lease: holder, mayHaveLeft: true });
    expect(await outbox().markDelivered(deliveryId, holder, RESULT)).toBe(true);
  });

  it('is not begun as it was found before an attempt that ended meanwhile', async () => {
    const found = await put();
    const { deliveryId } = found;
    const lease = await beginAttempt(outbox(), deliveryId);
    await outbox().postpone(deliveryId, lease, { dueAt: LATER, hasTurn: false });
    expect(await outbox().begin(found, sampleLease(), LATER)).toBe(false);
  });

  it('is not begun once the mail service has told of it, unless that was known', async () => {
    const { deliveryId } = await put();
    const before = await outbox().find(deliveryId);
    const told = { heardAt: LATER.toISOString(), at: LATER.toISOString() };
    await createDynamoHeardMail(options()).note(deliveryId, 'delivered', told);
    expect(await outbox().begin(before!, sampleLease(), LATER)).toBe(false);
    const found = await outbox().find(deliveryId);
    expect(found).toMatchObject({ heard: { delivered: told } });
    expect(await outbox().begin(found!, sampleLease(), LATER)).toBe(true);
  });

  it('takes a repeated call whose answer was lost for what it is', async () => {
    const found = await put();
    const { deliveryId } = found;
    const lease = sampleLease();
    expect(await outbox().begin(found, lease, LATER)).toBe(true);
    expect(await outbox().begin(found, lease, LATER)).toBe(true);
    const retry = { ...failed('http_503'), dueAt: LATER };
    expect(await outbox().markRetry(deliveryId, lease, retry)).toBe(true);
    expect(await outbox().markRetry(deliveryId, lease, retry)).toBe(true);
    expect(await outbox().find(deliveryId)).toMatchObject({ attempts: 1 });
    const last = await beginAttempt(outbox(), deliveryId);
    expect(await outbox().markDelivered(deliveryId, last, RESULT)).toBe(true);
    expect(await outbox().markDelivered(deliveryId, last, RESULT)).toBe(true);
    expect(await outbox().find(deliveryId)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('ends in one state when delivered and dead race', async () => {
    const { deliveryId } = await put();
    const lease = await beginAttempt(outbox(), deliveryId);
    await Promise.all([
      outbox().markDelivered(deliveryId, lease, RESULT),
      outbox().markDead(deliveryId, lease, failed('http_410')),
      outbox().markDelivered(deliveryId, lease, RESULT),
    ]);
    const found = await outbox().find(deliveryId);
    expect(['delivered', 'dead']).toContain(found?.state);
    expect(found?.attempts).toBe(1);
    expect(await dueIds(LATER)).not.toContain(deliveryId);
  });

  it('refuses to move a delivery that does not exist', async () => {
    const deliveryId = freshId('dlv');
    const lease = sampleLease();
    const gone = DeliveryMissingError;
    const retry = { ...failed('x'), dueAt: LATER };
    await expect(outbox().markDelivered(deliveryId, lease, RESULT)).rejects.toThrow(gone);
    await expect(outbox().markDead(deliveryId, lease, failed('x'))).rejects.toThrow(gone);
    await expect(outbox().markRetry(deliveryId, lease, retry)).rejects.toThrow(gone);
    expect(await outbox().find(deliveryId)).toBeUndefined();
  });

  it('lists what is due oldest first across the shards, up to the limit', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 24; i += 1) {
      const dueAt = `2019-01-01T00:00:${String(i).padStart(2, '0')}.000Z`;
      ids.push((await put({ dueAt })).deliveryId);
    }
    const before = new Date('2019-01-02T00:00:00.000Z');
    expect(await dueIds(before)).toEqual(ids);
    expect(await dueIds(before, 5)).toEqual(ids.slice(0, 5));
  });

  it('destroys the key of a closed body, and nothing else of it', async () => {
    const clinical = { ...onTable(running, 'outbox-clinical'), lane: 'clinical' as const };
    const outboxOf = createClinicalOutbox(clinical);
    const body = { kind: 'closed', recordId: 'rec-1', key: 'secret' } as const;
    const sealed = sampleDelivery({ lane: 'clinical', body });
    const other = sampleDelivery({ lane: 'clinical', body });
    for (const one of [sealed, other]) await createDynamoOutboxWriter(clinical).put(one);
    expect(await outboxOf.find(sealed.deliveryId)).toEqual(sealed);
    // Twice: whoever could not say that it had does it again.
    for (let n = 0; n < 2; n += 1) await outboxOf.destroyKey(sealed.deliveryId);
    const { key: _destroyed, ...left } = body;
    expect(await outboxOf.find(sealed.deliveryId)).toEqual({ ...sealed, body: left });
    expect(await outboxOf.find(other.deliveryId)).toEqual(other);
    await outboxOf.destroyKey(freshId('dlv'));
  });

  it('destroys it for an officer once it is not needed any more, and not before', async () => {
    const { dynamodb, table } = onTable(running, 'outbox-clinical');
    const clinical = { dynamodb, table, lane: 'clinical' as const };
    const [outboxOf, desk] = [createClinicalOutbox(clinical), createDynamoOutboxDesk(clinical)];
    const body = { kind: 'closed', recordId: 'rec-1', key: 'secret' } as const;
    const made = async () => {
      const delivery = sampleDelivery({ lane: 'clinical', body });
      await createDynamoOutboxWriter(clinical).put(delivery);
      return delivery.deliveryId;
    };
    const hasKey = async (id: string) => {
      const found = (await outboxOf.find(id))!;
      return 'key' in found.body;
    };
    const [waiting, sent, heard] = [await made(), await made(), await made()];
    const [lease, now] = [sampleLease(), new Date()];
    await outboxOf.begin((await outboxOf.find(sent))!, lease, now);
    await outboxOf.markDelivered(sent, lease, RESULT);
    const told = { heardAt: now.toISOString() };
    await createDynamoHeardMail(clinical).note(heard, 'tls_failed', told);
    for (const id of [waiting, sent, heard]) await desk.destroySpentKey(id);
    expect(await Promise.all([waiting, sent, heard].map(hasKey))).toEqual([true, false, false]);
    expect(await desk.show(waiting)).toMatchObject({ body: 'closed' });
  });

  it('notes what is withheld by the attempt that holds it, or once where none is under way', async () => {
    const clinical = { ...onTable(running, 'outbox-clinical'), lane: 'clinical' as const };
    const outboxOf = createClinicalOutbox(clinical);
    const delivery = sampleDelivery({ lane: 'clinical', body: { kind: 'closed', recordId: 'r' } });
    const { deliveryId } = delivery;
    await createDynamoOutboxWriter(clinical).put(delivery);
    const by = (reasonCode: string): Withheld => ({
      ...{ disposition: 'quarantine', decisionId: 'd~due', reasonCode, rules: [] },
    });
    const [lease, other] = [sampleLease(), sampleLease()];
    await outboxOf.begin(delivery, lease, new Date());
    expect(await outboxOf.withhold({ deliveryId, lease: other }, by('other'))).toBe(false);
    expect((await outboxOf.find(deliveryId))?.withheld).toBeUndefined();
    expect(await outboxOf.withhold({ deliveryId, lease }, by('mine'))).toBe(true);
    expect(await outboxOf.withhold({ deliveryId }, by('late'))).toBe(false);
    expect((await outboxOf.find(deliveryId))?.withheld).toEqual(by('mine'));
    const free = sampleDelivery({ lane: 'clinical', body: { kind: 'closed', recordId: 'r' } });
    await createDynamoOutboxWriter(clinical).put(free);
    expect(await outboxOf.withhold({ deliveryId: free.deliveryId }, by('told'))).toBe(true);
    expect((await outboxOf.find(free.deliveryId))?.withheld).toEqual(by('told'));
  });

  it('keeps the lanes apart', async () => {
    const sealed = { kind: 'sealed' as const, recordId: 'rec' };
    await expect(writer().put(sampleDelivery({ lane: 'clinical' }))).rejects.toThrow(
      OutboxLaneError,
    );
    await expect(writer().put(sampleDelivery({ body: sealed }))).rejects.toThrow(OutboxLaneError);
    // Even an item that got into the table by another way is not handed to the wrong lane.
    const forged = sampleDelivery({ lane: 'clinical', body: sealed });
    await createDynamoOutboxWriter({ ...options(), lane: 'clinical' }).put(forged);
    await expect(outbox().find(forged.deliveryId)).rejects.toThrow(OutboxLaneError);
  });

  it('carries sealed bodies by name in the clinical lane, and large clear ones nowhere', async () => {
    const clinical = { ...onTable(running, 'outbox-clinical'), lane: 'clinical' as const };
    const clinicalWriter = createDynamoOutboxWriter(clinical);
    const sealed = sampleDelivery({
      lane: 'clinical',
      route: { kind: 'email', recipient: 2, whilePermitted: true },
      body: { kind: 'sealed', recordId: 'rec-1' },
    });
    expect(await clinicalWriter.put(sealed)).toBe('created');
    expect(await createClinicalOutbox(clinical).find(sealed.deliveryId)).toEqual(sealed);
    expect(await createDynamoOutbox(clinical).find(sealed.deliveryId)).toEqual(sealed);
    const bytes = Buffer.alloc(400_000);
    const body = { kind: 'clear' as const, contentType: 'text/plain', bytes };
    await expect(clinicalWriter.put(sampleDelivery({ lane: 'clinical', body }))).rejects.toThrow(
      OutboxLaneError,
    );
  });
});
