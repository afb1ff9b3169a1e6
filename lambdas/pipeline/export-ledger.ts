import {
  CHUNK,
  endLine,
  headerLine,
  leavesLine,
  looseLine,
  recordLine,
  sealLine,
} from '../core/record/export-lines.ts';
import type { Leaf } from '../core/record/leaf-list.ts';
import type { Seal, SealKey } from '../core/record/seal.ts';
import type { Clock } from '../ports/clock.ts';
import type { MinuteReader, RecordFinder, SealReader, StoredRecord } from '../ports/seals.ts';
import { firstSealAfter } from './find-seal.ts';

export interface ExportDependencies {
  readonly ledger: MinuteReader;
  readonly finder: RecordFinder;
  readonly seals: SealReader;
  readonly publicKey: () => Promise<SealKey>;
  readonly clock: Clock;
}

export interface ExportRange {
  /** ISO 8601; inclusive. Whole seals are exported, so that it may begin earlier and end later. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/** Where the next page begins: seals up to `last` are still to come, from leaf `leaf` of seal `sequence` on. */
export interface ExportCursor {
  readonly first: number;
  readonly last: number;
  readonly sequence: number;
  readonly leaf: number;
}

export interface ExportPage {
  readonly text: string;
  /** Absent on the last page. */
  readonly next?: ExportCursor;
}

/** Characters after which a page ends; an answer of a function may have 6 MB. */
const PAGE_LENGTH = 3_000_000;

/**
 * One page of an export, of bounded size and memory. The header and the range of seals are fixed by the first page;
 * what is sealed meanwhile is left to the next export.
 */
export async function exportPage(
  deps: ExportDependencies,
  range: ExportRange,
  cursor?: ExportCursor,
): Promise<ExportPage> {
  const page = new Page();
  let at = cursor ?? (await begin(deps, range, page));
  while (at !== undefined) {
    const found = at.sequence <= at.last ? await deps.seals.find(at.sequence) : undefined;
    if (found === undefined) {
      page.add(endLine(at.last - at.first + 1));
      return { text: page.text() };
    }
    if (at.leaf === 0) page.add(sealLine(found));
    const leaf = await addSeal(deps, found.seal, at.leaf, page);
    at = leaf === undefined ? { ...at, sequence: at.sequence + 1, leaf: 0 } : { ...at, leaf };
    if (page.isFull()) return { text: page.text(), next: at };
  }
  page.add(endLine(0));
  return { text: page.text() };
}

class Page {
  readonly #lines: string[] = [];
  #length = 0;

  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
  }

  isFull(): boolean {
    return this.#length >= PAGE_LENGTH;
  }

  text(): string {
    return this.#lines.join('');
  }
}

async function begin(
  deps: ExportDependencies,
  { from, to }: ExportRange,
  page: Page,
): Promise<ExportCursor | undefined> {
  const first = await firstSealAfter(deps.seals, from);
  const isInRange = first !== undefined && first.seal.from < to;
  const next = isInRange ? await firstSealAfter(deps.seals, to) : undefined;
  const last = next ?? (isInRange ? await deps.seals.last() : undefined);
  // The seal that begins at or after the end is not asked for.
  const lastSequence =
    last === undefined ? undefined : last.seal.sequence - (last.seal.from >= to ? 1 : 0);
  const { keyId } = await deps.publicKey();
  page.add(
    headerLine({
      type: 'header',
      format: 1,
      from,
      to,
      ...(isInRange && lastSequence !== undefined
        ? { first: first.seal.sequence, last: lastSequence }
        : {}),
      keyId,
      exportedAt: deps.clock.now().toISOString(),
    }),
  );
  if (!isInRange || lastSequence === undefined) return undefined;
  const { sequence } = first.seal;
  return { first: sequence, last: lastSequence, sequence, leaf: 0 };
}

