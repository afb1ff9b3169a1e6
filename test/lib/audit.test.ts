import { describe, expect, it } from 'vitest';
import { TABLE_NAMES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { allResources, synthesize } from './support/synthesize.ts';

const BUS = 'arn:aws:events:us-east-1:444455556666:event-bus/incidents';
// Synthesized with the rule packs, which a finding that nobody acknowledged would stop.
const templates = synthesize((example) => ({
  ...example,
  eventBusArn: BUS,
  audit: { trail: true, configRules: true },
}));
const resources = allResources(templates);
const without = allResources(synthesize());
const ofType = (type: string, all = resources) =>
  all.flatMap(({ Type, Properties = {}, logicalId }) =>
    Type === type ? [{ ...Properties, logicalId }] : [],
  );

describe('the options of the operations stack', () => {
  it('are off unless a deployment asks for them', () => {
    expect(ofType('AWS::CloudTrail::Trail', without)).toEqual([]);
    expect(ofType('AWS::Config::ConfigRule', without)).toEqual([]);
  });
});

describe('the trail', () => {
  const [trail] = ofType('AWS::CloudTrail::Trail') as Record<string, unknown>[];

  it('is validated, under a key, and knows of every item and every object that matters', () => {
    expect(trail).toMatchObject({ EnableLogFileValidation: true, IsLogging: true });
    expect(trail?.['KMSKeyId']).toBeDefined();
    expect(trail?.['CloudWatchLogsLogGroupArn']).toBeDefined();
    const selectors = trail?.['AdvancedEventSelectors'] as {
      FieldSelectors: { Field: string; Equals?: unknown[]; StartsWith?: unknown[] }[];
    }[];
    const fields = selectors.map(({ FieldSelectors }) =>
      Object.fromEntries(FieldSelectors.map(({ Field, ...rest }) => [Field, rest])),
    );
    expect(fields.map((field) => field['eventCategory']?.Equals)).toEqual([
      ['Management'],
      ['Data'],
      ['Data'],
    ]);
    expect(fields[1]?.['resources.ARN']?.StartsWith).toHaveLength(2);
    expect(fields[2]?.['resources.ARN']?.Equals).toHaveLength(TABLE_NAMES.length);
  });

  it('writes to a bucket that is locked for six years, and CloudTrail alone by this trail', () => {
    const bucket = ofType('AWS::S3::Bucket').find(({ logicalId }) =>
      logicalId.startsWith('TrailFiles'),
    );
    expect(bucket).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2192 } } },
    });
    const policies = JSON.stringify(ofType('AWS::S3::BucketPolicy'));
    expect(policies).toContain('TrailWrites');
    expect(policies.split('cloudtrail.amazonaws.com').length).toBe(3);
  });
});

describe('the rules of AWS Config', () => {
  it('are of AWS, named, and look at this deployment where they can', () => {
    const rules = ofType('AWS::Config::ConfigRule') as Record<string, unknown>[];
    expect(rules).toHaveLength(10);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        Source: { Owner: 'AWS' },
        ConfigRuleName: expect.stringMatching(/^cordon-[a-z0-9-]+$/) as string,
      });
      expect(String(rule['ConfigRuleName']).length).toBeLessThanOrEqual(128);
    }
    expect(rules.filter(({ Scope }) => Scope !== undefined)).toHaveLength(7);
  });

  it('raise an alarm when one is broken', () => {
    const names = ofType('AWS::CloudWatch::Alarm') as Record<string, unknown>[];
    const alarm = names.find(({ AlarmName }) => AlarmName === 'cordon-drift');
    expect(JSON.stringify(alarm)).toContain(
      '"Value":"cordon-drift"}],"MetricName":"TriggeredRules","Namespace":"AWS/Events"',
    );
    const rules = ofType('AWS::Events::Rule') as Record<string, unknown>[];
    expect(rules.map(({ Name }) => Name)).toContain('cordon-drift');
  });
});

describe("the company's event bus", () => {
  it('hears of every alarm, by a role that may do nothing else', () => {
    const rule = (ofType('AWS::Events::Rule') as Record<string, unknown>[]).find((one) =>
      JSON.stringify(one).includes('CloudWatch Alarm State Change'),
    );
    expect(rule?.['Targets']).toMatchObject([{ Arn: BUS }]);
    const sends = ofType('AWS::IAM::ManagedPolicy').find(({ logicalId }) =>
      logicalId.startsWith('RouteSends'),
    ) as Record<string, { Statement: unknown }> | undefined;
    expect(sends?.['PolicyDocument']?.Statement).toEqual([
      expect.objectContaining({ Action: 'events:PutEvents', Resource: BUS }),
    ]);
    expect(ofType('AWS::IAM::Policy')).toEqual([]);
  });
});
