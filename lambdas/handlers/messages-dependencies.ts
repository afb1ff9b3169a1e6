import { systemRandom } from '../adapters/aws/shared/clock.ts';
import { createDynamoKeyUse } from '../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoMessageDesk } from '../adapters/aws/shared/dynamo-message-desk.ts';
import { createDynamoRegistry } from '../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoSentMessages } from '../adapters/aws/shared/dynamo-sent-messages.ts';
import { createDynamoDbClient } from '../adapters/aws/shared/dynamodb-client.ts';
import type { Host } from './host.ts';
import type { MessagesDependencies } from './http/messages-app.ts';
import { registryOptions } from './registry-options.ts';

interface MessagesEnvironment {
  readonly CORDON_TABLE_REGISTRY: string;
  readonly CORDON_TABLE_DECISIONS: string;
  readonly CORDON_TABLE_REQUESTS: string;
}

/** What both lanes' message functions share; the outbox is the lane's own. */
export function createMessagesDependencies(
  environment: MessagesEnvironment,
  outboxTable: string,
  host: Host,
): MessagesDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const { clock, log } = host;
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({ dynamodb, table: environment.CORDON_TABLE_REGISTRY, clock }),
    sent: createDynamoSentMessages({ dynamodb, table: environment.CORDON_TABLE_REQUESTS, clock }),
    desk: createDynamoMessageDesk({ dynamodb, table: outboxTable }),
    ledger: createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock }),
    clock,
    random: systemRandom,
    log,
  };
}
