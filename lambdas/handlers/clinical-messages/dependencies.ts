import { createDynamoPortalCloser } from '../../adapters/aws/shared/dynamo-portal-links.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import type { Host } from '../host.ts';
import type { MessagesDependencies } from '../http/messages-app.ts';
import { createMessagesDependencies } from '../messages-dependencies.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): MessagesDependencies {
  return {
    ...createMessagesDependencies(environment, environment.CORDON_TABLE_OUTBOX_CLINICAL, host),
    links: createDynamoPortalCloser({
      dynamodb: createDynamoDbClient(host.clients),
      table: environment.CORDON_TABLE_PORTAL,
    }),
  };
}
