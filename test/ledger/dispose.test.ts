import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDynamoEraser } from '../../lambdas/adapters/aws/shared/dynamo-eraser.ts';
import { createDynamoRecordFinder } from '../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { systemRandom } from '../../lambdas/adapters/aws/shared/clock.ts';
import { canonicalJson } from '../../lambdas/core/record/canonical.ts';
import {
  ExportVerifier,
  type Fault,
  type Verified,
} from '../../lambdas/core/record/verify-export.ts';
import { type Hold, holdSchema } from '../../lambdas/core/registry/hold.ts';
import { disposeOfRecords, type DisposalAnswer } from '../../lambdas/pipeline/dispose-ledger.ts';
import { sampleDecision } from '../adapters/aws/samples.ts';
import { collectSeal } from './join.ts';
import { type LedgerWorld, startLedger } from './world.ts';

const START = '2020-03-01T10:00:00.000Z';
/** Six years and a week later. */
const NOW = '2026-03-08T10:00:00.000Z';
const at = (minutes: number, start = START) =>
  new Date(Date.parse(start) + minutes * 60_000).toISOString();

let world: LedgerWorld;
let holds: Hold[];
/** Holds that are placed right after somebody has asked for them. */
const placed: Hold[] = [];

/** Three minutes of two decisions each; the message of the second minute is known. */
beforeEach(async () => {
  world = await startLedger(START);
  holds = [];
  for (const minute of [0, 1, 2]) {
    for (const second of [1, 2]) {
      const record = sampleDecision({
        decidedAt: at(minute + second / 60),
        messageId: `msg-${minute}`,
        entityId: minute === 2 ? 'other-hospital' : 'general-hospital',
      });
      await world.append(record, record.decidedAt);
    }
  }
  await world.sealAt(at(10));
});
afterEach(() => world.close());

function dispose(over: { before?: string; dryRun?: boolean; now?: string } = {}) {
  world.clock.set(over.now ?? NOW);
  return disposeOfRecords(
    {
      seals: world.seals,
      finder: createDynamoRecordFinder(world.table),
      eraser: createDynamoEraser(world.table),
      ledger: { append: (record) => world.append(record) },
      holds: () => {
        const current = holds;
        placed.splice(0).forEach((one) => (holds = [...holds, one]));
        return Promise.resolve(current);
      },
      clock: world.clock,
      random: systemRandom,
    },
    {
      before: over.before ?? NOW,
      dryRun: over.dryRun ?? false,
      after: 0,
      by: 'ok_officer01',
      why: 'Retention ended.',
    },
  );
}

const ranges = ({ disposed }: DisposalAnswer) =>
  disposed.map(({ first, last, records }) => [first, last, records]);

async function verify(from: string, to: string): Promise<Verified | Fault> {
  const verifier = new ExportVerifier([await world.signer.publicKey()]);
  for (const line of await world.export(from, to)) {
    const fault = verifier.line(line);
    if (fault !== undefined) return fault;
  }
  return verifier.end();
}

const hold = (scope: Hold['scope'], releasedAt?: string): Hold =>
  holdSchema.parse({
    id: 'matter-1',
    matter: 'A claim about deliveries',
    scope,
    ...(releasedAt !== undefined && { releasedAt }),
  });

