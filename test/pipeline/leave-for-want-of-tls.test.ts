import { expect, it } from 'vitest';
import type { DecisionRecord } from '../../lambdas/core/record/decision-record.ts';
import { recipientStatus } from '../../lambdas/core/send/recipient-status.ts';
import {
  leaveForWantOfTls,
  type LeavingDependencies,
} from '../../lambdas/pipeline/leave-for-want-of-tls.ts';

it('leaves in the portal nothing that was taken back before it was known that it had not left', async () => {
  const recalled = {
    state: 'recalled',
    route: { kind: 'email', recipient: 1 },
    disposition: 'encrypted',
  };
  // Whatever else it would call is not there.
  const deps = { outbox: { find: async () => recalled } } as unknown as LeavingDependencies;
  await expect(leaveForWantOfTls('dlv_1', deps)).resolves.toEqual({
    kind: 'rejected',
    failure: 'recalled',
  });
});

it.each([
  ['recalled', 'recalled'],
  ['pending', 'portal'],
] as const)('of mail without TLS that is %s the sender is told: %s', (state, told) => {
  const decision = {
    ...{ decisionId: 'msg_1~1', disposition: 'encrypted', reasonCode: 'permitted', rules: [] },
    ...{ target: { kind: 'recipient', ordinal: 1, of: 1 }, decidedAt: '2026-11-26T10:00:00.000Z' },
  } as unknown as DecisionRecord;
  const progress = {
    ...{ state, attempts: 1, dueAt: '2026-11-26T10:00:00.000Z' },
    heard: { tls_failed: { heardAt: '2026-11-26T10:01:00.000Z' } },
  };
  const now = new Date('2026-11-26T10:02:00.000Z');
  expect(recipientStatus(decision, { progress, isHeld: false }, now).state).toBe(told);
});
