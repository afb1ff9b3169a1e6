import type { IdentifierLabel } from '../../scan/labels.ts';

/** A value that was found, as it stands in the text. PHI: never logged, never part of an error. */
export interface FoundValue {
  readonly label: IdentifierLabel;
  readonly value: string;
}

/** What stands in place of a value; undefined where the transform has no form for it, and it is masked. */
export type Transform = (found: FoundValue) => string | undefined;
