import { describe, expect, it } from 'vitest';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import type { Shadow } from '../../lambdas/core/registry/shadow.ts';
import { acceptedKey, INTAKE_BODY, PATIENT, PHI_MAIL } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const SHADOW: Shadow = {
  since: '2026-11-01T00:00:00Z',
  until: '2026-12-01T00:00:00Z',
  by: 'platform team',
  why: 'first month',
};
const OVERRIDE = { approvedBy: 'Privacy officer', why: 'pilot', until: '2026-11-30T00:00:00Z' };

/** The hospital's intake form in shadow mode, read into both lanes. */
async function intake(world: World, shadow: Shadow = SHADOW): Promise<void> {
  const { sources } = world.registry;
  sources.set('intake', { ...sources.get('intake')!, shadow });
  await processInbound(await acceptedKey(world), world.worker);
}

const toMarketing = (world: World) =>
  [...world.ledger.records.values()].find(({ lane }) => lane === 'marketing')!;
const marketingBody = (world: World): string => {
  const [delivery] = world.outbox.marketing.items.values();
  if (delivery?.body.kind !== 'clear') throw new Error('the marketing lane got a sealed body');
  return Buffer.from(delivery.body.bytes).toString();
};

describe('a source in shadow mode', () => {
  it('passes whole what policy would de-identify, and both are on record', async () => {
    const world = createWorld();
    await intake(world);
    expect(marketingBody(world)).toBe(INTAKE_BODY);
    expect(toMarketing(world)).toMatchObject({
      disposition: 'deidentified',
      reasonCode: 'inbound-marketing-without-phi',
      shadow: { enforced: 'as_is', since: SHADOW.since },
    });
    expect(world.tokens.sets.size).toBe(0);
  });

  it('is enforced for a receiver whose agreement has lapsed', async () => {
    const world = createWorld();
    const vendor = world.registry.vendors.get('marketing-sink-vendor')!;
    const baa = { ...vendor.baa!, expiresOn: '2026-06-30' };
    world.registry.vendors.set(vendor.id, { ...vendor, baa });
    await intake(world);
    expect(toMarketing(world)).not.toHaveProperty('shadow');
    for (const value of Object.values(PATIENT)) expect(marketingBody(world)).not.toContain(value);
  });

  it('covers such a receiver by an override, which is on record', async () => {
    const world = createWorld();
    world.registry.vendors.delete('marketing-sink-vendor');
    await intake(world, { ...SHADOW, override: OVERRIDE });
    expect(toMarketing(world).shadow).toEqual({
      enforced: 'as_is',
      since: SHADOW.since,
      override: 'Privacy officer',
    });
    expect(marketingBody(world)).toBe(INTAKE_BODY);
  });

  it('is enforced again from the moment it ends', async () => {
    const world = createWorld();
    await intake(world, { ...SHADOW, until: '2026-11-28T17:00:00Z' });
    expect(toMarketing(world)).not.toHaveProperty('shadow');
    expect(marketingBody(world)).not.toBe(INTAKE_BODY);
  });

  it('keeps what could not be read out of the marketing lane', async () => {
    const world = createWorld();
    const { sources } = world.registry;
    sources.set('intake', { ...sources.get('intake')!, shadow: SHADOW });
    const post = { body: Buffer.from([0xff, 0xd8, 0xff, 0x00]), contentType: 'application/x-odd' };
    await processInbound(await acceptedKey(world, post), world.worker);
    expect(toMarketing(world)).toMatchObject({ disposition: 'quarantine' });
    expect(world.outbox.marketing.items.size).toBe(0);
  });
});

describe('a sender in shadow mode', () => {
  it('sends what policy would refuse, and both are on record', async () => {
    const world = createWorld();
    const deps = world.send.marketing;
    const sender = {
      ...{ keyId: 'mk_marketing1', entityId: 'mercy-hospital' },
      ...({ lane: 'marketing', purpose: 'marketing', shadow: SHADOW } as const),
    };
    const outcome = await sendMessages([PHI_MAIL], sender, startStopwatch(deps.clock), deps);
    expect(outcome.kind).toBe('accepted');
    expect(toMarketing(world)).toMatchObject({
      disposition: 'block',
      reasonCode: 'marketing-lane-sends-no-phi',
      shadow: { enforced: 'as_is' },
    });
    expect(world.outbox.marketing.items.size).toBe(1);
    // Asking again before it leaves would enforce what shadow mode does not.
    const [delivery] = world.outbox.marketing.items.values();
    expect(delivery?.route).toEqual({ kind: 'email', recipient: 1 });
  });
});
