import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../lambdas/core/record/canonical.ts';
import { leafHash, treeHead } from '../../lambdas/core/record/merkle.ts';
import { isSignedBy, NO_SEAL, sealHash, sealKey } from '../../lambdas/core/record/seal.ts';
import { SealChainError, sealClosedMinutes } from '../../lambdas/pipeline/seal.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { sampleDecision } from '../adapters/aws/samples.ts';
import { type LedgerWorld, startLedger } from './world.ts';

const START = '2026-03-01T10:00:00.000Z';
let world: LedgerWorld;

beforeEach(async () => {
  world = await startLedger(START);
});
afterEach(() => world.close());

const at = (minutes: number, seconds = 0, ms = 0) =>
  new Date(Date.parse(START) + minutes * 60_000 + seconds * 1000 + ms).toISOString();

/** Appends a decision at its own time. */
async function decide(minutes: number, seconds: number, now?: string): Promise<DecisionRecord> {
  const record = sampleDecision({ decidedAt: at(minutes, seconds) });
  await world.append(record, now ?? record.decidedAt);
  return record;
}

const rootOf = (records: readonly DecisionRecord[]) =>
  treeHead(
    [...records]
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .map((record) => leafHash(canonicalJson(record))),
  ).toString('hex');
const keyOf = (record: DecisionRecord) => `${record.decidedAt}#${record.decisionId}`;