describe('disposing of records', () => {
  it('removes whole seals that are due, leaves a tombstone, and the rest can still be verified', async () => {
    const answer = await dispose();
    expect(ranges(answer)).toEqual([[1, 3, 6]]);
    expect(ranges(await dispose())).toEqual([]);
    const seals = await world.allSeals();
    expect(await world.seals.leaves(seals[0]!.seal, 0)).toHaveLength(2);
    // The tombstone is sealed with the minute it was written in.
    // Six years of quiet hours would be sealed one by one; here they are joined.
    await world.seals.append(await collectSeal(world, NOW));
    const verified = await verify(START, at(60, NOW));
    expect(verified).toMatchObject({
      records: 1,
      disposals: [{ first: 1, last: 3, record: expect.stringMatching(/^dsp_/) as string }],
    });
  });

  it('without its tombstone in the export, what is gone counts as removed', async () => {
    await dispose();
    expect(await verify(START, at(60))).toMatchObject({
      kind: 'record removed',
      detail: expect.stringContaining('seals 1 to 3') as string,
    });
  });

  it('leaves no room for records that somebody puts where they were', async () => {
    await dispose();
    await world.seals.append(await collectSeal(world, NOW));
    const stranger = sampleDecision({ decidedAt: at(0.5) });
    const verifier = new ExportVerifier([await world.signer.publicKey()]);
    const faults: unknown[] = [];
    for (const line of await world.export(START, at(60, NOW))) {
      faults.push(verifier.line(line));
      if (line.includes('"disposed":true')) {
        faults.push(verifier.line(`{"type":"record","record":${canonicalJson(stranger)}}`));
      }
      if (faults.some(Boolean)) break;
    }
    expect(faults.find(Boolean)).toEqual({
      kind: 'record inserted',
      detail: `${stranger.decidedAt}#${stranger.decisionId}`,
      seal: 1,
    });
  });

  it('says what it would do, and does nothing, when asked to', async () => {
    expect(ranges(await dispose({ dryRun: true }))).toEqual([[1, 3, 6]]);
    expect(await verify(START, at(60))).toMatchObject({ seals: 3, records: 6 });
  });

  it('removes nothing that is not six years old, whatever it is told', async () => {
    const young = await dispose({
      now: '2026-02-28T00:00:00.000Z',
      before: '2030-01-01T00:00:00Z',
    });
    expect(ranges(young)).toEqual([]);
    expect(ranges(await dispose({ before: at(1) }))).toEqual([[1, 1, 2]]);
  });

  it.each([
    [
      'a message',
      { messageId: 'msg-1' },
      [
        [1, 1, 2],
        [3, 3, 2],
      ],
    ],
    ['an entity', { entityId: 'general-hospital' }, [[3, 3, 2]]],
    ['a time', { from: at(0), to: at(1) }, [[2, 3, 4]]],
    [
      'a person, where nobody knows whom a record concerns',
      { person: `prs_${'a'.repeat(26)}` },
      [],
    ],
  ])('keeps what is on hold by %s', async (_, scope, expected) => {
    holds = [hold(scope)];
    const answer = await dispose({ dryRun: true });
    expect(ranges(answer)).toEqual(expected);
    expect(answer.kept['on hold']).toBe(
      3 - expected.reduce((sum, [first = 0, last = 0]) => sum + last - first + 1, 0),
    );
    holds = [hold(scope, '2026-01-01T00:00:00Z')];
    expect(ranges(await dispose({ dryRun: true }))).toEqual([[1, 3, 6]]);
  });

  it('keeps what is put on hold while the rest is being looked at', async () => {
    placed.push(hold({ messageId: 'msg-1' }));
    const first = await dispose();
    expect(first).toMatchObject({ disposed: [], next: 0 });
    const again = await dispose();
    expect(ranges(again)).toEqual([
      [1, 1, 2],
      [3, 3, 2],
    ]);
    expect(again.kept['on hold']).toBe(1);
  });

  it('keeps a change of what may still be in effect', async () => {
    await world.append(
      {
        kind: 'change',
        recordId: 'chg-1',
        recordedAt: at(20),
        subject: { kind: 'vendor', id: 'mail-relay' },
        version: 1,
        action: 'created',
        changed: ['baa'],
        by: 'ok_officer01',
        why: 'A new agreement.',
      },
      at(20),
    );
    await world.sealAt(at(30));
    const answer = await dispose({ dryRun: true });
    expect(ranges(answer)).toEqual([[1, 3, 6]]);
    expect(answer.kept['may be in effect']).toBe(1);
  });
});

describe('a record that was sealed in its minute and as a late one', () => {
  /** Seal 4 has the record and one beside it; seal 5, three minutes later, has it again and another one. */
  beforeEach(async () => {
    const twice = sampleDecision({ decidedAt: at(20.1), messageId: 'msg-twice' });
    const first = sampleDecision({ decidedAt: at(20.2), messageId: 'msg-first' });
    const second = sampleDecision({ decidedAt: at(23.1), messageId: 'msg-second' });
    for (const record of [twice, first, second]) await world.append(record, record.decidedAt);
    // Its writer did not hear that it was durable, and wrote it once more.
    await world.append(twice, at(23.5));
    await world.sealAt(at(30));
    expect((await world.allSeals()).map(({ seal }) => seal.size)).toEqual([2, 2, 2, 2, 2]);
  });
  const verified = async () => {
    await world.seals.append(await collectSeal(world, NOW));
    return await verify(START, at(60, NOW));
  };

  it('goes with both of its seals', async () => {
    expect(ranges(await dispose())).toEqual([[1, 5, 9]]);
    expect(await verified()).toMatchObject({ records: 1, disposals: [{ first: 1, last: 5 }] });
  });

  it.each([
    ['the later seal is on hold', { hold: 'msg-second' }, 'on hold'],
    ['the earlier seal is on hold', { hold: 'msg-first' }, 'on hold'],
    ['the later seal is not due', { before: at(22) }, 'too young'],
  ] as const)('stays in both while %s', async (_, over, reason) => {
    if ('hold' in over) holds = [hold({ messageId: over.hold })];
    const answer = await dispose('before' in over ? over : {});
    expect(ranges(answer)).toEqual([[1, 3, 6]]);
    expect(answer.kept[reason]).toBeGreaterThan(0);
    expect(await verified()).toMatchObject({ disposals: [{ first: 1, last: 3 }] });
  });

  it('stays in both when a hold comes between the two', async () => {
    holds = [hold({ messageId: 'msg-0' })];
    expect(ranges(await dispose({ before: at(2) }))).toEqual([[2, 2, 2]]);
    placed.push(hold({ messageId: 'msg-second' }));
    await dispose();
    await dispose();
    expect(await verified()).toMatchObject({ records: 8 });
  });
});

describe('a hold', () => {
  it('names something, in an order', () => {
    const entry = { id: 'matter-1', matter: 'A claim' };
    expect(holdSchema.safeParse({ ...entry, scope: {} }).success).toBe(false);
    expect(holdSchema.safeParse({ ...entry, scope: { from: NOW, to: START } }).success).toBe(false);
    expect(holdSchema.safeParse({ ...entry, scope: { from: START, to: NOW } }).success).toBe(true);
  });
});
