import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRegistry } from '../../../../lambdas/adapters/aws/shared/dynamo-registry.ts';
import { createDynamoVersionedStore } from '../../../../lambdas/adapters/aws/shared/dynamo-versioned-store.ts';
import type { ChangeRecord, LedgerRecord } from '../../../../lambdas/core/record/ledger-record.ts';
import {
  REGISTRY_SCHEMAS,
  type RegistryEntries,
} from '../../../../lambdas/core/registry/entries.ts';
import type { Ledger } from '../../../../lambdas/ports/ledger.ts';
import { RegistryError, type Source } from '../../../../lambdas/ports/registry.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId, sampleSource, stoppedClock } from '../samples.ts';

/** Keeps what is appended, once for each id; `fail` says when it breaks off. */
function memoryLedger(fail: { before?: boolean; after?: boolean } = {}) {
  const records = new Map<string, ChangeRecord>();
  const ledger: Ledger = {
    async append(record: LedgerRecord) {
      if (fail.before === true) throw new Error('crashed before the record');
      if (record.kind !== 'change') throw new TypeError('only changes are expected');
      const known = records.get(record.recordId);
      records.set(record.recordId, known ?? record);
      if (fail.after === true) throw new Error('crashed after the record');
      return known === undefined ? 'appended' : 'exists';
    },
  };
  const of = (id: string) => [...records.values()].filter(({ subject }) => subject.id === id);
  return { ledger, records, of, fail };
}

