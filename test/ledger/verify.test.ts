import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRecordFinder } from '../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { shardOf } from '../../lambdas/adapters/aws/shared/shard.ts';
import { canonicalJson } from '../../lambdas/core/record/canonical.ts';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { leafHash } from '../../lambdas/core/record/merkle.ts';
import type { SealKey, SignedSeal } from '../../lambdas/core/record/seal.ts';
import {
  ExportVerifier,
  type Fault,
  type Verified,
} from '../../lambdas/core/record/verify-export.ts';
import { proveRecord } from '../../lambdas/pipeline/prove-record.ts';
import { sampleDecision } from '../adapters/aws/samples.ts';
import { type LedgerWorld, startLedger } from './world.ts';

const START = '2026-03-01T10:00:00.000Z';
const at = (minutes: number, seconds = 0) =>
  new Date(Date.parse(START) + minutes * 60_000 + seconds * 1000).toISOString();

let world: LedgerWorld;
let lines: readonly string[];
let key: SealKey;
const records: DecisionRecord[] = [];
let late: DecisionRecord;

/** Five minutes of 3, 1, 7, 2 and 4 decisions, and one that came late. */
beforeAll(async () => {
  world = await startLedger(START);
  for (const [minute, count] of [3, 1, 7, 2, 4].entries()) {
    for (let second = 0; second < count; second += 1) {
      const record = sampleDecision({ decidedAt: at(minute, second * 5) });
      records.push(record);
      await world.append(record, record.decidedAt);
    }
  }
  await world.sealAt(at(5, 1));
  late = sampleDecision({ decidedAt: at(1, 30) });
  await world.append(late, at(4, 30));
  await world.sealAt(at(10));
  lines = await world.export(at(0), at(60));
  key = await world.signer.publicKey();
});
afterAll(() => world.close());

function verify(
  these: readonly string[],
  range: { from?: string; to?: string } = {},
  keys: readonly SealKey[] = [key],
): Verified | Fault {
  const verifier = new ExportVerifier(keys);
  for (const line of these) {
    const fault = verifier.line(line);
    if (fault !== undefined) return fault;
  }
  return verifier.end(range);
}

const keyOf = (record: DecisionRecord) => `${record.decidedAt}#${record.decisionId}`;
const lineOf = (record: DecisionRecord) =>
  lines.findIndex(
    (line) => line.startsWith('{"type":"record"') && line.includes(`"${record.decisionId}"`),
  );
const sealAt = (sequence: number) =>
  lines.findIndex(
    (line) => line.startsWith('{"type":"seal"') && line.includes(`"sequence":${sequence},`),
  );
const replaced = (index: number, line: string) => lines.with(index, line);
const without = (...indices: number[]) => lines.filter((_, index) => !indices.includes(index));
/** The seal of this number, changed, and signed again if there is somebody to sign it. */
async function withSeal(
  sequence: number,
  change: (signed: SignedSeal) => SignedSeal,
  signer?: LedgerWorld['signer'],
): Promise<readonly string[]> {
  const index = sealAt(sequence);
  const { type: _, ...signed } = JSON.parse(lines[index]!) as SignedSeal & { type: string };
  const changed = change(signed);
  const signature =
    signer === undefined ? changed.signature : await signer.sign(canonicalJson(changed.seal));
  return replaced(index, JSON.stringify({ type: 'seal', ...changed, signature }));
}

