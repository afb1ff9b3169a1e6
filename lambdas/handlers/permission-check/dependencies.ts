import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createRecipientFacts } from '../../pipeline/recipient-facts.ts';
import type { Host } from '../host.ts';
import { createRecipientLookup } from '../recipient-lookup.ts';
import type { PermissionDependencies } from './answer.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): PermissionDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  return {
    recipients: createRecipientFacts(
      createRecipientLookup(environment, { dynamodb, kms, clock: host.clock }),
    ),
    log: host.log,
  };
}
