import { beforeEach, describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { recipientStatus } from '../../lambdas/core/send/recipient-status.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import {
  leaveForWantOfTls,
  type LeavingDependencies,
} from '../../lambdas/pipeline/leave-for-want-of-tls.ts';
import { recallMessage, showMessage } from '../../lambdas/pipeline/message-status.ts';
import { closeLinks } from '../../lambdas/pipeline/portal-desk.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { isReadable } from '../support/opened-by.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { createWorld, ON_FILE, type World } from './fakes/world.ts';

const SENDER: Sender = {
  ...{ keyId: 'ck_sender001', entityId: 'mercy-hospital' },
  ...{ lane: 'clinical', purpose: 'clinical' },
};
const NO_TLS = { tls_failed: { heardAt: '2026-11-28T17:01:00.000Z' } };

let world: World;
let links: PortalLink[];
beforeEach(() => {
  world = createWorld();
  links = [];
});

function leaving(): LeavingDependencies {
  const { outbox } = world.deliverer.clinical;
  return {
    ...world.deliverer.clinical,
    portal: {
      random: world.send.clinical.random,
      links: {
        async create(link) {
          links.push(link);
          return 'created';
        },
      },
      settings: {
        ...{ companyName: 'General Hospital', url: 'https://portal.clinic.example' },
        ...{ linkDays: 7, fromAddress: 'care@clinic.example' },
      },
    },
    vault: world.vault,
    outbox,
    notices: world.wire.connect('notices', world.outbox.clinical),
  };
}

const desk = () => ({
  ...world.send.clinical,
  desk: world.outbox.clinical,
  links: {
    find: async (id: string) => links.find(({ linkId }) => linkId === id),
    ofMessage: async () => links,
    async replace(from: PortalLink, to: PortalLink) {
      links = links.map((link) => (link.linkId === from.linkId ? to : link));
      return to;
    },
  },
});

/** Mail that has left, and of which the mail service then tells that there was no TLS. */
async function withoutTls(
  more: { readonly sendAt?: string } = {},
): Promise<{ readonly messageId: string; readonly of: string }> {
  const { clinical } = world.send;
  const to = [{ address: 'reader@mail.example' }];
  const message = { ...PHI_MAIL, to, cc: [], bcc: [], ...more };
  const { messageId } = await sendMessages(
    [message],
    SENDER,
    startStopwatch(clinical.clock),
    clinical,
  );
  const of = `${messageId}~r1`;
  if (more.sendAt !== undefined) world.advance(3600);
  await deliver(of, world.deliverer.clinical);
  expect(world.outbox.clinical.items.get(of)?.state).toBe('delivered');
  return { messageId, of };
}

function tell(id: string): void {
  const item = world.outbox.clinical.items.get(id)!;
  world.outbox.clinical.items.set(id, { ...item, heard: NO_TLS });
}

const stateOf = async (messageId: string) =>
  (await showMessage(messageId, SENDER, desk()))?.decisions[0];
const recall = (messageId: string) =>
  recallMessage(messageId, SENDER, { by: SENDER.keyId, why: 'the wrong list' }, desk());
const notices = () =>
  [...world.outbox.clinical.items.keys()].filter((id) => id.endsWith('~notice'));

