import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { CALL_THE_INTERNET, isInside, type VpcConfig } from '../../lib/config/vpc.ts';
import { functionsOf } from '../../lib/functions.ts';
import type { FunctionName } from '../../lib/names.ts';
import { POWERS, ROLES } from './access-matrix/index.ts';
import { AccessModel, ADMINISTRATOR_ACCESS, type PolicyDocument } from './support/access.ts';
import { grantsOf } from './support/grants.ts';
import { endpointPolicies, holesIn } from './support/network.ts';
import { buildProbes } from './support/probes.ts';
import { ACCOUNT, REGION } from './support/resolve.ts';
import {
  allResources,
  synthesize,
  synthesizeEverything,
  type Templates,
  withEverything,
  withVpc,
} from './support/synthesize.ts';

const roleOf = (name: string) => `cordon-${REGION}-${name}`;
const withoutVpc = synthesize();
/** As an option alone, and with everything inside that may come in. */
const templates = synthesize(withVpc);
const everything = synthesizeEverything();
const vpcOf = (change: typeof withVpc): VpcConfig => {
  const { vpc } = change(loadConfig());
  if (vpc === undefined) throw new TypeError('no VPC');
  return vpc;
};
/** Of the example, and of a deployment with all that a config can ask for. */
const FUNCTIONS = functionsOf(loadConfig());
const ALL_FUNCTIONS = functionsOf(withEverything(loadConfig()));
const VPC = vpcOf(withVpc);
const FULL = vpcOf(withEverything);

/** What the option adds to a statement list, and to a stack. */
const ADDED_SIDS = ['LambdaConnectsToTheVpc', 'CodeNeverConnects'];

describe('without the option', () => {
  it('is no VPC, and nothing that speaks of one', () => {
    const types = allResources(withoutVpc).map(({ Type }) => Type);
    expect(types.filter((type) => /^AWS::(?:EC2|Route53Resolver)::/.test(type))).toEqual([]);
    expect(JSON.stringify(withoutVpc)).not.toMatch(
      /VpcConfig|ec2:|vpc-flow-logs|CodeNeverConnects/,
    );
  });

  it('is everything as with it, but for where functions run and what Lambda needs for that', () => {
    const { Network: _, ...others } = templates;
    const stripped = JSON.parse(JSON.stringify(others), (key, value: unknown) => {
      if (key === 'VpcConfig') return undefined;
      if (key === 'Statement' && Array.isArray(value)) {
        const statements = value as { Sid?: string }[];
        return statements.filter(({ Sid }) => !ADDED_SIDS.includes(String(Sid)));
      }
      return value;
    }) as Templates;
    for (const [stack, template] of Object.entries(withoutVpc)) {
      const { Resources } = stripped[stack as keyof Templates] ?? {};
      expect(Resources, stack).toEqual(template.Resources);
    }
  });
});

describe('with it', () => {
  it.each([
    ['as an option', templates, VPC],
    ['with all inside that may come in', everything, FULL],
  ])('nothing leaves but to AWS, and nobody comes in: %s', (_what, all, vpc) => {
    expect(holesIn(all, vpc)).toEqual([]);
  });

  it('functions are outside that call the internet, and all others inside', () => {
    const outside = ALL_FUNCTIONS.filter((name) => !isInside(name, VPC));
    expect(outside).toEqual(ALL_FUNCTIONS.filter((name) => name in CALL_THE_INTERNET));
    // One of them has no work without the internet.
    expect(ALL_FUNCTIONS.filter((name) => !isInside(name, FULL))).toEqual(['canary']);
    expect(isInside('smtp-relay', FULL)).toBe(false);
  });

  it('interfaces are those that functions inside call, since each costs by the hour', () => {
    const always = ['s3', 'dynamodb', 'kms', 'sqs', 'lambda'];
    expect([...endpointPolicies(templates).keys()]).toEqual(always);
    expect([...endpointPolicies(everything).keys()]).toEqual([
      ...always,
      ...['secretsmanager', 'email', 'pinpoint-sms-voice-v2', 'social-messaging', 'sns'],
      'comprehendmedical',
    ]);
    const accepting = synthesize((example) => ({
      ...example,
      vpc: { ...VPC, inside: ['webhook-accept'] },
    }));
    expect([...endpointPolicies(accepting).keys()]).toEqual([...always, 'secretsmanager']);
  });

  it('names are resolved of these endpoints and of nobody else', () => {
    const lists = allResources(everything)
      .filter(({ Type }) => Type === 'AWS::Route53Resolver::FirewallDomainList')
      .map(({ Properties }) => Properties?.['Domains'] as string[]);
    const hosts = ['*.ddb', '*.s3', 'comprehendmedical', 'dynamodb', 'email', 'kms', 'lambda'];
    const more = ['s3', 'secretsmanager', 'sms-voice', 'sns', 'social-messaging', 'sqs'];
    expect(lists.map((list) => list.toSorted())).toEqual([
      [...hosts, ...more].map((host) => `${host}.${REGION}.amazonaws.com`),
      ['*'],
    ]);
  });
});

