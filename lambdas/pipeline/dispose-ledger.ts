import { randomId } from '../core/message/ids.ts';
import { treeHead } from '../core/record/merkle.ts';
import { type Kept, retentionEnd } from '../core/record/retention.ts';
import { type Seal, sealHash } from '../core/record/seal.ts';
import { same } from '../core/registry/changed-fields.ts';
import type { Hold } from '../core/registry/hold.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Eraser } from '../ports/eraser.ts';
import type { Ledger } from '../ports/ledger.ts';
import { type DueSeal, type LookDependencies, sealsDueWith } from './seals-to-dispose.ts';

export interface DisposeDependencies extends LookDependencies {
  readonly eraser: Eraser;
  readonly ledger: Ledger;
  /** Every hold there is, released ones too. */
  readonly holds: () => Promise<readonly Hold[]>;
  readonly clock: Clock;
  readonly random: RandomSource;
}

export interface DisposalRequest {
  /** ISO 8601: seals that end by then. */
  readonly before: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** The seal that an earlier answer ended with; 0 to begin. */
  readonly after: number;
  readonly by: string;
  readonly why: string;
}

export interface DisposalAnswer {
  /** Runs of seals whose records are gone, or would be. */
  readonly disposed: readonly {
    first: number;
    last: number;
    from: string;
    to: string;
    records: number;
  }[];
  /** Seals that stay, by the first reason that was found. */
  readonly kept: Readonly<Record<Kept, number>>;
  /** More seals to look at, or to look at again because of a new hold: ask again with this `after`. */
  readonly next?: number;
}

/** Seals that one request looks at, and records that it removes at most before it stops. */
const MAX_SEALS = 500;
const MAX_RECORDS = 20_000;
/** Records removed side by side. */
const AT_ONCE = 25;

/**
 * Disposes of the records of whole seals that are due and under no hold (45 CFR 164.316(b)(2)(i)). The tombstone is
 * written before anything is removed, so that a crash leaves records too many, and repeating it finishes the work.
 */
export async function disposeOfRecords(
  deps: DisposeDependencies,
  request: DisposalRequest,
): Promise<DisposalAnswer> {
  const now = deps.clock.now();
  const oldest = retentionEnd(now);
  const end = request.before < oldest ? request.before : oldest;
  const holds = await deps.holds();
  const stays: { readonly sequence: number; readonly reason: Kept }[] = [];
  const due = new Map<number, DueSeal>();
  let isTied = false;
  let records = 0;
  let sequence = request.after;
  let next: number | undefined;
  for (;;) {
    const signed = await deps.seals.find(sequence + 1);
    if (signed === undefined || signed.seal.to > end) break;
    if (sequence - request.after >= MAX_SEALS || records >= MAX_RECORDS) {
      next = sequence;
      break;
    }
    sequence += 1;
    if (due.has(sequence)) continue;
    const found = await sealsDueWith(deps, signed.seal, { end, holds, now });
    if (typeof found === 'string') {
      stays.push({ sequence, reason: found });
      continue;
    }
    isTied ||= found.length > 1;
    for (const one of found) {
      if (one.keys.length > 0 && !due.has(one.seal.sequence)) {
        records += one.keys.length;
        due.set(one.seal.sequence, one);
      }
    }
  }
  const done: Run[] = [];
  const runs = inRuns([...due.values()]);
  // Where seals share records, one of them alone must not be put on hold between two runs.
  for (const group of isTied ? [runs] : runs.map((run) => [run])) {
    // What was put on hold while the seals were looked at: these have to be looked at again.
    if (!request.dryRun && !same(holds, await deps.holds())) {
      next = (group[0]?.seals[0]?.sequence ?? 1) - 1;
      break;
    }
    if (!request.dryRun) await dispose(deps, group, request);
    done.push(...group);
  }
  const kept: Record<Kept, number> = { 'too young': 0, 'may be in effect': 0, 'on hold': 0 };
  for (const { sequence: stayed, reason } of stays) {
    if (next === undefined || stayed <= next) kept[reason] += 1;
  }
  return {
    disposed: done.map(({ seals, keys }) => ({
      first: seals[0]?.sequence ?? 0,
      last: seals.at(-1)?.sequence ?? 0,
      from: seals[0]?.from ?? '',
      to: seals.at(-1)?.to ?? '',
      records: keys.size,
    })),
    kept,
    ...(next !== undefined && { next }),
  };
}

/** Seals in a row, and the records they have; one that two of them have counts once. */
interface Run {
  readonly seals: Seal[];
  readonly keys: Set<string>;
}

function inRuns(due: readonly DueSeal[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { seal, keys } of [...due].sort((a, b) => a.seal.sequence - b.seal.sequence)) {
    let run = runs.at(-1);
    if (run?.seals.at(-1)?.sequence !== seal.sequence - 1) {
      run = { seals: [], keys: new Set() };
      runs.push(run);
    }
    run.seals.push(seal);
    for (const key of keys) run.keys.add(key);
  }
  return runs;
}

/** All tombstones come before anything is removed. */
async function dispose(
  deps: DisposeDependencies,
  runs: readonly Run[],
  { by, why }: DisposalRequest,
): Promise<void> {
  for (const { seals, keys } of runs) {
    const [first, last] = [seals[0], seals.at(-1)];
    if (first === undefined || last === undefined) continue;
    await deps.ledger.append({
      kind: 'disposal',
      recordId: `dsp_${randomId(deps.random)}`,
      recordedAt: deps.clock.now().toISOString(),
      seals: {
        first: first.sequence,
        last: last.sequence,
        from: first.from,
        to: last.to,
        sealHash: sealHash(last),
      },
      records: keys.size,
      root: treeHead(seals.map(({ root }) => Buffer.from(root, 'hex'))).toString('hex'),
      by,
      why,
    });
  }
  const keys = [...new Set(runs.flatMap((run) => [...run.keys]))];
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    await Promise.all(keys.slice(at, at + AT_ONCE).map((key) => deps.eraser.erase(key)));
  }
}