describe('mail that found no TLS', () => {
  it('is left in the portal, with a notice', async () => {
    const { messageId, of } = await withoutTls();
    tell(of);
    expect(await leaveForWantOfTls(of, leaving())).toMatchObject({ kind: 'delivered' });
    expect(notices()).toEqual([`${of}~notice`]);
    expect(await stateOf(messageId)).toMatchObject({
      state: 'portal',
      portal: { because: 'tls_failed', notice: 'queued', state: 'created' },
    });
  });

  it('is left there once, by whoever comes after one that could not say that it had', async () => {
    const { of } = await withoutTls();
    world.wire.failAlways('deliveries-clinical.enqueue', 'before');
    await expect(leaveForWantOfTls(of, leaving())).rejects.toThrow();
    world.wire.failAlways('deliveries-clinical.enqueue');
    world.deliveries.clinical.drain();
    expect(await leaveForWantOfTls(of, leaving())).toMatchObject({ kind: 'delivered' });
    expect(links).toHaveLength(1);
    expect(world.deliveries.clinical.drain()).toEqual([`${of}~notice`]);
  });

  it('is not left there after the message was taken back, and its sender is told so', async () => {
    const { messageId, of } = await withoutTls();
    expect(await recall(messageId)).toMatchObject({ kind: 'recalled', recalled: 0 });
    tell(of);
    expect(await leaveForWantOfTls(of, leaving())).toEqual({
      kind: 'rejected',
      failure: 'recalled',
    });
    expect(notices()).toEqual([]);
    expect(await stateOf(messageId)).toMatchObject({
      state: 'recalled',
      recalledAt: world.now().toISOString(),
    });
  });

  it('is taken back where its notice waits, and the link with it', async () => {
    const { messageId, of } = await withoutTls();
    tell(of);
    await leaveForWantOfTls(of, leaving());
    expect(await recall(messageId)).toMatchObject({ recalled: 1 });
    expect(world.outbox.clinical.items.get(`${of}~notice`)?.state).toBe('recalled');
    expect(links).toMatchObject([{ state: 'recalled' }]);
    expect(await stateOf(messageId)).toMatchObject({ state: 'recalled' });
  });

  describe('once its link is wiped', () => {
    const readable = () => isReadable(PHI_MAIL.text!, world, links);
    /** As an officer does, by the id of a link or of the message. */
    const wipe = async (id = links[0]!.messageId) => {
      const who = { by: 'ok_officer001', why: 'the contract ended' };
      const list = async () => links;
      const deps = {
        ...world.deliverer.clinical,
        links: { ...desk().links, list },
        desks: world.outbox,
      };
      expect(await closeLinks(id, 'wiped', who, deps)).toMatchObject({ kind: 'done' });
    };

    it.each([
      ['that was sent at once', () => withoutTls().then(({ of }) => of)],
      [
        'that was scheduled',
        async () => {
          const sendAt = new Date(world.now().getTime() + 3_600_000).toISOString();
          const { of } = await withoutTls({ sendAt });
          return of;
        },
      ],
    ])('opens no more, by whatever is kept: one %s', async (_, send) => {
      const of = await send();
      expect(readable()).toBe(true);
      tell(of);
      await leaveForWantOfTls(of, leaving());
      expect(readable()).toBe(true);
      await wipe();
      expect(readable()).toBe(false);
    });

    it('is still sent to another recipient, by a key of theirs', async () => {
      const { clinical } = world.send;
      const to = ['reader@mail.example', 'other@mail.example'].map((address) => ({ address }));
      const message = { ...PHI_MAIL, to, cc: [], bcc: [] };
      const watch = startStopwatch(clinical.clock);
      const { messageId } = await sendMessages([message], SENDER, watch, clinical);
      const [one, other] = [`${messageId}~r1`, `${messageId}~r2`] as const;
      await deliver(one, world.deliverer.clinical);
      tell(one);
      await leaveForWantOfTls(one, leaving());
      await wipe();
      await deliver(other, world.deliverer.clinical);
      expect(world.mailed.map(({ recipient }) => recipient)).toEqual(
        to.map(({ address }) => address),
      );
    });

    it('was not left there before the copy was destroyed by which it was sent, whatever fails', async () => {
      const { of } = await withoutTls();
      tell(of);
      world.wire.failAlways('outbox-clinical.destroyKey', 'before');
      await expect(leaveForWantOfTls(of, leaving())).rejects.toThrow();
      expect(world.deliveries.clinical.drain()).not.toContain(`${of}~notice`);
      world.wire.failAlways('outbox-clinical.destroyKey');
      expect(await leaveForWantOfTls(of, leaving())).toMatchObject({ kind: 'delivered' });
      await wipe();
      expect(readable()).toBe(false);
    });

    it('opens no more where it was taken back before the key was destroyed', async () => {
      const { messageId, of } = await withoutTls();
      tell(of);
      world.wire.failAlways('outbox-clinical.destroyKey', 'before');
      await expect(leaveForWantOfTls(of, leaving())).rejects.toThrow();
      world.wire.failAlways('outbox-clinical.destroyKey');
      await recall(messageId);
      expect(readable()).toBe(true);
      await wipe();
      expect(readable()).toBe(false);
    });

    it('opens no more by the link of a try that was cut short, whichever is named', async () => {
      const { of } = await withoutTls();
      tell(of);
      world.wire.failAlways('notices.put', 'before');
      await expect(leaveForWantOfTls(of, leaving())).rejects.toThrow();
      world.wire.failAlways('notices.put');
      await leaveForWantOfTls(of, leaving());
      expect(links).toHaveLength(2);
      await wipe(links[1]!.linkId);
      expect(links.map(({ state }) => state)).toEqual(['wiped', 'wiped']);
      expect(readable()).toBe(false);
    });

    it('is still sent where it has not left: wiping takes no key that is needed', async () => {
      const { clinical } = world.send;
      const to = [{ address: 'reader@mail.example' }];
      const message = { ...PHI_MAIL, to, cc: [], bcc: [] };
      const watch = startStopwatch(clinical.clock);
      const { messageId } = await sendMessages([message], SENDER, watch, clinical);
      await world.outbox.clinical.destroySpentKey(`${messageId}~r1`);
      await deliver(`${messageId}~r1`, world.deliverer.clinical);
      expect(world.mailed).toHaveLength(1);
    });
  });

  it('has failed where it cannot be left there', async () => {
    const { messageId, of } = await withoutTls();
    tell(of);
    const copy = { ...world.outbox.clinical.items.get(of)!, deliveryId: `${of}~portal` };
    const dead = { ...copy, state: 'dead', failure: 'body_unreadable' } as const;
    world.outbox.clinical.items.set(copy.deliveryId, dead);
    expect(await stateOf(messageId)).toMatchObject({
      state: 'failed',
      failure: 'body_unreadable',
      events: [{ event: 'tls_failed' }],
    });
  });
});

