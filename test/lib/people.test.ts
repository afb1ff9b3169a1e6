import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { OFFICES, type Office, type PeopleConfig } from '../../lib/config/people.ts';
import { deploymentSchema } from '../../lib/config/schema.ts';
import { AccessModel } from './support/access.ts';
import { REGION, Resolver } from './support/resolve.ts';
import {
  allResources,
  synthesize,
  synthesizeEverything,
  withEverything,
  type Templates,
} from './support/synthesize.ts';

const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
const breakGlass = [user('bo')];
const officeName = (office: Office) => `cordon-${REGION}-people-${office}`;

interface Statement {
  readonly Action: string | string[];
  readonly Condition?: unknown;
  readonly Principal: Readonly<Record<string, unknown>>;
}

const ofType = (templates: Templates, type: string) =>
  allResources(templates).filter(({ stack, Type }) => stack === 'People' && Type === type);
/** The one statement by which each role may be taken, by the role's name. */
function trusts(templates: Templates): Readonly<Record<string, Statement>> {
  return Object.fromEntries(
    ofType(templates, 'AWS::IAM::Role').map(({ Properties = {} }) => {
      const { Statement } = Properties['AssumeRolePolicyDocument'] as { Statement: Statement[] };
      const [only, ...more] = Statement;
      if (only === undefined || more.length > 0) throw new TypeError('not one statement');
      return [String(Properties['RoleName']), only];
    }),
  );
}
const policyNames = (templates: Templates) =>
  ofType(templates, 'AWS::IAM::ManagedPolicy').map(({ Properties }) =>
    String(Properties?.['ManagedPolicyName']),
  );
const withPeople = (people: PeopleConfig) => synthesize((example) => ({ ...example, people }));

describe('offices of people', () => {
  const everything = synthesizeEverything();
  const bySaml = withPeople({
    trust: 'saml',
    providerArn: 'arn:aws:iam::111122223333:saml-provider/Okta',
    audience: 'https://signin.aws.amazon.com/saml',
    breakGlass,
  });
  const bySso = withPeople({ trust: 'sso', breakGlass });

  it('are not made unless a deployment asks for them', () => {
    expect(synthesize().People).toBeUndefined();
  });

  it.each([
    ['account', everything],
    ['saml', bySaml],
    ['sso', bySso],
  ])('have each a policy and a boundary, of names that can be told beforehand: %s', (_, made) => {
    expect(policyNames(made).toSorted()).toEqual(
      OFFICES.flatMap((office) => [
        officeName(office),
        `${officeName(office)}-boundary`,
      ]).toSorted(),
    );
  });

  it('are held by users who showed a second factor, each under his own name', () => {
    const made = trusts(everything);
    expect(Object.keys(made).toSorted()).toEqual(OFFICES.map(officeName).toSorted());
    expect(made[officeName('auditor')]).toEqual({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: user('ada') },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '43200' },
        StringEquals: {
          'sts:RoleSessionName': '${aws:' + 'username}',
          'aws:RequestedRegion': REGION,
        },
      },
    });
  });

  it('are given by a SAML provider to whom its assertions are meant for', () => {
    const made = trusts(bySaml);
    for (const office of OFFICES.filter((one) => one !== 'break-glass')) {
      expect(made[officeName(office)]).toMatchObject({
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/Okta' },
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      });
    }
  });

  it('have no roles where IAM Identity Center makes them, but for emergencies', () => {
    expect(Object.keys(trusts(bySso))).toEqual([officeName('break-glass')]);
  });

  it.each([
    ['account', everything],
    ['saml', bySaml],
    ['sso', bySso],
  ])('open in an emergency for an hour, to a second factor shown just now: %s', (_, made) => {
    expect(trusts(made)[officeName('break-glass')]).toMatchObject({
      Action: 'sts:AssumeRole',
      Principal: { AWS: user('bo') },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': '900' },
      },
    });
    const role = ofType(made, 'AWS::IAM::Role').find(
      ({ Properties }) => Properties?.['RoleName'] === officeName('break-glass'),
    );
    expect(role?.Properties?.['MaxSessionDuration']).toBe(3600);
  });

  it('raise the alarm when the one for emergencies is taken, or somebody tries to', () => {
    const resolver = new Resolver(everything);
    const [rule, ...more] = ofType(everything, 'AWS::Events::Rule');
    expect(more).toEqual([]);
    const { EventPattern, Targets } = resolver.resolve('People', rule?.Properties) as {
      EventPattern: { detail: Record<string, unknown> };
      Targets: { Arn: string }[];
    };
    // No error code is asked for: what was refused matches too.
    expect(EventPattern.detail).toEqual({
      eventSource: ['sts.amazonaws.com'],
      eventName: ['AssumeRole'],
      requestParameters: {
        roleArn: [`arn:aws:iam::111122223333:role/${officeName('break-glass')}`],
      },
    });
    const topic = allResources(everything).find(
      ({ stack, Type }) => stack === 'Operations' && Type === 'AWS::SNS::Topic',
    );
    const name = String(topic?.Properties?.['TopicName']);
    expect(Targets.map(({ Arn }) => Arn)).toEqual([`arn:aws:sns:${REGION}:111122223333:${name}`]);
    const key = allResources(everything).find(
      ({ stack, Type }) => stack === 'Operations' && Type === 'AWS::KMS::Key',
    );
    expect(JSON.stringify(key?.Properties?.['KeyPolicy'])).toContain('events.amazonaws.com');
  });

  it('fit into what IAM takes, however long the names are', () => {
    const long = { prefix: 'abcdefghij0123456789', region: 'ap-southeast-2' };
    const made = synthesize((example) => withEverything({ ...example, ...long }));
    const model = new AccessModel(made);
    for (const { stack, Properties } of ofType(made, 'AWS::IAM::ManagedPolicy')) {
      const document = new Resolver(made).resolve(stack, Properties?.['PolicyDocument']);
      // IAM counts a managed policy without white space.
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
    }
    for (const role of model.roleNames) expect(role.length).toBeLessThanOrEqual(64);
  });
});

