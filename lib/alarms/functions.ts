import type { Deployment } from '../config/schema.ts';
import { functionsOf } from '../functions.ts';
import type { FunctionName } from '../names.ts';
import { type AlarmEntry, AT_ONCE, type Section } from './alarm.ts';

/** Where each function belongs, and what it means when it fails. */
const FUNCTIONS: Readonly<Record<FunctionName, readonly [Section, string]>> = {
  'webhook-accept': [
    'inbound',
    'Vendors are answered 5xx. Most repeat a delivery for hours; some never do.',
  ],
  'inbound-worker': [
    'inbound',
    'Webhooks are accepted and sealed but reach no destination until this works again.',
  ],
  'clinical-send': ['clinical', 'Clinical applications cannot send; their callers see 5xx.'],
  'clinical-deliver': [
    'clinical',
    'Clinical messages and webhooks wait in the outbox and are repeated.',
  ],
  'marketing-send': ['marketing', 'Marketing applications cannot send; their callers see 5xx.'],
  'marketing-deliver': [
    'marketing',
    'Marketing messages and webhooks wait in the outbox and are repeated.',
  ],
  'decisions-read': ['ledger', 'Auditors cannot list decisions. Decisions are still recorded.'],
  'people-admin': [
    'people',
    'Officers cannot see or change people; what they chose still decides.',
  ],
  'opt-outs': [
    'people',
    'Recipients cannot opt out by a link or a text. They must be able to (16 CFR 316.5): act at once.',
  ],
  'mail-feedback': [
    'people',
    'Complaints and bounces are not heard: whoever complained may still be sent mail. They wait in the queue.',
  ],
  'permission-check': [
    'people',
    'Marketing applications cannot send: without an answer nothing may go.',
  ],
  'ledger-dispose': [
    'ledger',
    'Records that are due cannot be disposed of. They stay, which harms nothing but the schedule.',
  ],
  'ledger-sealer': [
    'ledger',
    'Decisions are recorded but not sealed, so a change to them could not be proven.',
  ],
  'registry-admin': [
    'platform',
    'The privacy officer cannot read or change registries. What is there still counts.',
  ],
  'deliveries-admin': [
    'platform',
    'The privacy officer cannot look at dead deliveries, replay them or enable a destination.',
  ],
  'token-reveal': [
    'clinical',
    'Clinical systems cannot learn what tokens stand for. Somebody may need it for care: act at once.',
  ],
  'clinical-messages': [
    'clinical',
    'Clinical applications cannot see what became of a message, or recall one that must not leave.',
  ],
  'marketing-messages': ['marketing', 'Marketing applications cannot see or recall messages.'],
  portal: [
    'clinical',
    'Recipients cannot pick up what waits for them, which may be about their care: act at once.',
  ],
  'mail-accept': [
    'inbound',
    'Mail that came in waits unread in its bucket, and nobody who wrote it knows. It is tried again, eight times in all.',
  ],
  canary: ['inbound', 'Nobody looks any more whether webhooks come through. They may.'],
  sweeper: [
    'platform',
    'Work that a crash or a lost queue message left behind is not picked up, and nobody is warned of agreements that end.',
  ],
};

/** Failures of each function, and calls that found no copy of it free. */
export function functionAlarms(deployment: Deployment): AlarmEntry[] {
  return functionsOf(deployment).flatMap((name) => {
    const [section, errorImpact] = FUNCTIONS[name];
    return [
      {
        ...{ name: `errors-${name}`, section, errorImpact, ...AT_ONCE },
        signal: { kind: 'function', name, metric: 'Errors' },
        because:
          'A function catches what it expects: an error that leaves it is a defect or a fault of AWS.',
        runbook: 'errors',
      },
      {
        ...{ name: `throttles-${name}`, section },
        signal: { kind: 'function', name, metric: 'Throttles' },
        ...{ threshold: 10, periodMinutes: 5, periods: 2 },
        because:
          'A burst of some calls is repeated by itself; ten minutes of it are a limit that is too low.',
        errorImpact: `Calls of ${name} are turned away because all its copies are busy. ${errorImpact}`,
        runbook: 'throttles',
      },
    ] satisfies AlarmEntry[];
  });
}

/** Functions that run each minute and tell by their own log what is wrong: of one that does not run nobody hears anything. */
const EACH_MINUTE = ['sweeper', 'ledger-sealer'] as const;

/** No run of what runs each minute. What is turned away is no run, either. */
export function scheduleAlarms(): AlarmEntry[] {
  return EACH_MINUTE.map((name) => {
    const [section, errorImpact] = FUNCTIONS[name];
    return {
      ...{ name: `not-running-${name}`, section, errorImpact },
      signal: { kind: 'function', name, metric: 'Invocations' },
      ...{ threshold: 5, below: true, periodMinutes: 15, periods: 1 },
      because:
        'One run is due each minute; fewer than five in a quarter of an hour are no runs that were late.',
      runbook: 'not-running',
    };
  });
}
