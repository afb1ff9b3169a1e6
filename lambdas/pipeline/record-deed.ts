import { randomId } from '../core/message/ids.ts';
import type { ChangeRecord } from '../core/record/change-record.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';

/** What was done to something that is no entry of a registry, and has no versions. */
export interface Deed extends Pick<ChangeRecord, 'entityId' | 'subject' | 'by' | 'why'> {
  /** One word: `recalled`. */
  readonly deed: string;
}

/** Puts it on record; before it takes effect, so that nothing is done that is not there. @throws when it cannot */
export async function recordDeed(
  { deed, by, why, ...concerned }: Deed,
  {
    ledger,
    clock,
    random,
  }: { readonly ledger: Ledger; readonly clock: Clock; readonly random: RandomSource },
): Promise<void> {
  await ledger.append({
    kind: 'change',
    recordId: `chg_${randomId(random)}`,
    recordedAt: clock.now().toISOString(),
    ...concerned,
    version: 0,
    action: 'recorded',
    changed: [deed],
    by,
    why,
  });
}
