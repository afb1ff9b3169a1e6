import type { SQSEvent, SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { isEnvelopeKey } from '../../adapters/aws/shared/s3-dropped-mail.ts';
import { relayMail, type RelayMailDependencies } from '../../pipeline/relay-mail.ts';
import type { Log } from '../../ports/log.ts';
import { createSqsHandler } from '../sqs-handler.ts';

/** S3's notification of one new object; SQS gets one record a message. */
const notificationSchema = z.object({
  Records: z.tuple([
    z.object({
      eventName: z.string().startsWith('ObjectCreated:'),
      s3: z.object({ object: z.object({ key: z.string().min(1).max(4096) }) }),
    }),
  ]),
});

/** What S3 sends when the notification is set up. */
const testSchema = z.object({ Event: z.literal('s3:TestEvent') });

/** Key of the mail; undefined for what is no notification, and empty for a test and for the envelope of a mail. */
export function keyIn(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (testSchema.safeParse(value).success) return '';
  const parsed = notificationSchema.safeParse(value);
  if (!parsed.success) return undefined;
  // Written as in a form: a space is a plus sign.
  try {
    const key = decodeURIComponent(parsed.data.Records[0].s3.object.key.replaceAll('+', ' '));
    return isEnvelopeKey(key) ? '' : key;
  } catch {
    return undefined;
  }
}

/** The consumer of the queue into which S3 tells of mail that SES took for us. */
export function createRelayHandler(
  deps: RelayMailDependencies,
  log: Log,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return createSqsHandler(
    {
      name: 'smtp-relay',
      read: keyIn,
      run: async (key) => {
        if (key !== '') await relayMail(key, deps);
      },
    },
    log,
  );
}
