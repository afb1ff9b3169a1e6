import { beforeEach, describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import { restoreMessage } from '../../lambdas/core/send/stored-message.ts';
import { seededBytes } from '../../lambdas/core/send/idempotency.ts';
import { closeWithheld } from '../../lambdas/pipeline/close-withheld.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { leadsNowhere } from '../../lambdas/pipeline/leads-nowhere.ts';
import { showMessage } from '../../lambdas/pipeline/message-status.ts';
import { closeLink } from '../../lambdas/pipeline/portal-link.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
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
      ...{ companyName: 'General Hospital', publicUrl: 'https://portal.clinic.example' },
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
