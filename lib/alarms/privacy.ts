import type { Deployment } from '../config/schema.ts';
import { FUNCTION_NAMES } from '../names.ts';
import { type AlarmEntry, AT_ONCE } from './alarm.ts';

/** The EventBridge rule that hears of the role for emergencies, after the prefix and a hyphen. */
export const BREAK_GLASS_RULE = 'break-glass';

/** What may be a disclosure, or the attempt at one. */
export function privacyAlarms({ alarms, people }: Deployment): AlarmEntry[] {
  const breakGlassRole: AlarmEntry = {
    ...{ name: 'break-glass-role', section: 'people', ...AT_ONCE },
    signal: { kind: 'rule', rule: BREAK_GLASS_RULE },
    because: 'Each is an emergency, or a misuse (45 CFR 164.312(a)(2)(ii)); attempts count, too.',
    errorImpact:
      'Somebody took the role for emergencies in AWS, or tried to. Ask today whether it was an emergency.',
    runbook: 'break-glass',
  };
  return [
    ...(people === undefined ? [] : [breakGlassRole]),
    {
      ...{ name: 'marketing-phi', section: 'marketing' },
      signal: {
        ...{ kind: 'log', metric: 'marketing.phi_stopped', events: ['decision.recorded'] },
        where: {
          lane: ['marketing'],
          classification: ['phi'],
          disposition: ['block', 'quarantine'],
        },
        from: ['inbound-worker', 'marketing-send'],
      },
      ...{ threshold: alarms.marketingPhiPerHour, periodMinutes: 60, periods: 1 },
      // No anomaly band: it learns whatever goes on for two weeks, a leak that is constantly stopped too, and around
      // a figure that is usually nought it has no width.
      because:
        'The config says what is usual (alarms.marketingPhiPerHour). Single ones are somebody who wrote too much; many are a program that sends what it must not.',
      errorImpact:
        'PHI keeps coming into the marketing lane. It was stopped, but whoever sends it has it and should not (45 CFR 164.508(a)(3)).',
      runbook: 'marketing-phi',
    },
    {
      ...{ name: 'break-glass', section: 'people', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'token.break_glass', events: ['token.break_glass'] },
        from: ['token-reveal'],
      },
      because: 'Each is an emergency, or a misuse (45 CFR 164.312(a)(2)(ii)).',
      errorImpact:
        'Somebody whose key may not reveal tokens did, and gave a reason. Ask today whether it was an emergency.',
      runbook: 'break-glass',
    },
    {
      ...{ name: 'reveal-rate', section: 'people' },
      signal: {
        ...{ kind: 'log', metric: 'token.revealed', events: ['token.revealed'] },
        from: ['token-reveal'],
      },
      ...{ threshold: alarms.revealsPerHour, periodMinutes: 60, periods: 1 },
      because:
        'The config says what is usual (alarms.revealsPerHour). A person at work asks for some; a copy of the whole is many.',
      errorImpact:
        'Tokens are turned back into what they stand for more often than is usual: a stolen key, or somebody who collects (45 CFR 164.308(a)(1)(ii)(D)).',
      runbook: 'reveal-rate',
    },
    {
      ...{ name: 'signature-failures', section: 'inbound' },
      signal: {
        ...{ kind: 'log', metric: 'webhook.refused', events: ['webhook.refused'] },
        from: ['webhook-accept'],
      },
      ...{ threshold: alarms.refusedWebhooksPerHour, periodMinutes: 60, periods: 1 },
      because:
        'The config says what is usual (alarms.refusedWebhooksPerHour). Scanners of the internet cause some; a changed secret, or somebody who forges, causes many.',
      errorImpact:
        'Webhooks of a registered source fail their signature. Either a vendor is refused and what it sends is lost, or somebody forges.',
      runbook: 'signature-failures',
    },
    {
      ...{ name: 'quarantine-overdue', section: 'platform', ...AT_ONCE, periodMinutes: 60 },
      signal: {
        ...{ kind: 'log', metric: 'quarantine.overdue', events: ['quarantine.overdue'] },
        from: ['sweeper'],
      },
      because:
        'Once an hour while anything has waited for longer than a day: by then somebody has missed it, and an officer has had a working day.',
      errorImpact:
        'Messages or webhooks wait for review for more than a day. What is held reaches nobody until a person has looked.',
      runbook: 'quarantine',
    },
    {
      ...{ name: 'access-denied', section: 'platform', ...AT_ONCE },
      signal: {
        ...{ kind: 'log', metric: 'access.denied' },
        events: ['work.failed', 'request.failed', 'policy.unreadable'],
        // `service.Operation.Code` (adapters/aws/shared/service-error.ts). AWS/KMS has no figure for refusals.
        where: {
          errorClass: [
            '*AccessDenied*',
            '*.DisabledException',
            '*.KMSInvalidStateException',
            '*.KMSDisabledException',
          ],
        },
        // What fails in the sealer leaves it (errors-ledger-sealer), and the canary says by itself that it failed.
        from: FUNCTION_NAMES.filter((name) => name !== 'ledger-sealer' && name !== 'canary'),
      },
      because:
        'No function asks for what its role does not allow; whatever is refused was changed.',
      errorImpact:
        'A function was refused a key, a table, a queue or a secret that is its own. Its work stands still; nothing leaves unprotected.',
      runbook: 'access-denied',
    },
  ];
}
