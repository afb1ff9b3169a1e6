import { TABLE_NAMES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import type { Audience } from '../constructs/front-door.ts';
import type { AlarmEntry, Section } from './alarm.ts';

interface Api {
  readonly section: Section;
  /** Milliseconds of the 99th percentile, and why. */
  readonly tooSlow: number;
  readonly because: string;
  /** What it means for people when callers are answered 429. */
  readonly turnedAway: string;
}

const SENDERS = {
  tooSlow: 10_000,
  because: 'Clients of mail services wait ten seconds and longer.',
  turnedAway: 'Most repeat; those that do not have sent nothing.',
} as const;

const APIS: Readonly<Record<Audience, Api>> = {
  inbound: {
    section: 'inbound',
    tooSlow: 3000,
    because: 'The strictest vendors hang up after three seconds and count it as a failure.',
    turnedAway: 'Vendors that do not repeat lose what they sent.',
  },
  portal: {
    section: 'clinical',
    tooSlow: 5000,
    because: 'Whoever waits longer for a page loads it again, or gives up.',
    turnedAway: 'Recipients see an error in the place of what waits for them.',
  },
  clinical: { section: 'clinical', ...SENDERS },
  marketing: { section: 'marketing', ...SENDERS },
  operations: {
    section: 'platform',
    tooSlow: 20_000,
    because: 'API Gateway itself ends a request after 29 seconds.',
    turnedAway: 'Officers and auditors have to ask again.',
  },
};

const AUDIENCES = Object.keys(APIS) as Audience[];

/** How the APIs answer, and what DynamoDB puts off. */
export function platformAlarms(): AlarmEntry[] {
  return [...AUDIENCES.flatMap(apiAlarms), ...TABLE_NAMES.map(tableAlarm)];
}

function apiAlarms(audience: Audience): AlarmEntry[] {
  const { section, tooSlow, because, turnedAway } = APIS[audience];
  return [
    {
      ...{ name: `latency-${audience}`, section },
      signal: { kind: 'api', audience, metric: 'p99' },
      ...{ threshold: tooSlow, periodMinutes: 5, periods: 3 },
      because: `${because} Cold starts are over within one period.`,
      errorImpact: `One request in a hundred to the ${audience} API takes longer than its callers wait.`,
      runbook: 'latency',
    },
    {
      ...{ name: `server-errors-${audience}`, section },
      signal: { kind: 'api', audience, metric: '5XXError' },
      ...{ threshold: 0.05, periodMinutes: 5, periods: 3 },
      because:
        'Single ones are repeated by whoever calls; one in twenty for a quarter of an hour is an outage.',
      errorImpact: `The ${audience} API answers 5xx. Nothing that was answered 2xx is lost; the rest is in the hands of its callers.`,
      runbook: 'errors',
    },
    {
      ...{ name: `throttles-api-${audience}`, section },
      signal: { kind: 'api-throttles', audience },
      ...{ threshold: 50, periodMinutes: 5, periods: 2 },
      because:
        'A caller that is slowed down now and then is what the limit is for; ten minutes of it are a limit that is too low, or an attack.',
      errorImpact: `Callers of the ${audience} API are answered 429. ${turnedAway}`,
      runbook: 'throttles',
    },
  ];
}

function tableAlarm(table: (typeof TABLE_NAMES)[number]): AlarmEntry {
  return {
    ...{ name: `throttles-table-${table}`, section: 'platform' },
    signal: { kind: 'table-throttles', table },
    ...{ threshold: 10, periodMinutes: 5, periods: 2 },
    because:
      'On demand, DynamoDB throttles for moments while it grows; ten minutes are a hot partition or a quota.',
    errorImpact: `Reads or writes of the table ${table} are put off. Requests fail with 5xx and work is repeated.`,
    runbook: 'throttles',
  };
}
