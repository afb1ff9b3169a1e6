import { describe, expect, it } from 'vitest';
import { giveUpInbound, processInbound } from '../../lambdas/pipeline/inbound.ts';
import { InboundWorkError } from '../../lambdas/pipeline/inbound-dependencies.ts';
import { VaultIntegrityError } from '../../lambdas/ports/vault-reader.ts';
import {
  acceptedKey,
  CLEAN_BODY,
  forced,
  INTAKE_BODY,
  PATIENT,
  postWebhook,
  type Post,
} from './fakes/samples.ts';
import { always, createWorld, type World } from './fakes/world.ts';

async function processed(world: World, post: Post = {}): Promise<string> {
  const key = await acceptedKey(world, post);
  await processInbound(key, world.worker);
  return key;
}

const decisions = (world: World) => [...world.ledger.records.values()];
const dispositions = (world: World) =>
  Object.fromEntries(
    decisions(world).map(({ target, disposition }) => [
      target.kind === 'destination' ? target.id : '',
      disposition,
    ]),
  );
const outboxed = (world: World, lane: 'marketing' | 'clinical') => [
  ...world.outbox[lane].items.values(),
];

describe('a webhook of a substance-use program', () => {
  it('is not passed on with what identifies somebody (42 CFR 2.32)', async () => {
    const world = createWorld();
    const { sources } = world.registry;
    sources.set('intake', { ...sources.get('intake')!, part2: true });
    await processed(world);
    expect(decisions(world).map(({ reasonCode }) => reasonCode)).toContain(
      'part-2-no-redisclosure',
    );
    expect(outboxed(world, 'clinical')).toEqual([]);
  });
});

describe('a webhook of a synthetic source', () => {
  it.each([
    ['clean', { body: CLEAN_BODY }],
    ['about a patient', {}],
  ])('is recorded as a test where it is %s, and neither delivered nor held', async (_, post) => {
    const world = createWorld();
    const { sources } = world.registry;
    sources.set('intake', { ...sources.get('intake')!, synthetic: true });
    const key = await processed(world, post);
    expect(world.messages.items.get(key)!.state).toBe('routed');
    expect(decisions(world)).toHaveLength(2);
    for (const { synthetic } of decisions(world)) expect(synthetic).toBe(true);
    expect([...outboxed(world, 'clinical'), ...outboxed(world, 'marketing')]).toEqual([]);
    expect(world.quarantine.held.size).toBe(0);
  });
});

