import { describe, expect, it } from 'vitest';
import type { RecipientState } from '../../lambdas/core/decide/recipient.ts';
import type { EmailMessage } from '../../lambdas/core/send/outbound-message.ts';
import type { SendOutcome } from '../../lambdas/core/send/outcome.ts';
import type { Lane, Purpose } from '../../lambdas/core/vocabulary.ts';
import { sendMessages } from '../../lambdas/pipeline/outbound.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { PLAIN } from '../core/send/messages.ts';
import { PHI_MAIL } from './fakes/samples.ts';
import { createWorld, ON_FILE, type World } from './fakes/world.ts';

const JANE = 'jane@mail.example';
const JOHN = 'john@mail.example';
const KEY_OF_JANE = `prs_${'ab'.repeat(13)}`;
const both = { to: [{ address: JANE }, { address: JOHN }] };

function send(
  world: World,
  lane: Lane,
  message: EmailMessage,
  purpose: Purpose = lane,
): Promise<SendOutcome> {
  const deps = world.send[lane];
  const sender = { keyId: `${lane}_key`, entityId: 'mercy-hospital', lane, purpose };
  return sendMessages([message], sender, startStopwatch(deps.clock), deps);
}

const decided = (world: World) =>
  [...world.ledger.records.values()].map(({ disposition, reasonCode }) => [
    disposition,
    reasonCode,
  ]);
const jane = (world: World, state: Partial<RecipientState>) =>
  world.people.set(JANE, { ...ON_FILE.nothing, person: KEY_OF_JANE, ...state });