describe('the versioned store in DynamoDB', () => {
  let running: Running;
  const clock = stoppedClock('2026-03-01T10:00:00.000Z');
  const memory = memoryLedger();
  const storeWith = (ledger: Ledger) =>
    createDynamoVersionedStore<RegistryEntries>({
      ...onTable(running, 'registry'),
      schemas: REGISTRY_SCHEMAS,
      entityOf: (entry) => (entry as { entityId?: string }).entityId,
      ledger,
      clock,
    });
  const store = () => storeWith(memory.ledger);
  const reason = (expectedVersion: number, why = 'contract signed') => ({
    expectedVersion,
    by: 'ok_officer0001',
    why,
  });

  beforeAll(async () => {
    running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  });
  afterAll(() => running.close());

  it('gives back what was put, who put it, when and why', async () => {
    const source = sampleSource({ id: freshId('source') });
    expect(await store().put('source', source.id, source, reason(0))).toEqual({
      kind: 'written',
      version: 1,
    });
    expect(await store().get('source', source.id)).toEqual({
      entry: source,
      version: 1,
      updatedAt: '2026-03-01T10:00:00.000Z',
      updatedBy: 'ok_officer0001',
      why: 'contract signed',
    });
    expect(await store().get('destination', source.id)).toBeUndefined();
  });

  it('keeps every version and records each change by the names of its members', async () => {
    const id = freshId('source');
    const { toleranceSeconds: _none, ...first } = sampleSource({ id });
    await store().put('source', id, first, reason(0, 'first'));
    const second: Source = { ...first, careContext: false, toleranceSeconds: 60 };
    await store().put('source', id, second, reason(1, 'second'));
    await store().remove('source', id, reason(2, 'third'));
    const history = await store().history('source', id);
    expect(history.map(({ version, action, why }) => [version, action, why])).toEqual([
      [3, 'removed', 'third'],
      [2, 'changed', 'second'],
      [1, 'created', 'first'],
    ]);
    expect(history.map(({ entry }) => entry)).toEqual([undefined, second, first]);
    const records = memory.of(id);
    expect(records.map(({ version, changed }) => [version, changed])).toEqual([
      [1, Object.keys(first).sort()],
      [2, ['careContext', 'toleranceSeconds']],
      [3, Object.keys(second).sort()],
    ]);
    expect(records[2]).toMatchObject({ action: 'removed', entityId: 'general-hospital' });
    expect(records[1]).toEqual({
      kind: 'change',
      recordId: expect.stringMatching(/^chg_[0-9a-f]{32}$/) as string,
      recordedAt: '2026-03-01T10:00:00.000Z',
      entityId: 'general-hospital',
      subject: { kind: 'source', id },
      version: 2,
      action: 'changed',
      changed: ['careContext', 'toleranceSeconds'],
      by: 'ok_officer0001',
      why: 'second',
    });
  });

  it('refuses a change of a version that is no longer there, and says which is', async () => {
    const id = freshId('source');
    await store().put('source', id, sampleSource({ id }), reason(0));
    await store().put('source', id, sampleSource({ id, careContext: false }), reason(1));
    const late = sampleSource({ id, toleranceSeconds: 10 });
    expect(await store().put('source', id, late, reason(1))).toEqual({
      kind: 'conflict',
      version: 2,
    });
    expect(await store().put('source', id, late, reason(0))).toEqual({
      kind: 'conflict',
      version: 2,
    });
    expect(await store().remove('source', id, reason(1))).toEqual({ kind: 'conflict', version: 2 });
    expect(memory.of(id)).toHaveLength(2);
  });

  it('refuses to change what is not there', async () => {
    const id = freshId('source');
    const outcome = await store().put('source', id, sampleSource({ id }), reason(3));
    expect(outcome).toEqual({ kind: 'conflict', version: 0 });
    expect(await store().history('source', id)).toEqual([]);
  });

  it('lets one of many concurrent writers win and tells the others the version', async () => {
    const id = freshId('raced');
    await store().put('source', id, sampleSource({ id }), reason(0));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        store().put('source', id, sampleSource({ id, toleranceSeconds: i + 1 }), reason(1)),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'written')).toEqual([
      { kind: 'written', version: 2 },
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'conflict')).toEqual(
      Array.from({ length: 7 }, () => ({ kind: 'conflict', version: 2 })),
    );
    const winner = outcomes.findIndex(({ kind }) => kind === 'written');
    expect((await store().get('source', id))?.entry.toleranceSeconds).toBe(winner + 1);
    expect(memory.of(id).map(({ version }) => version)).toEqual([1, 2]);
  });

  it.each([
    ['before its record was appended', { before: true }],
    ['after its record was appended and before it took effect', { after: true }],
  ])('finishes a change that broke off %s, with the next one', async (_when, fail) => {
    const id = freshId('crashed');
    const broken = memoryLedger(fail);
    const crashing = storeWith(broken.ledger);
    const [first, second] = [sampleSource({ id }), sampleSource({ id, careContext: false })];
    await store().put('source', id, first, reason(0));
    await expect(crashing.put('source', id, second, reason(1, 'half done'))).rejects.toThrow(
      /crashed/,
    );
    // Without effect so far, and not to be lost.
    expect((await store().get('source', id))?.version).toBe(1);
    expect((await store().history('source', id))[0]?.why).toBe('half done');
    clock.set('2026-03-05T10:00:00.000Z');
    expect(await store().put('source', id, first, reason(1))).toEqual({
      kind: 'conflict',
      version: 2,
    });
    expect(await store().get('source', id)).toMatchObject({ entry: second, version: 2 });
    expect(await store().put('source', id, first, reason(2))).toEqual({
      kind: 'written',
      version: 3,
    });
    const records = memory.of(id);
    expect(records.map(({ version }) => version)).toEqual([1, 2, 3]);
    // The same record, whoever appends it.
    for (const record of broken.of(id)) expect(record).toEqual(records[1]);
    clock.set('2026-03-01T10:00:00.000Z');
  });

  it('finishes a first version that broke off, too', async () => {
    const id = freshId('crashed');
    const broken = memoryLedger({ before: true });
    const source = sampleSource({ id });
    await expect(storeWith(broken.ledger).put('source', id, source, reason(0))).rejects.toThrow();
    expect(await store().get('source', id)).toBeUndefined();
    expect(await store().put('source', id, source, reason(0))).toEqual({
      kind: 'conflict',
      version: 1,
    });
    expect((await store().get('source', id))?.entry).toEqual(source);
  });

  it('takes a removed entry out of lists and lookups, and numbers a new one on', async () => {
    const id = freshId('removed');
    await store().put('source', id, sampleSource({ id }), reason(0));
    await store().remove('source', id, reason(1));
    expect(await store().get('source', id)).toBeUndefined();
    expect(await createDynamoRegistry(onTable(running, 'registry')).source(id)).toBeUndefined();
    const listed = await store().list('source', { limit: 1000 });
    expect(listed.entries.map((entry) => entry.id)).not.toContain(id);
    expect(await store().put('source', id, sampleSource({ id }), reason(0))).toEqual({
      kind: 'written',
      version: 3,
    });
    expect((await createDynamoRegistry(onTable(running, 'registry')).source(id))?.id).toBe(id);
  });

  it('lists a kind by id, page by page, without its earlier versions', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => `listed-${letter}`);
    for (const id of ids) {
      const vendor = { id, name: `Vendor ${id}` };
      await store().put('vendor', id, vendor, reason(0));
      await store().put('vendor', id, { ...vendor, name: 'Renamed' }, reason(1));
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await store().list('vendor', { limit: 2, ...(after && { after }) });
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seen.push(...page.entries.map(({ id }) => id));
      for (const { entry, version } of page.entries)
        expect([entry.name, version]).toEqual(['Renamed', 2]);
      after = page.after;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
  });

  it('takes an entry that was put by hand for the first version', async () => {
    const id = freshId('by-hand');
    const { dynamodb, table } = onTable(running, 'registry');
    const entry = JSON.stringify(sampleSource({ id }));
    await dynamodb.send(new PutCommand({ TableName: table, Item: { pk: `source#${id}`, entry } }));
    expect((await store().get('source', id))?.version).toBe(1);
    const changed = sampleSource({ id, careContext: false });
    expect(await store().put('source', id, changed, reason(1))).toEqual({
      kind: 'written',
      version: 2,
    });
    expect(memory.of(id)[0]?.changed).toEqual(['careContext']);
    expect((await store().get('source', id))?.entry).toEqual(changed);
  });

  it('refuses to write what it would refuse to read, and names only the entry', async () => {
    const id = freshId('bad');
    const bad = { ...sampleSource({ id }), secret: 'hunter2' } as unknown as Source;
    await expect(store().put('source', id, bad, reason(0))).rejects.toThrow(RegistryError);
    await expect(store().put('source', id, bad, reason(0))).rejects.not.toThrow(/hunter2/);
    await expect(store().put('source', 'another', sampleSource({ id }), reason(0))).rejects.toThrow(
      RegistryError,
    );
    expect(await store().history('source', id)).toEqual([]);
  });

  it('keeps more versions than it reads at once', { timeout: 20_000 }, async () => {
    const id = freshId('busy');
    for (let version = 0; version < 30; version += 1) {
      await store().put(
        'source',
        id,
        sampleSource({ id, toleranceSeconds: version + 1 }),
        reason(version),
      );
    }
    const history = await store().history('source', id);
    expect(history.map(({ version }) => version)).toEqual(
      Array.from({ length: 30 }, (_, i) => 30 - i),
    );
  });
});
