import { describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import { closeLinks, type PortalDeskDependencies } from '../../lambdas/pipeline/portal-desk.ts';
import { createWorld } from './fakes/world.ts';

const WHO = { by: 'ok_officer001', why: 'the contract ended' };

function linkOf(ordinal: number): PortalLink {
  return {
    ...{ linkId: `lnk_${String(ordinal).padStart(26, '0')}`, entityId: 'mercy-hospital' },
    ...{ messageId: 'msg_1', decisionId: `msg_1~r${String(ordinal)}`, keyId: 'ck_sender001' },
    ...{ recordId: `portal~${String(ordinal)}`, state: 'created', contentKey: 'half' },
    ...{ createdAt: '2026-11-28T17:00:00.000Z', expiresAt: '2026-12-05T17:00:00.000Z' },
    ...{ codesSentAt: [], wrongCodes: 0, replies: 0, version: 1 },
  };
}

/** Links of one message, and how many of them were being written at once at most. */
function deskOf(count: number) {
  const world = createWorld();
  const links = new Map(
    Array.from({ length: count }, (_, n) => linkOf(n + 1)).map((link) => [link.linkId, link]),
  );
  const writing = { now: 0, most: 0 };
  const destroyed: string[] = [];
  const deps: PortalDeskDependencies = {
    ...world.send.clinical,
    desks: { clinical: { destroySpentKey: async (id) => void destroyed.push(id) } },
    links: {
      find: async (id) => links.get(id),
      ofMessage: async () => [...links.values()],
      list: async () => [...links.values()],
      async replace(_from, to) {
        writing.now += 1;
        writing.most = Math.max(writing.most, writing.now);
        await Promise.resolve();
        links.set(to.linkId, to);
        writing.now -= 1;
        return to;
      },
    },
  };
  return { world, links, writing, destroyed, deps };
}

describe('the links of a message with many recipients', () => {
  it('are wiped some at a time, so that whoever waits for it is answered, and each is on record', async () => {
    const { world, links, writing, destroyed, deps } = deskOf(100);
    const outcome = await closeLinks('msg_1', 'wiped', WHO, deps);
    expect(outcome).toMatchObject({ kind: 'done' });
    if (outcome.kind !== 'done') throw new TypeError('they were wiped');
    expect(outcome.links.map(({ linkId }) => linkId)).toEqual([...links.keys()]);
    expect([...links.values()].some((link) => 'contentKey' in link)).toBe(false);
    expect(world.ledger.others).toHaveLength(100);
    expect(writing.most).toBeGreaterThan(8);
    // The keys of mail that was left there for want of TLS, should a try have left them.
    expect(destroyed).toEqual([...links.values()].map(({ decisionId }) => decisionId));
  });

  it('that were wiped already are told of, as nothing to do', async () => {
    const { deps } = deskOf(3);
    await closeLinks('msg_1', 'wiped', WHO, deps);
    const again = await closeLinks('msg_1', 'wiped', WHO, deps);
    expect(again).toMatchObject({
      kind: 'nothing_to_do',
      links: [{ state: 'wiped' }, { state: 'wiped' }, { state: 'wiped' }],
    });
  });
});
