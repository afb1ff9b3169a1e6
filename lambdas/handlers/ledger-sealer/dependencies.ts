import { createDynamoMinuteReader } from '../../adapters/aws/shared/dynamo-minute-reader.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsSealSigner } from '../../adapters/aws/shared/kms-seal-signer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createS3Seals } from '../../adapters/aws/shared/s3-seals.ts';
import type { SealDependencies } from '../../pipeline/seal.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): SealDependencies {
  return {
    ledger: createDynamoMinuteReader({
      dynamodb: createDynamoDbClient(host.clients),
      table: environment.CORDON_TABLE_DECISIONS,
      indexIsCurrent: host.indexIsCurrent ?? false,
    }),
    seals: createS3Seals({
      s3: createS3Client(host.clients),
      bucket: environment.CORDON_BUCKET_LEDGER,
    }),
    signer: createKmsSealSigner({
      kms: createKmsClient(host.clients),
      keyArn: environment.CORDON_KEY_LEDGER,
    }),
    clock: host.clock,
    log: host.log,
  };
}