describe('an export of a sealed ledger', () => {
  it('is verified, every record under a seal, offline with the public key', () => {
    expect(verify(lines)).toEqual({
      seals: 5,
      records: 18,
      from: at(0),
      to: at(5),
      first: 1,
      last: 5,
      keys: [key.keyId],
      disposals: [],
    });
  });

  it('holds whole seals of the time that was asked for, and covers it', async () => {
    const part = await world.export(at(1, 30), at(3));
    expect(verify(part, { from: at(1, 30), to: at(3) })).toMatchObject({ first: 2, last: 3 });
    expect(verify(part, { to: at(4) })).toMatchObject({ kind: 'time not covered' });
    expect(verify(part, { from: at(0, 30) })).toMatchObject({ kind: 'time not covered' });
  });

  it('says that nothing is sealed in a time without seals', async () => {
    expect(verify(await world.export(at(300), at(301)))).toMatchObject({ seals: 0, records: 0 });
    expect(verify(await world.export(at(-300), at(-1)))).toMatchObject({ seals: 0 });
  });

  it('never holds a matched value: counts and codes alone', () => {
    expect(lines.join('')).not.toMatch(/Jane|@/);
  });
});

describe('the first fault is named exactly', () => {
  const target = () => records[6]!;
  const targetLine = () => lineOf(target());

  it('a record that was altered', () => {
    const line = lines[targetLine()]!.replace(
      '"disposition":"deidentified"',
      '"disposition":"as_is"',
    );
    expect(line).not.toBe(lines[targetLine()]);
    expect(verify(replaced(targetLine(), line))).toEqual({
      kind: 'record altered',
      detail: keyOf(target()),
      seal: 3,
    });
  });

  it('a record whose time was altered', () => {
    const line = lines[targetLine()]!.replace(target().decidedAt, at(2, 59));
    expect(verify(replaced(targetLine(), line))).toMatchObject({
      kind: 'record altered',
      detail: keyOf(target()),
    });
  });

  it('a record that was altered together with its leaf', () => {
    const text = canonicalJson({ ...target(), disposition: 'as_is' });
    const hash = leafHash(canonicalJson(target())).toString('hex');
    const forged = replaced(targetLine(), `{"type":"record","record":${text}}`).map((line) =>
      line.replace(hash, leafHash(text).toString('hex')),
    );
    expect(verify(forged)).toMatchObject({ kind: 'record altered', seal: 3 });
  });

  it('a record that was removed', () => {
    expect(verify(without(targetLine()))).toEqual({
      kind: 'record removed',
      detail: keyOf(target()),
      seal: 3,
    });
  });

  it('a record that was removed together with its leaf', () => {
    const hash = leafHash(canonicalJson(target())).toString('hex');
    const forged = without(targetLine()).map((line) =>
      line.replace(`"${hash} ${keyOf(target())}",`, ''),
    );
    expect(verify(forged)).toMatchObject({ kind: 'record removed', seal: 3 });
  });

  it('a record that was inserted', () => {
    const stranger = sampleDecision({ decidedAt: at(2, 7) });
    const line = `{"type":"record","record":${canonicalJson(stranger)}}`;
    const forged = lines.toSpliced(targetLine(), 0, line);
    expect(verify(forged)).toEqual({
      kind: 'record inserted',
      detail: keyOf(stranger),
      seal: 3,
    });
    const after = lines.toSpliced(targetLine() + 5, 0, line);
    expect(verify(after)).toMatchObject({ kind: 'record inserted', detail: keyOf(stranger) });
  });

  it('records that were reordered', () => {
    const [one, two] = [targetLine(), targetLine() + 1];
    const forged = lines.with(one, lines[two]!).with(two, lines[one]!);
    expect(verify(forged)).toEqual({
      kind: 'record reordered',
      detail: keyOf(target()),
      seal: 3,
    });
  });

  it('a record of a seal that is not there', () => {
    const next = sealAt(4);
    expect(verify(without(...range(sealAt(3), next)))).toMatchObject({
      kind: 'seal missing',
      seal: 3,
    });
    expect(verify(without(...range(sealAt(5), lines.length - 1)))).toMatchObject({
      kind: 'seal missing',
      seal: 5,
    });
    expect(verify(without(...range(sealAt(1), sealAt(2))))).toMatchObject({
      kind: 'seal missing',
      seal: 1,
    });
  });

  it.each([
    ['its size', (seal: SignedSeal['seal']) => ({ ...seal, size: seal.size + 1 })],
    ['its time', (seal: SignedSeal['seal']) => ({ ...seal, from: at(1), to: at(2) })],
    ['its root', (seal: SignedSeal['seal']) => ({ ...seal, root: '0'.repeat(64) })],
    ['when it was made', (seal: SignedSeal['seal']) => ({ ...seal, sealedAt: at(3) })],
    ['the one before it', (seal: SignedSeal['seal']) => ({ ...seal, previous: '1'.repeat(64) })],
    ['its number', (seal: SignedSeal['seal']) => ({ ...seal, sequence: 30 })],
  ])('a seal that was altered in %s', async (_, change) => {
    const forged = await withSeal(3, (signed) => ({ ...signed, seal: change(signed.seal) }));
    expect(verify(forged)).toMatchObject({ kind: 'seal altered' });
  });

  it('a seal that was altered and signed again with the right key is not named by the next', async () => {
    const forged = await withSeal(
      3,
      (signed) => ({ ...signed, seal: { ...signed.seal, sealedAt: at(3) } }),
      world.signer,
    );
    expect(verify(forged)).toMatchObject({ kind: 'seal altered', seal: 4 });
  });

  it('a signature that is wrong', async () => {
    for (const sequence of [3, 5]) {
      const forged = await withSeal(sequence, (signed) => signed, world.otherSigner);
      expect(verify(forged)).toMatchObject({ kind: 'signature wrong', seal: sequence });
    }
  });

  it('a key that is not the one that signed', async () => {
    const other = await world.otherSigner.publicKey();
    expect(verify(lines, {}, [other])).toMatchObject({ kind: 'wrong key', seal: 1 });
    expect(verify(lines, {}, [other, key])).toMatchObject({ seals: 5 });
  });

  it.each([
    ['cut short', () => lines.slice(0, -1)],
    ['cut in the middle of a line', () => replaced(lines.length - 1, '{"type":"e')],
    ['without a header', () => lines.slice(1)],
    ['with a line of something else', () => lines.toSpliced(sealAt(2), 0, '{"type":"note"}')],
    ['empty', () => []],
  ])('an export that is %s', (_, forged) => {
    expect(verify(forged())).toMatchObject({ kind: 'export damaged' });
  });

  it('whatever stands after the end', () => {
    const stranger = sampleDecision({ decidedAt: at(4, 50) });
    const record = `{"type":"record","record":${canonicalJson(stranger)}}`;
    expect(verify([...lines, record])).toMatchObject({ kind: 'export damaged' });
    // With a seal and leaves of its own, which nobody signed.
    const last = JSON.parse(lines[sealAt(5)]!) as SignedSeal;
    const leaf = `${leafHash(canonicalJson(stranger)).toString('hex')} ${keyOf(stranger)}`;
    const seal = { ...last, seal: { ...last.seal, sequence: 6 } };
    const leaves = { type: 'leaves', leaves: [leaf] };
    const more = [JSON.stringify(seal), JSON.stringify(leaves), record];
    expect(verify([...lines, ...more])).toMatchObject({ kind: 'export damaged' });
    expect(verify([...lines, lines.at(-1)!])).toMatchObject({ kind: 'export damaged' });
  });

  it('an end that counts other seals than there are', () => {
    const forged = replaced(lines.length - 1, '{"type":"end","seals":4}');
    expect(verify(forged)).toMatchObject({ kind: 'export damaged' });
  });

  it('any byte of any line that is changed', () => {
    for (const [index, line] of lines.entries()) {
      if (index === 0) continue;
      const middle = Math.floor(line.length / 2);
      const changed = line[middle] === '1' ? '2' : '1';
      const forged = replaced(index, line.slice(0, middle) + changed + line.slice(middle + 1));
      expect(verify(forged), line).toHaveProperty('kind');
    }
  });
});

