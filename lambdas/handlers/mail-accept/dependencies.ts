import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoInboundIntake } from '../../adapters/aws/shared/dynamo-inbound-intake.ts';
import { createDynamoKeptInbound } from '../../adapters/aws/shared/dynamo-kept-inbound.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createKmsVaultWriter } from '../../adapters/aws/shared/kms-vault-writer.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { createS3ReceivedMail } from '../../adapters/aws/shared/s3-received-mail.ts';
import { createSealer } from '../../adapters/aws/shared/sealer.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import type { Host } from '../host.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';
import type { MailAcceptDependencies } from './take.ts';

export function createDependencies(environment: Environment, host: Host): MailAcceptDependencies {
  const { clients, clock, log } = host;
  const dynamodb = createDynamoDbClient(clients);
  const s3 = createS3Client(clients);
  const keyArn = environment.CORDON_KEY_PHI;
  const messages = { dynamodb, table: environment.CORDON_TABLE_MESSAGES };
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    mail: createS3ReceivedMail({ s3, bucket: environment.CORDON_BUCKET_MAIL }),
    vault: createKmsVaultWriter({
      dynamodb,
      table: environment.CORDON_TABLE_VAULT,
      ...{ s3, bucket: environment.CORDON_BUCKET_VAULT },
      sealer: createSealer({ kms: createKmsClient(clients), keyArn }),
      clock,
    }),
    intake: createDynamoInboundIntake(messages),
    kept: createDynamoKeptInbound(messages),
    queue: createSqsQueue({
      sqs: createSqsClient(clients),
      queueUrl: environment.CORDON_QUEUE_INBOUND,
    }),
    ...{ clock, log, random: systemRandom },
  };
}
