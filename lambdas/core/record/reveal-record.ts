/**
 * What a token may be revealed for: treatment, payment and operations (45 CFR 164.506(c)), the person's own asking
 * (164.524), looking into an incident (164.404), a report that the law demands (164.512(a)).
 */
export const REVEAL_PURPOSES = [
  'treatment',
  'payment',
  'operations',
  'individual_request',
  'incident',
  'required_by_law',
] as const;
export type RevealPurpose = (typeof REVEAL_PURPOSES)[number];

/** One look at what a token stands for (45 CFR 164.312(b)): which token, who and what for, never the value. */
export interface RevealRecord {
  readonly kind: 'reveal';
  readonly recordId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly entityId: string;
  readonly token: string;
  readonly purpose: RevealPurpose;
  /** Id of the access key. */
  readonly by: string;
  /** Why somebody looked who otherwise may not (emergency access, 45 CFR 164.312(a)(2)(ii)); absent: he may. */
  readonly breakGlass?: string;
}
