import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CordonFunction } from '../constructs/cordon-function.ts';
import type { FrontDoor } from '../constructs/front-door.ts';
import type { MailReceiving } from '../constructs/mail-receiving.ts';
import type { SmtpIngress } from '../constructs/smtp-ingress.ts';
import type { DataStack } from '../stacks/data.ts';
import type { AlarmEntry, LogSignal, Signal } from './alarm.ts';
import { filterPattern } from './filter-pattern.ts';

/** What there is to look at. */
export interface Watched {
  readonly prefix: string;
  readonly data: DataStack;
  readonly functions: readonly CordonFunction[];
  readonly doors: readonly FrontDoor[];
  readonly smtp: readonly SmtpIngress[];
  readonly receiving: MailReceiving | undefined;
}

/** The figure that an alarm looks at, with the filters of logs that make it, where it is made of those. */
export function metricOf(scope: Construct, entry: AlarmEntry, watched: Watched): IMetric {
  const { signal } = entry;
  const period = Duration.minutes(entry.periodMinutes);
  const { data, functions, doors, smtp, receiving } = watched;
  switch (signal.kind) {
    case 'log':
      return countLines(scope, signal, period, watched);
    case 'function':
      return ofFunction(
        one(functions, ({ name }) => name === signal.name).function,
        signal,
        period,
      );
    case 'dead-letters':
      return data.queues[signal.queue].deadLetters.metricApproximateNumberOfMessagesVisible({
        ...{ period, statistic: Stats.MAXIMUM, label: signal.queue },
      });
    case 'oldest-work':
      return data.queues[signal.queue].queue.metricApproximateAgeOfOldestMessage({
        ...{ period, statistic: Stats.MAXIMUM, label: signal.queue },
      });
    case 'failed-runs':
      // What is put there, and not what lies there: nobody has to empty it before the next one is heard of.
      return data.failedRuns.metricNumberOfMessagesSent({
        ...{ period, statistic: Stats.SUM, label: 'failed-runs' },
      });
    case 'smtp': {
      const ingress = one(smtp, ({ lane }) => lane === signal.lane);
      return signal.metric === 'Errors'
        ? ofFunction(ingress.relay, { metric: 'Errors' }, period)
        : ingress.deadLetters.metricApproximateNumberOfMessagesVisible({
            ...{ period, statistic: Stats.MAXIMUM, label: `smtp-${signal.lane}` },
          });
    }
    case 'mail-in': {
      const { queue } = one(receiving === undefined ? [] : [receiving], () => true);
      const of = { period, statistic: Stats.MAXIMUM, label: 'mail-in' };
      return signal.metric === 'dead-letters'
        ? queue.deadLetters.metricApproximateNumberOfMessagesVisible(of)
        : queue.queue.metricApproximateAgeOfOldestMessage(of);
    }
    case 'table-throttles':
      return tableThrottles(data.tables[signal.table].tableName, signal.table, period);
    case 'api': {
      const { api } = one(doors, ({ audience }) => audience === signal.audience);
      return signal.metric === 'p99'
        ? api.metricLatency({ period, statistic: Stats.p(99), label: signal.audience })
        : api.metricServerError({ period, statistic: Stats.AVERAGE, label: signal.audience });
    }
    case 'rule':
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
      return new Metric({
        namespace: 'AWS/Events',
        metricName: 'TriggeredRules',
        dimensionsMap: { RuleName: `${watched.prefix}-${signal.rule}` },
        ...{ period, statistic: Stats.SUM, label: signal.rule },
      });
    case 'api-throttles': {
      const { audience, accessLogs } = one(doors, (door) => door.audience === signal.audience);
      // The access log writes every value as text.
      return countInGroups(
        scope,
        `throttled.${audience}`,
        '{ $.status = "429" }',
        period,
        watched,
        [{ name: 'access', logGroup: accessLogs }],
      );
    }
  }
}

function countLines(scope: Construct, signal: LogSignal, period: Duration, watched: Watched) {
  const from = watched.functions.filter(({ name }) => signal.from.includes(name));
  return countInGroups(scope, signal.metric, filterPattern(signal), period, watched, from);
}

/** Counts matching lines of several log groups as one figure. */
function countInGroups(
  scope: Construct,
  metricName: string,
  pattern: string,
  period: Duration,
  { prefix }: Watched,
  groups: readonly { readonly name: string; readonly logGroup: ILogGroup }[],
): Metric {
  const namespace = `${prefix}/events`;
  for (const { name, logGroup } of groups) {
    new MetricFilter(scope, `${metricName}-${name}`, {
      logGroup,
      filterPattern: FilterPattern.literal(pattern),
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
    });
  }
  return new Metric({ namespace, metricName, period, statistic: Stats.SUM });
}

function ofFunction(
  fn: IFunction,
  { metric }: Pick<Extract<Signal, { kind: 'function' }>, 'metric'>,
  period: Duration,
): Metric {
  switch (metric) {
    case 'Errors':
      return fn.metricErrors({ period });
    case 'Throttles':
      return fn.metricThrottles({ period });
    case 'Invocations':
      return fn.metricInvocations({ period });
    case 'DeadLetterErrors':
      return fn.metric('DeadLetterErrors', { period, statistic: Stats.SUM });
  }
}

/** Of the table itself: what an index puts off, its table puts off too. */
function tableThrottles(tableName: string, label: string, period: Duration): MathExpression {
  const metric = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName },
      statistic: Stats.SUM,
    });
  // Graphs of several tables need different names for each.
  const [reads, writes] = ['reads', 'writes'].map((of) => `${of}_${label.replaceAll('-', '_')}`);
  return new MathExpression({
    expression: `FILL(${String(reads)}, 0) + FILL(${String(writes)}, 0)`,
    usingMetrics: {
      [String(reads)]: metric('ReadThrottleEvents'),
      [String(writes)]: metric('WriteThrottleEvents'),
    },
    ...{ label, period },
  });
}

function one<T>(items: readonly T[], isIt: (item: T) => boolean): T {
  const found = items.find(isIt);
  if (found === undefined) throw new TypeError('an alarm looks at something that is not there');
  return found;
}
