import type { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemRandom } from '../adapters/aws/shared/clock.ts';
import { createDynamoKeyUse } from '../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoQuarantine } from '../adapters/aws/shared/dynamo-quarantine.ts';
import { createDynamoRegistry } from '../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoOnceRequests } from '../adapters/aws/shared/dynamo-once-requests.ts';
import { createDynamoSentMessages } from '../adapters/aws/shared/dynamo-sent-messages.ts';
import { createDynamoSendLimits } from '../adapters/aws/shared/dynamo-send-limits.ts';
import { createDynamoDbClient } from '../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../adapters/aws/shared/kms-client.ts';
import { createKmsSenderSecrets } from '../adapters/aws/shared/kms-sender-secrets.ts';
import { createKmsVaultWriter } from '../adapters/aws/shared/kms-vault-writer.ts';
import { createS3Client } from '../adapters/aws/shared/s3-client.ts';
import { createSealer } from '../adapters/aws/shared/sealer.ts';
import { createSqsClient } from '../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../adapters/aws/shared/sqs-queue.ts';
import { systemTurns } from '../adapters/aws/shared/turns.ts';
import type { OutboundDependencies } from '../pipeline/outbound-dependencies.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { Host } from './host.ts';
import { createThreadDocumentReader } from '../adapters/documents/thread-document-reader.ts';
import { policySource } from './policy-source.ts';
import { secondOpinion } from './second-opinion.ts';
import { registryOptions } from './registry-options.ts';
import { textChannels } from './texts-variable.ts';

interface SendEnvironment {
  readonly CORDON_TABLE_REGISTRY: string;
  readonly CORDON_TABLE_VAULT: string;
  readonly CORDON_TABLE_QUARANTINE: string;
  readonly CORDON_TABLE_DECISIONS: string;
  readonly CORDON_TABLE_REQUESTS: string;
  readonly CORDON_BUCKET_VAULT: string;
  readonly CORDON_KEY_PHI: string;
  readonly CORDON_KEY_SENDERS: string;
  readonly CORDON_TEXTS: string;
  readonly CORDON_SECOND_OPINION: string;
}

interface SendClients {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly s3: S3Client;
}

/** What both lanes' send functions share; the outbox is the lane's own. */
export async function createSendDependencies(
  environment: SendEnvironment,
  queueUrl: string,
  host: Host,
  outbox: (clients: SendClients) => OutboxWriter,
): Promise<OutboundDependencies> {
  const dynamodb = createDynamoDbClient(host.clients);
  const s3 = createS3Client(host.clients);
  const kms = createKmsClient(host.clients);
  const requests = { dynamodb, table: environment.CORDON_TABLE_REQUESTS, clock: host.clock };
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({
      dynamodb,
      table: environment.CORDON_TABLE_REGISTRY,
      clock: host.clock,
    }),
    senderSecrets: createKmsSenderSecrets({ kms, keyArn: environment.CORDON_KEY_SENDERS }),
    documents: createThreadDocumentReader(host.readingThread),
    ...secondOpinion(environment, host),
    policy: await policySource(environment, dynamodb, host),
    ledger: createDynamoLedger({
      dynamodb,
      table: environment.CORDON_TABLE_DECISIONS,
      clock: host.clock,
    }),
    vault: createKmsVaultWriter({
      dynamodb,
      table: environment.CORDON_TABLE_VAULT,
      s3,
      bucket: environment.CORDON_BUCKET_VAULT,
      sealer: createSealer({ kms, keyArn: environment.CORDON_KEY_PHI }),
      clock: host.clock,
    }),
    quarantine: createDynamoQuarantine({ dynamodb, table: environment.CORDON_TABLE_QUARANTINE }),
    outbox: outbox({ dynamodb, s3 }),
    deliveries: createSqsQueue({ sqs: createSqsClient(host.clients), queueUrl }),
    limits: createDynamoSendLimits(requests),
    once: createDynamoOnceRequests(requests),
    sent: createDynamoSentMessages(requests),
    textChannels: textChannels(environment),
    turns: systemTurns,
    clock: host.clock,
    random: systemRandom,
    log: host.log,
  };
}
