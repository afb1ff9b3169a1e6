import { describe, expect, it } from 'vitest';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import {
  OutboundWorkError,
  PartlyReleasedError,
} from '../../lambdas/pipeline/outbound-dependencies.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import type { OutboundMessage } from '../../lambdas/core/send/outbound-message.ts';
import type { SendOutcome } from '../../lambdas/core/send/outcome.ts';
import { openBody } from '../../lambdas/core/send/body-key.ts';
import { restoreMessage } from '../../lambdas/core/send/stored-message.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import type { PolicySource } from '../../lambdas/ports/policy.ts';
import { PLAIN, PLAIN_TEXT } from '../core/send/messages.ts';
import { forced, PATIENT, PHI_MAIL } from './fakes/samples.ts';
import { always, createWorld, type World } from './fakes/world.ts';

const senderOf = (lane: Lane): Sender => ({
  keyId: lane === 'marketing' ? 'mk_marketing1' : 'ck_clinical01',
  entityId: 'mercy-hospital',
  lane,
  purpose: lane,
});

function send(
  world: World,
  lane: Lane,
  messages: readonly OutboundMessage[] = [PLAIN],
  policy: PolicySource = world.send[lane].policy,
): Promise<SendOutcome> {
  const watch = startStopwatch(world.send[lane].clock);
  return sendMessages(messages, senderOf(lane), watch, { ...world.send[lane], policy });
}

const records = (world: World) => [...world.ledger.records.values()];
const outboxed = (world: World, lane: Lane) => [...world.outbox[lane].items.values()];
const idOf = (outcome: SendOutcome): string => ('messageId' in outcome ? outcome.messageId : '');

/** The order in which ports were used, without repeats and without looking things up. */
const order = (world: World): string[] =>
  [...new Set(world.wire.calls)].filter(
    (call) => !/^(?:registry|recipients|permission)\./.test(call),
  );

describe('a clean message by the marketing key', () => {
  it('is kept as it was decided, recorded, then put into the outbox in the clear, then queued', async () => {
    const world = createWorld();
    const outcome = await send(world, 'marketing');
    expect(outcome.kind).toBe('accepted');
    expect(order(world)).toEqual([
      'sent.put',
      'ledger.append',
      'outbox-marketing.put',
      'deliveries-marketing.enqueue',
    ]);
    const [delivery] = outboxed(world, 'marketing');
    const id = `${idOf(outcome)}~r1`;
    expect(delivery).toMatchObject({
      deliveryId: id,
      decisionId: id,
      messageId: idOf(outcome),
      lane: 'marketing',
      entityId: 'mercy-hospital',
      disposition: 'as_is',
      route: { kind: 'email', recipient: 1 },
      state: 'pending',
      attempts: 0,
    });
    if (delivery?.body.kind !== 'clear') throw new Error('it is sealed');
    expect(restoreMessage(delivery.body.bytes)).toEqual({ ...PLAIN, purpose: 'marketing' });
    expect(world.deliveries.marketing.drain()).toEqual([id]);
    expect(world.vault.records.size).toBe(0);
  });

  it('by SMS is a delivery of its own kind for each number', async () => {
    const world = createWorld();
    const to = ['+12025550123', '+12025550124'];
    const outcome = await send(world, 'marketing', [{ ...PLAIN_TEXT, to }]);
    expect(outcome).toMatchObject({ kind: 'accepted', decisions: [{ channel: 'sms' }, {}] });
    expect(outboxed(world, 'marketing').map(({ route }) => route)).toEqual(
      [1, 2].map((recipient) => ({ kind: 'text', recipient, whilePermitted: true })),
    );
    const [delivery] = outboxed(world, 'marketing');
    if (delivery?.body.kind !== 'clear') throw new Error('it is sealed');
    const stored = { ...PLAIN_TEXT, to, purpose: 'marketing' };
    expect(restoreMessage(delivery.body.bytes)).toEqual(stored);
  });

  it('has one decision and one delivery for each recipient, who are named by number', async () => {
    const world = createWorld();
    const message = {
      ...PLAIN,
      cc: [{ address: 'two@mail.example' }],
      bcc: [{ address: 'three@mail.example' }],
    };
    const outcome = await send(world, 'marketing', [message]);
    const ids = [1, 2, 3].map((ordinal) => `${idOf(outcome)}~r${String(ordinal)}`);
    expect(records(world).map(({ decisionId }) => decisionId)).toEqual(ids);
    expect(records(world).map(({ target }) => target)).toEqual(
      [1, 2, 3].map((ordinal) => ({ kind: 'recipient', ordinal, of: 3 })),
    );
    expect(outboxed(world, 'marketing').map(({ route }) => route)).toEqual(
      [1, 2, 3].map((recipient) => ({ kind: 'email', recipient, whilePermitted: true })),
    );
    expect(JSON.stringify([records(world), world.events])).not.toContain('@');
  });

  it('to very many recipients is queued for each of them', async () => {
    const world = createWorld();
    const to = Array.from({ length: 50 }, (_, n) => ({ address: `r${String(n)}@mail.example` }));
    await send(world, 'marketing', [{ ...PLAIN, to }]);
    expect(outboxed(world, 'marketing')).toHaveLength(50);
    expect(new Set(world.deliveries.marketing.drain()).size).toBe(50);
  });
});

