import { daysLeft, renewalWarning, vendorStatus } from '../core/registry/baa-state.ts';
import type { RegistryEntries } from '../core/registry/entries.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { VersionedStore } from '../ports/versioned-store.ts';

export interface CheckRenewalsDependencies {
  readonly store: Pick<VersionedStore<RegistryEntries>, 'list'>;
  readonly clock: Clock;
  readonly log: Log;
}

const PAGE = 200;

/**
 * Says of each vendor's agreement that it ends within 60, 30 or 7 days, has ended, or is due for review. It warns and
 * no more: a lapse closes the route by itself, with the decision that compares the dates (45 CFR 164.504(e)).
 */
export async function checkRenewals({
  store,
  clock,
  log,
}: CheckRenewalsDependencies): Promise<void> {
  const now = clock.now();
  const today = now.toISOString().slice(0, 10);
  let after: string | undefined;
  do {
    const page = await store.list('vendor', {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { id: vendorId, entry } of page.entries) {
      const left = daysLeft(entry.baa, now);
      const within = renewalWarning(left);
      if (left !== undefined && within !== undefined) {
        log.write({ event: 'baa.renewal_due', vendorId, daysLeft: left, within });
      }
      if (vendorStatus(entry, now) === 'lapsed') log.write({ event: 'baa.lapsed', vendorId });
      const reviewOn = entry.baa?.reviewOn;
      if (reviewOn !== undefined && reviewOn <= today) {
        log.write({ event: 'baa.review_due', vendorId });
      }
    }
    after = page.after;
  } while (after !== undefined);
}
