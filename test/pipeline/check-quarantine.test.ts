import { describe, expect, it } from 'vitest';
import { checkQuarantine } from '../../lambdas/pipeline/check-quarantine.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';

const NOW = new Date('2026-11-26T12:00:00.000Z');

async function said(...heldAt: string[]): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  await checkQuarantine({
    quarantine: {
      waitingSince: async (before, limit) =>
        heldAt.filter((at) => at < before.toISOString()).slice(0, limit),
    },
    clock: { now: () => NOW, monotonic: () => 0 },
    log: { write: (event) => void events.push(event) },
  });
  return events;
}

describe('what waits for review', () => {
  it('is spoken of once it has waited for longer than a day: how many, and how long the first', async () => {
    expect(
      await said(
        '2026-11-24T11:30:00.000Z',
        '2026-11-25T11:59:59.999Z',
        '2026-11-25T12:00:00.000Z',
      ),
    ).toEqual([{ event: 'quarantine.overdue', count: 2, oldestHours: 48 }]);
  });

  it('is not spoken of while it is fresh, or where there is nothing', async () => {
    expect(await said('2026-11-25T12:00:00.000Z', '2026-11-26T11:00:00.000Z')).toEqual([]);
    expect(await said()).toEqual([]);
  });
});
