import { isInside, type VpcConfig } from '../../../lib/config/vpc.ts';
import type { PolicyDocument } from './access.ts';
import { Resolver } from './resolve.ts';
import { allResources, type Templates } from './synthesize.ts';

type Json = Readonly<Record<string, unknown>>;

/** Everything of which the network is made: what is not here could be a way out. */
const MADE_OF = new Set([
  'AWS::CDK::Metadata',
  'AWS::EC2::FlowLog',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::Logs::LogGroup',
  'AWS::Route53Resolver::FirewallDomainList',
  'AWS::Route53Resolver::FirewallRuleGroup',
  'AWS::Route53Resolver::FirewallRuleGroupAssociation',
]);

/** What CDK writes where nothing may go out. */
const NOBODY = '255.255.255.255/32';

/** The policy of each endpoint, resolved, by the service's name: `kms`. */
export function endpointPolicies(templates: Templates): ReadonlyMap<string, PolicyDocument> {
  const resolver = new Resolver(templates);
  return new Map(
    allResources(templates)
      .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
      .map(({ stack, Properties = {} }) => {
        const service = String(resolver.resolve(stack, Properties['ServiceName']));
        const policy = resolver.resolve(stack, Properties['PolicyDocument']) as PolicyDocument;
        return [service.slice(service.lastIndexOf('.') + 1), policy];
      }),
  );
}

/** Something that must hold, and what is the matter where it does not. */
type Check = readonly [holds: boolean, hole: string];
type Resource = ReturnType<typeof allResources>[number];
type Of = (type: string) => readonly Resource[];

/** Sentences, each of something by which data could leave, or somebody come in. */
export function holesIn(templates: Templates, vpc: VpcConfig): string[] {
  const all = allResources(templates);
  const network = all.filter(({ stack }) => stack === 'Network');
  const of: Of = (type) => network.filter(({ Type }) => Type === `AWS::${type}`);
  const checks = [
    ...parts(network, of, vpc),
    ...groups(of, vpc),
    ...rulesBetweenGroups(of),
    ...endpoints(of),
    ...placements(all, vpc),
  ];
  return checks.filter(([holds]) => !holds).map(([, hole]) => hole);
}

function* parts(network: readonly Resource[], of: Of, vpc: VpcConfig): Iterable<Check> {
  for (const { Type, logicalId } of network) {
    yield [MADE_OF.has(Type), `${logicalId} is a ${Type}, which the network is not made of`];
  }
  for (const { logicalId, Properties = {} } of of('EC2::Subnet')) {
    yield [Properties['MapPublicIpOnLaunch'] === false, `${logicalId} gives out public addresses`];
  }
  const zones = of('EC2::Subnet').map(({ Properties = {} }) => Properties['AvailabilityZoneId']);
  yield [zones.join() === vpc.zones.join(), 'there is not one subnet in each zone'];
  const [rules] = of('Route53Resolver::FirewallRuleGroup');
  const named = rules?.Properties?.['FirewallRules'] as { Priority: number; Action: string }[];
  const actions = named
    .toSorted((one, other) => one.Priority - other.Priority)
    .map(({ Action }) => Action);
  const associated = of('Route53Resolver::FirewallRuleGroupAssociation').length === 1;
  yield [associated && actions.join() === 'ALLOW,BLOCK', 'names of others are resolved'];
  const [flows] = of('EC2::FlowLog');
  yield [flows?.Properties?.['TrafficType'] === 'ALL', 'not every connection is logged'];
}

function* groups(of: Of, vpc: VpcConfig): Iterable<Check> {
  for (const { logicalId, Properties = {} } of of('EC2::SecurityGroup')) {
    yield [Properties['SecurityGroupIngress'] === undefined, `${logicalId} lets somebody in`];
    const out = (Properties['SecurityGroupEgress'] ?? []) as Json[];
    // EC2 lets everything out of a group without a rule.
    yield [out.length > 0, `${logicalId} does not say what it lets out`];
    for (const rule of out) {
      const list = rule['DestinationPrefixListId'];
      const toList =
        (list === vpc.prefixLists.s3 || list === vpc.prefixLists.dynamodb) && isTls(rule);
      yield [
        rule['CidrIp'] === NOBODY || (toList && noAddress(rule)),
        `${logicalId} lets out more than to the lists of AWS`,
      ];
    }
  }
}

