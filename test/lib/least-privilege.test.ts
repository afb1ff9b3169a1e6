import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import type { Deployment } from '../../lib/config/schema.ts';
import { functionsOf } from '../../lib/functions.ts';
import { RECORDERS } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import { REGION, Resolver } from './support/resolve.ts';
import {
  allResources,
  synthesize,
  synthesizeEverything,
  withEverything,
} from './support/synthesize.ts';

/** Of the example. */
const FUNCTIONS = functionsOf(loadConfig());

const templates = synthesize();
const resources = allResources(templates);
const model = new AccessModel(templates);
const roleOf = (name: string) => `cordon-${REGION}-${name}`;

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
const statementsOf = (name: string) =>
  model.policiesOf(roleOf(name)).flatMap(({ Statement }) => Statement as unknown as Statement[]);
const granted = (name: string) => statementsOf(name).filter(({ Effect }) => Effect === 'Allow');
const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value);

/** Actions for which AWS has no resource to name. */
const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  'xray:PutTelemetryRecords': 'X-Ray has no resource types for writing',
  'xray:PutTraceSegments': 'X-Ray has no resource types for writing',
};

describe('the roles', () => {
  it('are one for each function, and no function has another', () => {
    expect(model.roleNames.toSorted()).toEqual(FUNCTIONS.map(roleOf).toSorted());
    expect(resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')).toHaveLength(
      FUNCTIONS.length,
    );
  });

  it('have no inline policies, which nobody would find', () => {
    expect(resources.filter(({ Type }) => Type === 'AWS::IAM::Policy')).toEqual([]);
    for (const { Type, Properties, logicalId } of resources) {
      if (Type === 'AWS::IAM::Role') expect(Properties?.['Policies'], logicalId).toBeUndefined();
    }
  });

  it.each(FUNCTIONS)('%s names every resource it may use', (name) => {
    for (const { Sid, Action, Resource } of granted(name)) {
      if (!list(Resource).includes('*')) continue;
      for (const action of list(Action)) expect(WITHOUT_RESOURCES, Sid).toHaveProperty([action]);
    }
  });

  it.each(FUNCTIONS)('%s names every action it may take', (name) => {
    for (const { Action, Sid } of granted(name)) {
      for (const action of list(Action)) expect(action, Sid).not.toContain('*');
    }
  });

  it.each(FUNCTIONS)('%s uses wildcards in a resource only behind a name', (name) => {
    for (const { Resource } of granted(name)) {
      for (const arn of list(Resource)) {
        if (arn !== '*') expect(arn).toMatch(/^arn:aws:[^*]*[/:]\*?$|^arn:aws:[^*]+$/);
      }
    }
  });

  it.each(FUNCTIONS)(
    '%s may, of all that writes, only put records, and only if it records',
    (name) => {
      const writes = granted(name)
        .filter(({ Resource }) =>
          list(Resource).some((arn) => arn.endsWith('table/cordon-decisions')),
        )
        .flatMap(({ Action }) => list(Action))
        .filter((action) => !/^dynamodb:(Get|Query)/.test(action));
      const records = (RECORDERS as readonly string[]).includes(name);
      // Retention alone deletes.
      const deletes = name === 'ledger-dispose' ? ['dynamodb:DeleteItem'] : [];
      expect(writes).toEqual(records ? [...deletes, 'dynamodb:PutItem'] : []);
    },
  );

  it.each(FUNCTIONS)('%s has policies that IAM accepts: short enough, each sid once', (name) => {
    for (const policy of model.policiesOf(roleOf(name))) {
      // IAM counts a managed policy without white space, up to 6144.
      expect(JSON.stringify(policy).length).toBeLessThan(6144);
      const sids = (policy.Statement as unknown as Statement[]).map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });
});

/** The same, of what a config can ask for and of people. */
const MORE_WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  ...WITHOUT_RESOURCES,
  'comprehendmedical:DetectPHI': 'Comprehend Medical has no resources',
  'cloudtrail:LookupEvents': 'events that are looked up have no resource type',
  'cloudwatch:GetMetricData': 'figures have no resource type',
  'cloudwatch:ListMetrics': 'figures have no resource type',
  // Lambda's own power, which the code of a function is denied (lib/policies/network.ts).
  ...Object.fromEntries(
    [
      ...['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'],
      ...['DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses'],
    ].map((name) => [`ec2:${name}`, 'interfaces have no names before Lambda makes them']),
  ),
};

describe('the policies of a deployment with all that a config can ask for', () => {
  /** A prefix as long as it may be, and a region with a long name. */
  const longest = (example: Deployment) =>
    withEverything({ ...example, prefix: 'cordon-of-a-hospital', region: 'ap-southeast-2' });

  it.each([
    ['names as in the example', synthesizeEverything],
    ['the longest names', () => synthesize(longest)],
  ])('are short enough for IAM, with %s', (_, make) => {
    const of = make();
    const resolver = new Resolver(of);
    const all = allResources(of);
    const keys = all.filter(({ Type }) => Type === 'AWS::KMS::Key');
    const buckets = all.filter(
      ({ Type, Properties }) =>
        Type === 'AWS::S3::Bucket' && Properties?.['BucketName'] === undefined,
    );
    const policies = all.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
    const lengths = policies.map(({ stack, logicalId, Properties }) => {
      const text = JSON.stringify(resolver.resolve(stack, Properties?.['PolicyDocument']));
      // The resolver's ids of keys and buckets are shorter than AWS's.
      const real = [...keys, ...buckets].reduce(
        (known, { Type, logicalId: id }) =>
          Type === 'AWS::KMS::Key'
            ? known.replaceAll(`:key/${id}"`, `:key/${'x'.repeat(36)}"`)
            : known.replaceAll(`:::${id.toLowerCase()}`, `:::${'x'.repeat(63)}`),
        text,
      );
      return { name: `${stack}/${logicalId}`, length: real.length };
    });
    expect(lengths.filter(({ length }) => length > 6144)).toEqual([]);
  });

  it('name every action, and every resource that can be named', () => {
    const of = synthesizeEverything();
    const resolver = new Resolver(of);
    const all = allResources(of);
    expect(all.filter(({ Type }) => Type === 'AWS::IAM::Policy')).toEqual([]);
    for (const { Type, stack, logicalId, Properties } of all) {
      if (Type !== 'AWS::IAM::ManagedPolicy') continue;
      const { Statement } = resolver.resolve(stack, Properties?.['PolicyDocument']) as {
        readonly Statement: readonly Statement[];
      };
      for (const { Action, Effect, Resource } of Statement) {
        if (Effect !== 'Allow') continue;
        for (const action of list(Action)) {
          expect(action, logicalId).not.toContain('*');
          if (list(Resource).includes('*')) expect(MORE_WITHOUT_RESOURCES).toHaveProperty([action]);
        }
      }
    }
  });

  it('are refused before anything is deployed, where no words are few enough', () => {
    const senders = Array.from({ length: 40 }, (_, at) => ({
      arn: `arn:aws:sms-voice:us-east-1:111122223333:phone-number/phone-${String(at).padStart(32, '0')}`,
    }));
    const many = (example: Deployment) => ({
      ...example,
      clinical: { ...example.clinical, texts: { sms: { kind: 'aws' as const, senders } } },
    });
    expect(() => synthesize(many)).toThrow(
      /is longer than the 6144 characters that IAM takes: .* fewer senders/,
    );
  });
});
