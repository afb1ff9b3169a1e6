/** What was changed: an entry of a registry, a person, the policy, a legal hold. */
export interface ChangedSubject {
  /** The kind of entry, in Cordon's words: `vendor`, `source`, `person`, `policy`, `hold`... */
  readonly kind: string;
  /** Its id: one that Cordon made or an operator chose, never an address or a name of a person. */
  readonly id: string;
}

/**
 * One change by a person or by the system of what decisions rest on. It names fields and never a value, so
 * that it may be kept for six years without keeping anybody's data (45 CFR 164.316(b)(2)(i)).
 */
export interface ChangeRecord {
  readonly kind: 'change';
  readonly recordId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly recordedAt: string;
  /** The covered entity it concerns; absent when it concerns them all. */
  readonly entityId?: string;
  readonly subject: ChangedSubject;
  /** Version of the entry after the change. */
  readonly version: number;
  readonly action: 'created' | 'changed' | 'removed' | 'recorded';
  /** Names of the fields that changed. */
  readonly changed: readonly string[];
  /** Id of an access key, or `system:` and what did it. */
  readonly by: string;
  /** Words of whoever did it; refused before it comes here when it holds an identifier or PHI. */
  readonly why: string;
}
