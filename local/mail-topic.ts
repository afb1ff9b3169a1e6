import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Where SES publishes what becomes of mail, on its way into a queue. */
export interface MailTopic {
  /** Never throws: SES has answered its caller long before. */
  publish(event: string): Promise<void>;
  /** From here on it goes into this queue, as it was written: what is published before goes nowhere. */
  subscribe(sqs: { readonly url: string }, queueUrl: string): void;
  close(): Promise<void>;
}

/** What SNS does between SES and the queue, with raw message delivery. */
export function createMailTopic(region: string): MailTopic {
  let subscriber: { readonly sqs: SQSClient; readonly queueUrl: string } | undefined;
  const underWay = new Set<Promise<void>>();
  async function send(event: string): Promise<void> {
    if (subscriber === undefined) return;
    const { sqs, queueUrl: QueueUrl } = subscriber;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: event }));
  }
  return {
    async publish(event) {
      // A gateway that is stopping takes no more: the queue is in memory, and what is in it ends with it.
      const sending = send(event).catch(() => undefined);
      underWay.add(sending);
      await sending;
      underWay.delete(sending);
    },
    subscribe({ url: endpoint }, queueUrl) {
      const credentials = { accessKeyId: 'development', secretAccessKey: 'development' };
      subscriber = { sqs: new SQSClient({ region, endpoint, credentials }), queueUrl };
    },
    async close() {
      await Promise.all(underWay);
      subscriber?.sqs.destroy();
      subscriber = undefined;
    },
  };
}
