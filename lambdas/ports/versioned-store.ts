import type { ChangeRecord } from '../core/record/ledger-record.ts';

/** One version of an entry, and who made it and why. */
export interface Versioned<E> {
  readonly entry: E;
  /** 1 is the first. */
  readonly version: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly updatedAt: string;
  /** Access key id, or `system:...`. */
  readonly updatedBy: string;
  readonly why: string;
}

/** A version in an entry's history. Without an entry where that version removed it. */
export interface PastVersion<E> extends Omit<Versioned<E>, 'entry'> {
  readonly entry?: E;
  readonly action: ChangeRecord['action'];
  /** Names of the members that changed, never their values. */
  readonly changed: readonly string[];
}

export interface ChangeReason {
  /** The version that the change was made on; 0: there must be none. */
  readonly expectedVersion: number;
  readonly by: string;
  /**
   * For the ledger, so it must name nobody: whoever calls has had it read by the scanner first
   * (`core/registry/check-why.ts`).
   */
  readonly why: string;
}

export type PutOutcome =
  | { readonly kind: 'written'; readonly version: number }
  /** Somebody else changed it first. `version` is the one that is there now; 0: none. */
  | { readonly kind: 'conflict'; readonly version: number };

export interface Page {
  /** Ids after this one. */
  readonly after?: string;
  /** 1 to 1000. */
  readonly limit: number;
}

/**
 * Entries of several kinds, each with all its versions. Every change is in the ledger before it takes effect.
 *
 * @typeParam Entries what is kept, by kind
 */
export interface VersionedStore<Entries extends object> {
  /** Strongly consistent. @throws RegistryError when what is stored cannot be used */
  get<K extends keyof Entries & string>(
    kind: K,
    id: string,
  ): Promise<Versioned<Entries[K]> | undefined>;
  /** In the order of their ids, as they were a moment ago. `after` is there when there are more. */
  list<K extends keyof Entries & string>(
    kind: K,
    page: Page,
  ): Promise<{
    readonly entries: readonly (Versioned<Entries[K]> & { readonly id: string })[];
    readonly after?: string;
  }>;
  /** Newest first. Empty for an entry that never was. */
  history<K extends keyof Entries & string>(
    kind: K,
    id: string,
  ): Promise<readonly PastVersion<Entries[K]>[]>;
  /** Of two that change one version at once, one is told that it was written and the other the new version. */
  put<K extends keyof Entries & string>(
    kind: K,
    id: string,
    entry: Entries[K],
    reason: ChangeReason,
  ): Promise<PutOutcome>;
  /** Its versions stay, and whoever puts it again goes on with their numbers. */
  remove(kind: keyof Entries & string, id: string, reason: ChangeReason): Promise<PutOutcome>;
}
