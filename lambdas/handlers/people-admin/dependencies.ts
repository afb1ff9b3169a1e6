import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { createPersonOpener } from '../../adapters/aws/clinical/person-opener.ts';
import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import type { Host } from '../host.ts';
import type { PeopleAppDependencies } from '../http/people-answers.ts';
import { createPeopleChanges } from '../people-changes.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): PeopleAppDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  const table = environment.CORDON_TABLE_REGISTRY;
  return {
    ...createPeopleChanges(environment, { dynamodb, kms, clock: host.clock }),
    // On the key of people alone: what is in the vault, this function cannot open.
    opener: createPersonOpener(createOpener({ kms, keyArn: environment.CORDON_KEY_PEOPLE })),
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({ dynamodb, table, clock: host.clock }),
    log: host.log,
  };
}
