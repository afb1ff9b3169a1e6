import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import type { OutboundDependencies } from '../../pipeline/outbound-dependencies.ts';
import type { Host } from '../host.ts';
import { createSendDependencies } from '../send-dependencies.ts';
import type { Environment } from './environment.ts';

export function createDependencies(
  environment: Environment,
  host: Host,
): Promise<OutboundDependencies> {
  const queueUrl = environment.CORDON_QUEUE_DELIVER_CLINICAL;
  return createSendDependencies(environment, queueUrl, host, ({ dynamodb }) =>
    createDynamoOutboxWriter({
      dynamodb,
      table: environment.CORDON_TABLE_OUTBOX_CLINICAL,
      lane: 'clinical',
    }),
  );
}
