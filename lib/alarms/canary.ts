import type { Deployment } from '../config/schema.ts';
import type { AlarmEntry } from './alarm.ts';

/** Of the test webhook that goes from the public name to the ledger, where there is one. */
export function canaryAlarms({ canary }: Deployment): AlarmEntry[] {
  const silent: AlarmEntry = {
    ...{ name: 'canary-silent', section: 'inbound' },
    signal: {
      ...{ kind: 'log', metric: 'canary.succeeded', events: ['canary.succeeded'] },
      from: ['canary'],
    },
    ...{ threshold: 1, below: true, periodMinutes: 15, periods: 1 },
    because: 'One comes every five minutes; three in a row that do not arrive are no accident.',
    errorImpact:
      'Three test webhooks in a row did not reach the ledger: vendors probably cannot deliver, or nothing is decided.',
    runbook: 'canary',
  };
  return canary ? [silent] : [];
}
