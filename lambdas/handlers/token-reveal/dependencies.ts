import { createKmsTokenReader } from '../../adapters/aws/clinical/kms-token-reader.ts';
import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import type { Host } from '../host.ts';
import { registryOptions } from '../registry-options.ts';
import type { TokenRevealDependencies } from './app.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): TokenRevealDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const { clock } = host;
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({ dynamodb, table: environment.CORDON_TABLE_REGISTRY, clock }),
    tokens: createKmsTokenReader({
      dynamodb,
      table: environment.CORDON_TABLE_TOKENS,
      s3: createS3Client(host.clients),
      bucket: environment.CORDON_BUCKET_VAULT,
      opener: createOpener({
        kms: createKmsClient(host.clients),
        keyArn: environment.CORDON_KEY_PHI,
      }),
    }),
    ledger: createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock }),
    clock,
    random: systemRandom,
    log: host.log,
  };
}
