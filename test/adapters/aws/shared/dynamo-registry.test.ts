import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRegistry } from '../../../../lambdas/adapters/aws/shared/dynamo-registry.ts';
import { createRegistryStore } from '../../../../lambdas/adapters/aws/shared/registry-store.ts';
import type { RegistryEntries, RegistryKind } from '../../../../lambdas/core/registry/entries.ts';
import { RegistryError, type Source } from '../../../../lambdas/ports/registry.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId, sampleSource, stoppedClock } from '../samples.ts';

describe('the registry in DynamoDB', () => {
  let running: Running;
  const clock = stoppedClock('2026-03-01T10:00:00.000Z');
  const store = () =>
    createRegistryStore({
      ...onTable(running, 'registry'),
      ledger: { append: async () => 'appended' },
      clock,
    });
  const put = async <K extends RegistryKind>(kind: K, entry: RegistryEntries[K]) => {
    const expectedVersion = (await store().get(kind, entry.id))?.version ?? 0;
    const reason = { expectedVersion, by: 'ok_officer001', why: 'a test' };
    return await store().put(kind, entry.id, entry, reason);
  };
  const registry = (now = 0, cacheEntries?: number) => {
    const time = { now };
    const reader = createDynamoRegistry({
      ...onTable(running, 'registry'),
      now: () => time.now,
      ...(cacheEntries === undefined ? {} : { cacheEntries }),
    });
    return { ...reader, time };
  };
  const putItem = (pk: string, entry: unknown) => {
    const { dynamodb, table } = onTable(running, 'registry');
    return dynamodb.send(new PutCommand({ TableName: table, Item: { pk, entry } }));
  };

  beforeAll(async () => {
    running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  });
  afterAll(() => running.close());

  it('reads back every kind of entry that the writer put', async () => {
    const source = sampleSource({ id: freshId('source'), toleranceSeconds: 300 });
    const destination = {
      id: freshId('destination'),
      lane: 'clinical' as const,
      url: 'https://ehr.example/hooks',
      secretRef: 'cordon/destination/clinical/ehr',
      vendorId: 'ehr-vendor',
    };
    const vendor = {
      id: freshId('vendor'),
      name: 'EHR vendor',
      baa: {
        evidence: 'contract 12',
        signedOn: '2024-12-20',
        effectiveOn: '2025-01-01',
        expiresOn: '2027-01-01',
        isAgent: true,
        coveredServices: ['EHR'],
      },
    };
    const key = {
      id: 'mk_Abcd1234',
      entityId: 'general-hospital',
      secrets: [{ hash: 'a'.repeat(64) }],
      use: {
        kind: 'send' as const,
        lane: 'marketing' as const,
        purposes: ['marketing' as const],
        channels: ['email' as const],
      },
    };
    await put('source', source);
    await put('destination', destination);
    await put('vendor', vendor);
    await put('key', key);
    const reader = registry();
    expect(await reader.source(source.id)).toEqual(source);
    expect(await reader.destination(destination.id)).toEqual(destination);
    expect(await reader.vendor(vendor.id)).toEqual(vendor);
    expect(await reader.accessKey(key.id)).toEqual(key);
  });

  it('does not confuse kinds that share an id', async () => {
    const id = freshId('shared');
    await put('source', sampleSource({ id }));
    expect(await registry().destination(id)).toBeUndefined();
    expect(await registry().vendor(id)).toBeUndefined();
  });

  it('answers undefined for ids that no entry can have', async () => {
    const reader = registry();
    for (const id of ['', '../x', 'A', 'a'.repeat(64), 'x#y', '__proto__', 'x\n', 'source#x']) {
      expect(await reader.source(id)).toBeUndefined();
    }
    for (const id of ['', 'mk_short', 'zz_Abcd1234', 'mk_Abcd1234\n']) {
      expect(await reader.accessKey(id)).toBeUndefined();
    }
  });

  it('counts versions and dates of an entry that is written again', async () => {
    const id = freshId('versioned');
    await put('source', sampleSource({ id }));
    clock.set('2026-03-02T00:00:00.000Z');
    await put('source', sampleSource({ id, careContext: false }));
    const { dynamodb, table } = onTable(running, 'registry');
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: table, Key: { pk: `source#${id}` } }),
    );
    expect(Item).toMatchObject({ version: 2, updatedAt: '2026-03-02T00:00:00.000Z' });
    expect((await registry().source(id))?.careContext).toBe(false);
  });

  it('refuses to write what it would refuse to read', async () => {
    const bad = { ...sampleSource(), destinationIds: [], secret: 'hunter2' } as unknown as Source;
    await expect(put('source', bad)).rejects.toThrow(RegistryError);
    await expect(put('source', bad)).rejects.not.toThrow(/hunter2/);
  });

  it('accepts an entry that was pasted in as JSON text', async () => {
    const source = sampleSource({ id: freshId('pasted') });
    await putItem(`source#${source.id}`, JSON.stringify(source));
    expect(await registry().source(source.id)).toEqual(source);
  });

  const malformed: [string, (id: string) => unknown][] = [
    ['text that is not JSON', () => 'Jane Roe {'],
    ['a missing member', (id) => ({ id, entityId: 'e' })],
    ['an unknown member', (id) => ({ ...sampleSource({ id }), note: 'Jane Roe' })],
    ['the id of another entry', () => sampleSource({ id: 'another' })],
    ['a wrong type', (id) => ({ ...sampleSource({ id }), maxBodyBytes: '1000' })],
    ['a list', () => []],
    ['nothing', () => null],
  ];
  it.each(malformed)('refuses an entry with %s and names only the entry', async (_what, make) => {
    const id = freshId('malformed');
    await putItem(`source#${id}`, make(id));
    const error = await registry()
      .source(id)
      .then(() => undefined)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as Error).message).toBe(`registry entry cannot be used: source#${id}`);
    expect((error as Error).cause).toBeUndefined();
  });

  it('sees a change after five seconds and not before', async () => {
    const id = freshId('cached');
    await put('source', sampleSource({ id, careContext: true }));
    const reader = registry();
    expect((await reader.source(id))?.careContext).toBe(true);
    await put('source', sampleSource({ id, careContext: false }));
    reader.time.now = 4_999;
    expect((await reader.source(id))?.careContext).toBe(true);
    reader.time.now = 5_001;
    expect((await reader.source(id))?.careContext).toBe(false);
  });

  it('sees a new entry one second after it was missed', async () => {
    const id = freshId('late');
    const reader = registry();
    expect(await reader.source(id)).toBeUndefined();
    await put('source', sampleSource({ id }));
    reader.time.now = 999;
    expect(await reader.source(id)).toBeUndefined();
    reader.time.now = 1_001;
    expect((await reader.source(id))?.id).toBe(id);
  });

  it('keeps known entries in its cache while somebody asks for unknown ones', async () => {
    const id = freshId('known');
    await put('source', sampleSource({ id, careContext: true }));
    const reader = registry(0, 4);
    await reader.source(id);
    for (let i = 0; i < 50; i += 1) await reader.source(freshId('unknown'));
    await put('source', sampleSource({ id, careContext: false }));
    // Still the cached one: a lookup that had been pushed out would see the change.
    expect((await reader.source(id))?.careContext).toBe(true);
  });
});
