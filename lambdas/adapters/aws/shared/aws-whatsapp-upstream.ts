import type { SendWhatsAppMessageCommandInput } from '@aws-sdk/client-socialmessaging';
import type { TextUpstream } from '../../../ports/text-upstream.ts';
import { type AwsTextsOptions, failureOf, lazily, senderArn } from './aws-texts.ts';
import { sendOnceOptions } from './client-config.ts';

/** Of Meta's API, whose message object goes through as it is. */
const META_API_VERSION = 'v20.0';

/** What AWS says of a message that is not one, or of a number that cannot have it. */
const FINAL: ReadonlySet<string> = new Set(['InvalidParametersException', 'ValidationException']);

/**
 * WhatsApp by AWS End User Messaging Social (SendWhatsAppMessage): text alone, whose links nobody fetches for a preview.
 * Media is refused: it would have to be uploaded first. https://docs.aws.amazon.com/social-messaging/latest/APIReference/
 */
export function createAwsWhatsAppUpstream({ clients, senders }: AwsTextsOptions): TextUpstream {
  const sender = lazily(async () => {
    const { SendWhatsAppMessageCommand, SocialMessagingClient } =
      await import('@aws-sdk/client-socialmessaging');
    const client = new SocialMessagingClient(sendOnceOptions(clients, 'socialMessaging'));
    return (input: SendWhatsAppMessageCommandInput) =>
      client.send(new SendWhatsAppMessageCommand(input));
  });
  return {
    async send(text) {
      if (text.mediaUrls.length > 0) return { kind: 'rejected', failure: 'media_not_supported' };
      const send = await sender();
      try {
        const { messageId } = await send({
          originationPhoneNumberId: senderArn(text, senders),
          metaApiVersion: META_API_VERSION,
          message: messageOf(text.recipient, text.text),
        });
        return { kind: 'sent', providerId: messageId ?? 'unknown' };
      } catch (error) {
        return failureOf(error, (_error, code) => FINAL.has(code));
      }
    },
  };
}

function messageOf(to: string, body: string): Uint8Array {
  const message = {
    ...{ messaging_product: 'whatsapp', recipient_type: 'individual', to },
    ...{ type: 'text', text: { preview_url: false, body } },
  };
  return Buffer.from(JSON.stringify(message));
}
