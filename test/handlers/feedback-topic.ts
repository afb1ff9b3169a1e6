import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { SqsHandler } from '../../lambdas/handlers/sqs-handler.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { startWorkers } from '../../local/workers.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

/**
 * What stands between SES and the function, as the data stack has it: a topic, a queue that is subscribed with raw
 * message delivery, its dead-letter queue, and something that does what Lambda's event source does.
 */
export async function startFeedbackTopic(handler: SqsHandler) {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  const url = `http://127.0.0.1:${String(address.port)}`;

  const createQueue = async (name: string, attributes: Record<string, string>) => {
    const { body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(url).host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.CreateQueue',
      },
      payload: JSON.stringify({ QueueName: name, Attributes: attributes }),
    });
    return (JSON.parse(body) as { QueueUrl: string }).QueueUrl;
  };
  const sns = async (action: Record<string, string>) => {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(url).host,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ Version: '2010-03-31', ...action }).toString(),
    });
    if (statusCode !== 200) throw new Error(`${String(action['Action'])}: ${String(statusCode)}`);
  };

  const deadLettersUrl = await createQueue('feedback-dead-letters', {});
  const queueUrl = await createQueue('feedback', {
    // What fails is handed out again at once: eight attempts should not take minutes.
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: arn('sqs', 'feedback-dead-letters'),
      maxReceiveCount: 8,
    }),
  });
  await sns({ Action: 'CreateTopic', Name: 'feedback' });
  await sns({
    Action: 'Subscribe',
    TopicArn: arn('sns', 'feedback'),
    Protocol: 'sqs',
    Endpoint: arn('sqs', 'feedback'),
    'Attributes.entry.1.key': 'RawMessageDelivery',
    'Attributes.entry.1.value': 'true',
  });

  const sqs = new SQSClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    useQueueUrlAsEndpoint: false,
  });
  const failures: LogEvent[] = [];
  const log = { write: (event: LogEvent) => void failures.push(event) };
  const stop = startWorkers({ sqs, queueUrl, handler, concurrency: 1, log });
  return {
    /** As SES does, under its configuration set's event destination. */
    publish: (message: string) =>
      sns({ Action: 'Publish', TopicArn: arn('sns', 'feedback'), Message: message }),
    /** The next message for a person to look at; it stays there. */
    async deadLetter(): Promise<string | undefined> {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, WaitTimeSeconds: 5 }),
      );
      return Messages[0]?.Body;
    },
    async close(): Promise<void> {
      await stop();
      sqs.destroy();
      await app.close();
    },
  };
}
