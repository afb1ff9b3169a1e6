import { createDynamoInboundBacklog } from '../../adapters/aws/shared/dynamo-inbound-backlog.ts';
import { createDynamoOutboxBacklog } from '../../adapters/aws/shared/dynamo-outbox-backlog.ts';
import { createDynamoQuarantineBacklog } from '../../adapters/aws/shared/dynamo-quarantine-desk.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createSqsClient } from '../../adapters/aws/shared/sqs-client.ts';
import { createSqsDepth } from '../../adapters/aws/shared/sqs-depth.ts';
import { createSqsQueue } from '../../adapters/aws/shared/sqs-queue.ts';
import { createRegistryList } from '../../adapters/aws/shared/registry-store.ts';
import type { CheckQuarantineDependencies } from '../../pipeline/check-quarantine.ts';
import type { CheckRenewalsDependencies } from '../../pipeline/check-renewals.ts';
import type { SweepDependencies, SweepTarget } from '../../pipeline/sweep.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export type SweeperDependencies = SweepDependencies &
  CheckRenewalsDependencies &
  CheckQuarantineDependencies;

export function createDependencies(environment: Environment, host: Host): SweeperDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const sqs = createSqsClient(host.clients);
  const inbound = createDynamoInboundBacklog({
    dynamodb,
    table: environment.CORDON_TABLE_MESSAGES,
  });
  const queueAt = (queueUrl: string): Pick<SweepTarget, 'queue' | 'depth'> => ({
    queue: createSqsQueue({ sqs, queueUrl }),
    depth: createSqsDepth({ sqs, queueUrl }),
  });
  const outbox = (work: string, table: string, queueUrl: string): SweepTarget => {
    const backlog = createDynamoOutboxBacklog({ dynamodb, table });
    return {
      work,
      unfinished: (before, limit) => backlog.due(before, limit),
      ...queueAt(queueUrl),
    };
  };
  return {
    targets: [
      {
        work: 'inbound',
        unfinished: (before, limit) => inbound.unfinished(before, limit),
        ...queueAt(environment.CORDON_QUEUE_INBOUND),
      },
      outbox(
        'deliver-clinical',
        environment.CORDON_TABLE_OUTBOX_CLINICAL,
        environment.CORDON_QUEUE_DELIVER_CLINICAL,
      ),
      outbox(
        'deliver-marketing',
        environment.CORDON_TABLE_OUTBOX_MARKETING,
        environment.CORDON_QUEUE_DELIVER_MARKETING,
      ),
    ],
    quarantine: createDynamoQuarantineBacklog({
      dynamodb,
      table: environment.CORDON_TABLE_QUARANTINE,
    }),
    store: createRegistryList({ dynamodb, table: environment.CORDON_TABLE_REGISTRY }),
    clock: host.clock,
    log: host.log,
  };
}
