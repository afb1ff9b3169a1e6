import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { functionsOf } from '../../lib/functions.ts';
import { RECORDERS } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import { REGION } from './support/resolve.ts';
import { allResources, synthesize } from './support/synthesize.ts';

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
