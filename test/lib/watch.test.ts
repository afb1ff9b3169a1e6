import { describe, expect, it } from 'vitest';
import { LANES } from '../../lambdas/core/vocabulary.ts';
import { SECTIONS } from '../../lib/alarms/alarm.ts';
import { alarmsOf } from '../../lib/alarms/index.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { functionsOf } from '../../lib/functions.ts';
import { QUEUE_NAMES, SCHEDULED } from '../../lib/names.ts';
import { synthesize } from './support/synthesize.ts';

/** Of the example. */
const FUNCTIONS = functionsOf(loadConfig());

const { Operations } = synthesize();
const resources = Object.values(Operations.Resources);
const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
const named = (name: string) =>
  alarms.find(({ Properties }) => Properties?.['AlarmName'] === `cordon-${name}`)?.Properties;

describe('the alarms', () => {
  it.each(QUEUE_NAMES)('go off at the first dead letter of %s', (name) => {
    expect(named(`dead-letters-${name}`)).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it('go off at each run of a schedule that failed for good, whatever lies there from before', () => {
    expect(named('failed-runs')).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    const looked = JSON.stringify(named('failed-runs')?.['Metrics']);
    expect(looked).toMatch(/FailedRuns.*NumberOfMessagesSent.*"Period":60.*"Stat":"Sum"/);
  });

  it.each(SCHEDULED)('go off when a failed run of %s could not be kept', (name) => {
    expect(named(`failed-runs-lost-${name}`)).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      MetricName: 'DeadLetterErrors',
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it.each(FUNCTIONS)('go off when %s fails, and when its calls are turned away', (name) => {
    expect(named(`errors-${name}`)).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    expect(named(`throttles-${name}`)).toBeDefined();
  });

  it('go off where what is due each minute does not run, because nobody else would say so', () => {
    const due = resources.flatMap(({ Type, Properties }) =>
      Type === 'AWS::Events::Rule' && Properties?.['ScheduleExpression'] === 'rate(1 minute)'
        ? (Properties['Targets'] as { readonly Arn: { readonly 'Fn::GetAtt': [string] } }[])
        : [],
    );
    const names = due.map(
      ({
        Arn: {
          'Fn::GetAtt': [id],
        },
      }) => String(Operations.Resources[id]?.Properties?.['FunctionName']).replace('cordon-', ''),
    );
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(named(`not-running-${name}`), name).toMatchObject({
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName' }],
        ComparisonOperator: 'LessThanThreshold',
        // A function that is never called has no figure.
        TreatMissingData: 'breaching',
      });
    }
  });

  it('say what is at stake and where it says what to do, and tell somebody, when it starts and when it is over', () => {
    expect(alarms).toHaveLength(alarmsOf(loadConfig()).length);
    for (const { Properties } of alarms) {
      const description = String(Properties?.['AlarmDescription']);
      expect(description.length).toBeGreaterThan(40);
      // CloudWatch's own limit.
      expect(description.length).toBeLessThan(1024);
      expect(description).toMatch(/docs\/runbooks\/[a-z-]+\.md/);
      expect(Properties?.['AlarmActions']).toHaveLength(1);
      expect(Properties?.['OKActions']).toHaveLength(1);
    }
  });

  it('go off at what the deployment says is unusual', () => {
    const usual = { marketingPhiPerHour: 3, refusedWebhooksPerHour: 7, revealsPerHour: 11 };
    const thresholds = alarmsOf({ ...loadConfig(), alarms: usual }).map(
      ({ name, threshold }) => [name, threshold] as const,
    );
    expect(Object.fromEntries(thresholds)).toMatchObject({
      'marketing-phi': 3,
      'signature-failures': 7,
      'reveal-rate': 11,
    });
  });

  it('count what was given up from the log events that say so', () => {
    const patterns = resources
      .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
      .map(({ Properties }) => Properties?.['FilterPattern']);
    expect(new Set(patterns)).toEqual(
      new Set([
        ...[
          ...['work.given_up', 'delivery.dead', 'delivery.retry', 'policy.refused'],
          ...['ledger.seal_late', 'ledger.seal_broken'],
          ...['baa.renewal_due', 'baa.lapsed', 'quarantine.overdue'],
          'canary.succeeded',
          ...['destination.disabled', 'token.break_glass', 'token.revealed', 'webhook.refused'],
        ].map((event) => `{ $.event = "${event}" }`),
        '{ $.event = "decision.recorded" && $.lane = "marketing" && $.classification = "phi" && ' +
          '($.disposition = "block" || $.disposition = "quarantine") }',
        '{ ($.event = "work.failed" || $.event = "request.failed" || $.event = "policy.unreadable") && ' +
          '($.errorClass = "*AccessDenied*" || $.errorClass = "*.DisabledException" || ' +
          '$.errorClass = "*.KMSInvalidStateException" || $.errorClass = "*.KMSDisabledException") }',
        '{ $.status = "429" }',
      ]),
    );
  });

  it('reach the topic, which CloudWatch and EventBridge may publish to and use the key of', () => {
    const text = JSON.stringify(resources.filter(({ Type }) => /TopicPolicy|KMS::Key/.test(Type)));
    expect(text).toContain('"Action":"sns:Publish"');
    for (const service of ['cloudwatch', 'events']) {
      expect(text.split(`${service}.amazonaws.com`).length).toBe(3);
    }
  });
});

describe('the dashboard', () => {
  it('shows each alarm, and what it looks at, in the part that it belongs to', () => {
    const [dashboard] = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
    const text = JSON.stringify(dashboard?.Properties?.['DashboardBody']);
    // One widget of states in each part names its alarms by their ARNs.
    expect(text.match(/"Arn"\]/g)).toHaveLength(alarms.length);
    expect(text.match(/# /g)).toHaveLength(SECTIONS.length);
    for (const lane of LANES) expect(text).toContain(`The ${lane} lane`);
  });
});

describe('the sweeper', () => {
  it('runs every minute, beside the canary, at what is held every hour, and at agreements every day', () => {
    const rules = resources.filter(({ Type }) => Type === 'AWS::Events::Rule');
    const schedules = rules.map(({ Properties }) => Properties?.['ScheduleExpression']);
    expect(new Set(schedules)).toEqual(
      new Set(['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'rate(1 day)']),
    );
  });
});
