import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PolicySource } from '../ports/policy.ts';
import type { Host } from './host.ts';

/**
 * The policy in force, for a function that rarely decides: its engine is loaded, and the policy read, when it is first
 * asked for. What cannot be read then is tried again by the next who asks.
 */
export function policyWhenAsked(
  environment: { readonly CORDON_TABLE_REGISTRY: string },
  dynamodb: DynamoDBDocumentClient,
  host: Host,
): PolicySource {
  let opened: Promise<PolicySource> | undefined;
  const open = async (): Promise<PolicySource> => {
    const { policySource } = await import('./policy-source.ts');
    return await policySource(environment, dynamodb, host);
  };
  return {
    current: async () => {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return await (await opened).current();
    },
  };
}
