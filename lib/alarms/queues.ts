import { type Lane, LANES } from '../../lambdas/core/vocabulary.ts';
import type { Deployment } from '../config/schema.ts';
import { functionsOf } from '../functions.ts';
import { QUEUE_NAMES, type QueueName, SCHEDULED } from '../names.ts';
import { type AlarmEntry, AT_ONCE, type Section } from './alarm.ts';

const QUEUES: Readonly<Record<QueueName, readonly [Section, string]>> = {
  inbound: [
    'inbound',
    'A webhook could not be processed in eight attempts. It is sealed, and reached nobody.',
  ],
  'deliver-clinical': [
    'clinical',
    'A clinical delivery could not be attempted. Somebody may be waiting for it.',
  ],
  'deliver-marketing': [
    'marketing',
    'A marketing delivery could not be attempted. Its recipient has nothing.',
  ],
  'mail-feedback': [
    'people',
    'A complaint or a bounce could not be heard, so somebody who wants no mail may still be sent it.',
  ],
};

/** Work that nothing could do, and work that waits long. */
export function queueAlarms(): AlarmEntry[] {
  return QUEUE_NAMES.flatMap((queue) => {
    const [section, errorImpact] = QUEUES[queue];
    return [
      {
        ...{ name: `dead-letters-${queue}`, section, errorImpact, ...AT_ONCE, periodMinutes: 1 },
        signal: { kind: 'dead-letters', queue },
        because: 'Eight attempts over an hour failed; no ninth comes by itself.',
        runbook: 'dead-letters',
      },
      {
        ...{ name: `waiting-${queue}`, section },
        signal: { kind: 'oldest-work', queue },
        ...{ threshold: 900, periodMinutes: 1, periods: 5 },
        because:
          'Work is begun within seconds, and one failed attempt costs minutes; a quarter of an hour is several.',
        errorImpact: `Work has waited in the ${queue} queue for a quarter of an hour or longer.`,
        runbook: 'waiting-work',
      },
    ] satisfies AlarmEntry[];
  });
}

/** Runs of scheduled functions that nobody makes up for by itself, and such as could not even be kept. */
export function failedRunAlarms(deployment: Deployment): AlarmEntry[] {
  const functions = functionsOf(deployment);
  const scheduled = SCHEDULED.filter((name) => functions.includes(name));
  return [
    {
      ...{ name: 'failed-runs', section: 'platform', ...AT_ONCE, periodMinutes: 1 },
      signal: { kind: 'failed-runs' },
      because:
        'A run that failed is not tried again, and one that waited too long is not made: none is normal.',
      errorImpact:
        'The sweeper, the sealer or the canary did not do what was due. The next run of each minute makes up for it; of the hourly and daily ones a warning may be missing.',
      runbook: 'failed-runs',
    },
    ...scheduled.map((name): AlarmEntry => ({
      ...{ name: `failed-runs-lost-${name}`, section: 'platform', ...AT_ONCE },
      signal: { kind: 'function', name, metric: 'DeadLetterErrors' },
      because: 'Lambda was refused by the queue or its key: it would be so for each that follows.',
      errorImpact: `A run of ${name} failed and could not be kept, so that \`failed-runs\` says nothing of it.`,
      runbook: 'failed-runs',
    })),
  ];
}

/** Of mail that comes in, where the deployment takes any. */
export function receivingAlarms({ clinical }: Deployment): AlarmEntry[] {
  if (clinical.receiving === undefined) return [];
  return [
    {
      ...{ name: 'dead-letters-mail-in', section: 'inbound', ...AT_ONCE, periodMinutes: 1 },
      signal: { kind: 'mail-in', metric: 'dead-letters' },
      because:
        'Eight attempts failed; no ninth comes by itself, and after 14 days the mail is gone.',
      errorImpact:
        'A mail that came in was taken for no source. Whoever wrote it is not told, and may be a patient.',
      runbook: 'mail-in',
    },
    {
      ...{ name: 'waiting-mail-in', section: 'inbound' },
      signal: { kind: 'mail-in', metric: 'oldest-work' },
      ...{ threshold: 900, periodMinutes: 1, periods: 5 },
      because:
        'Work is begun within seconds, and one failed attempt costs minutes; a quarter of an hour is several.',
      errorImpact: 'Mail that came in has waited for a quarter of an hour or longer.',
      runbook: 'mail-in',
    },
  ];
}

/** Of the relays of mail that comes by SMTP, where the deployment has them. */
export function smtpAlarms({ smtp }: Deployment): AlarmEntry[] {
  const of = (lane: Lane): AlarmEntry[] => [
    {
      ...{ name: `dead-letters-smtp-${lane}`, section: lane, ...AT_ONCE, periodMinutes: 1 },
      signal: { kind: 'smtp', lane, metric: 'dead-letters' },
      because:
        'Eight attempts failed; no ninth comes by itself, and after 14 days the mail is gone.',
      errorImpact:
        'A mail that a program sent by SMTP was handed to nobody, and its program does not know.',
      runbook: 'smtp-relay',
    },
    {
      ...{ name: `errors-smtp-${lane}`, section: lane, ...AT_ONCE },
      signal: { kind: 'smtp', lane, metric: 'Errors' },
      because:
        'The relay catches what it expects: an error that leaves it is a defect or a fault of AWS.',
      errorImpact: 'Mail that programs sent by SMTP waits. It is tried again, eight times in all.',
      runbook: 'smtp-relay',
    },
  ];
  return LANES.flatMap((lane) => (smtp[lane] === undefined ? [] : of(lane)));
}
