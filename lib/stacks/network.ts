import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import {
  type CfnSecurityGroup,
  type CfnSubnet,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { isInside, type VpcConfig } from '../config/vpc.ts';
import { DnsFirewall } from '../constructs/dns-firewall.ts';
import { FlowLogs } from '../constructs/flow-logs.ts';
import type { FunctionName } from '../names.ts';
import {
  type EndpointContext,
  endpointPolicy,
  GATEWAYS,
  interfacesOf,
  type ServiceEndpoint,
} from '../policies/endpoints.ts';

export interface NetworkStackProps extends StackProps, EndpointContext {
  readonly vpc: VpcConfig;
}

export type Placement = Required<Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>>;

const TLS_PORT = 443;
const TLS = Port.tcp(TLS_PORT);
/** 64 addresses a subnet: one for each endpoint, and one for all functions, which share an interface. */
const SUBNET_MASK = 26;

/**
 * A VPC for the functions that call nothing but AWS. It has no internet gateway, no NAT and no route but to the gateway
 * endpoints; services are reached by endpoints, and each lets through only what is of this deployment.
 */
export class NetworkStack extends Stack {
  readonly #zones: readonly string[];
  readonly #config: VpcConfig;
  readonly #placement: Placement;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { names } = props;
    this.#config = props.vpc;
    this.#zones = props.vpc.zones;

    // CDK's own class is not of CDK's own interface where optional members are exact.
    const vpc = new Vpc(this, 'Vpc', {
      vpcName: `${names.prefix}-network`,
      ipAddresses: IpAddresses.cidr(props.vpc.cidr),
      maxAzs: props.vpc.zones.length,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: SUBNET_MASK },
      ],
      // CDK does this by a function of its own that may change security groups. Nothing is in the default group.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    vpc.isolatedSubnets.forEach(({ node: { defaultChild } }, at) => {
      const subnet = defaultChild as CfnSubnet;
      subnet.addPropertyDeletionOverride('AvailabilityZone');
      subnet.addPropertyOverride('AvailabilityZoneId', props.vpc.zones[at]);
    });
    const vpcSubnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
    const group = (groupId: string, description: string) =>
      new SecurityGroup(this, groupId, { vpc, description, allowAllOutbound: false });
    const functions = group('Functions', 'Functions: out to endpoints, and nothing in');
    const endpoints = group('Endpoints', 'Endpoints: in from functions, and nothing out');
    functions.connections.allowTo(endpoints, TLS, 'Interface endpoints');
    // Within the group's own definition: EC2 lets everything out of a group that is made without a rule.
    const rules = Object.entries(props.vpc.prefixLists).map(([service, list]) => ({
      ...{ ipProtocol: 'tcp', fromPort: TLS_PORT, toPort: TLS_PORT },
      destinationPrefixListId: list,
      description: `Gateway endpoint of ${service}`,
    }));
    (functions.node.defaultChild as CfnSecurityGroup).securityGroupEgress = rules;

    const interfaces = this.reach({ vpc, vpcSubnets, securityGroups: [endpoints] }, props);
    const reached: readonly ServiceEndpoint[] = [...Object.values(GATEWAYS), ...interfaces];
    new DnsFirewall(
      this,
      vpc,
      names,
      reached.flatMap(({ hosts }) => hosts),
    );
    new FlowLogs(this, vpc, props);
    this.#placement = { vpc, vpcSubnets, securityGroups: [functions] };
    new CfnOutput(this, 'VpcId', { value: vpc.vpcId });
  }

  /** Makes the endpoints. @returns the interfaces */
  private reach(where: Placement, props: NetworkStackProps): readonly ServiceEndpoint[] {
    const { vpc, vpcSubnets, securityGroups } = where;
    const services = {
      s3: GatewayVpcEndpointAwsService.S3,
      dynamodb: GatewayVpcEndpointAwsService.DYNAMODB,
    };
    for (const name of ['s3', 'dynamodb'] as const) {
      const service = services[name];
      const made = new GatewayVpcEndpoint(this, `${name}-gateway`, { vpc, service });
      for (const one of endpointPolicy(GATEWAYS[name], props)) made.addToPolicy(one);
    }
    const interfaces = interfacesOf(props.deployment);
    for (const one of interfaces) {
      const made = new InterfaceVpcEndpoint(this, `${one.service}-endpoint`, {
        ...{ vpc, securityGroups, subnets: vpcSubnets },
        service: new InterfaceVpcEndpointAwsService(one.service),
        // Otherwise CDK lets the whole range of the VPC in.
        open: false,
        privateDnsEnabled: true,
      });
      for (const statement of endpointPolicy(one, props)) made.addToPolicy(statement);
    }
    return interfaces;
  }

  /**
   * As many as the config names, and nothing is looked up in the account. The subnets' zones are set by id, which CDK does not
   * offer.
   */
  override get availabilityZones(): string[] {
    return [...this.#zones];
  }

  /** Where a function runs. @returns nothing for one that stays outside */
  placementOf(name: FunctionName): Placement | undefined {
    return isInside(name, this.#config) ? this.#placement : undefined;
  }
}
