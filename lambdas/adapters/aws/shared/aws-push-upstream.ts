import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { TextUpstream } from '../../../ports/text-upstream.ts';
import { type AwsSender, type AwsTextsOptions, failureOf, lazily } from './aws-texts.ts';
import { sendOnceOptions } from './client-config.ts';

/**
 * What SNS says of an endpoint that has gone or was switched off, and of what it cannot take (Publish, Errors); the second
 * of each two is how the query protocol spells it. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const FINAL: ReadonlySet<string> = new Set([
  ...['EndpointDisabledException', 'EndpointDisabled'],
  ...['InvalidParameterException', 'InvalidParameter'],
  ...['InvalidParameterValueException', 'ParameterValueInvalid'],
  ...['NotFoundException', 'NotFound'],
  'ValidationException',
]);

/**
 * Push notifications by SNS. The recipient is the ARN of a device's endpoint, which must be one of the lane's own
 * applications: a topic, a number or another application's device never gets anything.
 */
export function createAwsPushUpstream({ clients, senders }: AwsTextsOptions): TextUpstream {
  const sender = lazily(async () => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = new SNSClient(sendOnceOptions(clients, 'sns'));
    return (input: PublishCommandInput) => client.send(new PublishCommand(input));
  });
  return {
    async send({ recipient, text, mediaUrls }) {
      if (mediaUrls.length > 0) return { kind: 'rejected', failure: 'media_not_supported' };
      if (!isDeviceOf(senders, recipient)) {
        return { kind: 'rejected', failure: 'recipient_not_of_lane' };
      }
      const send = await sender();
      try {
        const { MessageId } = await send({ TargetArn: recipient, Message: text });
        return { kind: 'sent', providerId: MessageId ?? 'unknown' };
      } catch (error) {
        return failureOf(error, (_error, code) => FINAL.has(code));
      }
    },
  };
}

/** `app/GCM/clinic` has the devices `endpoint/GCM/clinic/ID`. */
function isDeviceOf(applications: readonly AwsSender[], recipient: string): boolean {
  return applications.some(({ arn }) => {
    const devices = `${arn.replace(':app/', ':endpoint/')}/`;
    return recipient.startsWith(devices) && /^[A-Za-z0-9-]+$/.test(recipient.slice(devices.length));
  });
}
