import { describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import type { EmailMessage } from '../../lambdas/core/send/outbound-message.ts';
import { ordinalOf } from '../../lambdas/core/send/sent-message.ts';
import { VaultIntegrityError } from '../../lambdas/ports/vault-reader.ts';
import { seededBytes } from '../../lambdas/core/send/idempotency.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { openPortalContent } from '../../lambdas/pipeline/portal-content.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

function portalOf(world: World) {
  const { random } = world.send.clinical;
  const links: PortalLink[] = [];
  const deps = {
    ...world.send.clinical,
    portal: {
      random,
      links: {
        async create(link: PortalLink) {
          links.push(link);
          return 'created' as const;
        },
      },
      settings: {
        companyName: 'General Hospital',
        url: 'https://portal.clinic.example',
        linkDays: 7,
        fromAddress: 'care@clinic.example',
      },
    },
  };
  return { deps, links };
}

const sender: Sender = {
  ...{ keyId: 'ck', entityId: 'mercy-hospital' },
  lane: 'clinical',
  purpose: 'clinical',
};

/** What a link's recipient is shown; its token is in the notice alone. */
async function pickedUp(world: World, link: PortalLink) {
  const notice = world.vault.records.get(`${link.decisionId}~notice~${link.linkId}`);
  const text = Buffer.from(notice?.envelope.body ?? []).toString();
  const token = /\/p\/([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';
  return await openPortalContent(link, token, { reader: world.vault });
}

describe('what is left in the portal', () => {
  const FILE = Buffer.alloc(200_000, 'report ');
  const toMany = (count: number, attachments: EmailMessage['attachments']) => ({
    ...PHI_MAIL,
    to: Array.from({ length: count }, (_, n) => ({ address: `r${String(n)}@mail.example` })),
    ...{ cc: [], bcc: [], attachments, pickUp: true as const },
  });
  const file = { filename: 'report.txt', contentType: 'text/plain', content: FILE };

  it('is kept once for many recipients where it is large, and each is shown it as theirs', async () => {
    const world = createWorld();
    const { deps, links } = portalOf(world);
    await sendMessages([toMany(4, [file])], sender, startStopwatch(deps.clock), deps);
    expect(links).toHaveLength(4);
    const kept = [...world.vault.records.values()].reduce(
      (sum, { envelope }) => sum + envelope.body.length,
      0,
    );
    // In base64, and nothing else of the size of a file.
    expect(kept).toBeLessThan(2 * FILE.length);
    for (const link of links) {
      const shown = await pickedUp(world, link);
      const place = ordinalOf(link.decisionId) - 1;
      expect(shown).toMatchObject({
        recipient: { channel: 'email', address: `r${String(place)}@mail.example` },
        text: PHI_MAIL.text,
      });
      expect(shown?.attachments.map(({ content }) => FILE.equals(content))).toEqual([true]);
    }
  });

  it('opens no longer by a link whose half of the key was destroyed, and opens by the others', async () => {
    const world = createWorld();
    const { deps, links } = portalOf(world);
    await sendMessages([toMany(2, [file])], sender, startStopwatch(deps.clock), deps);
    const [{ contentKey: _destroyed, ...wiped }, other] = links as [PortalLink, PortalLink];
    expect(await pickedUp(world, wiped)).toBeUndefined();
    expect((await pickedUp(world, other))?.text).toBe(PHI_MAIL.text);
    const altered = { ...other, contentKey: `${other.contentKey?.slice(1) ?? ''}A` };
    await expect(pickedUp(world, altered)).rejects.toThrow(VaultIntegrityError);
  });

  it('is kept with each link where it is small', async () => {
    const world = createWorld();
    const { deps, links } = portalOf(world);
    await sendMessages([toMany(2, [])], sender, startStopwatch(deps.clock), deps);
    const ids = [...world.vault.records.keys()].filter((id) => id.startsWith('portal~'));
    expect(ids.toSorted()).toEqual(links.map(({ recordId }) => recordId).toSorted());
    expect((await pickedUp(world, links[1]!))?.text).toBe(PHI_MAIL.text);
  });

  it('has secrets that no seed gives, so that a request worked on again has others', async () => {
    const { deps, links } = portalOf(createWorld());
    for (let turn = 0; turn < 2; turn += 1) {
      const seeded = { ...deps, random: seededBytes('the same seed') };
      const message = { ...PHI_MAIL, pickUp: true } as const;
      await sendMessages([message], sender, startStopwatch(deps.clock), seeded);
    }
    const [first, second] = links;
    expect([first?.decisionId, links.length]).toEqual([second?.decisionId, 2]);
    expect(first?.linkId).not.toBe(second?.linkId);
    expect(first?.contentKey).not.toBe(second?.contentKey);
  });
});