describe('the sealer', () => {
  it('seals a minute with records when it has been over for a minute', async () => {
    const records = [];
    for (let second = 0; second < 60; second += 3) records.push(await decide(0, second));
    await world.sealAt(at(2, 0));
    expect(await world.allSeals()).toEqual([]);
    await world.sealAt(at(2, 0, 1));
    const [first, ...more] = await world.allSeals();
    expect(more).toEqual([]);
    expect(first?.seal).toMatchObject({
      sequence: 1,
      from: at(0),
      to: at(1),
      size: 20,
      root: rootOf(records),
      previous: NO_SEAL,
    });
    const leaves = await world.seals.leaves(first!.seal, 0);
    expect(leaves.map(({ key }) => key)).toEqual(records.map(keyOf));
    const { key, keyId } = await world.signer.publicKey();
    expect(first?.seal.keyId).toBe(keyId);
    expect(isSignedBy(first!, key)).toBe(true);
    expect(isSignedBy(first!, (await world.otherSigner.publicKey()).key)).toBe(false);
  });

  it('chains seals without a gap, quiet minutes joining the next', async () => {
    await decide(0, 1);
    await decide(7, 1);
    await decide(8, 1);
    await world.sealAt(at(20));
    const seals = await world.allSeals();
    expect(seals.map(({ seal }) => [seal.from, seal.to, seal.size])).toEqual([
      [at(0), at(1), 1],
      [at(1), at(8), 1],
      [at(8), at(9), 1],
    ]);
    seals.slice(1).forEach(({ seal }, index) => {
      expect(seal.previous).toBe(sealHash(seals[index]!.seal));
    });
  });

  it('seals an hour in which nothing happened', async () => {
    await decide(0, 1);
    await world.sealAt(at(131));
    const seals = await world.allSeals();
    expect(seals.map(({ seal }) => [seal.from, seal.to, seal.size])).toEqual([
      [at(0), at(1), 1],
      [at(1), at(61), 0],
      [at(61), at(121), 0],
    ]);
    const [, quiet] = seals;
    expect(quiet?.seal.leaves).toEqual([]);
    expect(quiet?.seal.root).toBe(rootOf([]));
  });

  it('passes over what the index knows to be quiet, where the index is current', async () => {
    await world.close();
    world = await startLedger(START, true);
    const GAP = 16 * 60;
    await decide(0, 1);
    await decide(5, 1);
    await decide(GAP, 0);
    await decide(GAP + 1, 0);
    const late = await decide(2, 0, at(GAP + 10));
    await world.sealAt(at(GAP + 15));
    const seals = await world.allSeals();
    expect(seals.slice(0, 2).map(({ seal }) => [seal.from, seal.to, seal.size])).toEqual([
      [at(0), at(1), 1],
      [at(1), at(3), 1],
    ]);
    seals.slice(1).forEach(({ seal }, index) => {
      expect(seal.from).toBe(seals[index]!.seal.to);
    });
    const full = seals.filter(({ seal }) => seal.size > 0);
    expect(full.map(({ seal }) => seal.to)).toEqual(
      [1, 3, 6, GAP + 1, GAP + 2, GAP + 11].map((minute) => at(minute)),
    );
    expect(full.at(-1)?.seal.root).toBe(rootOf([late]));
  });

  it('begins with now where there are no records at all', async () => {
    await world.sealAt(at(0, 30));
    await world.sealAt(at(61, 30));
    expect(await world.allSeals()).toEqual([]);
    await decide(62, 0);
    await world.sealAt(at(64, 1));
    expect((await world.allSeals())[0]?.seal).toMatchObject({ from: at(62), to: at(63), size: 1 });
  });

  it('puts a late record into the seal of the minute that was open when it came', async () => {
    const early = await decide(0, 1);
    await world.sealAt(at(3));
    const late = await decide(0, 2, at(3, 10));
    const other = await decide(3, 20);
    await world.sealAt(at(6));
    const [first, second] = await world.allSeals();
    expect(first?.seal.root).toBe(rootOf([early]));
    expect(second?.seal).toMatchObject({ from: at(1), to: at(4), size: 2 });
    expect(second?.seal.root).toBe(rootOf([late, other]));
  });

  it('goes on after a pause, in steps that its time allows, and says that it is late', async () => {
    for (let minute = 0; minute < 10; minute += 1) await decide(minute, 1);
    world.clock.set(at(30));
    await sealClosedMinutes(world.dependencies, 0);
    expect(await world.allSeals()).toEqual([]);
    expect(world.events.at(-1)).toEqual({ event: 'ledger.seal_late', lagSeconds: 1800 });
    await world.sealAt(at(30));
    expect(await world.allSeals()).toHaveLength(10);
    expect(world.events.filter(({ event }) => event === 'ledger.seal_late')).toHaveLength(1);
  });

  it('makes one chain when several run at once', async () => {
    for (let minute = 0; minute < 5; minute += 1) await decide(minute, minute);
    world.clock.set(at(7));
    await Promise.all([1, 2, 3].map(() => sealClosedMinutes(world.dependencies, 60_000)));
    const seals = await world.allSeals();
    expect(seals.map(({ seal }) => seal.to)).toEqual(
      Array.from({ length: 5 }, (_, minute) => at(minute + 1)),
    );
    seals.slice(1).forEach(({ seal }, index) => {
      expect(seal.previous).toBe(sealHash(seals[index]!.seal));
    });
  });

  it('seals nothing on top of a seal that is not its own', async () => {
    await decide(0, 1);
    await world.sealAt(at(3));
    const [first] = await world.allSeals();
    const { keyId } = await world.signer.publicKey();
    const forged = { ...first!.seal, sequence: 2, from: at(1), to: at(2), keyId };
    const signature = await world.otherSigner.sign(canonicalJson(forged));
    await world.seals.append({ seal: forged, signature });
    await expect(world.sealAt(at(9))).rejects.toThrow(SealChainError);
    expect(world.events.at(-1)).toEqual({ event: 'ledger.seal_broken', sequence: 2 });
  });

  it('seals nothing on top of a seal that names another key after one of its own', async () => {
    await decide(0, 1);
    await world.sealAt(at(3));
    const [first] = await world.allSeals();
    const { keyId } = await world.otherSigner.publicKey();
    const previous = sealHash(first!.seal);
    const forged = { ...first!.seal, sequence: 2, from: at(1), to: at(2), previous, keyId };
    const signature = await world.otherSigner.sign(canonicalJson(forged));
    await world.seals.append({ seal: forged, signature });
    await expect(world.sealAt(at(9))).rejects.toThrow(SealChainError);
    expect(world.events.at(-1)).toEqual({ event: 'ledger.seal_broken', sequence: 2 });
  });

  it('goes on after a change of key: what was sealed before names the one before', async () => {
    await decide(0, 1);
    await world.sealAt(at(3));
    await decide(4, 1);
    world.clock.set(at(9));
    await sealClosedMinutes({ ...world.dependencies, signer: world.otherSigner }, 60_000);
    const seals = await world.allSeals();
    expect(new Set(seals.map(({ seal }) => seal.keyId)).size).toBe(2);
    await decide(10, 1);
    world.clock.set(at(20));
    await sealClosedMinutes({ ...world.dependencies, signer: world.otherSigner }, 60_000);
    expect(await world.allSeals()).toHaveLength(3);
  });

  it('seals nothing on top of a seal that comes in between and is not its own', async () => {
    await decide(0, 1);
    const { keyId } = await world.signer.publicKey();
    const seals = {
      ...world.seals,
      append: async (signed: Parameters<typeof world.seals.append>[0]) => {
        const forged = { ...signed.seal, size: 0, leaves: [], keyId };
        const signature = await world.otherSigner.sign(canonicalJson(forged));
        await world.seals.append({ seal: forged, signature });
        return world.seals.append(signed);
      },
    };
    world.clock.set(at(9));
    const run = sealClosedMinutes({ ...world.dependencies, seals }, 60_000);
    await expect(run).rejects.toThrow(SealChainError);
    expect(await world.allSeals()).toHaveLength(1);
  });

  it('tells of each seal what it held and how long after its end it came', async () => {
    await decide(0, 1);
    await world.sealAt(at(2, 30));
    expect(world.events).toEqual([
      expect.objectContaining({ event: 'ledger.sealed', sequence: 1, records: 1, lagSeconds: 90 }),
    ]);
  });
});

describe('the key that seals are checked with', () => {
  it('is one of curve P-256, and nothing else', async () => {
    const { key, keyId } = await world.signer.publicKey();
    const pem = key.export({ format: 'pem', type: 'spki' }).toString();
    expect(sealKey(pem).keyId).toBe(keyId);
    expect(() => sealKey('not a key')).toThrow(TypeError);
  });
});
