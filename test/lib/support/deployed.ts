import type { Deployed } from './grants.ts';
import { ACCOUNT, REGION, Resolver } from './resolve.ts';
import { allResources, type Templates } from './synthesize.ts';

/** What the templates say of a function: what its environment names, what fills it with work, and where it is. */
export function deployedFunction(templates: Templates, name: string): Deployed {
  const resolver = new Resolver(templates);
  const all = allResources(templates).map((resource) => ({
    ...resource,
    of: (property: string) => resolver.resolve(resource.stack, resource.Properties?.[property]),
    arn: () => resolver.resolve(resource.stack, { 'Fn::GetAtt': [resource.logicalId, 'Arn'] }),
  }));
  const [own, ...more] = all.filter(
    ({ Type, of }) => Type === 'AWS::Lambda::Function' && of('FunctionName') === name,
  );
  if (own === undefined || more.length > 0) throw new TypeError(`not one function ${name}`);
  const { Variables = {} } = (own.of('Environment') ?? {}) as {
    readonly Variables?: Readonly<Record<string, string>>;
  };
  return {
    resourceOf: (variable) => resourceNamed(variable, Variables[variable]),
    keyOf(resource) {
      const found = all.find(({ Type, arn }) => Type in KEYS && arn() === resource);
      if (found === undefined) return undefined;
      return /arn:aws:kms:[^"]+/.exec(JSON.stringify(found.of(KEYS[found.Type] ?? '')))?.[0];
    },
    polls: all
      .filter(
        ({ Type, of }) => Type === 'AWS::Lambda::EventSourceMapping' && of('FunctionName') === name,
      )
      .map(({ of }) => String(of('EventSourceArn'))),
    keepsRunsIn: (own.of('DeadLetterConfig') as { TargetArn?: string } | undefined)?.TargetArn,
    inside: own.of('VpcConfig') !== undefined,
  };
}

/** The property in which a resource says its key. */
const KEYS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'SSESpecification',
  'AWS::S3::Bucket': 'BucketEncryption',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
};

function resourceNamed(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const arn = (service: string, of: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${of}`;
  if (value.startsWith('arn:')) return value;
  if (variable.startsWith('CORDON_TABLE_')) return arn('dynamodb', `table/${value}`);
  if (variable.startsWith('CORDON_QUEUE_')) return arn('sqs', value.replace(/^.*\//, ''));
  if (variable.startsWith('CORDON_BUCKET_')) return `arn:aws:s3:::${value}`;
  if (variable.startsWith('CORDON_FUNCTION_')) return arn('lambda', `function:${value}`);
  if (variable.endsWith('_CONFIGURATION_SET')) return arn('ses', `configuration-set/${value}`);
  throw new TypeError(`what does ${variable} name?`);
}
