import { type AlarmEntry, AT_ONCE } from './alarm.ts';

/** What did not arrive, and will not by itself. */
export function deliveryAlarms(): AlarmEntry[] {
  return [
    {
      ...{ name: 'work-given-up', section: 'inbound', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'work.given_up', events: ['work.given_up'] },
        from: ['inbound-worker'],
      },
      because: 'The last of eight attempts failed.',
      errorImpact:
        'A webhook was given up after its last attempt. It is sealed and held for review.',
      runbook: 'webhook-given-up',
    },
    {
      ...{ name: 'delivery-dead-clinical', section: 'clinical', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'delivery.dead.clinical', events: ['delivery.dead'] },
        from: ['clinical-deliver'],
      },
      because: 'It was refused for good, or ten attempts over 75 hours failed.',
      errorImpact:
        'A clinical delivery was given up. Its recipient has nothing, and may need it for care.',
      runbook: 'deliveries-failing',
    },
    {
      ...{ name: 'delivery-dead-marketing', section: 'marketing' },
      signal: {
        ...{ kind: 'log', metric: 'delivery.dead.marketing', events: ['delivery.dead'] },
        from: ['marketing-deliver'],
      },
      ...{ threshold: 10, periodMinutes: 60, periods: 1 },
      because:
        'Single addresses that no longer exist are the everyday of newsletters; ten in an hour are a fault.',
      errorImpact: 'Marketing deliveries were given up. Their recipients have nothing.',
      runbook: 'deliveries-failing',
    },
    {
      ...{ name: 'delivery-retries', section: 'clinical' },
      signal: {
        ...{ kind: 'log', metric: 'delivery.retry.clinical', events: ['delivery.retry'] },
        from: ['clinical-deliver'],
      },
      ...{ threshold: 20, periodMinutes: 15, periods: 2 },
      because:
        'A receiver that restarts fails some attempts; half an hour of failures is an outage, long before the first delivery dies.',
      errorImpact:
        'Clinical deliveries fail and are repeated: what clinicians and patients wait for is late.',
      runbook: 'deliveries-failing',
    },
    {
      ...{ name: 'destination-disabled', section: 'platform', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'destination.disabled', events: ['destination.disabled'] },
        from: ['clinical-deliver', 'marketing-deliver'],
      },
      because: 'Every attempt failed for three days.',
      errorImpact:
        'A destination gets nothing more until somebody enables it: what is decided for it ends as dead.',
      runbook: 'destination-disabled',
    },
  ];
}
