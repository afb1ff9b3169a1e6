import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import {
  clientOptions,
  type ClientConfig,
} from '../../lambdas/adapters/aws/shared/client-config.ts';
import { systemClock } from '../../lambdas/adapters/aws/shared/clock.ts';
import { createDependencies } from '../../lambdas/handlers/mail-accept/dependencies.ts';
import { readEnvironment } from '../../lambdas/handlers/mail-accept/environment.ts';
import { createMailAcceptHandler } from '../../lambdas/handlers/mail-accept/take.ts';
import type { Log } from '../../lambdas/ports/log.ts';
import type { Running } from '../../local/start.ts';

const SOURCE = 'mail-in';
const BUCKET = 'cordon-mail-in';

/** Takes one mail in, as the function behind SES's receipt rules does. */
export type TakeMail = (at: number) => Promise<void>;

/**
 * The function that takes mail in, over the services of a gateway, which has none of its own: its listener stands for SES. What SES does
 * is done here: it puts the mail into the bucket, which is counted as a PUT, and tells of it.
 */
export async function startMailIn(
  gateway: Running,
  clients: ClientConfig,
  log: Log,
): Promise<TakeMail> {
  await addSource(gateway);
  const sqs = new SQSClient(clientOptions(clients, 'sqs'));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'cordon-inbound' }));
  sqs.destroy();
  const environment = readEnvironment({
    CORDON_TABLE_REGISTRY: 'cordon-registry',
    CORDON_TABLE_MESSAGES: 'cordon-messages',
    CORDON_TABLE_VAULT: 'cordon-vault',
    CORDON_BUCKET_VAULT: 'cordon-vault',
    CORDON_BUCKET_MAIL: BUCKET,
    CORDON_QUEUE_INBOUND: QueueUrl,
    CORDON_KEY_PHI: 'arn:aws:kms:us-east-1:000000000000:alias/cordon-phi',
  });
  const deps = createDependencies(environment, {
    ...{ clients, clock: systemClock, log, allowLoopbackHttp: true, isAlone: true },
    ...{ policyDirectory: '', readingThread: new URL('file:///nowhere') },
  });
  // Removing an object costs nothing, and the embedded S3 cannot.
  const mail = { ...deps.mail, remove: () => Promise.resolve() };
  const handler = createMailAcceptHandler({ ...deps, mail });
  const s3 = new S3Client({ ...clientOptions(clients, 's3'), forcePathStyle: true });
  return async (at) => {
    const messageId = `cost${String(at)}`;
    const objectKey = `${SOURCE}/${messageId}`;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: objectKey, Body: sampleMail(at) }));
    const passed = { status: 'PASS' };
    const body = JSON.stringify({
      notificationType: 'Received',
      mail: { messageId },
      receipt: {
        ...{ spamVerdict: passed, virusVerdict: passed, dmarcVerdict: passed },
        action: { type: 'S3', objectKey },
      },
    });
    const record = { messageId, body, attributes: { ApproximateReceiveCount: '1' } };
    const { batchItemFailures } = await handler({ Records: [record] } as unknown as SQSEvent);
    if (batchItemFailures.length > 0) throw new Error('a mail was not taken in');
  };
}

async function addSource({ url, credentials }: Running): Promise<void> {
  const response = await fetch(`${url}/v1/admin/sources/${SOURCE}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${credentials.officerKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      expectedVersion: 0,
      entry: {
        ...{ id: SOURCE, scheme: 'mail', entityId: 'development-hospital', purpose: 'clinical' },
        ...{ careContext: true, maxBodyBytes: 1024 * 1024 },
        destinationIds: ['clinical-sink'],
      },
      why: 'to count what it costs',
    }),
  });
  if (!response.ok) throw new Error(`the gateway answered ${String(response.status)}`);
}

/** A mail of 1 KB about a patient, as a program writes it. */
function sampleMail(at: number): string {
  const lines = [
    ...['From: Results <results@lab.example>', 'To: results@in.example.com'],
    ...[`Message-ID: <${String(at)}@lab.example>`, 'Subject: Results', 'MIME-Version: 1.0'],
    ...['Content-Type: text/plain; charset=utf-8', ''],
    ...['Patient: Marisol Quintero', 'Born: 1984-03-09', `MRN ${String(4400000 + at)}`, ''],
    'Follow-up for type 2 diabetes; please call before the visit.',
    ...Array.from(
      { length: 12 },
      (_, index) => `Question ${String(index)} of the form: no, nothing to add.`,
    ),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
