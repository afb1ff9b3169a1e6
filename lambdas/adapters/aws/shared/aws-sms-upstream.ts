import type { SendTextMessageCommandInput } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { TextUpstream } from '../../../ports/text-upstream.ts';
import { type AwsTextsOptions, failureOf, lazily, senderArn } from './aws-texts.ts';
import { sendOnceOptions } from './client-config.ts';
import { errorCode } from './service-error.ts';

/**
 * Conflicts that are about the recipient (ConflictException, `Reason`); the others are about the state of senders and of
 * the account. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
const REFUSED_RECIPIENTS: ReadonlySet<string> = new Set([
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
]);

/** Reasons of a ValidationException that the operator mends, by registering or opening what sends. */
const MENDED: ReadonlySet<string> = new Set([
  'CHANNEL_NOT_ENABLED',
  'COUNTRY_NOT_ENABLED',
  'INVALID_ARN',
  'RESOURCE_NOT_ACCESSIBLE',
  'SENDER_ID_NOT_REGISTERED',
  'SENDER_ID_REQUIRES_REGISTRATION',
]);

/**
 * SMS by AWS End User Messaging (SendTextMessage). It has no reference by which it knows a repeat: no call is made twice.
 * Media is refused: MMS takes files of the account's own buckets alone.
 */
export function createAwsSmsUpstream({ clients, lane, senders }: AwsTextsOptions): TextUpstream {
  const sender = lazily(async () => {
    const { PinpointSMSVoiceV2Client, SendTextMessageCommand } =
      await import('@aws-sdk/client-pinpoint-sms-voice-v2');
    const client = new PinpointSMSVoiceV2Client(sendOnceOptions(clients, 'smsVoice'));
    return (input: SendTextMessageCommandInput) => client.send(new SendTextMessageCommand(input));
  });
  return {
    async send(text) {
      if (text.mediaUrls.length > 0) return { kind: 'rejected', failure: 'media_not_supported' };
      const send = await sender();
      try {
        const { MessageId } = await send({
          DestinationPhoneNumber: text.recipient,
          OriginationIdentity: senderArn(text, senders),
          MessageBody: text.text,
          MessageType: lane === 'clinical' ? 'TRANSACTIONAL' : 'PROMOTIONAL',
        });
        return { kind: 'sent', providerId: MessageId ?? 'unknown' };
      } catch (error) {
        return failureOf(error, isFinal, reasonOf(error) ?? errorCode(error));
      }
    },
  };
}

function isFinal(error: unknown, reason: string): boolean {
  switch (errorCode(error)) {
    case 'ConflictException':
      return REFUSED_RECIPIENTS.has(reason);
    case 'ValidationException':
      return !MENDED.has(reason);
    default:
      return false;
  }
}

/** @returns undefined where AWS gives none, or one that is no constant */
function reasonOf(error: unknown): string | undefined {
  const { Reason } = error as { readonly Reason?: unknown };
  return typeof Reason === 'string' && /^[A-Z][A-Z_]{0,79}$/.test(Reason) ? Reason : undefined;
}
