import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, REGION, Resolver } from './resolve.ts';
import { allResources, type StackName, type Templates } from './synthesize.ts';

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** A request to simulate. Context keys as IAM names them; `aws:PrincipalArn` is added. */
export interface AccessRequest {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface SimulationChanges {
  /** Policies attached to the role besides its own. */
  readonly attached?: readonly PolicyDocument[];
  /** As if somebody had detached the role's own policies and its boundary. */
  readonly withoutOwnPolicies?: true;
  /** Lambda asks by the function's role, and not the function's code. */
  readonly byLambda?: true;
  /** Policies of the VPC endpoint that the request goes through. */
  readonly through?: readonly PolicyDocument[];
  /** The policy of the resource, as its owner wrote it: of one that is not in the templates. */
  readonly resourcePolicy?: PolicyDocument;
}

export const ADMINISTRATOR_ACCESS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/**
 * Decides requests as IAM would, from the synthesized templates: the role's own policies, and the policy of the
 * resource.
 */
export class AccessModel {
  private readonly roles = new Map<string, { own: PolicyDocument[]; boundary?: PolicyDocument }>();
  private readonly resourcePolicies = new Map<string, PolicyDocument>();
  private readonly resolver: Resolver;
  private readonly templates: Templates;

  constructor(templates: Templates) {
    this.templates = templates;
    this.resolver = new Resolver(templates);
    this.readRoles();
    this.readResourcePolicies();
  }

  get roleNames(): readonly string[] {
    return [...this.roles.keys()];
  }

  /** The role's own policies, resolved. */
  policiesOf(role: string): readonly PolicyDocument[] {
    return this.role(role).own;
  }

  private role(name: string) {
    const role = this.roles.get(name);
    if (role === undefined) throw new TypeError(`no role ${name}`);
    return role;
  }

  /** What refers to the one resource of a type in a stack. */
  idOf(stack: StackName, type: string): string {
    const [only, ...more] = allResources(this.templates).filter(
      (r) => r.stack === stack && r.Type === type,
    );
    if (only === undefined || more.length > 0) throw new TypeError(`not one ${type}`);
    return String(this.resolver.resolve(stack, { Ref: only.logicalId }));
  }

  /** ARN of the one resource of a type whose construct id starts so. */
  arnOf(stack: StackName, logicalIdPrefix: string, type: string): string {
    const found = allResources(this.templates).filter(
      (r) => r.stack === stack && r.Type === type && r.logicalId.startsWith(logicalIdPrefix),
    );
    const [only] = found;
    if (only === undefined || found.length > 1) throw new TypeError(`not one ${logicalIdPrefix}`);
    return String(this.resolver.resolve(stack, { 'Fn::GetAtt': [only.logicalId, 'Arn'] }));
  }

  async isAllowed(request: AccessRequest, changes: SimulationChanges = {}): Promise<boolean> {
    const principal = `arn:aws:iam::${ACCOUNT}:role/${request.role}`;
    const { own, boundary } = this.role(request.role);
    const stripped = changes.withoutOwnPolicies === true;
    const source = changes.byLambda === true ? undefined : this.functionOf(request.role);
    return await this.simulate(principal, request, {
      policies: [...(stripped ? [] : own), ...(changes.attached ?? [])],
      ...(stripped || boundary === undefined ? {} : { boundary }),
      ...(changes.through === undefined ? {} : { through: changes.through }),
      ...(changes.resourcePolicy === undefined ? {} : { resourcePolicy: changes.resourcePolicy }),
      context: {
        ...ofRole(principal),
        // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
        ...(source === undefined ? {} : { 'lambda:SourceFunctionArn': source }),
      },
    });
  }

  /** An administrator of the account whose role is none of these: every policy but the resource's own lets it. */
  async isAdministratorAllowed(request: Omit<AccessRequest, 'role'>): Promise<boolean> {
    const principal = `arn:aws:iam::${ACCOUNT}:role/administrator`;
    return await this.simulate(principal, request, {
      policies: [ADMINISTRATOR_ACCESS],
      context: ofRole(principal),
    });
  }

  /** The function whose code runs by a role: they have the same name. */
  private functionOf(role: string): string | undefined {
    const name = role.replace(`-${REGION}-`, '-');
    const exists = allResources(this.templates).some(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' && Properties?.['FunctionName'] === name,
    );
    return exists ? `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` : undefined;
  }

  /** A service that calls on behalf of a resource of somebody's: the resource's own policy decides alone. */
  async isServiceAllowed(
    service: string,
    request: Omit<AccessRequest, 'role'>,
    onBehalfOf: { readonly account: string; readonly arn: string },
  ): Promise<boolean> {
    const { account, arn } = onBehalfOf;
    return await this.simulate(service, request, {
      policies: [],
      context: {
        'aws:PrincipalIsAWSService': 'true',
        ...{ 'aws:SourceAccount': account, 'aws:SourceArn': arn },
      },
    });
  }

