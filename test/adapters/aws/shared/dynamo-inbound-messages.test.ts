import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoInboundBacklog } from '../../../../lambdas/adapters/aws/shared/dynamo-inbound-backlog.ts';
import { createDynamoInboundIntake } from '../../../../lambdas/adapters/aws/shared/dynamo-inbound-intake.ts';
import {
  createDynamoInboundMessages,
  InboundTransitionError,
} from '../../../../lambdas/adapters/aws/shared/dynamo-inbound-messages.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { StoredItemError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId, sampleDecision, sampleMessage, stoppedClock } from '../samples.ts';

describe('inbound messages in DynamoDB', () => {
  let running: Running;
  const clock = stoppedClock('2026-03-01T10:00:05.000Z');
  const adapters = () => {
    const options = onTable(running, 'messages');
    return {
      intake: createDynamoInboundIntake(options),
      messages: createDynamoInboundMessages({ ...options, clock }),
      backlog: createDynamoInboundBacklog(options),
    };
  };
  const openKeys = async () =>
    new Set(await adapters().backlog.unfinished(new Date('2026-12-31T00:00:00Z'), 1000));

  beforeAll(async () => {
    running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  });
  afterAll(() => running.close());

  it('reads back what the intake created', async () => {
    const { intake, messages } = adapters();
    const message = sampleMessage();
    expect(await intake.create(message)).toBe('created');
    expect(await messages.find(message.key)).toEqual(message);
    expect(await messages.find(freshId('key'))).toBeUndefined();
  });

  it('keeps the first of two messages with one key', async () => {
    const { intake, messages } = adapters();
    const first = sampleMessage();
    const second = sampleMessage({ key: first.key });
    await intake.create(first);
    expect(await intake.create(second)).toBe('exists');
    expect((await messages.find(first.key))?.messageId).toBe(first.messageId);
  });

  it('creates one message when twenty deliveries of it race', async () => {
    const { intake } = adapters();
    const key = freshId('key');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => intake.create(sampleMessage({ key }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  });

  it('answers created when its own write is repeated, as the SDK does when an answer is lost', async () => {
    const { intake } = adapters();
    const message = sampleMessage();
    await intake.create(message);
    expect(await intake.create(message)).toBe('created');
  });

  it('moves from received to decided to routed and takes the item out of the index', async () => {
    const { intake, messages } = adapters();
    const message = sampleMessage();
    const { remedy: _remedy, ...withoutRemedy } = sampleDecision();
    const decisions = [sampleDecision(), withoutRemedy];
    await intake.create(message);
    expect(await openKeys()).toContain(message.key);
    expect(await messages.markDecided(message.key, decisions)).toEqual({
      ...message,
      state: 'decided',
      decisions,
    });
    expect(await openKeys()).toContain(message.key);
    await messages.markRouted(message.key);
    await messages.markRouted(message.key);
    expect((await messages.find(message.key))?.state).toBe('routed');
    expect(await openKeys()).not.toContain(message.key);
  });

  it('gives every one of the racing workers the decisions of the first', async () => {
    const { intake, messages } = adapters();
    const message = sampleMessage();
    await intake.create(message);
    const results = await Promise.all(
      Array.from({ length: 8 }, () => messages.markDecided(message.key, [sampleDecision()])),
    );
    const ids = results.map(({ decisions }) => decisions?.[0]?.decisionId);
    expect(new Set(ids).size).toBe(1);
    expect((await messages.find(message.key))?.decisions?.[0]?.decisionId).toBe(ids[0]);
  });

  it('keeps why mail is in doubt, through every step', async () => {
    const { intake, messages } = adapters();
    const doubts = ['mail_virus', 'mail_too_large'] as const;
    const message = sampleMessage({ doubts });
    await intake.create(message);
    expect(await messages.find(message.key)).toMatchObject({ doubts });
    expect(await messages.markDecided(message.key, [sampleDecision()])).toMatchObject({ doubts });
  });

  it('lists unfinished messages that are in order, of one source, first accepted first', async () => {
    const { intake, messages } = adapters();
    const sourceId = freshId('source');
    const at = (second: number) => `2026-03-01T10:00:0${String(second)}.000Z`;
    const made = [2, 0, 1].map((second) =>
      sampleMessage({ sourceId, receivedAt: at(second), ordered: true }),
    );
    await Promise.all(made.map((message) => intake.create(message)));
    await intake.create(sampleMessage({ sourceId, receivedAt: at(0) }));
    await intake.create(sampleMessage({ receivedAt: at(0), ordered: true }));
    const [last, first, middle] = made.map(({ key }) => key);
    expect(await messages.firstInOrder(sourceId, 10)).toEqual([first, middle, last]);
    expect(await messages.firstInOrder(sourceId, 1)).toEqual([first]);
    expect(await messages.find(first!)).toMatchObject({ ordered: true });
    await messages.markDecided(first!, [sampleDecision()]);
    expect(await messages.firstInOrder(sourceId, 1)).toEqual([first]);
    await messages.markRouted(first!);
    await messages.markFailed(middle!);
    expect(await messages.firstInOrder(sourceId, 10)).toEqual([last]);
  });

  it('puts one off, with what waits in it, and the sweeper leaves it alone till then', async () => {
    const { intake, messages, backlog } = adapters();
    const message = sampleMessage({ receivedAt: '2019-01-01T00:00:00.000Z' });
    const unfinished = () => backlog.unfinished(new Date('2019-06-01T00:00:00.000Z'), 100);
    await intake.create(message);
    expect(await unfinished()).toContain(message.key);
    await messages.putOff(message.key, new Date('2019-07-01T00:00:00.000Z'), ['a~b']);
    expect(await unfinished()).not.toContain(message.key);
    const until = new Date('2019-05-01T00:00:00.000Z');
    await messages.putOff(message.key, until);
    expect(await unfinished()).toContain(message.key);
    expect(await messages.find(message.key)).toEqual({
      ...message,
      dueAt: until.toISOString(),
      waiting: ['a~b'],
    });
    await messages.markFailed(message.key);
    await messages.putOff(message.key, until);
    expect(await unfinished()).not.toContain(message.key);
    await messages.putOff(freshId('key'), until);
  });

  it('does not bring a failed message back', async () => {
    const { intake, messages } = adapters();
    const message = sampleMessage();
    await intake.create(message);
    await messages.markFailed(message.key);
    await messages.markFailed(message.key);
    expect((await messages.markDecided(message.key, [sampleDecision()])).state).toBe('failed');
    await expect(messages.markRouted(message.key)).rejects.toThrow(InboundTransitionError);
    expect(await openKeys()).not.toContain(message.key);
  });

  it('does not fail a routed message, and does not route one that is not decided', async () => {
    const { intake, messages } = adapters();
    const message = sampleMessage();
    await intake.create(message);
    await expect(messages.markRouted(message.key)).rejects.toThrow(InboundTransitionError);
    await messages.markDecided(message.key, [sampleDecision()]);
    await messages.markRouted(message.key);
    await messages.markFailed(message.key);
    expect((await messages.find(message.key))?.state).toBe('routed');
  });

  it('refuses to move a message that does not exist, and creates none', async () => {
    const { messages } = adapters();
    const key = freshId('key');
    await expect(messages.markDecided(key, [])).rejects.toThrow(InboundTransitionError);
    await expect(messages.markRouted(key)).rejects.toThrow(InboundTransitionError);
    await expect(messages.markFailed(key)).rejects.toThrow(InboundTransitionError);
    expect(await messages.find(key)).toBeUndefined();
  });

  it('lists unfinished messages oldest first, by their last transition, up to the limit', async () => {
    const { intake, messages, backlog } = adapters();
    const old = Array.from({ length: 30 }, (_, i) =>
      sampleMessage({ receivedAt: `2020-01-01T00:00:${String(i).padStart(2, '0')}.000Z` }),
    );
    await Promise.all(old.map((message) => intake.create(message)));
    const before = new Date('2020-01-01T00:00:20.000Z');
    const keys = old.map(({ key }) => key);
    expect(await backlog.unfinished(before, 100)).toEqual(keys.slice(0, 20));
    expect(await backlog.unfinished(before, 7)).toEqual(keys.slice(0, 7));
    expect(await backlog.unfinished(before, 0)).toEqual([]);
    // Deciding is a transition: the clock of the worker counts from there.
    await messages.markDecided(keys[0]!, [sampleDecision()]);
    expect(await backlog.unfinished(before, 100)).toEqual(keys.slice(1, 20));
  });

  it('refuses a malformed item without repeating it', async () => {
    const { messages } = adapters();
    const { dynamodb, table } = onTable(running, 'messages');
    const broken = [
      { ...sampleMessage(), state: 'lost' },
      { ...sampleMessage(), decisions: '[{"decisionId":"Jane Roe"}]' },
      { ...sampleMessage(), decisions: 'Jane Roe' },
    ];
    for (const item of broken) {
      await dynamodb.send(new PutCommand({ TableName: table, Item: item }));
      const error: unknown = await messages.find(item.key).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoredItemError);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('Jane');
    }
  });
});
