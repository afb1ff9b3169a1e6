import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import type { ExportHeader } from './export-lines.ts';
import { looseRecordIn, recordIn } from './export-lines.ts';
import { type Leaf, readLeaves } from './leaf-list.ts';
import type { DisposalRecord } from './ledger-record.ts';
import { MerkleTree } from './merkle.ts';
import { isSignedBy, type Seal, type SealKey, sealHash, signedSealSchema } from './seal.ts';
import { NO_SEAL, type SignedSeal } from './seal.ts';
import { compareChunk, type RecordFault, recordKey } from './verify-chunk.ts';

/** The first thing in an export that is not as it was sealed. */
export interface Fault {
  readonly kind:
    | RecordFault['kind']
    | 'seal missing'
    | 'seal altered'
    | 'signature wrong'
    | 'wrong key'
    | 'export damaged'
    | 'time not covered';
  /** Where: a record's `TIME#ID`, or the number of a seal, and what about it. */
  readonly detail: string;
  /** Sequence number of the seal. */
  readonly seal?: number;
}

export interface Verified {
  readonly seals: number;
  readonly records: number;
  /** What the seals cover; absent when there are none. */
  readonly from?: string;
  readonly to?: string;
  /** Numbers of the first and the last seal. */
  readonly first?: number;
  readonly last?: number;
  /** Ids of the keys that signed the seals (`sha256:` and the SHA-256 of the public key), in the order they came. */
  readonly keys: readonly string[];
  /** Seals whose records were disposed of, with the record that says so. */
  readonly disposals: readonly { first: number; last: number; record: string }[];
}

class ExportFault extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

const headerSchema: z.ZodType<ExportHeader> = z.strictObject({
  type: z.literal('header'),
  format: z.literal(1),
  from: z.string(),
  to: z.string(),
  first: z.number().int().exactOptional(),
  last: z.number().int().exactOptional(),
  keyId: z.string(),
  exportedAt: z.string(),
});
const leavesSchema = z.strictObject({
  type: z.literal('leaves'),
  leaves: z.array(z.string()),
  disposed: z.literal(true).optional(),
});
const endSchema = z.strictObject({ type: z.literal('end'), seals: z.number().int() });

interface Open {
  readonly signed: SignedSeal;
  readonly tree: MerkleTree;
  /** Over the part of the list of leaves that is being read. */
  part: { readonly hash: Hash; count: number; index: number };
  lastKey: string;
  /** Signed by a key that was given. */
  readonly isSigned: boolean;
  /** So far, the leaves are those that the seal lists. */
  isListed: boolean;
}

/**
 * Verifies an export line by line, offline, with public keys alone. Stops at the first fault.
 */
export class ExportVerifier {
  readonly #keys: ReadonlyMap<string, SealKey>;
  #header: ExportHeader | undefined;
  #open: Open | undefined;
  #previous: Seal | undefined;
  /** The last seal, if its signature is not its own. */
  #suspect: Seal | undefined;
  #chunk: { readonly leaves: readonly Leaf[]; readonly disposed: boolean } | undefined;
  #texts: string[] = [];
  #first: Seal | undefined;
  #records = 0;
  readonly #signers = new Set<string>();
  /** Seals that the end counts; nothing may follow it. */
  #ended: number | undefined;
  /** Seals without records, waiting for the record that says why. */
  #gone: { first: number; last: number }[] = [];
  readonly #disposals: { first: number; last: number; record: string }[] = [];

  constructor(keys: readonly SealKey[]) {
    this.#keys = new Map(keys.map((key) => [key.keyId, key]));
  }

