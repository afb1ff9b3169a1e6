import { randomId } from '../core/message/ids.ts';
import type { LedgerRecord } from '../core/record/ledger-record.ts';
import { treeHead } from '../core/record/merkle.ts';
import { keptBecause, type Kept, retentionEnd } from '../core/record/retention.ts';
import { type Seal, sealHash } from '../core/record/seal.ts';
import { same } from '../core/registry/changed-fields.ts';
import type { Hold } from '../core/registry/hold.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Eraser } from '../ports/eraser.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { RecordFinder, SealReader } from '../ports/seals.ts';

export interface DisposeDependencies {
  readonly seals: SealReader;
  readonly finder: RecordFinder;
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
/** Records read or removed side by side. */
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
  const due = retentionEnd(now);
  const end = request.before < due ? request.before : due;
  const holds = await deps.holds();
  const stays: { readonly sequence: number; readonly reason: Kept }[] = [];
  const runs: Run[] = [];
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
    const { seal } = signed;
    const { keys, reason } = await look(deps, seal, (one) => keptBecause(one, end, holds, now));
    if (reason !== undefined) {
      stays.push({ sequence, reason });
      continue;
    }
    if (keys.length === 0) continue;
    records += keys.length;
    addTo(runs, seal, keys);
  }
  const done: Run[] = [];
  for (const run of runs) {
    // What was put on hold while the seals were looked at: these have to be looked at again.
    if (!request.dryRun && !same(holds, await deps.holds())) {
      next = (run.seals[0]?.sequence ?? 1) - 1;
      break;
    }
    if (!request.dryRun) await dispose(deps, run, request);
    done.push(run);
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
      records: keys.length,
    })),
    kept,
    ...(next !== undefined && { next }),
  };
}

/** Seals in a row. */
interface Run {
  readonly seals: Seal[];
  readonly keys: string[];
}

function addTo(runs: Run[], seal: Seal, keys: readonly string[]): void {
  const last = runs.at(-1);
  if (last?.seals.at(-1)?.sequence === seal.sequence - 1) {
    last.seals.push(seal);
    for (const key of keys) last.keys.push(key);
  } else {
    runs.push({ seals: [seal], keys: [...keys] });
  }
}

async function dispose(deps: DisposeDependencies, run: Run, request: DisposalRequest) {
  const [first, last] = [run.seals[0], run.seals.at(-1)];
  if (first === undefined || last === undefined) return;
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
    records: run.keys.length,
    root: treeHead(run.seals.map(({ root }) => Buffer.from(root, 'hex'))).toString('hex'),
    by: request.by,
    why: request.why,
  });
  for (let at = 0; at < run.keys.length; at += AT_ONCE) {
    await Promise.all(run.keys.slice(at, at + AT_ONCE).map((key) => deps.eraser.erase(key)));
  }
}

/**
 * The records of a seal that are still there, by their keys alone: a busy minute has a hundred thousand. Ends with the
 * first that stays.
 */
async function look(
  { seals, finder }: DisposeDependencies,
  seal: Seal,
  reasonFor: (record: LedgerRecord) => Kept | undefined,
): Promise<{ readonly keys: readonly string[]; readonly reason?: Kept }> {
  const keys: string[] = [];
  for (let part = 0; part < seal.leaves.length; part += 1) {
    const leaves = await seals.leaves(seal, part);
    for (let at = 0; at < leaves.length; at += AT_ONCE) {
      const read = leaves.slice(at, at + AT_ONCE).map(({ key }) => finder.record(key));
      for (const stored of await Promise.all(read)) {
        if (stored === undefined) continue;
        const reason = reasonFor(JSON.parse(stored.text) as LedgerRecord);
        if (reason !== undefined) return { keys, reason };
        keys.push(stored.key);
      }
    }
  }
  return { keys };
}
