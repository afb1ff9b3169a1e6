import { DECIDERS } from '../names.ts';
import { type AlarmEntry, AT_ONCE } from './alarm.ts';

/** What is not proven, or decides no more. */
export function ledgerAlarms(): AlarmEntry[] {
  return [
    {
      ...{ name: 'ledger-seal-late', section: 'ledger', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'ledger.seal_late', events: ['ledger.seal_late'] },
        from: ['ledger-sealer'],
      },
      because: 'A minute is sealed within two; five minutes are more than one run that failed.',
      errorImpact:
        'Decisions of more than five minutes ago are not sealed yet, so a change to them could not be proven.',
      runbook: 'ledger-seal-late',
    },
    {
      ...{ name: 'ledger-seal-broken', section: 'ledger', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'ledger.seal_broken', events: ['ledger.seal_broken'] },
        from: ['ledger-sealer'],
      },
      because: 'Nothing but the key can make a seal.',
      errorImpact:
        'The last seal of the ledger was not made by its key. Somebody may have tampered with it; nothing is sealed until a person has looked.',
      runbook: 'ledger-seal-broken',
    },
    {
      ...{ name: 'policy-refused', section: 'platform', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'policy.refused', events: ['policy.refused'] },
        from: DECIDERS,
      },
      because: 'What is published was proven before; what cannot be used was changed after.',
      errorImpact:
        'The published policy cannot be used. What runs decides by the last good one; what starts anew holds everything for review.',
      runbook: 'policy-refused',
    },
    {
      ...{ name: 'agreement-ending', section: 'platform', ...AT_ONCE, periodMinutes: 60 },
      signal: {
        ...{ kind: 'log', metric: 'baa.renewal_due', events: ['baa.renewal_due'] },
        from: ['sweeper'],
      },
      because: 'Once a day from 60 days before the end: contracts take weeks.',
      errorImpact:
        "A vendor's agreement ends within 60 days. On the day after, its route closes by itself.",
      runbook: 'agreements',
    },
    {
      ...{ name: 'agreement-lapsed', section: 'platform', ...AT_ONCE, periodMinutes: 60 },
      signal: {
        ...{ kind: 'log', metric: 'baa.lapsed', events: ['baa.lapsed'] },
        from: ['sweeper'],
      },
      because: 'From the first day on, what needs the agreement goes nowhere.',
      errorImpact:
        "A vendor's agreement has ended. Nothing that needs one goes there any more, until it is renewed.",
      runbook: 'agreements',
    },
  ];
}
