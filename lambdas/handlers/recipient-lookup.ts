import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoPeopleReader } from '../adapters/aws/people/dynamo-people-reader.ts';
import { createKmsBlindIndex } from '../adapters/aws/people/kms-blind-index.ts';
import { createRecipientFacts } from '../pipeline/recipient-facts.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecipientFacts } from '../ports/recipient-facts.ts';

/** What the clinical side knows of recipients, for the functions that may ask. */
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
): RecipientFacts {
  return createRecipientFacts({
    index: createKmsBlindIndex({ kms, keyArn: environment.CORDON_KEY_PEOPLE_INDEX }),
    people: createDynamoPeopleReader({ dynamodb, table: environment.CORDON_TABLE_PEOPLE }),
    clock,
  });
}
