import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoPeopleReader } from '../adapters/aws/people/dynamo-people-reader.ts';
import { createKmsBlindIndex } from '../adapters/aws/people/kms-blind-index.ts';
import type { RecipientDependencies } from '../pipeline/recipient-facts.ts';
import type { Clock } from '../ports/clock.ts';

/** By what the clinical side looks people up, for the functions that may. */
export function createRecipientLookup(
  environment: {
    readonly CORDON_TABLE_PEOPLE: string;
    readonly CORDON_KEY_PEOPLE_INDEX: string;
  },
  {
    dynamodb,
    kms,
    clock,
  }: {
    readonly dynamodb: DynamoDBDocumentClient;
    readonly kms: KMSClient;
    readonly clock: Clock;
  },
): RecipientDependencies {
  return {
    index: createKmsBlindIndex({ kms, keyArn: environment.CORDON_KEY_PEOPLE_INDEX }),
    people: createDynamoPeopleReader({ dynamodb, table: environment.CORDON_TABLE_PEOPLE }),
    clock,
  };
}
