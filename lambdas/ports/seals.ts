import type { Leaf } from '../core/record/leaf-list.ts';
import type { Seal, SealKey, SignedSeal } from '../core/record/seal.ts';

/** A record as the ledger keeps it. */
export interface StoredRecord {
  /** `TIME#ID`. */
  readonly key: string;
  /** Its canonical text (RFC 8785). */
  readonly text: string;
}

/** Reads closed minutes of the ledger. A minute is named `YYYY-MM-DDTHH:MM`. */
export interface MinuteReader {
  /** What a seal of the minute covers: its own records and those noticed in it as late, sorted by key.
   * @param after only those behind this key */
  records(minute: string, after?: string): AsyncIterable<StoredRecord>;
  /**
   * A time before which nothing is in the minute or after it, as far as that is known without reading the minutes;
   * the minute's own start when it is not. ISO 8601, a whole minute, at most the end of the minute's day.
   */
  quietUntil(minute: string): Promise<string>;
  /** The minute of the oldest record of the last 31 days; undefined when there is none. */
  oldestMinute(now: Date): Promise<string | undefined>;
}

/** Finds single records, for proofs and for telling late ones from strangers. */
export interface RecordFinder {
  /** Keys (`TIME#ID`) of the records with this id, and the minutes in which one was noticed as late. */
  places(id: string): Promise<{
    readonly keys: readonly string[];
    readonly lateMinutes: readonly string[];
  }>;
  /** @param key `TIME#ID` */
  record(key: string): Promise<StoredRecord | undefined>;
  /** Keys of the records of a time, by an index. ISO 8601, the end exclusive */
  keysBetween(from: string, to: string): Promise<readonly string[]>;
  /** Keys of the decisions about a person, oldest first. */
  keysOfPerson(person: string, from: string, to: string): AsyncIterable<string>;
}

/** Where seals are kept, each written once. */
export interface SealReader {
  /** @throws StoredItemError when a seal is there and malformed */
  find(sequence: number): Promise<SignedSeal | undefined>;
  last(): Promise<SignedSeal | undefined>;
  /** @throws StoredItemError when it is missing or not the one that the seal names */
  leaves(seal: Seal, part: number): Promise<readonly Leaf[]>;
}

export interface SealWriter extends SealReader {
  /** Keeps one part of a list of leaves. @returns SHA-256 of it, hex. */
  putLeaves(sequence: number, text: string): Promise<string>;
  /** `exists` when there is a seal of this sequence: another sealer was first. */
  append(signed: SignedSeal): Promise<'appended' | 'exists'>;
}

export interface SealSigner {
  publicKey(): Promise<SealKey>;
  /** @param text at most 4096 bytes (KMS). @returns DER, base64. */
  sign(text: string): Promise<string>;
}
