import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, QUEUE_NAMES } from '../../lib/names.ts';
import { synthesize } from './support/synthesize.ts';

const { Operations } = synthesize();
const resources = Object.values(Operations.Resources);
const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');

describe('the alarms', () => {
  it.each(QUEUE_NAMES)('go off at the first dead letter of %s', (name) => {
    const alarm = alarms.find(
      ({ Properties }) => Properties?.['AlarmName'] === `cordon-dead-letters-${name}`,
    );
    expect(alarm?.Properties).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  });

  it.each(FUNCTION_NAMES)('go off when %s fails', (name) => {
    const named = alarms.map(({ Properties }) => Properties?.['AlarmName']);
    expect(named).toContain(`cordon-errors-${name}`);
  });

  it('say what is at stake, and tell somebody, both when it starts and when it is over', () => {
    expect(alarms.length).toBeGreaterThan(15);
    for (const { Properties } of alarms) {
      expect(String(Properties?.['AlarmDescription']).length).toBeGreaterThan(40);
      expect(Properties?.['AlarmActions']).toHaveLength(1);
      expect(Properties?.['OKActions']).toHaveLength(1);
    }
  });

  it('count what was given up from the log events that say so', () => {
    const patterns = resources
      .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
      .map(({ Properties }) => Properties?.['FilterPattern']);
    expect(new Set(patterns)).toEqual(
      new Set(
        [
          ...['work.given_up', 'delivery.dead', 'policy.refused'],
          ...['ledger.seal_late', 'ledger.seal_broken'],
          ...['baa.renewal_due', 'baa.lapsed'],
          ...['destination.disabled', 'token.break_glass'],
        ].map((event) => `{ $.event = "${event}" }`),
      ),
    );
  });

  it('reach the topic, which CloudWatch may publish to and read the key of', () => {
    const text = JSON.stringify(resources.filter(({ Type }) => /TopicPolicy|KMS::Key/.test(Type)));
    expect(text).toContain('"Action":"sns:Publish"');
    expect(text).toContain('cloudwatch.amazonaws.com');
  });
});

describe('the sweeper', () => {
  it('runs every minute, and looks at agreements every day', () => {
    const rules = resources.filter(({ Type }) => Type === 'AWS::Events::Rule');
    const schedules = rules.map(({ Properties }) => Properties?.['ScheduleExpression']);
    expect(new Set(schedules)).toEqual(new Set(['rate(1 minute)', 'rate(1 day)']));
  });
});