describe('a message about a patient', () => {
  it('by the marketing key is refused: recorded, and nothing of it is kept or leaves', async () => {
    const world = createWorld();
    const outcome = await send(world, 'marketing', [PHI_MAIL]);
    expect(outcome.kind).toBe('refused');
    expect(order(world)).toEqual(['sent.put', 'ledger.append']);
    expect(records(world)).toHaveLength(1);
    expect(records(world)[0]).toMatchObject({
      disposition: 'block',
      classification: 'phi',
      lane: 'marketing',
      direction: 'outbound',
      channel: 'email',
      origin: { kind: 'sender', id: 'mk_marketing1' },
    });
    expect(records(world)[0]!.remedy).toBeTruthy();
    for (const value of Object.values(PATIENT)) {
      expect(JSON.stringify([outcome, world.events, records(world)])).not.toContain(value);
    }
  });

  it('by the clinical key is sealed, recorded, and then queued by reference', async () => {
    const world = createWorld();
    const outcome = await send(world, 'clinical', [PHI_MAIL]);
    expect(outcome.kind).toBe('accepted');
    expect(order(world)).toEqual([
      'vault.seal',
      'sent.put',
      'ledger.append',
      'outbox-clinical.put',
      'deliveries-clinical.enqueue',
    ]);
    expect(outboxed(world, 'clinical')[0]).toMatchObject({
      disposition: 'encrypted',
      body: { kind: 'closed', recordId: idOf(outcome) },
    });
    const sealed = world.vault.records.get(idOf(outcome))!;
    expect(sealed.context).toEqual({
      lane: 'clinical',
      entityId: 'mercy-hospital',
      purpose: 'message',
    });
    const [queued] = outboxed(world, 'clinical');
    const { key = '' } = queued!.body as { readonly key?: string };
    expect(restoreMessage(openBody(sealed.envelope.body, key, 'message')!)).toEqual({
      ...PHI_MAIL,
      purpose: 'clinical',
    });
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('by the clinical key but for marketing is held, sealed, for each recipient', async () => {
    const world = createWorld();
    const to = [...PLAIN.to, { address: 'two@mail.example' }];
    const outcome = await send(world, 'clinical', [{ ...PHI_MAIL, to, purpose: 'marketing' }]);
    expect(outcome.kind).toBe('held');
    expect(order(world)).toEqual([
      ...['vault.seal', 'sent.put', 'ledger.append', 'quarantine.hold', 'sent.markHeld'],
    ]);
    expect(world.vault.records.get(`${idOf(outcome)}~held`)!.context.purpose).toBe('held');
    expect([...world.quarantine.held.values()]).toEqual(
      [1, 2].map(
        (ordinal) =>
          expect.objectContaining({
            heldId: `${idOf(outcome)}~r${String(ordinal)}`,
            decisionId: `${idOf(outcome)}~r${String(ordinal)}`,
            lane: 'clinical',
            direction: 'outbound',
            recordId: `${idOf(outcome)}~held`,
          }) as unknown,
      ),
    );
    expect(world.outbox.clinical.items.size).toBe(0);
  });
});

describe('when the vendor by whom a channel goes out was taken off the registry', () => {
  it.each([
    ['clinical', 'about a patient', PHI_MAIL],
    ['clinical', 'without PHI', PLAIN],
    ['marketing', 'about a patient', PHI_MAIL],
    ['marketing', 'without PHI', PLAIN],
  ] as const)('nothing of the %s lane leaves that way: a message %s', async (lane, _, message) => {
    const world = createWorld();
    world.registry.vendors.delete('amazon-ses');
    await send(world, lane, [message]);
    expect(outboxed(world, lane)).toEqual([]);
    expect(world.deliveries[lane].drain()).toEqual([]);
    expect(records(world)).toHaveLength(1);
    expect(['quarantine', 'block']).toContain(records(world)[0]!.disposition);
  });

  it('it leaves again when the vendor is back with its agreement', async () => {
    const world = createWorld();
    const vendor = world.registry.vendors.get('amazon-ses')!;
    world.registry.vendors.delete('amazon-ses');
    await send(world, 'clinical', [PHI_MAIL]);
    world.registry.vendors.set('amazon-ses', vendor);
    await send(world, 'clinical', [PHI_MAIL]);
    expect(outboxed(world, 'clinical')).toHaveLength(1);
  });
});

describe('a message that cannot be read completely', () => {
  const picture = { filename: 'a.png', contentType: 'image/png', content: Buffer.from('x') };

  it('never leaves by the marketing key, and is sealed where it is held', async () => {
    const world = createWorld();
    const outcome = await send(world, 'marketing', [{ ...PLAIN, attachments: [picture] }]);
    expect(outcome.kind).toBe('held');
    expect(records(world)[0]).toMatchObject({ unreadable: ['unsupported_format'] });
    expect(world.vault.records.size).toBe(1);
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('has each reason once in its record', async () => {
    const world = createWorld();
    const attachments = Array.from({ length: 20 }, () => picture);
    await send(world, 'marketing', [{ ...PLAIN, attachments }]);
    expect(records(world)[0]!.unreadable).toEqual(['unsupported_format']);
  });

  it('because the scanner fails is unknown, not clean', async () => {
    const world = createWorld();
    const metadata = new Proxy<Record<string, string>>(
      {},
      {
        ownKeys: () => {
          throw new Error(PATIENT.name);
        },
      },
    );
    const outcome = await send(world, 'marketing', [{ ...PLAIN, metadata }]);
    expect(outcome.kind).toBe('held');
    expect(records(world)[0]).toMatchObject({
      classification: 'unknown',
      unreadable: ['scanner_error'],
      disposition: 'quarantine',
    });
    expect(JSON.stringify([outcome, records(world), world.events])).not.toContain(PATIENT.name);
  });
});

describe('a request of several messages', () => {
  it('of which one is refused releases none, and answers with that one', async () => {
    const world = createWorld();
    const outcome = await send(world, 'marketing', [PLAIN, PHI_MAIL, PLAIN]);
    expect(outcome.kind).toBe('refused');
    expect(outboxed(world, 'marketing')).toEqual([]);
    expect(records(world)).toHaveLength(1);
    expect(records(world)[0]!.messageId).toBe(idOf(outcome));
  });

  it('of which one is held releases the others, and says that it was held', async () => {
    const world = createWorld();
    const picture = { filename: 'a.png', contentType: 'image/png', content: Buffer.from('x') };
    const outcome = await send(world, 'marketing', [PLAIN, { ...PLAIN, attachments: [picture] }]);
    expect(outcome.kind).toBe('held');
    expect(outboxed(world, 'marketing')).toHaveLength(1);
    expect(world.quarantine.held.size).toBe(1);
  });

  it('seals and records all of them before it releases the first', async () => {
    const world = createWorld();
    await send(world, 'clinical', [PHI_MAIL, PHI_MAIL, PHI_MAIL]);
    const last = (name: string) => world.wire.calls.lastIndexOf(name);
    const first = (name: string) => world.wire.calls.indexOf(name);
    expect(last('vault.seal')).toBeLessThan(first('ledger.append'));
    expect(last('ledger.append')).toBeLessThan(first('outbox-clinical.put'));
  });
});

describe('a request of very many messages', () => {
  const letter = 'The quick brown fox jumps over the lazy dog 12. '.repeat(640);
  const to = (n: number) => ({ ...PLAIN, text: letter, to: [{ address: `r${n}@mail.example` }] });

  it('that say the same is scanned once', async () => {
    const world = createWorld();
    const started = performance.now();
    const messages = Array.from({ length: 300 }, (_, n) => to(n));
    expect((await send(world, 'marketing', messages)).kind).toBe('accepted');
    expect(outboxed(world, 'marketing')).toHaveLength(300);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('of which one names its recipient is decided for each', async () => {
    const world = createWorld();
    const text = 'About HIV prevention.';
    const named = { ...PLAIN, text, to: [{ address: 'a@mail.example', name: PATIENT.name }] };
    const outcome = await send(world, 'marketing', [{ ...PLAIN, text }, named]);
    expect(outcome.kind).toBe('refused');
    expect(records(world).map(({ classification }) => classification)).toEqual(['phi']);
  });

  it('of which one has another attachment is decided for each', async () => {
    const world = createWorld();
    const file = (content: string) => ({
      ...PLAIN,
      attachments: [
        { filename: 'a.txt', contentType: 'text/plain', content: Buffer.from(content) },
      ],
    });
    const outcome = await send(world, 'marketing', [file('hello'), file(PHI_MAIL.text!)]);
    expect(outcome.kind).toBe('refused');
  });

  it('lets others have their turn between two', async () => {
    const world = createWorld();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const messages = Array.from({ length: 20 }, (_, n) => ({
      ...to(n),
      subject: `Hours ${String(n)}`,
    }));
    await send(world, 'marketing', messages);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('when a service is away', () => {
  it.each(['vault.seal', 'ledger.append', 'sent.put'])('%s: nothing is released', async (call) => {
    for (const kind of ['before', 'after'] as const) {
      const world = createWorld();
      world.wire.failAlways(call, kind);
      const error: unknown = await send(world, 'clinical', [PHI_MAIL, PHI_MAIL]).catch(
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(PartlyReleasedError);
      expect(outboxed(world, 'clinical')).toEqual([]);
      expect(world.deliveries.clinical.waiting).toEqual([]);
    }
  });

  it('the outbox: the caller is told that a part may be on its way', async () => {
    const world = createWorld();
    world.wire.failAlways('outbox-clinical.put', 'after');
    const sent = send(world, 'clinical', [PHI_MAIL, PHI_MAIL]);
    await expect(sent).rejects.toThrow(PartlyReleasedError);
    await expect(sent).rejects.toThrow(/^a part of the request may have been queued$/);
  });

  it('the queue: the delivery waits in the outbox for the sweeper', async () => {
    const world = createWorld();
    world.wire.failAlways('deliveries-marketing.enqueue', 'before');
    expect((await send(world, 'marketing')).kind).toBe('accepted');
    expect(outboxed(world, 'marketing')).toHaveLength(1);
    expect(world.events).toContainEqual({
      event: 'work.failed',
      work: 'enqueue-delivery',
      errorClass: 'ServiceAwayError',
      attempt: 1,
    });
  });
});

describe('a decision that this flow cannot carry out', () => {
  it.each<[Lane, 'encrypted' | 'portal' | 'deidentified']>([
    ['marketing', 'encrypted'],
    ['marketing', 'portal'],
    ['marketing', 'deidentified'],
    ['clinical', 'portal'],
    ['clinical', 'deidentified'],
  ])('in the %s lane, %s, releases nothing', async (lane, disposition) => {
    const world = createWorld();
    await expect(send(world, lane, [PLAIN], always(forced(disposition)))).rejects.toThrow(
      OutboundWorkError,
    );
    expect(outboxed(world, lane)).toEqual([]);
    expect(world.quarantine.held.size).toBe(0);
  });
});
