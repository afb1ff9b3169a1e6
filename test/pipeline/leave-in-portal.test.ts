import { describe, expect, it } from 'vitest';
import type { PortalLink } from '../../lambdas/core/portal/link.ts';
import { seededBytes } from '../../lambdas/core/send/idempotency.ts';
import type { Sender } from '../../lambdas/pipeline/decided-message.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { createWorld } from './fakes/world.ts';

describe('what is left in the portal', () => {
  it('has secrets that no seed gives, so that a request worked on again has others', async () => {
    const world = createWorld();
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
          publicUrl: 'https://portal.clinic.example',
          linkDays: 7,
          fromAddress: 'care@clinic.example',
        },
      },
    };
    const sender: Sender = {
      ...{ keyId: 'ck', entityId: 'mercy-hospital' },
      lane: 'clinical',
      purpose: 'clinical',
    };
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