describe('the section of docs/deploy.md', () => {
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs', 'deploy.md'), 'utf8');
  const [section = ''] = /^## In a VPC\n.*?(?=^## )/ms.exec(page) ?? [];
  /** What the rows of the tables in it are of. */
  const rows = [...section.matchAll(/^\| (`[^|]+)/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name),
  );

  it('tells of every endpoint, and of every function that stays outside', () => {
    expect(rows.toSorted()).toEqual(
      [...endpointPolicies(everything).keys(), ...Object.keys(CALL_THE_INTERNET)].toSorted(),
    );
  });
});

type Json = Record<string, unknown>;

/** Changes resources of a copy of the templates. */
function weakened(change: (resources: Record<string, Json>) => void): Templates {
  const copy = structuredClone(templates) as unknown as Record<
    string,
    { Resources: Record<string, Json> }
  >;
  const resources = copy['Network']?.Resources ?? {};
  const functions = Object.assign(
    {},
    ...Object.values(copy).map((s) => s.Resources),
  ) as typeof resources;
  change(
    new Proxy(resources, {
      get: (target, id: string) =>
        target[id] ?? Object.entries(functions).find(([key]) => key.startsWith(id))?.[1],
    }),
  );
  return copy as unknown as Templates;
}
const of = (resource: Json | undefined) => resource?.['Properties'] as Json;

describe('a network that is made weaker', () => {
  it.each<[string, (resources: Record<string, Json>) => void, RegExp]>([
    [
      'a NAT gateway',
      (all) => {
        all['Nat'] = { Type: 'AWS::EC2::NatGateway', Properties: {} };
      },
      /NatGateway, which the network is not made of/,
    ],
    [
      'an internet gateway',
      (all) => {
        all['Gateway'] = { Type: 'AWS::EC2::InternetGateway', Properties: {} };
      },
      /InternetGateway, which/,
    ],
    [
      'a route of its own',
      (all) => {
        all['Way'] = { Type: 'AWS::EC2::Route', Properties: {} };
      },
      /EC2::Route, which/,
    ],
    [
      'a peer',
      (all) => {
        all['Peer'] = { Type: 'AWS::EC2::VPCPeeringConnection', Properties: {} };
      },
      /Peering/,
    ],
    [
      'an endpoint without a policy',
      (all) => {
        delete of(all['s3gateway'])['PolicyDocument'];
      },
      /s3gateway\w* has no policy/,
    ],
    [
      'an endpoint for whatever is asked',
      (all) => {
        statementOf(all['kmsendpoint'])['Action'] = 'kms:*';
      },
      /kmsendpoint\w* lets through whatever is asked/,
    ],
    [
      'an endpoint for whoever asks',
      (all) => {
        delete statementOf(all['sqsendpoint'])['Condition'];
      },
      /sqsendpoint\w* lets through whoever asks/,
    ],
    [
      'an endpoint to the resources of everybody',
      (all) => {
        statementOf(all['dynamodbgateway'])['Resource'] = '*';
      },
      /dynamodbgateway\w* leads to resources of everybody/,
    ],
    [
      'functions that let somebody in',
      (all) => {
        of(all['Functions1'])['SecurityGroupIngress'] = [{ IpProtocol: '-1' }];
      },
      /Functions\w* lets somebody in/,
    ],
    [
      'functions that are let out by address',
      (all) => {
        of(all['Functions1'])['SecurityGroupEgress'] = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }];
      },
      /Functions\w* lets out more than to the lists/,
    ],
    [
      'functions that are let out by another list',
      (all) => {
        const [rule] = of(all['Functions1'])['SecurityGroupEgress'] as Json[];
        if (rule !== undefined) rule['DestinationPrefixListId'] = 'pl-0000000c';
      },
      /Functions\w* lets out more than to the lists/,
    ],
    [
      'a group without a rule, of which EC2 lets everything out',
      (all) => {
        delete of(all['Functions1'])['SecurityGroupEgress'];
      },
      /Functions\w* does not say what it lets out/,
    ],
    [
      'endpoints that take calls from an address',
      (all) => {
        of(all['EndpointsfromNetwork'])['CidrIp'] = '10.0.0.0/8';
      },
      /EndpointsfromNetwork\w* lets through more/,
    ],
    [
      'functions that are let out on another port',
      (all) => {
        of(all['FunctionstoNetwork'])['ToPort'] = 65_535;
      },
      /FunctionstoNetwork\w* lets through more/,
    ],
    [
      'a subnet with public addresses',
      (all) => {
        of(all['VpcfunctionsSubnet1Subnet'])['MapPublicIpOnLaunch'] = true;
      },
      /gives out public addresses/,
    ],
    [
      'both subnets in one zone',
      (all) => {
        of(all['VpcfunctionsSubnet2Subnet'])['AvailabilityZoneId'] = 'use1-az1';
      },
      /not one subnet in each zone/,
    ],
    [
      'a resolver for every name',
      (all) => {
        (of(all['DnsFirewallRules'])['FirewallRules'] as Json[]).pop();
      },
      /names of others are resolved/,
    ],
    [
      'connections that are not logged',
      (all) => {
        of(all['FlowLogsFlows'])['TrafficType'] = 'ACCEPT';
      },
      /not every connection is logged/,
    ],
    [
      'a function outside that opens what is sealed',
      (all) => {
        delete of(all['inboundworkerFunction'])['VpcConfig'];
      },
      /inbound-worker is outside/,
    ],
    [
      'a function inside that has to call the internet',
      (all) => {
        of(all['clinicaldeliverFunction'])['VpcConfig'] = of(all['inboundworkerFunction'])[
          'VpcConfig'
        ];
      },
      /clinical-deliver is inside/,
    ],
    [
      'a function in the group of endpoints',
      (all) => {
        (of(all['portalFunction'])['VpcConfig'] as Json)['SecurityGroupIds'] = ['Endpoints'];
      },
      /portal is not where functions are/,
    ],
  ])('is seen: %s', (_what, change, hole) => {
    const holes = holesIn(weakened(change), VPC);
    expect(holes).toEqual([expect.stringMatching(hole)]);
  });
});

function statementOf(endpoint: Json | undefined): Json {
  const { Statement } = of(endpoint)['PolicyDocument'] as { Statement: Json[] };
  const [only] = Statement;
  if (only === undefined) throw new TypeError('no statement');
  return only;
}

const ADMINISTRATOR = { attached: [ADMINISTRATOR_ACCESS], withoutOwnPolicies: true } as const;
/** Of a bucket, key or queue whose owner wants to be sent things. */
const LETS_EVERYBODY_IN: PolicyDocument = {
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};
const INSIDE = ALL_FUNCTIONS.filter((name) => isInside(name, FULL));

describe('through the endpoints', () => {
  let model: AccessModel;
  let probes: ReturnType<typeof buildProbes>;
  let policies: ReadonlyMap<string, PolicyDocument>;
  beforeAll(() => {
    model = new AccessModel(everything);
    probes = buildProbes(model);
    policies = endpointPolicies(everything);
  });

  /** The policy of the endpoint that a request of an action goes through. */
  function wayOf(action: string): readonly PolicyDocument[] {
    const way = [...policies.values()].filter(({ Statement }) =>
      Statement.some((one) =>
        [one['Action']].flat().some((a) => String(a).split(':')[0] === action.split(':')[0]),
      ),
    );
    expect(way, action).toHaveLength(1);
    return way;
  }

  it('everything passes that code inside calls, and no endpoint lets through more actions', () => {
    const byOthers =
      /^(?:logs|xray|ec2):| via |^sqs:(?:Receive|Delete)Message$|^sqs:GetQueueAttributes$/;
    const called = INSIDE.flatMap((name) =>
      grantsOf(model.policiesOf(roleOf(name))).map(({ action }) => action),
    ).filter((action) => !byOthers.test(action));
    const through = [...policies.values()].flatMap(({ Statement }) =>
      Statement.flatMap((one) => [one['Action']].flat() as string[]),
    );
    // The sweeper measures the queues itself; those that read them are measured by Lambda.
    expect([...new Set(through)].toSorted()).toEqual(
      [...new Set([...called, 'sqs:GetQueueAttributes'])].toSorted(),
    );
  });

  it.each(INSIDE)('%s may all that it may besides', async (name) => {
    const own = POWERS[name].filter((probe) => {
      const { action, context = {} } = probes.get(probe) ?? { action: '' };
      // Those go from service to service, or from Lambda, and never through the VPC.
      return (
        context['kms:ViaService'] === undefined && !/^sqs:(?:Receive|Delete)Message$/.test(action)
      );
    });
    expect(own.length).toBeGreaterThan(0);
    for (const probe of own) {
      const request = probes.get(probe);
      if (request === undefined) throw new TypeError(probe);
      const through = wayOf(request.action);
      const asked = { role: roleOf(name), ...request };
      expect(await model.isAllowed(asked, { through }), probe).toBe(true);
    }
  });

  const elsewhere = { 'aws:ResourceAccount': '999988887777' };
  const foreign = (service: string, resource: string) =>
    `arn:aws:${service}:${REGION}:999988887777:${resource}`;

  it.each<[string, string, string, Record<string, string>?]>([
    ['a bucket of somebody else', 's3:PutObject', 'arn:aws:s3:::somebody-elses/any', elsewhere],
    ['another bucket of this account', 's3:PutObject', 'arn:aws:s3:::another/any'],
    ['a table of somebody else', 'dynamodb:PutItem', foreign('dynamodb', 'table/theirs')],
    ['a key of somebody else', 'kms:Encrypt', foreign('kms', 'key/theirs')],
    ['a queue of somebody else', 'sqs:SendMessage', foreign('sqs', 'theirs')],
    ['a function of somebody else', 'lambda:InvokeFunction', foreign('lambda', 'function:theirs')],
    ['an identity of somebody else', 'ses:SendEmail', foreign('ses', 'identity/evil.example')],
    [
      'a pool of somebody else',
      'sms-voice:SendTextMessage',
      foreign('sms-voice', 'pool/pool-theirs'),
    ],
    [
      'a secret of somebody else',
      'secretsmanager:GetSecretValue',
      foreign('secretsmanager', 'secret:a-AbCdEf'),
    ],
    [
      'a table that is deleted',
      'dynamodb:DeleteTable',
      `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/another`,
    ],
  ])('nothing reaches %s, whatever is attached', async (_what, action, resource, context = {}) => {
    const changes = { ...ADMINISTRATOR, resourcePolicy: LETS_EVERYBODY_IN };
    const through = wayOf(action);
    for (const name of ['inbound-worker', 'clinical-deliver', 'marketing-send'] as const) {
      const request = { role: roleOf(name), action, resource, context };
      expect(await model.isAllowed(request, changes), 'by IAM alone').toBe(true);
      expect(await model.isAllowed(request, { ...changes, through }), name).toBe(false);
    }
  });

  it('a bucket that was given up does not become a way to whoever takes its name', async () => {
    const request = {
      role: roleOf('inbound-worker'),
      action: 's3:PutObject',
      resource: `${model.arnOf('Data', 'Marketing', 'AWS::S3::Bucket')}/any`,
    };
    const through = wayOf(request.action);
    expect(await model.isAllowed(request, { ...ADMINISTRATOR, through })).toBe(true);
    const taken = { ...request, context: elsewhere };
    expect(await model.isAllowed(taken, { ...ADMINISTRATOR, through })).toBe(false);
  });

  it.each(ROLES.filter((name) => !INSIDE.includes(name as FunctionName)))(
    'nothing passes for %s, which is not inside',
    async (name) => {
      const request = {
        role: roleOf(name),
        action: 'dynamodb:GetItem',
        resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/cordon-registry`,
      };
      expect(await model.isAllowed(request, ADMINISTRATOR)).toBe(true);
      const through = wayOf(request.action);
      expect(await model.isAllowed(request, { ...ADMINISTRATOR, through })).toBe(false);
    },
  );
});

describe('the network interfaces of functions', () => {
  const optional = new AccessModel(templates);
  const connect = (name: FunctionName) => ({
    role: roleOf(name),
    action: 'ec2:CreateNetworkInterface',
    resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/eni-0`,
  });

  it.each(FUNCTIONS)('are made by Lambda for %s if it is inside, and not else', async (name) => {
    const byLambda = await optional.isAllowed(connect(name), { byLambda: true });
    expect(byLambda).toBe(isInside(name, VPC));
  });

  it.each(FUNCTIONS)('are out of reach for the code of %s, whatever is attached', async (name) => {
    expect(await optional.isAllowed(connect(name))).toBe(false);
    const attached = [ADMINISTRATOR_ACCESS];
    expect(await optional.isAllowed(connect(name), { attached })).toBe(false);
  });
});
