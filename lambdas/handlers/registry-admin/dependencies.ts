import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsSenderSecrets } from '../../adapters/aws/shared/kms-sender-secrets.ts';
import { createDynamoVersionedStore } from '../../adapters/aws/shared/dynamo-versioned-store.ts';
import { createRegistryStore } from '../../adapters/aws/shared/registry-store.ts';
import { POLICY_SCHEMAS, type PolicyEntries } from '../../core/decide/policy-entry.ts';
import type { Host } from '../host.ts';
import type { AdminDependencies } from '../http/admin-app.ts';
import type { PolicyDependencies } from '../http/policy-app.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(
  environment: Environment,
  host: Host,
): AdminDependencies & PolicyDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const table = environment.CORDON_TABLE_REGISTRY;
  const { clock } = host;
  const ledger = createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock });
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    store: createRegistryStore({ dynamodb, table, ledger, clock }),
    policies: createDynamoVersionedStore<PolicyEntries>({
      dynamodb,
      table,
      schemas: POLICY_SCHEMAS,
      ledger,
      clock,
    }),
    keyUse: createDynamoKeyUse({ dynamodb, table, clock }),
    clock,
    random: systemRandom,
    senderSecrets: createKmsSenderSecrets({
      kms: createKmsClient(host.clients),
      keyArn: environment.CORDON_KEY_SENDERS,
    }),
    log: host.log,
    prefix: environment.CORDON_PREFIX,
  };
}
