import type { Lane } from '../core/vocabulary.ts';

/** Keeps what each random token stands for, sealed. Only the clinical lane can reveal it. */
export interface TokenVault {
  /** Stores the tokens of one delivery together, sealed. Idempotent by `setId`. */
  store(set: TokenSet): Promise<'stored' | 'exists'>;
}

export interface TokenSet {
  /** The delivery that carries the tokens. */
  readonly setId: string;
  readonly lane: Lane;
  readonly entityId: string;
  readonly tokens: readonly { readonly token: string; readonly value: string }[];
}
