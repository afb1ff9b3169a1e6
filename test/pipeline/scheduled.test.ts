import { describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../lambdas/core/send/outbound-message.ts';
import { recipientStatus } from '../../lambdas/core/send/recipient-status.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { deliver, type DeliveryDependencies } from '../../lambdas/pipeline/delivery.ts';
import { sendEach, sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { PLAIN, PLAIN_TEXT } from '../core/send/messages.ts';
import { loadSound, shippedSources, withRules } from '../core/decide/shipped-policy.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { always, createWorld, ON_FILE, type World } from './fakes/world.ts';

const HOUR = 3600;

async function schedule(
  world: World,
  lane: Lane,
  message: OutboundMessage,
  seconds = 24 * HOUR,
  more: Partial<Sender> = {},
): Promise<string> {
  const sendAt = new Date(world.now().getTime() + seconds * 1000).toISOString();
  const sender = {
    ...{ keyId: lane === 'marketing' ? 'mk_marketing1' : 'ck_clinical01' },
    ...{ entityId: 'mercy-hospital', lane, purpose: lane, ...more },
  };
  const watch = startStopwatch(world.send[lane].clock);
  const outcome = await sendMessages([{ ...message, sendAt }], sender, watch, world.send[lane]);
  expect(outcome.kind).toBe('accepted');
  return `${outcome.messageId}~r1`;
}

async function comesDue(
  world: World,
  lane: Lane,
  id: string,
  seconds = 24 * HOUR,
  deps: Partial<DeliveryDependencies> = {},
): Promise<void> {
  world.advance(seconds);
  await deliver(id, { ...world.deliverer[lane], ...deps });
}

const records = (world: World) => [...world.ledger.records.values()];
const itemOf = (world: World, lane: Lane, id: string) => world.outbox[lane].items.get(id)!;

/** Lets nothing leave, and holds all. */
const KEEP_ALL = shippedSources.policies['keep.cedar']!;

async function statusOf(world: World, lane: Lane, id: string) {
  const progress = await world.outbox[lane].progress(id);
  const [decision] = records(world);
  return recipientStatus(decision!, { progress, isHeld: false }, world.now());
}

describe('a message that is scheduled', () => {
  it('is decided at once, waits in the outbox without being handed out, and says that it does', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    expect(itemOf(world, 'marketing', id)).toMatchObject({
      ...{ state: 'pending', dueAt: '2026-11-29T17:00:00.000Z' },
      ...{ sendAt: '2026-11-29T17:00:00.000Z', due: { phi: 'none', addressee: 'unnamed' } },
    });
    expect(world.deliveries.marketing.drain()).toEqual([]);
    expect(records(world)).toMatchObject([{ scheduledFor: '2026-11-29T17:00:00.000Z' }]);
    expect(await statusOf(world, 'marketing', id)).toMatchObject({ state: 'scheduled' });
    expect([...world.sent.items.values()][0]).toMatchObject({ sendAt: '2026-11-29T17:00:00.000Z' });
    await deliver(id, world.deliverer.marketing);
    expect(world.mailed).toEqual([]);
    expect(JSON.stringify(itemOf(world, 'marketing', id).due)).not.toContain('@');
  });

  it('within the delay of a queue is kept back by the queue', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN, 600);
    expect(world.deliveries.marketing.waiting).toEqual([{ id, delaySeconds: 600 }]);
  });

  it('in the past leaves at once', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN, -HOUR);
    expect(itemOf(world, 'marketing', id)).not.toHaveProperty('due');
    expect(world.deliveries.marketing.drain()).toEqual([id]);
    expect(records(world)[0]).not.toHaveProperty('scheduledFor');
  });

  it.each([
    ['marketing', PLAIN],
    ['marketing', PLAIN_TEXT],
    ['clinical', PHI_MAIL],
  ] as const)(
    'by the %s lane is decided once more when it is due, then leaves',
    async (lane, of) => {
      const world = createWorld();
      const id = await schedule(world, lane, of);
      await comesDue(world, lane, id);
      expect(itemOf(world, lane, id).state).toBe('delivered');
      expect([...world.mailed, ...world.texted]).toHaveLength(1);
      const [first, second] = records(world);
      expect(second).toMatchObject({
        ...{ decisionId: `${id}~due`, decidedAt: '2026-11-29T17:00:00.000Z' },
        ...{ disposition: first!.disposition, findings: first!.findings, target: first!.target },
      });
      expect(second).not.toHaveProperty('scheduledFor');
    },
  );

  it('that was sealed for review meanwhile is opened by nobody who delivers it', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    expect([...world.vault.records.keys()]).toEqual([`${id.slice(0, -3)}~held`]);
    await comesDue(world, 'marketing', id);
    expect(world.wire.calls).not.toContain('vault.open');
  });

  it('to somebody who has opted out since does not leave, and the status names the rule', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    world.optedOut.add(PLAIN.channel === 'email' ? PLAIN.to[0]!.address : '');
    await comesDue(world, 'marketing', id);
    expect(world.mailed).toEqual([]);
    expect(itemOf(world, 'marketing', id).state).toBe('dead');
    const status = await statusOf(world, 'marketing', id);
    expect(status).toMatchObject({ state: 'refused', reasonCode: 'opted-out' });
    expect(records(world)[1]).toMatchObject({ decisionId: `${id}~due`, reasonCode: 'opted-out' });
  });

  it('is held when the person wants another address since, by what was sealed for that', async () => {
    const world = createWorld();
    const id = await schedule(world, 'clinical', PHI_MAIL);
    const address = PHI_MAIL.to[0]!.address;
    world.people.set(address, { ...ON_FILE.nothing, confidential: 'conflict' });
    await comesDue(world, 'clinical', id);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'clinical', id)).toMatchObject({
      ...{ state: 'held', disposition: 'quarantine', reasonCode: 'confidential-communication' },
    });
    const [held] = [...world.quarantine.held.values()];
    expect(held).toMatchObject({ heldId: `${id}~due`, recordId: `${id.slice(0, -3)}~held` });
    expect(world.vault.records.has(held!.recordId)).toBe(true);
  });

  it('goes by the policy that was published meanwhile', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    const policy = always(loadSound(withRules(KEEP_ALL)));
    await comesDue(world, 'marketing', id, 24 * HOUR, { policy });
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'marketing', id)).toMatchObject({ state: 'held' });
  });

  it('is held when the agreement with whoever carries it has ended', async () => {
    const world = createWorld();
    const id = await schedule(world, 'clinical', PHI_MAIL);
    const ses = world.registry.vendors.get('amazon-ses')!;
    const baa = { ...ses.baa!, expiresOn: '2026-11-28' };
    world.registry.vendors.set(ses.id, { ...ses, baa });
    await comesDue(world, 'clinical', id);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'clinical', id)).toMatchObject({
      ...{ state: 'held', reasonCode: 'clinical-route-needs-baa' },
    });
  });

  it("that is a substance-use program's is held when its patient has taken the consent back", async () => {
    const world = createWorld();
    const address = PHI_MAIL.to[0]!.address;
    world.people.set(address, { ...ON_FILE.nothing, part2Consent: 'consented' });
    const id = await schedule(world, 'clinical', PHI_MAIL, 24 * HOUR, { part2: true });
    world.people.set(address, ON_FILE.nothing);
    await comesDue(world, 'clinical', id);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'clinical', id)).toMatchObject({ state: 'held' });
  });

  it('is held when its sender was noted to be such a program meanwhile', async () => {
    const world = createWorld();
    const id = await schedule(world, 'clinical', PHI_MAIL, 24 * HOUR, { keyId: 'ck_sender001' });
    const key = world.registry.keys.get('mk_marketing1')!;
    if (key.use.kind !== 'send') throw new TypeError('a key that sends');
    const use = { ...key.use, lane: 'clinical', part2: true } as const;
    world.registry.keys.set('ck_sender001', { ...key, id: 'ck_sender001', use });
    await comesDue(world, 'clinical', id);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'clinical', id)).toMatchObject({
      ...{ state: 'held', reasonCode: 'part-2-no-redisclosure' },
    });
  });

  it.each([
    ['leaves while shadow mode lasts', 25, 'sent'],
    ['is refused once it has ended', 23, 'refused'],
  ])('that policy refused in shadow mode %s', async (_what, hours, state) => {
    const world = createWorld();
    const until = new Date(world.now().getTime() + hours * HOUR * 1000).toISOString();
    const shadow = { since: '2026-11-01T00:00:00Z', until, by: 'platform team', why: 'a pilot' };
    const key = world.registry.keys.get('mk_marketing1')!;
    if (key.use.kind !== 'send') throw new TypeError('a key that sends');
    world.registry.keys.set(key.id, { ...key, use: { ...key.use, shadow } });
    const id = await schedule(world, 'marketing', PHI_MAIL, 24 * HOUR, { shadow });
    await comesDue(world, 'marketing', id);
    expect(await statusOf(world, 'marketing', id)).toMatchObject({ state });
    expect(world.mailed).toHaveLength(state === 'sent' ? 1 : 0);
  });

  it('of a key that was revoked meanwhile leaves: keys are replaced, and what they sent is not lost', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    const key = world.registry.keys.get('mk_marketing1')!;
    world.registry.keys.set(key.id, { ...key, revokedAt: world.now().toISOString() });
    await comesDue(world, 'marketing', id);
    expect(itemOf(world, 'marketing', id).state).toBe('delivered');
  });

  it('for several is decided for each of them, and one who has opted out holds up nobody', async () => {
    const world = createWorld();
    const to = ['stays@mail.example', 'leaves@mail.example'].map((address) => ({ address }));
    const first = await schedule(world, 'marketing', { ...PLAIN, channel: 'email', to } as const);
    const second = first.replace(/1$/, '2');
    world.optedOut.add('leaves@mail.example');
    await comesDue(world, 'marketing', first);
    await comesDue(world, 'marketing', second, 0);
    expect(world.mailed.map(({ recipient }) => recipient)).toEqual(['stays@mail.example']);
    expect([first, second].map((id) => itemOf(world, 'marketing', id).state)).toEqual([
      ...['delivered', 'dead'],
    ]);
    expect(records(world).slice(2)).toMatchObject([
      { decisionId: `${first}~due`, target: { ordinal: 1, of: 2 } },
      { decisionId: `${second}~due`, target: { ordinal: 2, of: 2 }, reasonCode: 'opted-out' },
    ]);
  });

  it('in a request of many waits for its own time, beside those that leave, wait for another or may not', async () => {
    const world = createWorld();
    const at = (hours: number) => new Date(world.now().getTime() + hours * 3_600_000).toISOString();
    const sender = {
      ...{ keyId: 'mk_marketing1', entityId: 'mercy-hospital', lane: 'marketing' as const },
      purpose: 'marketing' as const,
    };
    const messages: readonly OutboundMessage[] = [
      { ...PLAIN, sendAt: at(24) },
      { ...PHI_MAIL, sendAt: at(24) },
      { ...PLAIN, sendAt: at(48) },
      PLAIN,
    ];
    const watch = startStopwatch(world.send.marketing.clock);
    const outcomes = await sendEach(messages, sender, watch, world.send.marketing);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...['accepted', 'refused', 'accepted', 'accepted'],
    ]);
    const ids = outcomes.map(({ messageId }) => `${messageId}~r1`);
    const [first, refused, second, now] = ids as [string, string, string, string];
    expect(world.deliveries.marketing.drain()).toEqual([now]);
    expect(outcomes.map(({ decisions }) => decisions[0]?.scheduledFor)).toEqual([
      ...[at(24), undefined, at(48), undefined],
    ]);
    expect(world.outbox.marketing.items.has(refused)).toBe(false);
    // What may come to be held is sealed for that, each by itself; what is refused or leaves is not.
    expect([...world.vault.records.keys()].sort()).toEqual(
      [first, second].map((id) => `${id.slice(0, -3)}~held`).sort(),
    );
    await comesDue(world, 'marketing', first);
    await deliver(second, world.deliverer.marketing);
    expect([first, second].map((id) => itemOf(world, 'marketing', id).state)).toEqual([
      ...['delivered', 'pending'],
    ]);
    world.optedOut.add(PLAIN.channel === 'email' ? PLAIN.to[0]!.address : '');
    await comesDue(world, 'marketing', second);
    expect(itemOf(world, 'marketing', second).state).toBe('dead');
    expect(world.mailed).toHaveLength(1);
  });

  it('leaves once, whichever step its deliverer dies at', async () => {
    const steps = ['outbox-marketing.begin', 'permission.maySend', 'ledger.append', 'mailer.send'];
    for (const step of [...steps, 'outbox-marketing.markDelivered']) {
      for (const when of ['before', 'after'] as const) {
        const world = createWorld();
        const id = await schedule(world, 'marketing', PLAIN);
        world.wire.failAlways(step, when);
        await comesDue(world, 'marketing', id).catch(() => undefined);
        world.wire.failAlways(step);
        await comesDue(world, 'marketing', id, HOUR);
        expect(itemOf(world, 'marketing', id).state, `${step} ${when}`).toBe('delivered');
        // As of every message: whoever took it and could not say so gets it again, under the same id.
        const again = ['mailer.send after', 'outbox-marketing.markDelivered before'];
        const times = again.includes(`${step} ${when}`) ? 2 : 1;
        expect(world.mailed.length, `${step} ${when}`).toBe(times);
      }
    }
  });

  it('is asked about whom it is about, which only the sealed message says', async () => {
    const world = createWorld();
    const about = { kind: 'person', value: `prs_${'a'.repeat(26)}` } as const;
    const id = await schedule(world, 'clinical', { ...PHI_MAIL, about });
    expect(JSON.stringify(itemOf(world, 'clinical', id))).not.toContain('prs_');
    world.addressees.set(PHI_MAIL.to[0]!.address, { addressee: 'other' });
    await comesDue(world, 'clinical', id);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(world, 'clinical', id)).toMatchObject({ state: 'held' });
  });

  it('does not leave while nobody answers, and is tried again', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    world.advance(24 * HOUR);
    const permission = { maySend: () => Promise.reject(new Error('it is away')) };
    await deliver(id, { ...world.deliverer.marketing, permission });
    expect(world.mailed).toEqual([]);
    expect(itemOf(world, 'marketing', id)).toMatchObject({ state: 'pending', attempts: 1 });
    expect(records(world)).toHaveLength(1);
    await comesDue(world, 'marketing', id, HOUR);
    expect(itemOf(world, 'marketing', id).state).toBe('delivered');
    expect(records(world)).toHaveLength(2);
  });

  it('is decided before each further attempt, each on record', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    world.answers.mail = () => ({ kind: 'retry', failure: 'Throttling' });
    await comesDue(world, 'marketing', id);
    expect(records(world)).toHaveLength(2);
    world.optedOut.add(PLAIN.channel === 'email' ? PLAIN.to[0]!.address : '');
    await comesDue(world, 'marketing', id, HOUR);
    expect(world.mailed).toHaveLength(1);
    expect(records(world)).toHaveLength(3);
    expect(itemOf(world, 'marketing', id).state).toBe('dead');
  });

  it('is taken back before its time', async () => {
    const world = createWorld();
    const id = await schedule(world, 'marketing', PLAIN);
    expect(await world.outbox.marketing.recall(id, world.now())).toBe('recalled');
    await comesDue(world, 'marketing', id);
    expect(world.mailed).toEqual([]);
  });
});
