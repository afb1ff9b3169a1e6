import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createDynamoHeardMail } from '../../adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import type { Host } from '../host.ts';
import { createPeopleChanges } from '../people-changes.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';
import type { MailFeedbackDependencies } from './hear.ts';

export function createDependencies(environment: Environment, host: Host): MailFeedbackDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
  const sqs = createSqsClient(host.clients);
  const { clock } = host;
  return {
    ...createPeopleChanges(environment, { dynamodb, kms, clock }),
    heard: {
      clinical: createDynamoHeardMail({
        dynamodb,
        table: environment.CORDON_TABLE_OUTBOX_CLINICAL,
      }),
      marketing: createDynamoHeardMail({
        dynamodb,
        table: environment.CORDON_TABLE_OUTBOX_MARKETING,
      }),
    },
    outboxes: {
      clinical: createDynamoOutboxWriter({
        ...{ dynamodb, table: environment.CORDON_TABLE_OUTBOX_CLINICAL },
        lane: 'clinical',
      }),
      marketing: createDynamoOutboxWriter({
        ...{ dynamodb, table: environment.CORDON_TABLE_OUTBOX_MARKETING },
        lane: 'marketing',
      }),
    },
    deliveries: {
      clinical: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL }),
      marketing: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_MARKETING }),
    },
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    ledger: createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock }),
    log: host.log,
    sets: {
      clinical: environment.CORDON_SES_CLINICAL_CONFIGURATION_SET,
      marketing: environment.CORDON_SES_MARKETING_CONFIGURATION_SET,
      notices: environment.CORDON_SES_NOTICES_CONFIGURATION_SET,
    },
  };
}
