import type { KMSClient } from '@aws-sdk/client-kms';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoAddressLinks } from '../adapters/aws/people/dynamo-address-links.ts';
import { createDynamoPeopleStore } from '../adapters/aws/people/dynamo-people-store.ts';
import { createKmsBlindIndex } from '../adapters/aws/people/kms-blind-index.ts';
import { createPersonSealer } from '../adapters/aws/people/person-sealer.ts';
import { systemRandom } from '../adapters/aws/shared/clock.ts';
import { createDynamoLedger } from '../adapters/aws/shared/dynamo-ledger.ts';
import { createSealer } from '../adapters/aws/shared/sealer.ts';
import type { PeopleDependencies } from '../pipeline/people-dependencies.ts';
import type { Clock } from '../ports/clock.ts';

interface PeopleEnvironment {
  readonly CORDON_TABLE_PEOPLE: string;
  readonly CORDON_TABLE_DECISIONS: string;
  readonly CORDON_KEY_PEOPLE: string;
  readonly CORDON_KEY_PEOPLE_INDEX: string;
}

/** What the functions share that change people: they seal, and record each change. */
export function createPeopleChanges(
  environment: PeopleEnvironment,
  {
    dynamodb,
    kms,
    clock,
  }: {
    readonly dynamodb: DynamoDBDocumentClient;
    readonly kms: KMSClient;
    readonly clock: Clock;
  },
): PeopleDependencies {
  const people = { dynamodb, table: environment.CORDON_TABLE_PEOPLE };
  const decisions = { dynamodb, table: environment.CORDON_TABLE_DECISIONS };
  return {
    store: createDynamoPeopleStore({
      ...people,
      ledger: createDynamoLedger({ ...decisions, clock }),
      clock,
    }),
    links: createDynamoAddressLinks({ ...people, clock }),
    index: createKmsBlindIndex({ kms, keyArn: environment.CORDON_KEY_PEOPLE_INDEX }),
    sealer: createPersonSealer(createSealer({ kms, keyArn: environment.CORDON_KEY_PEOPLE })),
    clock,
    random: systemRandom,
  };
}
