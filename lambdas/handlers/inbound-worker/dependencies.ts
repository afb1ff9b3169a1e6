import { createKmsVaultReader } from '../../adapters/aws/clinical/kms-vault-reader.ts';
import { createOpener } from '../../adapters/aws/clinical/opener.ts';
import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoInboundMessages } from '../../adapters/aws/shared/dynamo-inbound-messages.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoQuarantine } from '../../adapters/aws/shared/dynamo-quarantine.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoTokenVault } from '../../adapters/aws/shared/dynamo-token-vault.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createSealer } from '../../adapters/aws/shared/sealer.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import { createThreadDocumentReader } from '../../adapters/documents/thread-document-reader.ts';
import type { InboundDependencies } from '../../pipeline/inbound-dependencies.ts';
import type { Host } from '../host.ts';
import { policySource } from '../policy-source.ts';
import { secondOpinion } from '../second-opinion.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export async function createDependencies(
  environment: Environment,
  host: Host,
): Promise<InboundDependencies> {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  const s3 = createS3Client(host.clients);
  const sqs = createSqsClient(host.clients);
  const keyArn = environment.CORDON_KEY_PHI;
  const bucket = environment.CORDON_BUCKET_VAULT;
  const marketingBodies = { s3, bucket: environment.CORDON_BUCKET_MARKETING };
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    vault: createKmsVaultReader({
      dynamodb,
      table: environment.CORDON_TABLE_VAULT,
      s3,
      bucket,
      opener: createOpener({ kms, keyArn }),
    }),
    messages: createDynamoInboundMessages({
      dynamodb,
      table: environment.CORDON_TABLE_MESSAGES,
      clock: host.clock,
    }),
    queue: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_INBOUND }),
    documents: createThreadDocumentReader(host.readingThread),
    ...secondOpinion(environment, host),
    policy: await policySource(environment, dynamodb, host),
    ledger: createDynamoLedger({
      dynamodb,
      table: environment.CORDON_TABLE_DECISIONS,
      clock: host.clock,
    }),
    quarantine: createDynamoQuarantine({ dynamodb, table: environment.CORDON_TABLE_QUARANTINE }),
    tokens: createDynamoTokenVault({
      dynamodb,
      table: environment.CORDON_TABLE_TOKENS,
      s3,
      bucket,
      sealer: createSealer({ kms, keyArn }),
      clock: host.clock,
    }),
    outbox: {
      clinical: createDynamoOutboxWriter({
        dynamodb,
        table: environment.CORDON_TABLE_OUTBOX_CLINICAL,
        lane: 'clinical',
      }),
      marketing: createDynamoOutboxWriter({
        dynamodb,
        table: environment.CORDON_TABLE_OUTBOX_MARKETING,
        lane: 'marketing',
        bodies: marketingBodies,
      }),
    },
    deliveries: {
      clinical: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL }),
      marketing: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_MARKETING }),
    },
    clock: host.clock,
    random: systemRandom,
    log: host.log,
  };
}