  /** @returns the fault that this line shows, if any; nothing more is to be given after one. */
  line(line: string): Fault | undefined {
    return this.#guard(() => {
      this.#read(line);
    });
  }

  /** After the last line. @param range to be covered, ISO 8601 */
  end(range: { from?: string; to?: string } = {}): Verified | Fault {
    const fault = this.#guard(() => {
      this.#finish(range);
    });
    if (fault !== undefined) return fault;
    const [first, last] = [this.#first, this.#previous];
    return {
      seals: first === undefined || last === undefined ? 0 : last.sequence - first.sequence + 1,
      records: this.#records,
      ...(first !== undefined && { from: first.from, first: first.sequence }),
      ...(last !== undefined && { to: last.to, last: last.sequence }),
      keys: [...this.#signers],
      disposals: this.#disposals,
    };
  }

  #guard(step: () => void): Fault | undefined {
    try {
      step();
      return undefined;
    } catch (error) {
      if (error instanceof ExportFault) return error.fault;
      throw error;
    }
  }

  #read(line: string): void {
    if (this.#ended !== undefined) fail('export damaged', 'something stands after the end');
    const text = recordIn(line);
    if (text !== undefined) {
      this.#texts.push(text);
      if (this.#texts.length > 10_000) fail('export damaged', 'more records than leaves');
      return;
    }
    const loose = looseRecordIn(line);
    if (loose !== undefined) {
      fail('record inserted', `${recordKey(loose) ?? 'malformed'} is in no seal`);
    }
    this.#closeChunk();
    const value = parse(line);
    if (this.#header === undefined) {
      this.#header = checked(headerSchema, value, 'the first line is not the header of an export');
      return;
    }
    switch ((value as { type?: unknown } | undefined)?.type) {
      case 'seal': {
        const { type: _, ...signed } = value as { type: string };
        this.#closeSeal(false);
        this.#openSeal(checked(signedSealSchema, signed, 'a seal is malformed'));
        return;
      }
      case 'leaves': {
        const { leaves, disposed } = checked(leavesSchema, value, 'a list of leaves is malformed');
        this.#openChunk(leaves, disposed === true);
        return;
      }
      case 'end':
        this.#closeSeal(true);
        this.#ended = checked(endSchema, value, 'the end is malformed').seals;
        return;
      default:
        fail('export damaged', 'a line is not of an export');
    }
  }

  #openSeal(signed: SignedSeal): void {
    const { seal } = signed;
    const suspect = this.#suspect;
    if (suspect !== undefined) {
      // The seal after it tells whether it is the seal or its signature that is not as it was.
      const isNamed = seal.previous === sealHash(suspect);
      const kind = isNamed ? 'signature wrong' : 'seal altered';
      fail(kind, 'its signature does not belong to it', suspect.sequence);
    }
    const key = this.#keys.get(seal.keyId);
    if (key === undefined) {
      fail('wrong key', `it names key ${seal.keyId}, which was not given`, seal.sequence);
    }
    const isSigned = isSignedBy(signed, key.key);
    const wrong = this.#misplaced(seal);
    if (wrong !== undefined) {
      if (!isSigned) fail('seal altered', 'its signature does not belong to it', seal.sequence);
      throw new ExportFault(wrong);
    }
    this.#first ??= seal;
    this.#open = {
      signed,
      tree: new MerkleTree(),
      part: { hash: createHash('sha256'), count: 0, index: 0 },
      lastKey: '',
      isSigned,
      isListed: true,
    };
  }

  /** What is wrong about where a seal stands. */
  #misplaced({ sequence, previous, from }: Seal): Fault | undefined {
    const before = this.#previous;
    const expected = before === undefined ? this.#header?.first : before.sequence + 1;
    if (expected === undefined || sequence < expected) {
      return { kind: 'export damaged', detail: 'the seal is not in its place', seal: sequence };
    }
    if (sequence > expected) {
      return { kind: 'seal missing', detail: `seal ${expected} is not there`, seal: expected };
    }
    const named = before === undefined ? undefined : sealHash(before);
    if (sequence === 1 ? previous !== NO_SEAL : named !== undefined && previous !== named) {
      const detail = 'it names another seal as the one before it';
      return { kind: 'seal altered', detail, seal: sequence };
    }
    if (before !== undefined && from !== before.to) {
      const detail = 'it does not begin where the one before it ends';
      return { kind: 'seal altered', detail, seal: sequence };
    }
    return undefined;
  }

  #openChunk(lines: readonly string[], disposed: boolean): void {
    const open = this.#open;
    const leaves = readLeaves(lines.map((line) => `${line}\n`).join(''));
    if (open === undefined || leaves === undefined) {
      return fail('export damaged', 'a list of leaves is malformed');
    }
    const { sequence } = open.signed.seal;
    leaves.forEach(({ key, hash }, at) => {
      if (key <= open.lastKey) fail('record reordered', key, sequence);
      open.lastKey = key;
      open.tree.add(hash);
      countLeaf(open, lines[at] ?? '');
    });
    this.#chunk = { leaves, disposed };
  }

  #closeChunk(): void {
    const chunk = this.#chunk;
    const texts = this.#texts;
    this.#texts = [];
    this.#chunk = undefined;
    const seal = this.#open?.signed.seal;
    if (chunk === undefined || seal === undefined) {
      if (texts.length > 0) fail('record inserted', recordKey(texts[0] ?? '') ?? 'malformed');
      return;
    }
    if (chunk.disposed) {
      // Whole seals are disposed of: a record that is there was put there since.
      const [text] = texts;
      if (text !== undefined) {
        fail('record inserted', recordKey(text) ?? 'malformed', seal.sequence);
      }
      this.#noteGone(seal);
      return;
    }
    const fault = compareChunk(chunk.leaves, texts);
    if (fault !== undefined) fail(fault.kind, fault.record, seal.sequence);
    this.#records += texts.length;
    for (const text of texts) this.#noteDisposal(text);
  }

  /** @param isLast whether no other seal can still tell how this one was */
  #closeSeal(isLast: boolean): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const { seal } = open.signed;
    const { sequence, size, root, leaves } = seal;
    const read = open.tree.size;
    // Records were compared with leaves; what is left is whether the leaves are those of the seal.
    const isWhole = read === size && open.tree.head().toString('hex') === root;
    if (!open.isSigned) {
      if (!isWhole) fail('seal altered', 'neither signature nor records belong to it', sequence);
      if (isLast) fail('signature wrong', 'its signature does not belong to it', sequence);
      this.#suspect = seal;
    }
    if (read < size) {
      fail('record removed', `${size - read} of ${size} records, with their leaves`, sequence);
    }
    if (read > size) {
      fail(
        'record inserted',
        `${read - size} records, with their leaves, beside ${size}`,
        sequence,
      );
    }
    if (!isWhole || !open.isListed || open.part.index !== leaves.length) {
      fail('record altered', 'a record with its leaf: the leaves are not those sealed', sequence);
    }
    this.#previous = seal;
    this.#signers.add(seal.keyId);
  }

  #noteGone({ sequence }: Seal): void {
    const last = this.#gone.at(-1);
    if (last !== undefined && last.last + 1 >= sequence) last.last = sequence;
    else this.#gone.push({ first: sequence, last: sequence });
  }

  #noteDisposal(text: string): void {
    if (this.#gone.length === 0 || !text.includes('"kind":"disposal"')) return;
    const { seals, recordId } = JSON.parse(text) as DisposalRecord;
    this.#gone = this.#gone.flatMap((range) => {
      const from = Math.max(range.first, seals.first);
      const to = Math.min(range.last, seals.last);
      if (from > to) return [range];
      this.#disposals.push({ first: from, last: to, record: recordId });
      return [
        ...(range.first < from ? [{ ...range, last: from - 1 }] : []),
        ...(range.last > to ? [{ ...range, first: to + 1 }] : []),
      ];
    });
  }

  #finish({ from, to }: { from?: string; to?: string }): void {
    if (this.#header === undefined) fail('export damaged', 'there is no header');
    const ended = this.#ended;
    if (ended === undefined) {
      return fail('export damaged', 'it is cut short: there is no end');
    }
    const lastSeal = this.#previous;
    const { last } = this.#header;
    if (last !== undefined && lastSeal?.sequence !== last) {
      const missing = (lastSeal?.sequence ?? (this.#header.first ?? 1) - 1) + 1;
      fail('seal missing', `seal ${missing} is not there`, missing);
    }
    const seals = (lastSeal?.sequence ?? 0) - (this.#first?.sequence ?? 1) + 1;
    if (ended !== seals) {
      fail('export damaged', `its end counts ${ended} seals, and there are ${seals}`);
    }
    const [gone] = this.#gone;
    if (gone !== undefined) {
      const which = `the records of seals ${gone.first} to ${gone.last}`;
      fail('record removed', `${which}; no record says that they were disposed of`, gone.first);
    }
    if (from !== undefined && !((this.#first?.from ?? '9') <= from)) {
      fail('time not covered', `the seals begin at ${this.#first?.from ?? 'no time'}`);
    }
    if (to !== undefined && !((lastSeal?.to ?? '') >= to)) {
      fail('time not covered', `the seals end at ${lastSeal?.to ?? 'no time'}`);
    }
  }
}

/** Compares the list of leaves, part by part, with the hashes in the seal. */
function countLeaf(open: Open, line: string): void {
  const named = open.signed.seal.leaves[open.part.index];
  // More leaves than the seal has parts for: told by their number, when the seal is closed.
  if (named === undefined) return;
  open.part.hash.update(`${line}\n`);
  open.part.count += 1;
  if (open.part.count < named.count) return;
  open.isListed &&= open.part.hash.digest('hex') === named.sha256;
  open.part = { hash: createHash('sha256'), count: 0, index: open.part.index + 1 };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, detail: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return fail('export damaged', detail);
  return parsed.data;
}

function fail(kind: Fault['kind'], detail: string, seal?: number): never {
  throw new ExportFault({ kind, detail, ...(seal !== undefined && { seal }) });
}