  private async simulate(
    principal: string,
    request: Omit<AccessRequest, 'role'>,
    by: {
      readonly policies: readonly PolicyDocument[];
      readonly boundary?: PolicyDocument;
      readonly through?: readonly PolicyDocument[];
      readonly resourcePolicy?: PolicyDocument;
      readonly context: Readonly<Record<string, string>>;
    },
  ): Promise<boolean> {
    const { policies, boundary, through } = by;
    const named = (policy: PolicyDocument, at: number) => ({
      name: `policy-${String(at)}`,
      policy: aliasOnce(policy),
    });
    const resourcePolicy =
      by.resourcePolicy ?? this.resourcePolicies.get(ownerOf(request.resource));
    const context = {
      ...by.context,
      'aws:ResourceAccount': ACCOUNT,
      'aws:SecureTransport': 'true',
      // S3's bucket policies ask for a TLS version too.
      ...(request.action.startsWith('s3:') ? { 's3:TlsVersion': '1.3' } : {}),
      ...request.context,
    };
    const result = await runSimulation(
      {
        request: {
          principal,
          action: request.action,
          resource: { resource: request.resource, accountId: ACCOUNT },
          contextVariables: alias(context),
        },
        identityPolicies: policies.map(named),
        ...(boundary === undefined ? {} : { permissionBoundaryPolicies: [boundary].map(named) }),
        ...(through === undefined ? {} : { vpcEndpointPolicies: through.map(named) }),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy === undefined ? {} : { resourcePolicy: aliasOnce(resourcePolicy) }),
      },
      {},
    );
    if (result.resultType !== 'single') {
      throw new TypeError(`the simulation did not run: ${JSON.stringify(result)}`);
    }
    // A key that the simulator drops would make a Deny silently not match.
    if (result.result.ignoredContextKeys?.length !== 0) {
      throw new TypeError(`ignored: ${String(result.result.ignoredContextKeys)}`);
    }
    return result.overallResult === 'Allowed';
  }

  private readRoles(): void {
    const documents = new Map<string, PolicyDocument>();
    for (const { stack, logicalId, Type, Properties } of allResources(this.templates)) {
      if (Type !== 'AWS::IAM::ManagedPolicy') continue;
      const arn = String(this.resolver.resolve(stack, { Ref: logicalId }));
      const document = this.resolver.resolve(stack, Properties?.['PolicyDocument']);
      documents.set(`${stack}/${arn}`, document as PolicyDocument);
    }
    for (const { stack, Type, Properties } of allResources(this.templates)) {
      if (Type !== 'AWS::IAM::Role' || Properties?.['RoleName'] === undefined) continue;
      const find = (arn: unknown) => {
        const document = documents.get(`${stack}/${String(this.resolver.resolve(stack, arn))}`);
        if (document === undefined) throw new TypeError('a policy of a role is not in its stack');
        return document;
      };
      const { PermissionsBoundary: bound } = Properties;
      this.roles.set(Properties['RoleName'] as string, {
        own: (Properties['ManagedPolicyArns'] as unknown[]).map(find),
        ...(bound === undefined ? {} : { boundary: find(bound) }),
      });
    }
  }

  private readResourcePolicies(): void {
    for (const { stack, logicalId, Type, Properties = {} } of allResources(this.templates)) {
      const own = () => String(this.resolver.resolve(stack, { 'Fn::GetAtt': [logicalId, 'Arn'] }));
      const keep = (arn: string, document: unknown) => {
        if (document === undefined) return;
        this.resourcePolicies.set(arn, this.resolver.resolve(stack, document) as PolicyDocument);
      };
      if (Type === 'AWS::KMS::Key') keep(own(), Properties['KeyPolicy']);
      if (Type === 'AWS::IAM::Role') keep(own(), Properties['AssumeRolePolicyDocument']);
      if (Type === 'AWS::DynamoDB::Table') {
        const policy = Properties['ResourcePolicy'] as { PolicyDocument: unknown } | undefined;
        keep(own(), policy?.PolicyDocument);
      }
      if (Type === 'AWS::S3::BucketPolicy') {
        const bucket = String(this.resolver.resolve(stack, Properties['Bucket']));
        keep(`arn:aws:s3:::${bucket}`, Properties['PolicyDocument']);
      }
      if (Type === 'AWS::SNS::TopicPolicy') {
        for (const arn of this.resolver.resolve(stack, Properties['Topics']) as string[]) {
          keep(arn, Properties['PolicyDocument']);
        }
      }
      if (Type === 'AWS::SQS::QueuePolicy') {
        for (const url of this.resolver.resolve(stack, Properties['Queues']) as string[]) {
          const name = url.slice(url.lastIndexOf('/') + 1);
          keep(`arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`, Properties['PolicyDocument']);
        }
      }
    }
  }
}

/** What IAM knows of a request by a role, whatever it asks for. */
const ofRole = (principal: string) => ({
  'aws:PrincipalArn': principal,
  'aws:PrincipalAccount': ACCOUNT,
  'aws:PrincipalIsAWSService': 'false',
});

/** The resource whose policy decides: an object's bucket, an index's table. */
function ownerOf(arn: string): string {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/')[0] ?? arn;
  return arn.replace(/\/index\/[^/]+$/, '');
}

/**
 * The simulator knows no context key with a name of one's own behind `kms:EncryptionContext:`, nor Lambda's on the requests
 * of others; a principal tag is compared in the same way, so it stands in, in policies and requests alike.
 */
const aliased = new WeakMap<PolicyDocument, PolicyDocument>();
function aliasOnce(policy: PolicyDocument): PolicyDocument {
  const known = aliased.get(policy) ?? alias(policy);
  aliased.set(policy, known);
  return known;
}
function alias<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value).replaceAll(
      /kms:EncryptionContext:([A-Za-z:]+)|lambda:(SourceFunctionArn)/g,
      (_, ...keys: (string | undefined)[]) =>
        `aws:PrincipalTag/context-${String(keys[0] ?? keys[1]).replaceAll(':', '-')}`,
    ),
  ) as T;
}
