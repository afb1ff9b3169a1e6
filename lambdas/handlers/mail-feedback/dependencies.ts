import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createDynamoHeardMail } from '../../adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createKmsClient } from '../../adapters/aws/shared/kms-client.ts';
import type { Host } from '../host.ts';
import { createPeopleChanges } from '../people-changes.ts';
import type { Environment } from './environment.ts';
import type { MailFeedbackDependencies } from './hear.ts';

export function createDependencies(environment: Environment, host: Host): MailFeedbackDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const kms = createKmsClient(host.clients);
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
    ledger: createDynamoLedger({ dynamodb, table: environment.CORDON_TABLE_DECISIONS, clock }),
    log: host.log,
  };
}
