import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Hands work out once more, whatever became of it: SQS delivers at least once, and in any order. */
export async function handOut(
  endpoint: string,
  queue: 'inbound' | 'deliver-clinical' | 'deliver-marketing',
  ids: readonly string[],
): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQSClient({ region: 'us-east-1', endpoint, credentials });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => url.endsWith(`-${queue}`));
  for (const id of ids) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id }) }));
  }
  sqs.destroy();
}