function* rulesBetweenGroups(of: Of): Iterable<Check> {
  for (const [type, own, other, otherId] of [
    ['EC2::SecurityGroupIngress', 'Endpoints', 'Functions', 'SourceSecurityGroupId'],
    ['EC2::SecurityGroupEgress', 'Functions', 'Endpoints', 'DestinationSecurityGroupId'],
  ] as const) {
    for (const { logicalId, Properties = {} } of of(type)) {
      const between = names(Properties['GroupId'], own) && names(Properties[otherId], other);
      yield [
        between && noAddress(Properties) && isTls(Properties),
        `${logicalId} lets through more than functions to endpoints`,
      ];
    }
  }
}

function* endpoints(of: Of): Iterable<Check> {
  for (const { logicalId, Properties = {} } of of('EC2::VPCEndpoint')) {
    const policy = Properties['PolicyDocument'] as { Statement: Json[] } | undefined;
    yield [policy !== undefined, `${logicalId} has no policy, so everything passes`];
    for (const { Effect, Action, Resource, Condition } of policy?.Statement ?? []) {
      const actions = [Action].flat() as string[];
      const named = Effect === 'Allow' && actions.every((action) => !action.includes('*'));
      yield [named, `${logicalId} lets through whatever is asked`];
      const whom = (Condition as Readonly<Record<string, Json>> | undefined)?.['ArnEquals'];
      yield [whom?.['aws:PrincipalArn'] !== undefined, `${logicalId} lets through whoever asks`];
      // Comprehend Medical has no resources.
      const ours = Resource !== '*' || actions.join() === 'comprehendmedical:DetectPHI';
      yield [ours, `${logicalId} leads to resources of everybody`];
    }
    if (Properties['VpcEndpointType'] !== 'Interface') continue;
    yield [Properties['PrivateDnsEnabled'] === true, `${logicalId} is not found by its name`];
    const group = JSON.stringify(Properties['SecurityGroupIds']);
    yield [group.includes('Endpoints'), `${logicalId} is not in the group of endpoints`];
  }
}

function* placements(all: readonly Resource[], vpc: VpcConfig): Iterable<Check> {
  for (const { Type, Properties = {} } of all) {
    if (Type !== 'AWS::Lambda::Function') continue;
    // `cordon-smtp-clinical` runs `smtp-relay`.
    const name = String(Properties['FunctionName'])
      .replace(/^cordon-/, '')
      .replace(/^smtp-.*/, 'smtp-relay');
    const inside = isInside(name, vpc);
    const placed = Properties['VpcConfig'] as
      { SubnetIds: unknown[]; SecurityGroupIds: unknown[] } | undefined;
    yield [inside || placed === undefined, `${name} is inside, and calls the internet`];
    yield [!inside || placed !== undefined, `${name} is outside, and calls AWS alone`];
    if (placed === undefined) continue;
    const groupsOf = JSON.stringify(placed.SecurityGroupIds);
    const asOthers =
      placed.SubnetIds.length === vpc.zones.length &&
      placed.SecurityGroupIds.length === 1 &&
      groupsOf.includes('Functions');
    yield [asOthers, `${name} is not where functions are`];
  }
}

/** A reference to a group of the network, by the beginning of its logical id. */
const names = (reference: unknown, group: string): boolean =>
  JSON.stringify(reference ?? null).startsWith(`{"Fn::GetAtt":["${group}`);
const isTls = ({ IpProtocol, FromPort, ToPort }: Json): boolean =>
  IpProtocol === 'tcp' && FromPort === 443 && ToPort === 443;
const noAddress = ({ CidrIp, CidrIpv6 }: Json): boolean =>
  CidrIp === undefined && CidrIpv6 === undefined;
