import type { TableName } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import type { Audience } from '../constructs/front-door.ts';
import type { FunctionName, QueueName } from '../names.ts';

/** Parts of the dashboard, in this order. */
export const SECTIONS = [
  'inbound',
  'clinical',
  'marketing',
  'people',
  'ledger',
  'platform',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The pages of docs/runbooks. A test compares them with what is there. */
export const RUNBOOKS = [
  'access-denied',
  'agreements',
  'break-glass',
  'canary',
  'dead-letters',
  'deliveries-failing',
  'destination-disabled',
  'drift',
  'errors',
  'failed-runs',
  'latency',
  'ledger-seal-broken',
  'ledger-seal-late',
  'mail-in',
  'marketing-phi',
  'not-running',
  'policy-refused',
  'quarantine',
  'reveal-rate',
  'signature-failures',
  'smtp-relay',
  'throttles',
  'waiting-work',
  'webhook-given-up',
] as const;
export type Runbook = (typeof RUNBOOKS)[number];

/** Lines of Cordon's log: any of these events, with one of these values in each of these fields (`*` at either end: anything). */
export interface LogSignal {
  readonly kind: 'log';
  /** Name of the metric, in the namespace `PREFIX/events`. */
  readonly metric: string;
  readonly events: readonly LogEvent['event'][];
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** Functions that write them. */
  readonly from: readonly FunctionName[];
}

/** What an alarm looks at; `lib/constructs/watch.ts` makes the metric. */
export type Signal =
  | LogSignal
  | {
      readonly kind: 'function';
      readonly name: FunctionName;
      readonly metric: 'Errors' | 'Throttles' | 'Invocations' | 'DeadLetterErrors';
    }
  | { readonly kind: 'dead-letters' | 'oldest-work'; readonly queue: QueueName }
  /** Runs of scheduled functions that failed for good. */
  | { readonly kind: 'failed-runs' }
  | { readonly kind: 'smtp'; readonly lane: Lane; readonly metric: 'dead-letters' | 'Errors' }
  /** What SES tells of mail that came in. */
  | { readonly kind: 'mail-in'; readonly metric: 'dead-letters' | 'oldest-work' }
  /** Reads and writes of a table that DynamoDB put off. */
  | { readonly kind: 'table-throttles'; readonly table: TableName }
  | { readonly kind: 'api'; readonly audience: Audience; readonly metric: 'p99' | '5XXError' }
  /** A rule of EventBridge, named so after the prefix and a hyphen, heard something. */
  | { readonly kind: 'rule'; readonly rule: string }
  /** Answers 429, from the access log: API Gateway has no figure of its own for them. */
  | { readonly kind: 'api-throttles'; readonly audience: Audience };

/** One alarm, as data. It goes off at its threshold or above, unless it says that it does below. */
export interface AlarmEntry {
  /** After the deployment's prefix and a hyphen. */
  readonly name: string;
  readonly section: Section;
  readonly signal: Signal;
  /** In the figure's own unit, over one period: a count, milliseconds, seconds, or a share. */
  readonly threshold: number;
  /** It goes off below the threshold, and when there is no figure at all. */
  readonly below?: true;
  readonly periodMinutes: number;
  /** Periods in a row. */
  readonly periods: number;
  /** Why at this threshold. */
  readonly because: string;
  /** What it means for people when this goes off. */
  readonly errorImpact: string;
  readonly runbook: Runbook;
}

/** Alarms at the first occurrence in five minutes: of these, none is normal. */
export const AT_ONCE = {
  threshold: 1,
  periodMinutes: 5,
  periods: 1,
  because: 'None of these is normal.',
} as const;
