import { createKmsUnsubscribeReader } from '../../adapters/aws/people/kms-unsubscribe-reader.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import type { Host } from '../host.ts';
import type { OptOutAppDependencies } from '../http/opt-out-app.ts';
import { createPeopleChanges } from '../people-changes.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): OptOutAppDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  return {
    ...createPeopleChanges(environment, { dynamodb, kms, clock: host.clock }),
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    unsubscribe: createKmsUnsubscribeReader({ kms, keyArn: environment.CORDON_KEY_OPT_OUT }),
    log: host.log,
  };
}
