import type { Decision } from '../../lambdas/core/decide/decision.ts';
import type { Channel, Lane, Purpose } from '../../lambdas/core/vocabulary.ts';

/** One row: what is decided for each class of content. */
export interface MatrixRow {
  readonly lane: Lane;
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly cells: readonly { readonly phi: string; readonly decision: Decision }[];
}