describe('a webhook about a patient', () => {
  it('goes whole and sealed to the clinical lane, and without identifiers to marketing', async () => {
    const world = createWorld();
    const key = await processed(world);
    const { messageId } = world.messages.items.get(key)!;
    expect(world.messages.items.get(key)!.state).toBe('routed');
    expect(dispositions(world)).toEqual({
      'clinical-sink': 'encrypted',
      'marketing-sink': 'deidentified',
    });
    expect(outboxed(world, 'clinical')).toEqual([
      expect.objectContaining({
        deliveryId: `${messageId}~clinical-sink`,
        messageId,
        lane: 'clinical',
        disposition: 'encrypted',
        route: { kind: 'webhook', destinationId: 'clinical-sink', underAgreement: true },
        body: { kind: 'sealed', recordId: key },
        state: 'pending',
        attempts: 0,
      }),
    ]);
    expect(world.deliveries.clinical.drain()).toEqual([`${messageId}~clinical-sink`]);
    expect(world.deliveries.marketing.drain()).toEqual([`${messageId}~marketing-sink`]);

    const [clear] = outboxed(world, 'marketing');
    if (clear?.body.kind !== 'clear') throw new Error('the marketing lane got a sealed body');
    const text = Buffer.from(clear.body.bytes).toString();
    for (const value of Object.values(PATIENT)) expect(text).not.toContain(value);
    expect(JSON.parse(text)).toMatchObject({ event: 'intake.submitted', plan: 'A' });
    expect(text).toContain('pneumonia');
  });

  it('has each of its tokens in the vault, where the clinical lane can reveal it', async () => {
    const world = createWorld();
    await processed(world);
    const [clear] = outboxed(world, 'marketing');
    if (clear?.body.kind !== 'clear') throw new Error('the marketing lane got a sealed body');
    let text = Buffer.from(clear.body.bytes).toString();
    const [set] = world.tokens.sets.values();
    expect(set).toMatchObject({ lane: 'clinical', entityId: 'mercy-hospital' });
    for (const { token, value } of set!.tokens) text = text.replaceAll(token, value);
    expect(text).toBe(INTAKE_BODY);
  });

  it('leaves decisions that explain themselves and hold nothing of it', async () => {
    const world = createWorld();
    const key = await processed(world);
    const { messageId } = world.messages.items.get(key)!;
    for (const decision of decisions(world)) {
      expect(decision).toMatchObject({
        messageId,
        direction: 'inbound',
        channel: 'webhook',
        entityId: 'mercy-hospital',
        origin: { kind: 'source', id: 'intake' },
        classification: 'phi',
        unreadable: [],
      });
      expect(decision.findings.MRN).toBeGreaterThan(0);
      expect(decision.rules.length).toBeGreaterThan(0);
      expect(decision.citations.length).toBeGreaterThan(0);
      expect(Object.keys(decision.latencyMs).sort()).toEqual(
        ['decide', 'parse', 'protect', 'receive', 'scan', 'verify'].sort(),
      );
    }
    expect(JSON.stringify(decisions(world))).not.toMatch(/Zebediah|Quill|0093315|219-09/);
    expect(JSON.stringify(world.events)).not.toMatch(/Zebediah|Quill|0093315|219-09/);
  });

  it('is read as the type it was sealed with, not as the type that a repeat claims', async () => {
    const world = createWorld();
    world.wire.failAlways('intake.create', 'before');
    await expect(acceptedKey(world)).rejects.toThrow();
    world.wire.failAlways('intake.create');
    await processed(world, { contentType: 'application/pdf' });
    expect(dispositions(world)).toEqual({
      'clinical-sink': 'encrypted',
      'marketing-sink': 'deidentified',
    });
  });

  it('is not parsed by a name of its own in the content type', async () => {
    const world = createWorld();
    await processed(world, { contentType: `application/json; name="${PATIENT.name}"` });
    const [clear] = outboxed(world, 'marketing');
    expect(clear?.body).toMatchObject({ kind: 'clear', contentType: 'application/json' });
  });

  it('is read as what was sealed first, whatever a repeat says of itself', async () => {
    const world = createWorld();
    world.wire.failAlways('intake.create', 'before');
    await expect(postWebhook(world)).rejects.toThrow();
    world.wire.failAlways('intake.create');
    await processed(world, { body: 'hello', contentType: 'text/plain' });
    const [clear] = outboxed(world, 'marketing');
    if (clear?.body.kind !== 'clear') throw new Error('it is not in the clear');
    expect(clear.body.contentType).toBe('application/json');
    expect(Buffer.from(clear.body.bytes).toString()).toContain('"plan":"A"');
    expect(decisions(world)[0]!.findings.MRN).toBeGreaterThan(0);
  });
});

describe('a webhook about nobody', () => {
  it.each([
    ['application/vnd.zebediah.quill+json', CLEAN_BODY, 'application/json'],
    [
      'application/x-www-form-urlencoded; charset=utf-8',
      'event=sent',
      'application/x-www-form-urlencoded',
    ],
    ['text/plain', 'The list was sent.', 'text/plain; charset=utf-8'],
  ])(
    'and of type %s goes to marketing with a type of its format',
    async (type, body, forwarded) => {
      const world = createWorld();
      await processed(world, { sourceId: 'newsletter', contentType: type, body });
      for (const { body: sent } of outboxed(world, 'marketing')) {
        expect(sent).toMatchObject({ kind: 'clear', contentType: forwarded });
      }
      expect(JSON.stringify(outboxed(world, 'marketing'))).not.toMatch(/zebediah/i);
      if (!type.startsWith('text/x-')) expect(outboxed(world, 'marketing')).toHaveLength(1);
    },
  );

  it('goes to both lanes as it is: in the clear to marketing, by reference to the clinical lane', async () => {
    const world = createWorld();
    const key = await processed(world, { sourceId: 'newsletter', body: CLEAN_BODY });
    expect(dispositions(world)).toEqual({ 'clinical-sink': 'as_is', 'marketing-sink': 'as_is' });
    expect(outboxed(world, 'clinical')[0]?.body).toEqual({ kind: 'sealed', recordId: key });
    const [clear] = outboxed(world, 'marketing');
    expect(clear?.body.kind === 'clear' && Buffer.from(clear.body.bytes).toString()).toBe(
      CLEAN_BODY,
    );
    expect(world.tokens.sets.size).toBe(0);
  });
});