describe('scheduled mail that found no TLS', () => {
  const READER = 'reader@mail.example';
  const comesDue = async (hours = 24) => {
    world.advance(hours * 3600);
    const [of = ''] = world.outbox.clinical.items.keys();
    await deliver(of, world.deliverer.clinical);
    return of;
  };
  const schedule = async () => {
    const { clinical } = world.send;
    const sendAt = new Date(world.now().getTime() + 24 * 3600 * 1000).toISOString();
    const message = { ...PHI_MAIL, to: [{ address: READER }], cc: [], bcc: [], sendAt };
    const watch = startStopwatch(clinical.clock);
    return (await sendMessages([message], SENDER, watch, clinical)).messageId;
  };
  const wantsAnotherAddress = () =>
    world.people.set(READER, { ...ON_FILE.nothing, confidential: 'conflict' });

  it('is left in the portal while it is permitted, which is on record', async () => {
    const messageId = await schedule();
    const of = await comesDue();
    tell(of);
    world.advance(60);
    expect(await leaveForWantOfTls(of, leaving())).toMatchObject({ kind: 'delivered' });
    expect(await stateOf(messageId)).toMatchObject({ state: 'portal' });
    expect([...world.ledger.records.values()].map(({ decisionId }) => decisionId)).toEqual([
      ...[of, `${of}~due`, `${of}~due`],
    ]);
  });

  it('is not left there once it was held, whatever is told then of an attempt before', async () => {
    const messageId = await schedule();
    world.answers.mail = () => ({ kind: 'retry', failure: 'TimeoutError', mayHaveLeft: true });
    await comesDue();
    wantsAnotherAddress();
    const of = await comesDue(1);
    tell(of);
    // Even if the person were to take it back: the sender knows that it is held.
    world.people.set(READER, ON_FILE.nothing);
    expect(await leaveForWantOfTls(of, leaving())).toMatchObject({ kind: 'withheld' });
    expect([links, notices()]).toEqual([[], []]);
    expect(await stateOf(messageId)).toMatchObject({
      ...{ state: 'held', disposition: 'quarantine', failure: 'held_when_due' },
      events: [{ event: 'tls_failed' }],
    });
  });

  it('stays held where the attempt was cut off that held it, whatever is chosen then', async () => {
    await schedule();
    wantsAnotherAddress();
    world.wire.failAlways('outbox-clinical.markDead', 'before');
    const of = await comesDue().catch(() => [...world.outbox.clinical.items.keys()][0]!);
    world.wire.failAlways('outbox-clinical.markDead');
    // The person takes it back. It was held, and stays so: it does not leave beside the copy for review.
    world.people.set(READER, ON_FILE.nothing);
    world.advance(3600);
    await deliver(of, world.deliverer.clinical);
    expect(world.mailed).toEqual([]);
    expect(world.quarantine.held.size).toBe(1);
    expect(world.outbox.clinical.items.get(of)).toMatchObject({
      ...{ state: 'dead', failure: 'held_when_due' },
    });
  });

  it('is not left there when it is not permitted any more by then, and its sender is told so', async () => {
    const messageId = await schedule();
    const of = await comesDue();
    tell(of);
    world.advance(60);
    wantsAnotherAddress();
    const { deliverer, outbox } = world;
    const copy = { ...outbox.clinical.items.get(of)!, deliveryId: `${of}~portal`, attempts: 0 };
    outbox.clinical.items.set(copy.deliveryId, {
      ...copy,
      ...{ heard: {}, state: 'pending', disposition: 'portal', route: { kind: 'portal', of } },
    });
    const leave = (id: string) => leaveForWantOfTls(id, leaving());
    await deliver(copy.deliveryId, { ...deliverer.clinical, leave });
    expect([links, notices()]).toEqual([[], []]);
    expect(await stateOf(messageId)).toMatchObject({
      ...{ state: 'held', failure: 'held_when_due', reasonCode: 'confidential-communication' },
    });
  });
});

