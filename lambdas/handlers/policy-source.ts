import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoPublishedPolicy } from '../adapters/aws/shared/dynamo-published-policy.ts';
import { openPolicy } from '../adapters/policy/open-policy.ts';
import { readPolicyDirectory } from '../adapters/policy/policy-directory.ts';
import { createRefreshedPolicy } from '../adapters/policy/refreshed-policy.ts';
import type { PolicySource } from '../ports/policy.ts';
import type { Host } from './host.ts';

interface PolicyEnvironment {
  readonly CORDON_TABLE_REGISTRY: string;
}

/** The policy in force: the one published last, or the one that was deployed with the function. */
export async function policySource(
  environment: PolicyEnvironment,
  dynamodb: DynamoDBDocumentClient,
  host: Host,
): Promise<PolicySource> {
  const directory = host.policyDirectory;
  const { schema } = await readPolicyDirectory(directory);
  const { registryCacheSeconds } = host;
  return createRefreshedPolicy({
    bundled: await openPolicy(directory),
    bundledSchema: schema,
    published: createDynamoPublishedPolicy({ dynamodb, table: environment.CORDON_TABLE_REGISTRY }),
    now: () => host.clock.monotonic(),
    log: host.log,
    ...(registryCacheSeconds === undefined ? {} : { refreshSeconds: registryCacheSeconds }),
  });
}
