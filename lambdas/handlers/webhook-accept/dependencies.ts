import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoInboundIntake } from '../../adapters/aws/shared/dynamo-inbound-intake.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createHttpsVendorPages } from '../../adapters/aws/shared/https-vendor-pages.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsVaultWriter } from '../../adapters/aws/shared/kms-vault-writer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createSealer } from '../../adapters/aws/shared/sealer.ts';
import { createSecretsManagerClient } from '../../adapters/aws/shared/secrets-manager-client.ts';
import { createSecretsManagerSecrets } from '../../adapters/aws/shared/secrets-manager.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import type { AcceptDependencies } from '../../pipeline/accept.ts';
import { registryOptions } from '../registry-options.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): AcceptDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const keyArn = environment.CORDON_KEY_PHI;
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    secrets: createSecretsManagerSecrets({
      secretsManager: createSecretsManagerClient(host.clients),
    }),
    vault: createKmsVaultWriter({
      dynamodb,
      table: environment.CORDON_TABLE_VAULT,
      s3: createS3Client(host.clients),
      bucket: environment.CORDON_BUCKET_VAULT,
      sealer: createSealer({ kms: createKmsClient(host.clients), keyArn }),
      clock: host.clock,
    }),
    intake: createDynamoInboundIntake({ dynamodb, table: environment.CORDON_TABLE_MESSAGES }),
    queue: createSqsQueue({
      sqs: createSqsClient(host.clients),
      queueUrl: environment.CORDON_QUEUE_INBOUND,
    }),
    pages: createHttpsVendorPages(host.vendorPages),
    clock: host.clock,
    random: systemRandom,
    log: host.log,
    prefix: environment.CORDON_PREFIX,
  };
}
