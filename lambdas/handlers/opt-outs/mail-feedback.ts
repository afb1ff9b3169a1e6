import type { SNSEvent } from 'aws-lambda';
import { fromDeliveryTag } from '../../adapters/aws/shared/delivery-tag.ts';
import { readMailFeedback } from '../../core/send/mail-feedback.ts';
import { hearMailFeedback } from '../../pipeline/hear-mail-feedback.ts';
import type { PeopleDependencies } from '../../pipeline/people-dependencies.ts';
import { errorClass, type Log } from '../../ports/log.ts';

export type MailFeedbackHandler = (event: SNSEvent) => Promise<void>;

/** What is no notification of SES; another function may be subscribed to the wrong topic. */
class MailFeedbackError extends Error {
  override readonly name = 'MailFeedbackError';
}

/**
 * Notifications of SES by SNS, which calls the function by IAM, so that nobody else can. What fails is
 * thrown: SNS delivers it again.
 */
export function createMailFeedbackHandler(
  deps: PeopleDependencies & { readonly log: Log },
): MailFeedbackHandler {
  return async ({ Records }) => {
    try {
      for (const { Sns } of Records) {
        const feedback = readMailFeedback(Sns.Message);
        if (feedback === undefined) throw new MailFeedbackError('not a notification of SES');
        const tag = feedback.kind === 'other' ? undefined : feedback.entityTag;
        const entityId = tag === undefined ? undefined : fromDeliveryTag(tag);
        await hearMailFeedback(feedback, entityId, deps);
      }
    } catch (error) {
      const route = 'mail-feedback';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      throw error;
    }
  };
}
