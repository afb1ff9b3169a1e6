import { describe, expect, it } from 'vitest';
import { createShadowReport } from '../../../lambdas/core/record/shadow-report.ts';
import { REFUSAL } from '../send/messages.ts';

const shadow = { enforced: 'as_is', since: '2026-11-01T00:00:00Z' } as const;

describe('the report of shadow mode', () => {
  it('counts what passed by origin, receiver and rule, most frequent first', () => {
    const report = createShadowReport();
    const webhook = {
      ...REFUSAL,
      origin: { kind: 'source', id: 'intake' },
      target: { kind: 'destination', id: 'crm' },
      disposition: 'deidentified',
      decidedAt: '2026-11-03T00:00:00.000Z',
    } as const;
    report.add({ ...REFUSAL, shadow });
    report.add({ ...webhook, shadow: { ...shadow, override: 'Privacy officer' } });
    report.add({ ...webhook, shadow, decidedAt: '2026-11-02T00:00:00.000Z' });
    report.add({ ...webhook, shadow, decidedAt: '2026-11-04T00:00:00.000Z' });
    expect(report.lines()).toEqual([
      expect.objectContaining({
        origin: 'source intake',
        to: 'crm',
        disposition: 'deidentified',
        count: 3,
        first: '2026-11-02T00:00:00.000Z',
        last: '2026-11-04T00:00:00.000Z',
        overrides: ['Privacy officer'],
      }),
      expect.objectContaining({
        origin: `sender ${REFUSAL.origin.id}`,
        to: 'recipients',
        disposition: 'block',
        reasonCode: REFUSAL.reasonCode,
        count: 1,
        overrides: [],
      }),
    ]);
  });

  it('leaves out what was enforced', () => {
    const report = createShadowReport();
    report.add(REFUSAL);
    expect(report.lines()).toEqual([]);
  });
});
