import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoRegistryOptions } from '../adapters/aws/shared/dynamo-registry.ts';
import type { Host } from './host.ts';

/** The registry's table and how old its entries may be. */
export function registryOptions(
  dynamodb: DynamoDBDocumentClient,
  environment: { readonly CORDON_TABLE_REGISTRY: string },
  host: Host,
): DynamoRegistryOptions {
  const { registryCacheSeconds: cacheSeconds } = host;
  return {
    dynamodb,
    table: environment.CORDON_TABLE_REGISTRY,
    ...(cacheSeconds === undefined ? {} : { cacheSeconds }),
  };
}
