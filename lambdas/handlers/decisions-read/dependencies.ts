import { systemClock } from '../../adapters/aws/shared/clock.ts';
import { createDynamoLedgerReader } from '../../adapters/aws/shared/dynamo-ledger-reader.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import type { Host } from '../host.ts';
import type { DecisionsDependencies } from '../http/decisions-app.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DecisionsDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    ledger: createDynamoLedgerReader({
      dynamodb,
      table: environment.CORDON_TABLE_DECISIONS,
      clock: systemClock,
    }),
    clock: systemClock,
    log: host.log,
  };
}