/** @returns the leaf at which the next page goes on; undefined when the seal is done */
async function addSeal(
  deps: ExportDependencies,
  seal: Seal,
  start: number,
  page: Page,
): Promise<number | undefined> {
  const minute = new Date(Date.parse(seal.to) - 60_000).toISOString().slice(0, 16);
  const before = start === 0 ? undefined : (await leavesFrom(deps, seal, start - 1, 1))[0]?.key;
  const records = new Ahead(deps.ledger.records(minute, before));
  for (let at = start; at < seal.size; at += CHUNK) {
    if (at > start && page.isFull()) return at;
    const leaves = await leavesFrom(deps, seal, at, CHUNK);
    const texts: string[] = [];
    const strangers: StoredRecord[] = [];
    for (const { key } of leaves) {
      await records.until(key, strangers);
      const record = await records.take(key);
      if (record !== undefined) texts.push(recordLine(record.text));
    }
    // Whole seals are disposed of, and what keeps one record keeps them all.
    page.add(leavesLine(leaves, texts.length === 0 && leaves.length > 0));
    for (const text of texts) page.add(text);
    await addStrangers(deps, strangers, page);
  }
  const rest: StoredRecord[] = [];
  await records.until(undefined, rest);
  for (const key of await keysBefore(deps, seal, `${minute}:00.000Z`)) {
    const record = await deps.finder.record(key);
    if (record !== undefined) rest.push(record);
  }
  await addStrangers(deps, rest, page);
  return undefined;
}

/** The sealer joins no more quiet minutes than an hour has. */
const MAX_QUIET_MS = 24 * 60 * 60 * 1000;

/** Minutes before a seal's last one held nothing when they were sealed; what is in them now was put there since. */
async function keysBefore(
  { finder }: ExportDependencies,
  { from }: Seal,
  last: string,
): Promise<readonly string[]> {
  const quiet = Date.parse(last) - Date.parse(from);
  return quiet > 0 && quiet <= MAX_QUIET_MS ? await finder.keysBetween(from, last) : [];
}

/** Records that the seal of their minute does not cover: late ones are in another, of others nobody knows. */
async function addStrangers(
  { finder, seals }: ExportDependencies,
  records: readonly StoredRecord[],
  page: Page,
): Promise<void> {
  for (const { key, text } of records) {
    const { lateMinutes } = await finder.places(key.slice(key.indexOf('#') + 1));
    if (!(await isInOneOf(seals, lateMinutes, key))) page.add(looseLine(text));
  }
}

/** Whether a late record is in the seal of a minute in which a notice was left, or will be: a notice alone proves nothing. */
async function isInOneOf(
  seals: SealReader,
  lateMinutes: readonly string[],
  key: string,
): Promise<boolean> {
  for (const minute of lateMinutes) {
    const signed = await firstSealAfter(seals, `${minute}:00.000Z`);
    if (signed === undefined) return true;
    for (const part of signed.seal.leaves.keys()) {
      const leaves = await seals.leaves(signed.seal, part);
      if (leaves.some((leaf) => leaf.key === key)) return true;
    }
  }
  return false;
}

/** Some leaves of a seal, from one on, over its parts. */
async function leavesFrom(
  { seals }: ExportDependencies,
  seal: Seal,
  start: number,
  count: number,
): Promise<readonly Leaf[]> {
  const leaves: Leaf[] = [];
  let offset = 0;
  for (const [index, part] of seal.leaves.entries()) {
    const from = start + leaves.length - offset;
    if (from < part.count && leaves.length < count) {
      const all = await seals.leaves(seal, index);
      leaves.push(...all.slice(from, from + count - leaves.length));
    }
    offset += part.count;
  }
  return leaves;
}

/** A sequence of records of which one is looked at ahead. */
class Ahead {
  readonly #source: AsyncIterator<StoredRecord>;
  #next: StoredRecord | undefined;
  #done = false;

  constructor(source: AsyncIterable<StoredRecord>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Moves on to the first record that is not before the key, noting those that are. */
  async until(key: string | undefined, passed: StoredRecord[]): Promise<void> {
    for (;;) {
      const next = await this.#peek();
      if (next === undefined || (key !== undefined && next.key >= key)) return;
      passed.push(next);
      this.#next = undefined;
    }
  }

  /** The record with this key, if it is the next one. */
  async take(key: string): Promise<StoredRecord | undefined> {
    const next = await this.#peek();
    if (next?.key !== key) return undefined;
    this.#next = undefined;
    return next;
  }

  async #peek(): Promise<StoredRecord | undefined> {
    if (this.#next === undefined && !this.#done) {
      const result = await this.#source.next();
      if (result.done === true) this.#done = true;
      else this.#next = result.value;
    }
    return this.#next;
  }
}
