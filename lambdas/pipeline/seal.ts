import { canonicalJson } from '../core/record/canonical.ts';
import { SEAL_GRACE_MS } from '../core/record/grace.ts';
import { LEAVES_PER_PART, writeLeaf } from '../core/record/leaf-list.ts';
import { leafHash, MerkleTree } from '../core/record/merkle.ts';
import {
  isSignedBy,
  type LeafPart,
  NO_SEAL,
  type Seal,
  sealHash,
  type SignedSeal,
} from '../core/record/seal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MinuteReader, SealSigner, SealWriter } from '../ports/seals.ts';

export interface SealDependencies {
  readonly ledger: MinuteReader;
  readonly seals: SealWriter;
  readonly signer: SealSigner;
  readonly clock: Clock;
  readonly log: Log;
}

/** The last seal is not one of ours. Nothing is sealed on top of it; a person must look. */
export class SealChainError extends Error {
  override readonly name = 'SealChainError';
}

const MINUTE_MS = 60_000;
/** Quiet minutes are joined to the next seal, but a seal comes at least this often: silence is proven, too. */
const QUIET_MS = 60 * MINUTE_MS;
/** A sealer that is further behind than this says so. */
const LATE_MS = 5 * MINUTE_MS;

/**
 * Seals what has been closed since the last seal, minute by minute, oldest first, until it is up to date or its
 * time is used up; the next run goes on from there. Two sealers at once do the same work, and the first to write
 * a seal has written it.
 *
 * @param budgetMs no new minute is begun after this long
 * @throws SealChainError
 */
export async function sealClosedMinutes(deps: SealDependencies, budgetMs: number): Promise<void> {
  const { clock, log, seals } = deps;
  const deadline = clock.monotonic() + budgetMs;
  let last = await seals.last();
  if (last !== undefined) await requireOurs(last, deps);
  let from = last === undefined ? await genesis(deps) : Date.parse(last.seal.to);
  let minute = from;
  let quietUntil = minute;
  const isClosed = (start: number) => start + MINUTE_MS + SEAL_GRACE_MS < clock.now().getTime();
  while (isClosed(minute) && clock.monotonic() < deadline) {
    const to = minute + MINUTE_MS;
    if (minute >= quietUntil && clock.now().getTime() - minute > LATE_MS) {
      quietUntil = Date.parse(await deps.ledger.quietUntil(minuteName(minute)));
    }
    const isQuiet = minute < quietUntil;
    const sealed = await sealMinute(deps, last?.seal, { from, minute, isQuiet });
    if (sealed !== undefined) {
      last = sealed;
      // Another sealer may have been first, with another end.
      from = Date.parse(sealed.seal.to);
      minute = from;
    } else {
      minute = to;
    }
  }
  const lagMs = clock.now().getTime() - minute;
  if (lagMs > LATE_MS) log.write({ event: 'ledger.seal_late', lagSeconds: lagMs / 1000 });
}

/** Start of the first minute ever sealed: that of the oldest record, or of now. */
async function genesis({ ledger, clock }: SealDependencies): Promise<number> {
  const now = clock.now();
  const oldest = await ledger.oldestMinute(now);
  const minute = oldest ?? minuteName(now.getTime());
  return Date.parse(`${minute}:00.000Z`);
}

/** @throws SealChainError */
async function requireOurs(
  last: SignedSeal,
  { seals, signer, log }: SealDependencies,
): Promise<void> {
  const { key, keyId } = await signer.publicKey();
  if (last.seal.keyId === keyId) {
    if (isSignedBy(last, key)) return;
  } else {
    // After a change of key the last seals name the one before, and can only be checked with that. But nothing changes
    // from the key that is used now to another: such a seal is somebody else's.
    const before = await seals.find(last.seal.sequence - 1);
    if (before?.seal.keyId !== keyId) return;
  }
  log.write({ event: 'ledger.seal_broken', sequence: last.seal.sequence });
  throw new SealChainError('the last seal is not one of ours');
}

interface Span {
  /** Milliseconds; quiet minutes before it are covered, too. */
  readonly from: number;
  readonly minute: number;
  /** Known to hold nothing. */
  readonly isQuiet: boolean;
}

/** @returns the seal that covers the minute; undefined when it was quiet and nothing is due yet. */
async function sealMinute(
  deps: SealDependencies,
  previous: Seal | undefined,
  { from, minute, isQuiet }: Span,
): Promise<SignedSeal | undefined> {
  const started = deps.clock.monotonic();
  const sequence = (previous?.sequence ?? 0) + 1;
  const to = minute + MINUTE_MS;
  const { tree, parts } = isQuiet
    ? { tree: new MerkleTree(), parts: [] }
    : await collect(deps, sequence, minuteName(minute));
  if (tree.size === 0 && to - from < QUIET_MS) return undefined;
  const { keyId } = await deps.signer.publicKey();
  const seal: Seal = {
    format: 1,
    sequence,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    size: tree.size,
    root: tree.head().toString('hex'),
    leaves: parts,
    previous: previous === undefined ? NO_SEAL : sealHash(previous),
    keyId,
    sealedAt: deps.clock.now().toISOString(),
  };
  const signed = { seal, signature: await deps.signer.sign(canonicalJson(seal)) };
  if ((await deps.seals.append(signed)) === 'exists') {
    const theirs = await deps.seals.find(sequence);
    if (theirs === undefined) throw new SealChainError('a seal is there and cannot be read');
    await requireOurs(theirs, deps);
    return theirs;
  }
  deps.log.write({
    event: 'ledger.sealed',
    sequence,
    records: tree.size,
    ms: deps.clock.monotonic() - started,
    lagSeconds: (deps.clock.now().getTime() - to) / 1000,
  });
  return signed;
}

/** Reads a minute once, keeping of it the tree and at most one part of the list of leaves. */
async function collect(
  { ledger, seals }: SealDependencies,
  sequence: number,
  minute: string,
): Promise<{ readonly tree: MerkleTree; readonly parts: readonly LeafPart[] }> {
  const tree = new MerkleTree();
  const parts: LeafPart[] = [];
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    const sha256 = await seals.putLeaves(sequence, lines.join(''));
    parts.push({ sha256, count: lines.length });
    lines = [];
  };
  for await (const { key, text } of ledger.records(minute)) {
    const hash = leafHash(text);
    tree.add(hash);
    lines.push(writeLeaf({ key, hash }));
    if (lines.length === LEAVES_PER_PART) await flush();
  }
  if (lines.length > 0) await flush();
  return { tree, parts };
}

/** `YYYY-MM-DDTHH:MM`. */
function minuteName(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
}