describe('a webhook that cannot be read', () => {
  it.each<[string, Post, string]>([
    ['malformed JSON', { body: '{"name": "Zebediah' }, 'malformed'],
    ['an unknown format', { contentType: 'application/pdf' }, 'unsupported_format'],
    [
      'no content type and no telling form',
      { contentType: '', body: 'Zebediah Quill' },
      'unsupported_format',
    ],
    ['bytes that are not UTF-8', { body: Uint8Array.of(0x22, 0xff, 0x22) }, 'invalid_encoding'],
    [
      'UTF-16 that passes for UTF-8',
      { body: Buffer.from('Zebediah Quill', 'utf16le'), contentType: 'text/plain' },
      'invalid_encoding',
    ],
    ['a NUL between letters', { body: '{"a":"Z\\u0000e\\u0000b"}' }, 'invalid_encoding'],
    ['nesting without end', { body: '['.repeat(10_000) }, 'too_deep'],
  ])('is held for every destination: %s', async (_what, post, reason) => {
    const world = createWorld();
    const key = await processed(world, { sourceId: 'newsletter', ...post });
    expect(dispositions(world)).toEqual({
      'clinical-sink': 'quarantine',
      'marketing-sink': 'quarantine',
    });
    for (const decision of decisions(world)) {
      expect(decision).toMatchObject({ classification: 'unknown', unreadable: [reason] });
    }
    expect(outboxed(world, 'clinical')).toEqual([]);
    expect(outboxed(world, 'marketing')).toEqual([]);
    expect([...world.quarantine.held.values()].map(({ recordId }) => recordId)).toEqual([key, key]);
    expect(world.messages.items.get(key)!.state).toBe('routed');
  });
});

describe('a destination', () => {
  it('whose vendor has no agreement in force gets nothing about a patient', async () => {
    for (const expiresOn of ['2026-11-27', undefined]) {
      const world = createWorld();
      const vendor = world.registry.vendors.get('clinical-sink-vendor')!;
      const { baa, ...rest } = vendor;
      world.registry.vendors.set(
        vendor.id,
        expiresOn === undefined ? rest : { ...rest, baa: { ...baa!, expiresOn } },
      );
      await processed(world);
      expect(dispositions(world)['clinical-sink']).toBe('quarantine');
      expect(outboxed(world, 'clinical')).toEqual([]);
    }
  });

  it('whose agreement lapses at midnight gets what came before, and not what comes after', async () => {
    const world = createWorld();
    const vendor = world.registry.vendors.get('clinical-sink-vendor')!;
    const baa = { ...vendor.baa!, expiresOn: '2026-11-28' };
    world.registry.vendors.set(vendor.id, { ...vendor, baa });
    await processed(world, { id: 'before' });
    world.advance(7 * 3600);
    await processed(world, { id: 'after' });
    const clinical = decisions(world).filter(({ lane }) => lane === 'clinical');
    expect(clinical.map(({ disposition }) => disposition)).toEqual(['encrypted', 'quarantine']);
  });

  it('that is not registered gets nothing, and the others get theirs', async () => {
    const world = createWorld();
    world.registry.destinations.delete('marketing-sink');
    await processed(world);
    expect(dispositions(world)).toEqual({
      'clinical-sink': 'encrypted',
      'marketing-sink': 'quarantine',
    });
    expect(outboxed(world, 'marketing')).toEqual([]);
  });

  it('without encryption on the way gets nothing', async () => {
    const world = createWorld();
    const destination = world.registry.destinations.get('clinical-sink')!;
    world.registry.destinations.set(destination.id, { ...destination, url: 'http://x.example/' });
    await processed(world);
    expect(dispositions(world)['clinical-sink']).toBe('quarantine');
  });

  it('named twice gets one decision and one delivery', async () => {
    const world = createWorld();
    const source = world.registry.sources.get('intake')!;
    const destinationIds = ['clinical-sink', 'clinical-sink'];
    world.registry.sources.set('intake', { ...source, destinationIds });
    await processed(world);
    expect(decisions(world)).toHaveLength(1);
    expect(world.deliveries.clinical.drain()).toHaveLength(1);
  });
});