describe('routes of the operations API', () => {
  const methods = (templates: Templates) =>
    Object.values(templates.Operations.Resources).filter(
      ({ Type }) => Type === 'AWS::ApiGateway::Method',
    );
  const ways = (templates: Templates) =>
    new Set(methods(templates).map(({ Properties }) => Properties?.['AuthorizationType']));

  it("are called by signed requests where people have offices, and by Cordon's keys alone otherwise", () => {
    expect(ways(synthesizeEverything())).toEqual(new Set(['AWS_IAM']));
    expect(ways(synthesize())).toEqual(new Set(['NONE']));
  });

  it('are open to no address that IAM does not let in besides', () => {
    const made = synthesize((example) => ({
      ...example,
      people: { trust: 'sso', breakGlass },
      apis: {
        ...example.apis,
        operations: { ...example.apis.operations, allowedCidrs: ['203.0.113.0/24'] },
      },
    }));
    const api = Object.values(made.Operations.Resources).find(
      ({ Type }) => Type === 'AWS::ApiGateway::RestApi',
    );
    // For a caller of the same account, an API's own policy would be enough.
    const { Statement } = api?.Properties?.['Policy'] as { Statement: { Effect: string }[] };
    expect(Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
  });
});

describe('the config of people', () => {
  const problems = (people: unknown) =>
    deploymentSchema.safeParse({ ...loadConfig(), people }).error?.issues ?? [];

  it.each([
    { trust: 'sso', breakGlass },
    { trust: 'saml', providerArn: 'arn:aws:iam::111122223333:saml-provider/Okta', breakGlass },
    { trust: 'account', members: { auditor: [user('ada')] }, breakGlass },
    // Whoever is woken at night holds an office by day.
    { trust: 'account', members: { 'privacy-officer': breakGlass }, breakGlass },
  ])('takes %j', (people) => {
    expect(problems(people)).toEqual([]);
  });

  it.each([
    ['no way into an emergency', { trust: 'sso' }],
    ['nobody for an emergency', { trust: 'sso', breakGlass: [] }],
    ['a trust of another kind', { trust: 'anybody', breakGlass }],
    [
      'a role, of which no second factor is known',
      { trust: 'sso', breakGlass: [user('x').replace(':user', ':role')] },
    ],
    ['everybody of an account', { trust: 'sso', breakGlass: ['arn:aws:iam::111122223333:root'] }],
    ['a SAML provider without its ARN', { trust: 'saml', breakGlass }],
    [
      'somebody with two offices',
      {
        trust: 'account',
        members: { 'marketing-operator': [user('x')], 'clinical-operator': [user('x')] },
        breakGlass,
      },
    ],
    [
      'an auditor who audits himself',
      {
        trust: 'account',
        members: { auditor: [user('x')], 'privacy-officer': [user('x')] },
        breakGlass,
      },
    ],
  ])('takes not %s', (_what, people) => {
    expect(problems(people)).toHaveLength(1);
  });
});
