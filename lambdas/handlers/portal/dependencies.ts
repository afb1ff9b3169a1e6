import { createKmsVaultReader } from '../../adapters/aws/clinical/kms-vault-reader.ts';
import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoInboundIntake } from '../../adapters/aws/shared/dynamo-inbound-intake.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoPortalLinks } from '../../adapters/aws/shared/dynamo-portal-links.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsVaultWriter } from '../../adapters/aws/shared/kms-vault-writer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createSealer } from '../../adapters/aws/shared/sealer.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import type { PortalDependencies } from '../../pipeline/portal-dependencies.ts';
import type { Host } from '../host.ts';
import { portalSettings } from '../portal-settings.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): PortalDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  const sqs = createSqsClient(host.clients);
  const keyArn = environment.CORDON_KEY_PHI;
  const vault = {
    dynamodb,
    table: environment.CORDON_TABLE_VAULT,
    s3: createS3Client(host.clients),
    bucket: environment.CORDON_BUCKET_VAULT,
  };
  const { clock } = host;
  return {
    settings: portalSettings(environment),
    links: createDynamoPortalLinks({ dynamodb, table: environment.CORDON_TABLE_PORTAL }),
    reader: createKmsVaultReader({ ...vault, opener: createOpener({ kms, keyArn }) }),
    vault: createKmsVaultWriter({ ...vault, sealer: createSealer({ kms, keyArn }), clock }),
    outbox: createDynamoOutboxWriter({
      dynamodb,
      table: environment.CORDON_TABLE_OUTBOX_CLINICAL,
      lane: 'clinical',
    }),
    deliveries: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL }),
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    intake: createDynamoInboundIntake({ dynamodb, table: environment.CORDON_TABLE_MESSAGES }),
    queue: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_INBOUND }),
    ledger: createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock }),
    clock,
    random: systemRandom,
    log: host.log,
  };
}