describe('a decision', () => {
  it.each(['quarantine', 'portal'] as const)('of %s holds the sealed original', async (what) => {
    const world = createWorld(forced(what));
    const key = await processed(world);
    expect([...world.quarantine.held.keys()].sort()).toEqual(
      decisions(world)
        .map(({ decisionId }) => decisionId)
        .sort(),
    );
    expect([...world.quarantine.held.values()][0]).toMatchObject({
      recordId: key,
      direction: 'inbound',
      entityId: 'mercy-hospital',
      reasonCode: 'forced',
    });
    expect(world.outbox.clinical.items.size + world.outbox.marketing.items.size).toBe(0);
  });

  it('of block forwards nothing, holds nothing, and is recorded', async () => {
    const world = createWorld(forced('block'));
    const key = await processed(world);
    expect(decisions(world)).toHaveLength(2);
    expect(world.quarantine.held.size).toBe(0);
    expect(world.outbox.clinical.items.size + world.outbox.marketing.items.size).toBe(0);
    expect(world.vault.records.has(key)).toBe(true);
  });

  it('of encrypted is never carried out for the marketing lane', async () => {
    const world = createWorld(forced('encrypted'));
    const key = await acceptedKey(world);
    await expect(processInbound(key, world.worker)).rejects.toThrow(InboundWorkError);
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('of deidentified is never carried out on what was not read', async () => {
    const world = createWorld(forced('deidentified'));
    const key = await acceptedKey(world, { body: '{"name": "Zebediah' });
    await expect(processInbound(key, world.worker)).rejects.toThrow(InboundWorkError);
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('is quarantine where what comes out without identifiers cannot be read again', async () => {
    const world = createWorld();
    // A quotation mark that begins inside a cell: with a token in it, the table is none any more.
    const body = 'x"Hello,\nplease note: SSN: 591-52-4422, diabetes."|id\na|b';
    await processed(world, { body, contentType: 'text/csv' });
    expect(dispositions(world)['marketing-sink']).toBe('quarantine');
    expect(outboxed(world, 'marketing')).toEqual([]);
    expect(world.quarantine.held.size).toBe(1);
  });

  it('is in the ledger before anything can leave by it', async () => {
    const world = createWorld();
    world.wire.failAlways('ledger.append', 'before');
    const key = await acceptedKey(world);
    await expect(processInbound(key, world.worker)).rejects.toThrow('away');
    expect(world.outbox.clinical.items.size + world.outbox.marketing.items.size).toBe(0);
    expect(world.messages.items.get(key)!.state).toBe('decided');
  });

  it('stays as it was made first, although policy and registry have changed since', async () => {
    const world = createWorld();
    world.wire.failAlways('ledger.append', 'before');
    const key = await acceptedKey(world);
    await expect(processInbound(key, world.worker)).rejects.toThrow();
    world.wire.failAlways('ledger.append');
    world.registry.vendors.clear();
    await processInbound(key, { ...world.worker, policy: always(forced('block')) });
    expect(dispositions(world)).toEqual({
      'clinical-sink': 'encrypted',
      'marketing-sink': 'deidentified',
    });
  });
});

describe('a message that cannot be processed', () => {
  it('for want of its source, its sealed body or its integrity is tried again', async () => {
    const world = createWorld();
    const key = await acceptedKey(world);
    const source = world.registry.sources.get('intake')!;
    world.registry.sources.delete('intake');
    await expect(processInbound(key, world.worker)).rejects.toThrow(InboundWorkError);
    world.registry.sources.set('intake', source);
    const record = world.vault.records.get(key)!;
    world.vault.records.delete(key);
    await expect(processInbound(key, world.worker)).rejects.toThrow(InboundWorkError);
    world.vault.records.set(key, {
      ...record,
      context: { ...record.context, entityId: 'another-hospital' },
    });
    await expect(processInbound(key, world.worker)).rejects.toThrow(VaultIntegrityError);
    world.vault.records.set(key, record);
    await processInbound(key, world.worker);
    expect(world.messages.items.get(key)!.state).toBe('routed');
  });

  it('is held for review when it is given up, once', async () => {
    const world = createWorld();
    const key = await acceptedKey(world);
    await giveUpInbound(key, world.worker);
    await giveUpInbound(key, world.worker);
    const item = world.messages.items.get(key)!;
    expect(item.state).toBe('failed');
    expect([...world.quarantine.held.values()]).toEqual([
      {
        heldId: item.messageId,
        messageId: item.messageId,
        entityId: 'mercy-hospital',
        lane: 'clinical',
        direction: 'inbound',
        reasonCode: 'processing-failed',
        recordId: key,
        heldAt: '2026-11-28T17:00:00.000Z',
      },
    ]);
    const given = world.events.filter(({ event }) => event === 'work.given_up');
    expect(given).toHaveLength(1);
    await processInbound(key, world.worker);
    expect(world.outbox.clinical.items.size).toBe(0);
  });

  it('is not given up once it is routed, nor when there is none', async () => {
    const world = createWorld();
    const key = await processed(world);
    await giveUpInbound(key, world.worker);
    await giveUpInbound('nothing', world.worker);
    expect(world.messages.items.get(key)!.state).toBe('routed');
    expect(world.quarantine.held.size).toBe(0);
    await expect(processInbound('nothing', world.worker)).rejects.toThrow(InboundWorkError);
  });
});
