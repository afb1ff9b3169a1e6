import { describe, expect, it } from 'vitest';
import { acceptWebhook } from '../../lambdas/pipeline/accept.ts';
import { RegistryError } from '../../lambdas/ports/registry.ts';
import { INTAKE_BODY, postWebhook } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const items = (world: World) => [...world.messages.items.values()];

describe('accepting a webhook', () => {
  it('seals the raw bytes, then writes the item, then queues it, and only then says so', async () => {
    const world = createWorld();
    const outcome = await postWebhook(world);
    expect(outcome).toEqual({ kind: 'accepted', messageId: items(world)[0]!.messageId });
    expect(world.wire.calls).toEqual([
      'registry.source',
      'secrets.get',
      // Whether one of its two destinations wants deliveries in order.
      'registry.destination',
      'registry.destination',
      'vault.seal',
      'intake.create',
      'queue.enqueue',
    ]);
    const [item] = items(world);
    expect(item).toMatchObject({
      sourceId: 'intake',
      entityId: 'mercy-hospital',
      contentType: 'application/json',
      size: Buffer.byteLength(INTAKE_BODY),
      receivedAt: '2026-11-28T17:00:00.000Z',
      state: 'received',
      acceptLatencyMs: { receive: 0.25, verify: 0.25 },
    });
    expect(world.inbound.drain()).toEqual([item!.key]);
    expect(world.events).toEqual([
      {
        event: 'webhook.accepted',
        sourceId: 'intake',
        messageId: item!.messageId,
        bytes: item!.size,
        ms: 0.75,
      },
    ]);
    const sealed = world.vault.records.get(item!.key)!;
    expect(sealed.context).toEqual({
      lane: 'clinical',
      entityId: 'mercy-hospital',
      purpose: 'webhook',
    });
    expect(Buffer.from(sealed.envelope.body).toString()).toBe(INTAKE_BODY);
  });

  it('keeps bytes that are no text as they are', async () => {
    const world = createWorld();
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await postWebhook(world, { body });
    const [record] = world.vault.records.values();
    expect(Buffer.from(record!.envelope.body)).toEqual(Buffer.from(body));
  });

  it.each(['vault.seal', 'intake.create'])(
    'throws and queues nothing when %s fails',
    async (call) => {
      const world = createWorld();
      world.wire.failAlways(call, 'before');
      await expect(postWebhook(world)).rejects.toThrow('away');
      expect(items(world)).toEqual([]);
      expect(world.inbound.waiting).toEqual([]);
      expect(world.events).toEqual([]);
    },
  );

  it('accepts without the queue: the item is there for the sweeper', async () => {
    const world = createWorld();
    world.wire.failAlways('queue.enqueue', 'before');
    expect((await postWebhook(world)).kind).toBe('accepted');
    expect(items(world)).toHaveLength(1);
    expect(world.events.map(({ event }) => event)).toEqual(['work.failed', 'webhook.accepted']);
  });

  it('completes what failed half-way when the vendor sends it again, with the bytes that came first', async () => {
    const world = createWorld();
    world.wire.failAlways('intake.create', 'before');
    await expect(postWebhook(world, { body: 'first' })).rejects.toThrow();
    world.wire.failAlways('intake.create');
    expect((await postWebhook(world, { body: 'first' })).kind).toBe('accepted');
    expect(items(world)).toHaveLength(1);
    expect(world.vault.records.size).toBe(1);
  });

  it('answers a repeat, at any time, without a second item', async () => {
    const world = createWorld();
    await postWebhook(world);
    world.advance(24 * 3600);
    expect(await postWebhook(world)).toEqual({ kind: 'duplicate' });
    expect(items(world)).toHaveLength(1);
    expect(world.inbound.waiting).toHaveLength(1);
    expect(world.events.at(-1)).toEqual({ event: 'webhook.duplicate', sourceId: 'intake' });
  });

  it('takes the same id from another source for another message', async () => {
    const world = createWorld();
    await postWebhook(world, { sourceId: 'intake' });
    expect((await postWebhook(world, { sourceId: 'newsletter' })).kind).toBe('accepted');
    expect(items(world)).toHaveLength(2);
  });

  it('of two that come at once keeps one', async () => {
    const world = createWorld();
    const outcomes = await Promise.all([postWebhook(world), postWebhook(world)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'duplicate']);
    expect(items(world)).toHaveLength(1);
  });

  it('refuses what is wrongly signed before it seals anything', async () => {
    const world = createWorld();
    const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    expect(await postWebhook(world, { secret })).toMatchObject({
      kind: 'refused',
      reason: 'signature_mismatch',
    });
    expect(world.wire.calls).toEqual(['registry.source', 'secrets.get']);
    expect(world.events).toEqual([
      { event: 'webhook.refused', sourceId: 'intake', reason: 'signature_mismatch' },
    ]);
  });

  it('refuses everything while the source has no secret', async () => {
    const world = createWorld();
    world.secrets.delete('source/intake');
    expect(await postWebhook(world)).toMatchObject({
      kind: 'refused',
      reason: 'secret_missing',
    });
  });

  it('treats an unknown source like one whose signature is wrong, and notes what it is', async () => {
    const world = createWorld();
    const limits: number[] = [];
    const given = {
      ...{ sourceId: 'nobody', method: 'POST', query: '', headers: {} },
      url: 'https://gateway.example/webhooks/nobody',
    };
    const body = Buffer.alloc(1024);
    const readBody = async (limitBytes: number) => {
      limits.push(limitBytes);
      return await Promise.resolve(body);
    };
    const outcome = await acceptWebhook({ ...given, readBody }, world.accept);
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'signature_mismatch' });
    expect(world.wire.calls).toEqual(['registry.source', 'secrets.get']);
    expect(world.events).toEqual([{ event: 'webhook.unknown_source' }]);
    const tooLarge = await acceptWebhook(
      { ...given, readBody: async () => await Promise.resolve('too_large' as const) },
      world.accept,
    );
    expect(tooLarge).toEqual({ kind: 'too_large', limitBytes: 1024 * 1024 });
    expect(limits).toEqual([1024 * 1024]);
  });

  it("refuses a body over the source's limit, before it looks at the signature", async () => {
    const world = createWorld();
    const limitBytes = world.registry.sources.get('intake')!.maxBodyBytes;
    const outcome = await postWebhook(world, { body: Buffer.alloc(limitBytes + 1), secret: '' });
    expect(outcome).toEqual({ kind: 'too_large', limitBytes });
    expect((await postWebhook(world, { body: Buffer.alloc(limitBytes) })).kind).toBe('accepted');
  });

  it('throws for a source whose scheme does not exist: nothing is accepted unverified', async () => {
    const world = createWorld();
    world.registry.sources.set('intake', {
      ...world.registry.sources.get('intake')!,
      scheme: 'none',
    });
    await expect(postWebhook(world)).rejects.toThrow(RegistryError);
    expect(world.vault.records.size).toBe(0);
  });

  it("uses the source's own tolerance", async () => {
    const world = createWorld();
    const source = world.registry.sources.get('intake')!;
    world.registry.sources.set('intake', { ...source, toleranceSeconds: 10 });
    const early = postWebhook(world);
    world.advance(11);
    expect((await early).kind).toBe('refused');
  });

  it('keeps the media type and the charset, and no other words of the content type', async () => {
    const world = createWorld();
    const contentType = `Application/JSON; charset="UTF-8"; note=${'y'.repeat(900)}`;
    await postWebhook(world, { contentType });
    expect(items(world)[0]!.contentType).toBe('application/json; charset=utf-8');
  });
});
