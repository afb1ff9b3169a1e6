import { createLambdaClient } from '../../adapters/aws/marketing/lambda-client.ts';
import { createLambdaSendPermission } from '../../adapters/aws/marketing/lambda-send-permission.ts';
import { createMarketingOutbox } from '../../adapters/aws/marketing/marketing-outbox.ts';
import { createDynamoDbClient } from '../../adapters/aws/shared/dynamodb-client.ts';
import { createS3Client } from '../../adapters/aws/shared/s3-client.ts';
import { clearBodies } from '../../pipeline/clear-bodies.ts';
import type { DeliveryDependencies } from '../../pipeline/delivery.ts';
import { createDeliverDependencies } from '../deliver-dependencies.ts';
import type { Host } from '../host.ts';
import type { Environment } from './environment.ts';

export function createDependencies(environment: Environment, host: Host): DeliveryDependencies {
  const dynamodb = createDynamoDbClient(host.clients);
  const lane = {
    lane: 'marketing' as const,
    outboxTable: environment.CORDON_TABLE_OUTBOX_MARKETING,
    queueUrl: environment.CORDON_QUEUE_DELIVER_MARKETING,
  };
  return {
    ...createDeliverDependencies(environment, lane, dynamodb, host),
    lane: 'marketing',
    outbox: createMarketingOutbox({
      dynamodb,
      table: environment.CORDON_TABLE_OUTBOX_MARKETING,
      bodies: { s3: createS3Client(host.clients), bucket: environment.CORDON_BUCKET_MARKETING },
    }),
    bodies: clearBodies,
    permission: createLambdaSendPermission({
      lambda: createLambdaClient(host.clients),
      functionName: environment.CORDON_FUNCTION_PERMISSION_CHECK,
    }),
  };
}
