import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedgerReader } from '../../adapters/aws/shared/dynamo-ledger-reader.ts';
import { createDynamoMinuteReader } from '../../adapters/aws/shared/dynamo-minute-reader.ts';
import { createDynamoRecordFinder } from '../../adapters/aws/shared/dynamo-record-finder.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createPublicKeyReader } from '../../adapters/aws/shared/kms-seal-signer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createS3SealReader } from '../../adapters/aws/shared/s3-seals.ts';
import type { Host } from '../host.ts';
import type { DecisionsDependencies } from '../http/decisions-app.ts';
import type { LedgerDependencies } from '../http/ledger-app.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DecisionsDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({
      dynamodb,
      table: environment.CORDON_TABLE_REGISTRY,
      clock: host.clock,
    }),
    ledger: createDynamoLedgerReader({
      dynamodb,
      table: environment.CORDON_TABLE_DECISIONS,
      clock: host.clock,
    }),
    clock: host.clock,
    log: host.log,
  };
}

/** What the ledger's own routes need, beside the list of decisions. */
export function createLedgerDependencies(environment: Environment, host: Host): LedgerDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const table = environment.CORDON_TABLE_DECISIONS;
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({
      dynamodb,
      table: environment.CORDON_TABLE_REGISTRY,
      clock: host.clock,
    }),
    ledger: createDynamoMinuteReader({
      ...{ dynamodb, table, indexIsCurrent: false },
      passesOverGone: true,
    }),
    finder: createDynamoRecordFinder({ dynamodb, table }),
    seals: createS3SealReader({
      s3: createS3Client(host.clients),
      bucket: environment.CORDON_BUCKET_LEDGER,
    }),
    publicKey: createPublicKeyReader({
      kms: createKmsClient(host.clients),
      keyArn: environment.CORDON_KEY_LEDGER,
    }),
    clock: host.clock,
    log: host.log,
  };
}
