import { createClinicalOutbox } from '../../adapters/aws/clinical/clinical-outbox.ts';
import { createKmsVaultReader } from '../../adapters/aws/clinical/kms-vault-reader.ts';
import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import type { DeliveryDependencies } from '../../pipeline/delivery.ts';
import { sealedBodies } from '../../pipeline/sealed-bodies.ts';
import { createDeliverDependencies } from '../deliver-dependencies.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DeliveryDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const lane = {
    lane: 'clinical' as const,
    outboxTable: environment.CORDON_TABLE_OUTBOX_CLINICAL,
    queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL,
  };
  const vault = createKmsVaultReader({
    dynamodb,
    table: environment.CORDON_TABLE_VAULT,
    s3: createS3Client(host.clients),
    bucket: environment.CORDON_BUCKET_VAULT,
    opener: createOpener({
      kms: createKmsClient(host.clients),
      keyArn: environment.CORDON_KEY_PHI,
    }),
  });
  return {
    ...createDeliverDependencies(environment, lane, dynamodb, host),
    lane: 'clinical',
    outbox: createClinicalOutbox({ dynamodb, table: environment.CORDON_TABLE_OUTBOX_CLINICAL }),
    bodies: sealedBodies(vault),
  };
}
