import { type CfnTemplateResource, STACKS, type StackName, type Templates } from './synthesize.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** An intrinsic function that this resolver does not know: better a failing test than a wrong proof. */
class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';
}

/**
 * Turns what CloudFormation would resolve into plain values, over all stacks together. Names that AWS would
 * choose are made from the logical id.
 */
export class Resolver {
  private readonly templates: Templates;
  private readonly exports = new Map<string, { stack: StackName; value: unknown }>();

  constructor(templates: Templates) {
    this.templates = templates;
    for (const stack of STACKS) {
      for (const { Value, Export } of Object.values(templates[stack]?.Outputs ?? {})) {
        if (Export !== undefined) this.exports.set(String(Export.Name), { stack, value: Value });
      }
    }
  }

  resolve(stack: StackName, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(stack, item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first !== undefined) {
      const [name, argument] = first as [string, unknown];
      if (name === 'Ref') return this.ref(stack, String(argument));
      if (name.startsWith('Fn::')) return this.intrinsic(stack, name, argument);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(stack, item)]));
  }

  private intrinsic(stack: StackName, name: string, argument: unknown): unknown {
    if (name === 'Fn::GetAtt') {
      const [logicalId, attribute] = argument as [string, string];
      return this.attribute(stack, logicalId, attribute);
    }
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(this.resolve(stack, part))).join(separator);
    }
    if (name === 'Fn::ImportValue') {
      const exported = this.exports.get(String(this.resolve(stack, argument)));
      if (exported === undefined) throw new UnresolvedError('an import has no export');
      return this.resolve(exported.stack, exported.value);
    }
    throw new UnresolvedError(`${name} is not known to the resolver`);
  }

  private resource(stack: StackName, logicalId: string): CfnTemplateResource {
    const resource = this.templates[stack]?.Resources[logicalId];
    if (resource === undefined) throw new UnresolvedError(`no resource ${logicalId} in ${stack}`);
    return resource;
  }

  private ref(stack: StackName, logicalId: string): string {
    const pseudo = PSEUDO[logicalId];
    if (pseudo !== undefined) return pseudo;
    const { Type, Properties = {} } = this.resource(stack, logicalId);
    const named = (key: string) => {
      const name = Properties[key];
      return name === undefined ? logicalId.toLowerCase() : String(this.resolve(stack, name));
    };
    switch (Type) {
      case 'AWS::DynamoDB::Table':
        return named('TableName');
      case 'AWS::S3::Bucket':
        return named('BucketName');
      case 'AWS::SQS::Queue':
        return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${named('QueueName')}`;
      case 'AWS::Lambda::Function':
        return named('FunctionName');
      case 'AWS::Logs::LogGroup':
        return named('LogGroupName');
      case 'AWS::IAM::Role':
        return named('RoleName');
      case 'AWS::IAM::ManagedPolicy':
        return `arn:aws:iam::${ACCOUNT}:policy/${logicalId}`;
      case 'AWS::SNS::Topic':
        return `arn:aws:sns:${REGION}:${ACCOUNT}:${named('TopicName')}`;
      default:
        return logicalId;
    }
  }

  private attribute(stack: StackName, logicalId: string, attribute: string): string {
    const { Type, Properties = {} } = this.resource(stack, logicalId);
    if (attribute === 'Arn') {
      const name = this.ref(stack, logicalId);
      switch (Type) {
        case 'AWS::KMS::Key':
          return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${logicalId}`;
        case 'AWS::DynamoDB::Table':
          return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
        case 'AWS::S3::Bucket':
          return `arn:aws:s3:::${name}`;
        case 'AWS::SQS::Queue':
          return `arn:aws:sqs:${REGION}:${ACCOUNT}:${String(this.resolve(stack, Properties['QueueName']))}`;
        case 'AWS::IAM::Role':
          return `arn:aws:iam::${ACCOUNT}:role/${name}`;
        case 'AWS::Lambda::Function':
          return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
        case 'AWS::Logs::LogGroup':
          return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`;
        default:
      }
    }
    if (Type === 'AWS::SQS::Queue' && attribute === 'QueueName') {
      return String(this.resolve(stack, Properties['QueueName']));
    }
    return `${logicalId}.${attribute}`;
  }
}
