import type { Settlement } from '../core/message/held-message.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { QuarantineDesk } from '../ports/quarantine.ts';
import type { Changer } from './change-registry.ts';
import { recordDeed } from './record-deed.ts';

export interface SettleDependencies {
  readonly quarantine: QuarantineDesk;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

export type SettleOutcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'settled_before' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] };

/**
 * Notes that somebody has reviewed a held message, and what became of it: it waits no more. The item stays as evidence, and
 * what is held stays sealed. On record before it takes effect.
 */
export async function settleHeld(
  heldId: string,
  as: Settlement,
  { by, why }: Changer,
  deps: SettleDependencies,
): Promise<SettleOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const held = await deps.quarantine.show(heldId);
  if (held === undefined) return { kind: 'unknown' };
  if (held.settled !== undefined) return { kind: 'settled_before' };
  const { entityId, lane } = held;
  await recordDeed({ entityId, subject: { kind: 'held', id: heldId }, deed: as, by, why }, deps);
  if (!(await deps.quarantine.settle(heldId, as, deps.clock.now()))) {
    return { kind: 'settled_before' };
  }
  deps.log.write({ event: 'quarantine.settled', heldId, lane, as, keyId: by });
  return { kind: 'settled' };
}
