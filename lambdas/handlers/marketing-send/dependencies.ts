import { createLambdaClient } from '../../adapters/aws/marketing/lambda-client.ts';
import { createLambdaSendPermission } from '../../adapters/aws/marketing/lambda-send-permission.ts';
import { createDynamoOutboxWriter } from '../../adapters/aws/shared/dynamo-outbox-writer.ts';
import type { OutboundDependencies } from '../../pipeline/outbound-dependencies.ts';
import type { Host } from '../host.ts';
import { createSendDependencies } from '../send-dependencies.ts';
import type { Environment } from './environment.ts';

export async function createDependencies(
  environment: Environment,
  host: Host,
): Promise<OutboundDependencies> {
  const queueUrl = environment.CORDON_QUEUE_DELIVER_MARKETING;
  const shared = await createSendDependencies(environment, queueUrl, host, ({ dynamodb, s3 }) =>
    createDynamoOutboxWriter({
      dynamodb,
      table: environment.CORDON_TABLE_OUTBOX_MARKETING,
      lane: 'marketing',
      bodies: { s3, bucket: environment.CORDON_BUCKET_MARKETING },
    }),
  );
  const permission = createLambdaSendPermission({
    lambda: createLambdaClient(host.clients),
    functionName: environment.CORDON_FUNCTION_PERMISSION_CHECK,
  });
  return { ...shared, permission };
}