describe('a proof of one record', () => {
  const prove = (id: string) =>
    proveRecord({ finder: createDynamoRecordFinder(world.table), seals: world.seals }, id);
  const check = async (proof: unknown, signer = world.signer) => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-proof-'));
    try {
      const files = [join(folder, 'proof.json'), join(folder, 'key.pem')] as const;
      const { key: publicKey } = await signer.publicKey();
      await writeFile(files[0], JSON.stringify(proof));
      await writeFile(files[1], publicKey.export({ format: 'pem', type: 'spki' }));
      return await promisify(execFile)(process.execPath, [
        'examples/verify-proof.mjs',
        ...files,
      ]).then(
        () => 'holds',
        () => 'does not hold',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('is checked by a program that has nothing of Cordon', async () => {
    for (const record of [records[0]!, records[7]!, late]) {
      const outcome = await prove(record.decisionId);
      if (outcome.kind !== 'proven') throw new Error(outcome.kind);
      const { proof } = outcome;
      expect(JSON.parse(proof.record)).toEqual(record);
      expect(await check(proof)).toBe('holds');
      const altered = proof.record.replace('deidentified', 'as_is');
      expect(await check({ ...proof, record: altered })).toBe('does not hold');
      expect(await check(proof, world.otherSigner)).toBe('does not hold');
    }
  });

  it('does not exist for what is not recorded, or not sealed yet', async () => {
    expect(await prove('dec-nobody')).toEqual({ kind: 'unknown' });
    const fresh = sampleDecision({ decidedAt: at(11) });
    await world.append(fresh, fresh.decidedAt);
    expect(await prove(fresh.decisionId)).toEqual({ kind: 'not_sealed' });
  });
});

describe('a record that somebody puts into a minute that is sealed', () => {
  const put = async (stranger: DecisionRecord, more: Record<string, string> = {}) => {
    const { dynamodb, table } = world.table;
    const [minute, shard] = [stranger.decidedAt.slice(0, 16), shardOf(stranger.decisionId, 8)];
    const Item = {
      minuteShard: `${minute}#${shard}`,
      dayShard: `${minute.slice(0, 10)}#${shard}`,
      timeAndId: keyOf(stranger),
      recordId: stranger.decisionId,
      record: canonicalJson(stranger),
    };
    await dynamodb.send(new PutCommand({ TableName: table, Item: { ...Item, ...more } }));
  };
  const remove = async ({ decidedAt, decisionId }: DecisionRecord) => {
    const { dynamodb, table } = world.table;
    const minuteShard = `${decidedAt.slice(0, 16)}#${shardOf(decisionId, 8)}`;
    const Key = { minuteShard, timeAndId: `${decidedAt}#${decisionId}` };
    await dynamodb.send(new DeleteCommand({ TableName: table, Key }));
  };
  const isNamed = async (stranger: DecisionRecord) => {
    expect(verify(await world.export(at(0), at(180)))).toMatchObject({
      kind: 'record inserted',
      detail: `${keyOf(stranger)} is in no seal`,
    });
    await remove(stranger);
  };

  it('is found in an export as one that is in no seal', async () => {
    const stranger = sampleDecision({ decidedAt: at(2, 9) });
    await put(stranger);
    await isNamed(stranger);
  });

  it('is found, too, where a notice says that it came late and is sealed elsewhere', async () => {
    const stranger = sampleDecision({ decidedAt: at(2, 9) });
    await put(stranger);
    await put(stranger, { minuteShard: `${at(3).slice(0, 16)}#late` });
    await isNamed(stranger);
  });

  it('is found, too, in a minute in which there was nothing', async () => {
    await world.sealAt(at(100));
    expect(verify(await world.export(at(0), at(180)))).not.toHaveProperty('kind');
    const stranger = sampleDecision({ decidedAt: at(20, 9) });
    await put(stranger);
    await isNamed(stranger);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
