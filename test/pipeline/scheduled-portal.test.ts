import { beforeEach, describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import { openContent } from '../../lambdas/core/portal/secrets.ts';
import { restoreMessage } from '../../lambdas/core/send/stored-message.ts';
import { seededBytes } from '../../lambdas/core/send/idempotency.ts';
import { closeWithheld } from '../../lambdas/pipeline/close-withheld.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { keepForReview } from '../../lambdas/pipeline/keep-for-review.ts';
import { leadsNowhere } from '../../lambdas/pipeline/leads-nowhere.ts';
import { showMessage } from '../../lambdas/pipeline/message-status.ts';
import { closeLink } from '../../lambdas/pipeline/portal-link.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { isReadable } from '../support/opened-by.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { createWorld, ON_FILE, type World } from './fakes/world.ts';

const DAY = 24 * 3600;
const SENDER: Sender = {
  ...{ keyId: 'ck_clinical01', entityId: 'mercy-hospital' },
  ...({ lane: 'clinical', purpose: 'clinical' } as const),
};
const READER = 'reader@mail.example';
const ABOUT = { kind: 'person', value: `prs_${'a'.repeat(26)}` } as const;

let world: World;
let links: PortalLink[];
beforeEach(() => {
  world = createWorld();
  links = [];
});

const portalLinks = {
  create: async (link: PortalLink) => {
    links.push(link);
    return 'created' as const;
  },
  find: async (id: string) => links.find(({ linkId }) => linkId === id),
  ofMessage: async () => links,
  replace: async (from: PortalLink, to: PortalLink) => {
    links = links.map((link) => (link.linkId === from.linkId ? to : link));
    return to;
  },
};
const sending = () => ({
  ...world.send.clinical,
  portal: {
    random: world.send.clinical.random,
    links: portalLinks,
    settings: {
      ...{ companyName: 'General Hospital', url: 'https://portal.clinic.example' },
      ...{ linkDays: 7, fromAddress: 'care@clinic.example' },
    },
  },
});

/** Mail that is to wait in the portal from tomorrow on. */
async function schedule(): Promise<string> {
  const sendAt = new Date(world.now().getTime() + DAY * 1000).toISOString();
  const message = { ...PHI_MAIL, to: [{ address: READER }], about: ABOUT, sendAt };
  const deps = sending();
  const outcome = await sendMessages(
    [{ ...message, pickUp: true }],
    SENDER,
    startStopwatch(deps.clock),
    deps,
  );
  expect(outcome.decisions).toMatchObject([{ disposition: 'portal' }]);
  return outcome.messageId;
}

async function comesDue(messageId: string): Promise<void> {
  world.advance(DAY);
  const deps = world.deliverer.clinical;
  const closing = { ...deps, links: portalLinks };
  await deliver(`${messageId}~r1`, {
    ...deps,
    leadsNowhere: (delivery) => leadsNowhere(delivery, closing),
    keepForReview: (delivery) => keepForReview(delivery, closing),
    closeWithheld: (delivery) => closeWithheld(delivery, closing),
  });
}

const statusOf = async (messageId: string) => {
  const desk = { ...world.send.clinical, desk: world.outbox.clinical, links: portalLinks };
  return (await showMessage(messageId, SENDER, desk))?.decisions[0];
};
const portalEvents = () => world.ledger.others.filter(({ kind }) => kind === 'portal');

describe('a notice that is scheduled', () => {
  it('leaves at its time, with a link whose days begin then', async () => {
    const messageId = await schedule();
    expect(links).toMatchObject([{ state: 'created', expiresAt: '2026-12-06T17:00:00.000Z' }]);
    expect(await statusOf(messageId)).toMatchObject({ state: 'scheduled' });
    await comesDue(messageId);
    expect(world.mailed).toMatchObject([{ recipient: READER, isNotice: true }]);
    expect(Buffer.from(world.mailed[0]!.raw).toString()).toContain('December 6, 2026');
    expect([...world.ledger.records.values()][1]).toMatchObject({
      decisionId: `${messageId}~r1~due`,
      ...{ disposition: 'portal', person: ABOUT.value, personIs: 'subject' },
    });
    expect(links).toMatchObject([{ state: 'created' }]);
  });

  it('keeps whom it is about where it is sealed, and nowhere else', async () => {
    const messageId = await schedule();
    const notice = [...world.vault.records].find(([id]) => id.includes('~notice~'));
    expect(restoreMessage(notice![1].envelope.body).about).toEqual(ABOUT);
    expect(JSON.stringify(world.outbox.clinical.items.get(`${messageId}~r1`))).not.toContain(
      ABOUT.value,
    );
  });

  it.each([
    ['held', 'another reads at that address', () => world.addressees.set(READER, OTHER)],
    [
      'held',
      'the person wants another address',
      () => world.people.set(READER, { ...ON_FILE.nothing, confidential: 'conflict' }),
    ],
  ])('is %s, and its link taken back, when %s meanwhile', async (state, _what, change) => {
    const messageId = await schedule();
    change();
    await comesDue(messageId);
    expect(world.mailed).toEqual([]);
    expect(links).toMatchObject([{ state: 'recalled' }]);
    expect(portalEvents()).toMatchObject([
      { event: 'created' },
      { event: 'recalled', by: 'system:clinical-deliver' },
    ]);
    expect(await statusOf(messageId)).toMatchObject({
      ...{ state, disposition: 'quarantine', failure: 'held_when_due' },
    });
  });

  it('that is held keeps what waits behind its link for review, and has no other copy of it', async () => {
    const messageId = await schedule();
    world.addressees.set(READER, OTHER);
    await comesDue(messageId);
    const notice = `${messageId}~r1~notice~${links[0]!.linkId}`;
    expect([...world.quarantine.held.values()]).toMatchObject([{ recordId: notice }]);
    expect(links).toMatchObject([{ state: 'recalled', isHeld: true }]);
    expect([...world.vault.records.keys()].toSorted()).toEqual(
      [links[0]!.recordId, notice].toSorted(),
    );
    const { contentKey } = links[0]!;
    const letter = restoreMessage(world.vault.records.get(notice)!.envelope.body);
    const token = /\/p\/([A-Za-z0-9_-]{43})/.exec(letter.text ?? '')?.[1] ?? '';
    const { body } = world.vault.records.get(links[0]!.recordId)!.envelope;
    const waiting = restoreMessage(openContent(body, contentKey!, token)!);
    expect(waiting.text).toBe(PHI_MAIL.text);
  });

  it('that was withheld stays so, whatever is cut off before it is held, and whatever is chosen then', async () => {
    const messageId = await schedule();
    world.addressees.set(READER, OTHER);
    world.wire.failAlways('quarantine.hold', 'before');
    await comesDue(messageId);
    expect([...world.quarantine.held.values()]).toEqual([]);
    world.wire.failAlways('quarantine.hold');
    world.addressees.delete(READER);
    await comesDue(messageId);
    expect(world.mailed).toEqual([]);
    expect([...world.quarantine.held.values()]).toMatchObject([{ heldId: `${messageId}~r1~due` }]);
    expect(links).toMatchObject([{ state: 'recalled', isHeld: true }]);
    expect(await statusOf(messageId)).toMatchObject({ state: 'held' });
  });

  it('is not kept for review once it was wiped', async () => {
    const messageId = await schedule();
    const who = { by: 'ok_officer001', why: 'the contract ended' };
    const closing = { ...world.deliverer.clinical, links: portalLinks };
    await closeLink(links[0]!.linkId, 'wiped', who, closing);
    const notice = world.outbox.clinical.items.get(`${messageId}~r1`)!;
    await keepForReview(notice, closing);
    expect(links[0]).not.toHaveProperty('isHeld');
  });

  it('is not held before what waits is kept for review', async () => {
    const messageId = await schedule();
    world.addressees.set(READER, OTHER);
    const { replace } = portalLinks;
    portalLinks.replace = async () => {
      throw new Error('the table does not answer');
    };
    await comesDue(messageId);
    portalLinks.replace = replace;
    expect([...world.quarantine.held.values()]).toEqual([]);
    expect(world.mailed).toEqual([]);
    expect(await statusOf(messageId)).toMatchObject({ state: 'queued' });
  });

  it.each([
    ['before it is due', 0],
    ['once it was held', 1],
  ])('opens no more once its link is wiped %s', async (_, isHeld) => {
    const messageId = await schedule();
    const readable = () => isReadable(PHI_MAIL.text!, world, links);
    if (isHeld === 1) {
      world.addressees.set(READER, OTHER);
      await comesDue(messageId);
      expect(world.quarantine.held.size).toBe(1);
    }
    expect(readable()).toBe(true);
    const closing = { ...world.deliverer.clinical, links: portalLinks };
    const who = { by: 'ok_officer001', why: 'the contract ended' };
    await closeLink(links[0]!.linkId, 'wiped', who, closing);
    expect(links[0]).not.toHaveProperty('isHeld');
    expect(readable()).toBe(false);
  });

  it('keeps its link until its delivery has ended, and is held also where the link cannot be taken back', async () => {
    const messageId = await schedule();
    world.addressees.set(READER, OTHER);
    world.wire.failAlways('outbox-clinical.markDead', 'before');
    await comesDue(messageId).catch(() => undefined);
    expect(links).toMatchObject([{ state: 'created' }]);
    world.wire.failAlways('outbox-clinical.markDead');
    world.wire.failAlways('ledger.append', 'after');
    await comesDue(messageId).catch(() => undefined);
    world.wire.failAlways('ledger.append');
    await comesDue(messageId);
    expect(links).toMatchObject([{ state: 'recalled' }]);
    expect(await statusOf(messageId)).toMatchObject({ state: 'held' });
  });

  it.each([
    ['recalled', 'recalled'],
    ['wiped', 'failed'],
  ] as const)('does not leave once an officer has %s what waits: %s', async (to, state) => {
    const messageId = await schedule();
    const closing = { ...world.deliverer.clinical, links: portalLinks };
    const who = { by: 'ok_officer001', why: 'sent to the wrong address' };
    await closeLink(links[0]!.linkId, to, who, closing);
    await comesDue(messageId);
    expect(world.mailed).toEqual([]);
    expect(world.outbox.clinical.items.get(`${messageId}~r1`)).toMatchObject({
      ...{ state: 'dead', failure: 'link_closed' },
    });
    expect(await statusOf(messageId)).toMatchObject({ state, portal: { state: to } });
  });

  it('has one link, whatever its request is cut short at and taken up', async () => {
    const deps = sending();
    world.wire.failAlways('outbox-clinical.put', 'before');
    const seeded = () => ({ ...deps, random: seededBytes('one request') });
    const sendAt = new Date(world.now().getTime() + DAY * 1000).toISOString();
    const message = { ...PHI_MAIL, to: [{ address: READER }], pickUp: true as const, sendAt };
    const send = (begun: boolean) =>
      sendMessages([message], SENDER, startStopwatch(deps.clock), seeded(), begun);
    await expect(send(false)).rejects.toThrow();
    world.wire.failAlways('outbox-clinical.put');
    // By then its time has passed: it stays scheduled, because it was decided so.
    world.advance(2 * DAY);
    const { messageId } = await send(true);
    expect(links).toHaveLength(1);
    expect(world.outbox.clinical.items.get(`${messageId}~r1`)).toMatchObject({
      ...{ sendAt, dueAt: sendAt, due: { addressee: 'unnamed' } },
    });
    await comesDue(messageId);
    expect(world.mailed).toHaveLength(1);
  });
});

const OTHER = { addressee: 'other' } as const;
