import { fromDeliveryTag } from '../../adapters/aws/shared/delivery-tag.ts';
import { readMailFeedback } from '../../core/send/mail-feedback.ts';
import { hearMailFeedback } from '../../pipeline/hear-mail-feedback.ts';
import type { PeopleDependencies } from '../../pipeline/people-dependencies.ts';
import type { Log } from '../../ports/log.ts';
import { createSqsHandler, type SqsHandler } from '../sqs-handler.ts';

export type MailFeedbackDependencies = PeopleDependencies & { readonly log: Log };

/** What is no notification of SES; something else may publish to the topic. */
class MailFeedbackError extends Error {
  override readonly name = 'MailFeedbackError';
}

/**
 * The consumer of the queue into which SES's events come, by way of a topic and as SES wrote them (raw message
 * delivery). What cannot be read, or belongs to no covered entity, is never dropped: it comes again, and after the
 * last attempt the dead-letter queue keeps it for a person.
 */
export function createMailFeedbackHandler(deps: MailFeedbackDependencies): SqsHandler {
  return createSqsHandler(
    {
      name: 'mail-feedback',
      read: (body) => body,
      async run(body) {
        const feedback = readMailFeedback(body);
        if (feedback === undefined) throw new MailFeedbackError('not a notification of SES');
        const tag = feedback.kind === 'other' ? undefined : feedback.entityTag;
        const entityId = tag === undefined ? undefined : fromDeliveryTag(tag);
        await hearMailFeedback(feedback, entityId, deps);
      },
    },
    deps.log,
  );
}
