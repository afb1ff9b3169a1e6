import { describe, expect, it } from 'vitest';
import { checkRenewals } from '../../lambdas/pipeline/check-renewals.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import type { Vendor } from '../../lambdas/ports/registry.ts';
import { AGREEMENT } from '../core/registry/samples.ts';

const NOW = new Date('2026-11-25T06:00:00Z');

const ending = (id: string, expiresOn: string, reviewOn?: string): Vendor => {
  const { reviewOn: _none, ...agreement } = AGREEMENT;
  const baa = { ...agreement, expiresOn, ...(reviewOn === undefined ? {} : { reviewOn }) };
  return { id, name: id, baa };
};

async function warnings(...vendors: Vendor[]): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  const made = {
    version: 1,
    updatedAt: NOW.toISOString(),
    updatedBy: 'ok_officer001',
    why: 'test',
  };
  await checkRenewals({
    store: {
      // One to a page, so that every page is read.
      list: async (_kind, { after }) => {
        const index = after === undefined ? 0 : Number(after) + 1;
        const entry = vendors[index];
        if (entry === undefined) return { entries: [] };
        return {
          entries: [{ id: entry.id, entry: entry as never, ...made }],
          after: String(index),
        };
      },
    },
    clock: { now: () => NOW, monotonic: () => 0 },
    log: { write: (event) => void events.push(event) },
  });
  return events;
}

describe('the daily look at agreements', () => {
  it('warns within 60, 30 and 7 days of the end, and says when it is over', async () => {
    const found = await warnings(
      ending('far', '2027-01-25'),
      ending('two-months', '2027-01-24'),
      ending('a-month', '2026-12-25'),
      ending('a-week', '2026-12-02'),
      ending('today', '2026-11-25'),
      ending('over', '2026-11-24'),
      { id: 'none', name: 'None' },
    );
    expect(found).toEqual([
      { event: 'baa.renewal_due', vendorId: 'two-months', daysLeft: 60, within: 60 },
      { event: 'baa.renewal_due', vendorId: 'a-month', daysLeft: 30, within: 30 },
      { event: 'baa.renewal_due', vendorId: 'a-week', daysLeft: 7, within: 7 },
      { event: 'baa.renewal_due', vendorId: 'today', daysLeft: 0, within: 7 },
      { event: 'baa.lapsed', vendorId: 'over' },
    ]);
  });

  it('says whose agreement somebody was to look at', async () => {
    const found = await warnings(
      ending('due', '2028-01-01', '2026-11-25'),
      ending('later', '2028-01-01', '2026-11-26'),
    );
    expect(found).toEqual([{ event: 'baa.review_due', vendorId: 'due' }]);
  });
});
