import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import type { Host } from '../host.ts';
import { createPeopleChanges } from '../people-changes.ts';
import type { Environment } from './environment.ts';
import type { MailFeedbackDependencies } from './hear.ts';

export function createDependencies(environment: Environment, host: Host): MailFeedbackDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  return {
    ...createPeopleChanges(environment, { dynamodb, kms, clock: host.clock }),
    log: host.log,
  };
}
