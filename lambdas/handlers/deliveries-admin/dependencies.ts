import { systemRandom } from '../../adapters/aws/shared/clock.ts';
import { createDynamoDestinationGates } from '../../adapters/aws/shared/dynamo-destination-gates.ts';
import { createDynamoKeyUse } from '../../adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoOutboxDesk } from '../../adapters/aws/shared/dynamo-outbox-desk.ts';
import { createDynamoPortalLinks } from '../../adapters/aws/shared/dynamo-portal-links.ts';
import { createDynamoQuarantineDesk } from '../../adapters/aws/shared/dynamo-quarantine-desk.ts';
import { createDynamoRecordFinder } from '../../adapters/aws/shared/dynamo-record-finder.ts';
import { createDynamoRegistry } from '../../adapters/aws/shared/dynamo-registry.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import type { Host } from '../host.ts';
import type { DeliveriesDependencies } from '../http/deliveries-app.ts';
import type { PortalDeskAppDependencies } from '../http/portal-desk-app.ts';
import type { QuarantineDependencies } from '../http/quarantine-app.ts';
import { policySource } from '../policy-source.ts';
import { registryOptions } from '../registry-options.ts';
import type { Environment } from './environment.ts';

export async function createDependencies(
  environment: Environment,
  host: Host,
): Promise<DeliveriesDependencies & PortalDeskAppDependencies & QuarantineDependencies> {
  const dynamodb = createDynamoDbClient(host.clients);
  const sqs = createSqsClient(host.clients);
  const { clock } = host;
  const outboxes = {
    clinical: { dynamodb, table: environment.CORDON_TABLE_OUTBOX_CLINICAL },
    marketing: { dynamodb, table: environment.CORDON_TABLE_OUTBOX_MARKETING },
  };
  const decisions = { dynamodb, table: environment.CORDON_TABLE_DECISIONS };
  return {
    registry: createDynamoRegistry(registryOptions(dynamodb, environment, host)),
    keyUse: createDynamoKeyUse({ dynamodb, table: environment.CORDON_TABLE_REGISTRY, clock }),
    desks: {
      clinical: createDynamoOutboxDesk(outboxes.clinical),
      marketing: createDynamoOutboxDesk(outboxes.marketing),
    },
    gates: {
      clinical: createDynamoDestinationGates(outboxes.clinical),
      marketing: createDynamoDestinationGates(outboxes.marketing),
    },
    deliveries: {
      clinical: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_CLINICAL }),
      marketing: createSqsQueue({ sqs, queueUrl: environment.CORDON_QUEUE_DELIVER_MARKETING }),
    },
    links: createDynamoPortalLinks({ dynamodb, table: environment.CORDON_TABLE_PORTAL }),
    quarantine: createDynamoQuarantineDesk({
      dynamodb,
      table: environment.CORDON_TABLE_QUARANTINE,
    }),
    policy: await policySource(environment, dynamodb, host),
    finder: createDynamoRecordFinder(decisions),
    ledger: createDynamoLedger({ ...decisions, clock }),
    clock,
    random: systemRandom,
    log: host.log,
  };
}
