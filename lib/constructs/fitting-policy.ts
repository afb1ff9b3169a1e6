import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** Of a managed policy, without white space (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
export const MOST_CHARACTERS = 6144;
/** As long as what CloudFormation fills in gets: the ARN of a key, or of a bucket that it names. */
const ANY_ARN = 'x'.repeat(80);
/** As long as the id of an API, which is the one resource that policies name otherwise. */
const ANY_ID = 'x'.repeat(10);
const ACCOUNT = '111122223333';

/** The config asks for more than a policy of IAM can say. */
class PolicyTooLongError extends Error {
  override readonly name = 'PolicyTooLongError';
}

interface FittingPolicyProps {
  readonly statements: readonly PolicyStatement[];
  readonly managedPolicyName?: string;
  readonly description?: string;
}

/**
 * A managed policy that IAM takes. A long prefix, or much that the config asks for, can make one too long, which CloudFormation
 * would find out halfway through a deployment. Such a policy says the same with fewer words: statements that differ in actions or in
 * resources alone are one, and none has a name.
 *
 * @throws PolicyTooLongError where that is too long, too
 */
export class FittingPolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, { statements, ...props }: FittingPolicyProps) {
    const whole = new PolicyDocument({ statements: [...statements] });
    super(scope, id, {
      ...props,
      document: fits(scope, whole) ? whole : shorter(scope, id, statements),
    });
  }
}

function shorter(
  scope: Construct,
  id: string,
  statements: readonly PolicyStatement[],
): PolicyDocument {
  const nameless = statements.map((statement) => {
    const copy = statement.copy();
    copy.sid = undefined;
    return copy;
  });
  const document = new PolicyDocument({ minimize: true, statements: nameless });
  if (!fits(scope, document)) {
    throw new PolicyTooLongError(
      `${scope.node.path}/${id} is longer than the ${String(MOST_CHARACTERS)} characters that IAM takes: take a shorter prefix, or name fewer senders of texts`,
    );
  }
  return document;
}

function fits(scope: Construct, document: PolicyDocument): boolean {
  const stack = Stack.of(scope);
  const { partition = 'aws' } = RegionInfo.get(stack.region);
  const known: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': partition,
    'AWS::Region': stack.region,
  };
  return JSON.stringify(filledIn(stack.resolve(document), known)).length <= MOST_CHARACTERS;
}

/** With all that CloudFormation fills in as long as it may get. */
function filledIn(value: unknown, known: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, known));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = (entries[0] ?? []) as [string?, unknown?];
  if (name === 'Ref') return known[String(argument)] ?? ANY_ID;
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => String(filledIn(part, known))).join(separator);
  }
  if (name?.startsWith('Fn::') === true) return ANY_ARN;
  return Object.fromEntries(entries.map(([key, one]) => [key, filledIn(one, known)]));
}
