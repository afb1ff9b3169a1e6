import { SendEmailCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Mailer } from '../../../ports/mailer.ts';
import { DELIVERY_TAG } from '../../../core/send/mail-event.ts';
import { ENTITY_TAG } from '../../../core/send/mail-feedback.ts';
import { toDeliveryTag } from './delivery-tag.ts';
import { mayHaveLeft } from './may-have-left.ts';
import { errorCode } from './service-error.ts';

export interface SesMailerOptions {
  readonly ses: SESv2Client;
  /** The lane's configuration set: it decides whether TLS is required and what is tracked. */
  readonly configurationSet: string;
  /** For what says nothing, and may go without TLS; absent: everything goes by the lane's own. */
  readonly noticesConfigurationSet?: string;
  /** ARN of the lane's identity, where sending authorization is used. */
  readonly identityArn?: string;
}

/**
 * What SES will say again to the same message (SESv2 SendEmail, Errors). Everything else may pass: throttling, a
 * paused account, a fault, the network.
 */
const FINAL: ReadonlySet<string> = new Set([
  'BadRequestException',
  'MailFromDomainNotVerifiedException',
  'MessageRejected',
  'NotFoundException',
]);

const MAX_TAG_LENGTH = 256;

/** One bare address: SES would read a comma as the start of a second recipient. */
const ONE_ADDRESS = /^[^\s,;:<>()"@]{1,64}@[^\s,;:<>()"@]{1,255}$/;

/**
 * SESv2, raw messages. The envelope has exactly the one recipient, whatever the headers say. Never
 * throws: a failure is an answer, by SES's error code alone (its message may quote addresses).
 */
export function createSesMailer(options: SesMailerOptions): Mailer {
  const { ses, configurationSet, noticesConfigurationSet, identityArn } = options;
  return {
    async send({ from, recipient, raw, deliveryId, entityId, isNotice }) {
      if (!ONE_ADDRESS.test(recipient)) return { kind: 'rejected', failure: 'recipient_malformed' };
      const tags = [
        { Name: DELIVERY_TAG, Value: toDeliveryTag(deliveryId) },
        { Name: ENTITY_TAG, Value: toDeliveryTag(entityId) },
        // An id that is too long for a tag goes without one: the mail matters more than its events.
      ].filter(({ Value }) => Value.length <= MAX_TAG_LENGTH);
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        ...(identityArn === undefined ? {} : { FromEmailAddressIdentityArn: identityArn }),
        Destination: { ToAddresses: [recipient] },
        Content: { Raw: { Data: raw } },
        ConfigurationSetName:
          isNotice === true ? (noticesConfigurationSet ?? configurationSet) : configurationSet,
        ...(tags.length === 0 ? {} : { EmailTags: tags }),
      });
      try {
        const { MessageId } = await ses.send(command);
        return { kind: 'sent', providerId: MessageId ?? 'unknown' };
      } catch (error) {
        const failure = errorCode(error);
        if (FINAL.has(failure)) return { kind: 'rejected', failure };
        return { kind: 'retry', failure, ...(mayHaveLeft(error) ? { mayHaveLeft: true } : {}) };
      }
    },
  };
}