it('of two links that were made for somebody, the one that was kept is told of', async () => {
  const { portal } = leaving();
  const deps = { ...world.send.clinical, portal };
  const watch = () => startStopwatch(deps.clock);
  const message = { ...PHI_MAIL, pickUp: true } as const;
  const { messageId } = await sendMessages([message], SENDER, watch(), deps);
  const [kept] = links;
  links.push({ ...kept!, linkId: 'lnk_11111111111111111111111111', state: 'locked' });
  expect(await stateOf(messageId)).toMatchObject({ portal: { state: 'created' } });
});

it('leaves in the portal nothing that was taken back before it was known that it had not left', async () => {
  const recalled = {
    state: 'recalled',
    route: { kind: 'email', recipient: 1 },
    disposition: 'encrypted',
  };
  // Whatever else it would call is not there.
  const deps = { outbox: { find: async () => recalled } } as unknown as LeavingDependencies;
  await expect(leaveForWantOfTls('dlv_1', deps)).resolves.toEqual({
    kind: 'rejected',
    failure: 'recalled',
  });
});

it.each([
  ['recalled', 'recalled'],
  ['pending', 'portal'],
] as const)('of mail without TLS that is %s the sender is told: %s', (state, told) => {
  const decision = {
    ...{ decisionId: 'msg_1~1', disposition: 'encrypted', reasonCode: 'permitted', rules: [] },
    ...{ target: { kind: 'recipient', ordinal: 1, of: 1 }, decidedAt: '2026-11-26T10:00:00.000Z' },
  } as unknown as DecisionRecord;
  const progress = {
    ...{ state, attempts: 1, dueAt: '2026-11-26T10:00:00.000Z' },
    heard: { tls_failed: { heardAt: '2026-11-26T10:01:00.000Z' } },
  };
  const now = new Date('2026-11-26T10:02:00.000Z');
  expect(recipientStatus(decision, { progress, isHeld: false }, now).state).toBe(told);
});