describe('a message to several people', () => {
  it('leaves out who opted out, tells so, and reaches the others', async () => {
    const world = createWorld();
    world.optedOut.add(JANE);
    const outcome = await send(world, 'marketing', { ...PLAIN, ...both });
    expect(outcome.kind).toBe('accepted');
    const [[first, why], second] = decided(world) as [[string, string], string[]];
    expect([first, second]).toEqual(['block', ['as_is', 'permitted']]);
    expect(why).toContain('opt');
    expect([...world.outbox.marketing.items.values()].map(({ route }) => route)).toEqual([
      { kind: 'email', recipient: 2, whilePermitted: true },
    ]);
  });

  it('is refused when all of them opted out', async () => {
    const world = createWorld();
    world.optedOut.add(JANE).add(JOHN);
    expect((await send(world, 'marketing', { ...PLAIN, ...both })).kind).toBe('refused');
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('is sealed once for those who get it and once for review of the others', async () => {
    const world = createWorld();
    jane(world, { confidential: 'conflict' });
    const outcome = await send(world, 'clinical', { ...PHI_MAIL, ...both });
    expect(outcome.kind).toBe('held');
    expect(decided(world).map(([disposition]) => disposition)).toEqual(['quarantine', 'encrypted']);
    expect([...world.vault.records.values()].map(({ context }) => context.purpose).sort()).toEqual([
      'held',
      'message',
    ]);
    const [held] = world.quarantine.held.values();
    expect(world.vault.records.get(held!.recordId)!.context.purpose).toBe('held');
    expect(world.outbox.clinical.items.size).toBe(1);
  });
});

describe('a promotion that uses health information', () => {
  const promotion = { ...PHI_MAIL, to: [{ address: JANE }], purpose: 'marketing' } as const;

  it.each<[string, Partial<RecipientState>, Partial<EmailMessage>, string]>([
    ['without an authorization is held', {}, {}, 'quarantine'],
    ['by a valid authorization leaves encrypted', { authorization: 'valid' }, {}, 'encrypted'],
    ['by one that is not valid is held', { authorization: 'invalid' }, {}, 'quarantine'],
    ['as treatment leaves', {}, { exception: 'treatment', remuneration: 'none' }, 'encrypted'],
    [
      'as treatment that somebody pays for is held',
      {},
      { exception: 'treatment', remuneration: 'financial' },
      'quarantine',
    ],
    [
      'as treatment, and nobody says who pays, is held',
      {},
      { exception: 'treatment' },
      'quarantine',
    ],
    [
      'as a refill reminder at cost leaves',
      {},
      { exception: 'refill_reminder', remuneration: 'reasonable_cost' },
      'encrypted',
    ],
  ])('%s', async (_, state, declared, disposition) => {
    const world = createWorld();
    jane(world, state);
    await send(world, 'clinical', { ...promotion, ...declared });
    expect(decided(world).map(([first]) => first)).toEqual([disposition]);
    const { exception, remuneration } = declared;
    const [record] = world.ledger.records.values();
    expect(record!.declared ?? {}).toEqual({
      ...(exception && { exception }),
      ...(remuneration && { remuneration }),
    });
  });
});

describe('somebody who chose plain mail after a warning', () => {
  it.each([
    ['recorded', 'as_is'],
    ['none', 'encrypted'],
    ['unknown', 'encrypted'],
  ] as const)('whose choice is %s: %s', async (unencryptedChoice, disposition) => {
    const world = createWorld();
    jane(world, { unencryptedChoice });
    await send(world, 'clinical', { ...PHI_MAIL, to: [{ address: JANE }] });
    expect(decided(world).map(([first]) => first)).toEqual([disposition]);
  });
});

describe('a sender of substance-use records', () => {
  it.each([
    ['consented', 'encrypted'],
    ['none', 'quarantine'],
    ['unknown', 'quarantine'],
  ] as const)('to somebody whose consent is %s: %s', async (part2Consent, disposition) => {
    const world = createWorld();
    jane(world, { part2Consent });
    const deps = world.send.clinical;
    const sender = {
      ...{ keyId: 'ck', entityId: 'mercy-hospital', part2: true },
      ...({ lane: 'clinical', purpose: 'clinical' } as const),
    };
    const message = { ...PHI_MAIL, to: [{ address: JANE }] };
    await sendMessages([message], sender, startStopwatch(deps.clock), deps);
    expect(decided(world).map(([first]) => first)).toEqual([disposition]);
  });
});

describe('the record of a decision', () => {
  it('has the random key of the recipient, and nothing else of them', async () => {
    const world = createWorld();
    jane(world, {});
    await send(world, 'clinical', { ...PHI_MAIL, ...both });
    const records = [...world.ledger.records.values()];
    expect(records.map(({ person, personIs }) => [person, personIs])).toEqual([
      [KEY_OF_JANE, 'recipient'],
      [undefined, undefined],
    ]);
    expect(JSON.stringify(records)).not.toContain('@');
  });

  it('has the key of the person that the sender says it is about, whoever gets it', async () => {
    const world = createWorld();
    const about = `prs_${'cd'.repeat(13)}`;
    await send(world, 'clinical', {
      ...PHI_MAIL,
      ...both,
      about: { kind: 'person', value: about },
    });
    const whose = () =>
      [...world.ledger.records.values()].map(({ person, personIs }) => [person, personIs]);
    expect(whose()).toEqual([
      [about, 'subject'],
      [about, 'subject'],
    ]);
    world.ledger.records.clear();
    jane(world, {});
    await send(world, 'clinical', {
      ...PHI_MAIL,
      ...both,
      about: { kind: 'person', value: KEY_OF_JANE },
    });
    expect(whose()).toEqual([
      [KEY_OF_JANE, 'recipient'],
      [KEY_OF_JANE, 'subject'],
    ]);
  });

  it('has the key of the one person who has the record number that the sender names', async () => {
    const world = createWorld();
    jane(world, {});
    for (const address of [JANE, JOHN]) {
      world.addressees.set(address, { addressee: 'clinician', subject: KEY_OF_JANE });
    }
    const about = { kind: 'record', value: '5518820' } as const;
    await send(world, 'clinical', { ...PHI_MAIL, ...both, about });
    const records = [...world.ledger.records.values()];
    expect(records.map(({ person, personIs }) => [person, personIs])).toEqual([
      [KEY_OF_JANE, 'recipient'],
      [KEY_OF_JANE, 'subject'],
    ]);
    expect(JSON.stringify(records)).not.toContain('5518820');
  });

  it('of the marketing lane knows no person', async () => {
    const world = createWorld();
    jane(world, {});
    await send(world, 'marketing', { ...PLAIN, ...both });
    expect([...world.ledger.records.values()].every(({ person }) => person === undefined)).toBe(
      true,
    );
  });
});

describe('a message that names whom it is about', () => {
  const about = { kind: 'person', value: KEY_OF_JANE } as const;

  it.each(['subject', 'representative', 'clinician'] as const)(
    'goes to whoever is that person, a representative or a clinician: %s',
    async (addressee) => {
      const world = createWorld();
      world.addressees.set(JANE, { addressee });
      await send(world, 'clinical', { ...PHI_MAIL, ...both, about });
      expect(decided(world)[0]?.[0]).toBe('encrypted');
    },
  );

  it('is held for everybody else, whatever it says, and goes to those who may have it', async () => {
    for (const addressee of ['other', 'unknown'] as const) {
      for (const mail of [PHI_MAIL, PLAIN]) {
        const world = createWorld();
        world.addressees.set(JOHN, { addressee });
        await send(world, 'clinical', { ...mail, ...both, about });
        const [first, second] = decided(world);
        expect(first?.[0]).not.toBe('quarantine');
        expect(second).toEqual(['quarantine', 'recipient-guard']);
      }
    }
  });

  it('does not leave the marketing lane, which knows of nobody', async () => {
    const world = createWorld();
    await send(world, 'marketing', { ...PLAIN, ...both, about });
    expect(decided(world).map(([first]) => first)).toEqual(['quarantine', 'quarantine']);
  });
});

describe('when what is on file cannot be looked up', () => {
  it.each([
    ['marketing', 'permission.maySend'],
    ['clinical', 'recipients.of'],
    ['clinical', 'registry.vendor'],
  ] as const)('the %s lane decides nothing, and the caller tries again', async (lane, call) => {
    const world = createWorld();
    world.wire.failAlways(call, 'before');
    await expect(send(world, lane, PLAIN)).rejects.toThrow();
    expect(world.ledger.records.size).toBe(0);
    expect(world.outbox[lane].items.size).toBe(0);
  });
});

describe('the agreement with the mail service', () => {
  it('that has lapsed closes the clinical lane, and opens it when it is renewed', async () => {
    const world = createWorld();
    const ses = world.registry.vendors.get('amazon-ses')!;
    world.registry.vendors.set('amazon-ses', {
      ...ses,
      baa: { ...ses.baa!, expiresOn: '2026-11-27' },
    });
    expect((await send(world, 'clinical', PHI_MAIL)).kind).toBe('held');
    world.registry.vendors.set('amazon-ses', ses);
    expect((await send(world, 'clinical', PHI_MAIL)).kind).toBe('accepted');
  });
});
