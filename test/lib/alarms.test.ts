import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOG_EVENTS } from '../../lambdas/adapters/aws/shared/log-fields.ts';
import { type LogSignal, RUNBOOKS } from '../../lib/alarms/alarm.ts';
import { alarmsOf } from '../../lib/alarms/index.ts';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { allResources, synthesize, withEverything } from './support/synthesize.ts';

/** What AWS measures by itself of resources of a type, as far as an alarm looks at it, and by which dimension. */
const MEASURED_BY_AWS: Readonly<Record<string, readonly [type: string, dimension: string]>> = {
  'AWS/Lambda Errors': ['AWS::Lambda::Function', 'FunctionName'],
  'AWS/Lambda Throttles': ['AWS::Lambda::Function', 'FunctionName'],
  'AWS/Lambda Invocations': ['AWS::Lambda::Function', 'FunctionName'],
  'AWS/Lambda DeadLetterErrors': ['AWS::Lambda::Function', 'FunctionName'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['AWS::SQS::Queue', 'QueueName'],
  'AWS/SQS NumberOfMessagesSent': ['AWS::SQS::Queue', 'QueueName'],
  'AWS/SQS ApproximateAgeOfOldestMessage': ['AWS::SQS::Queue', 'QueueName'],
  'AWS/DynamoDB ReadThrottleEvents': ['AWS::DynamoDB::Table', 'TableName'],
  'AWS/DynamoDB WriteThrottleEvents': ['AWS::DynamoDB::Table', 'TableName'],
  'AWS/ApiGateway Latency': ['AWS::ApiGateway::RestApi', 'ApiName'],
  'AWS/ApiGateway 5XXError': ['AWS::ApiGateway::RestApi', 'ApiName'],
};

const entries = alarmsOf(withEverything(loadConfig()));
const logSignals = entries.flatMap(({ signal }) => (signal.kind === 'log' ? [signal] : []));

describe('the list of alarms', () => {
  it('names each once', () => {
    const names = entries.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(entries)('$name says what it means for people, and why at its threshold', (entry) => {
    expect(entry.errorImpact.length).toBeGreaterThan(40);
    expect(entry.because.length).toBeGreaterThan(20);
    expect(entry.threshold).toBeGreaterThan(0);
  });

  it('has a runbook for each, and an alarm for each runbook', () => {
    const used = new Set(entries.map(({ runbook }) => runbook));
    expect([...used].sort()).toEqual([...RUNBOOKS].sort());
    const pages = readdirSync(path.join(PROJECT_ROOT, 'docs', 'runbooks'));
    expect(pages.filter((page) => page !== 'README.md').sort()).toEqual(
      [...RUNBOOKS].sort().map((name) => `${name}.md`),
    );
  });
});

describe('what the alarms look at in the log', () => {
  it.each(logSignals)('$metric is of fields that its events have', ({ events, where = {} }) => {
    for (const event of events) {
      const fields: readonly string[] = LOG_EVENTS[event].fields;
      expect(fields).toEqual(expect.arrayContaining(Object.keys(where)));
    }
  });

  it.each(logSignals)('$metric is written by each function that it is counted of', (signal) => {
    for (const name of signal.from) {
      expect(writesAny(name, signal), name).toBe(true);
    }
  });
});

describe('what the alarms look at in AWS', () => {
  const templates = synthesize();
  const resources = allResources(templates);
  const made = new Set(
    resources.flatMap(({ Type, Properties }) =>
      Type === 'AWS::Logs::MetricFilter'
        ? (Properties?.['MetricTransformations'] as MetricName[]).map(keyOf)
        : [],
    ),
  );

  it('is there: made by a filter of a log, or measured by AWS of a resource of the deployment', () => {
    const types = new Set(resources.map(({ Type }) => Type));
    const looked = resources.flatMap(({ Type, Properties = {} }) =>
      Type === 'AWS::CloudWatch::Alarm' ? metricsIn(Properties) : [],
    );
    expect(looked.length).toBeGreaterThan(80);
    for (const metric of looked) {
      const key = keyOf(metric);
      if (made.has(key)) continue;
      const measured = MEASURED_BY_AWS[key];
      expect(measured, key).toBeDefined();
      const [type, dimension] = measured ?? [];
      expect(types).toContain(type);
      expect(metric.Dimensions?.map(({ Name }) => Name)).toContain(dimension);
    }
  });

  it('is looked at: no filter counts what nobody hears of', () => {
    const looked = resources.flatMap(({ Type, Properties = {} }) =>
      Type === 'AWS::CloudWatch::Alarm' ? metricsIn(Properties).map(keyOf) : [],
    );
    expect([...made].filter((key) => !looked.includes(key))).toEqual([]);
  });
});

interface MetricName {
  readonly Namespace?: unknown;
  readonly MetricNamespace?: unknown;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
}

const keyOf = (metric: MetricName): string =>
  `${String(metric.Namespace ?? metric.MetricNamespace)} ${metric.MetricName}`;

function metricsIn(alarm: Readonly<Record<string, unknown>>): MetricName[] {
  if (alarm['MetricName'] !== undefined) return [alarm as unknown as MetricName];
  const queries = alarm['Metrics'] as readonly { MetricStat?: { Metric: MetricName } }[];
  return queries.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
}

const reached = new Map<string, ReadonlySet<string>>();

/** Whether code that the function's handler imports writes one of these events. */
function writesAny(name: string, { events }: LogSignal): boolean {
  const handler = path.join(PROJECT_ROOT, 'lambdas', 'handlers', name, 'handler.ts');
  const written = reached.get(name) ?? eventsWrittenFrom(handler);
  reached.set(name, written);
  return events.some((event) => written.has(event));
}

/** At the beginning of a file, or when it is first needed. */
const IMPORTED = /^(?:import|export)[^;]*? from '(\.[^']+\.ts)';|\bimport\('(\.[^']+\.ts)'\)/gm;
const sources = new Map<string, { readonly imports: string[]; readonly events: string[] }>();

/** Follows relative imports from a file; the catalog itself names every event and writes none. */
function eventsWrittenFrom(start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const written = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const { imports, events } = readSource(file);
    open.push(...imports);
    for (const event of events) written.add(event);
  }
  return written;
}

function readSource(file: string) {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const isCatalog =
    /lambdas\/(?:ports\/log|adapters\/aws\/shared\/(?:log-fields|powertools-[a-z]+))\.ts$/;
  const found = {
    imports: [...text.matchAll(IMPORTED)].map((match) =>
      path.resolve(path.dirname(file), match[1] ?? match[2] ?? ''),
    ),
    events: isCatalog.test(file)
      ? []
      : [...text.matchAll(/event: '([a-z_]+\.[a-z_]+)'/g)].map((match) => match[1] ?? ''),
  };
  sources.set(file, found);
  return found;
}
