import { fromDeliveryTag } from '../../adapters/aws/shared/delivery-tag.ts';
import { readMailEvent, type ToldOfMail } from '../../core/send/mail-event.ts';
import { readMailFeedback } from '../../core/send/mail-feedback.ts';
import { readMailOrigin, type MailOrigin, type MailSets } from '../../core/send/mail-origin.ts';
import {
  hearMailEvent,
  type MailEventDependencies,
  MisdirectedMailError,
} from '../../pipeline/hear-mail-event.ts';
import { hearMailFeedback } from '../../pipeline/hear-mail-feedback.ts';
import type { PeopleDependencies } from '../../pipeline/people-dependencies.ts';
import { createSqsHandler, type SqsHandler } from '../sqs-handler.ts';

export interface MailFeedbackDependencies extends PeopleDependencies, MailEventDependencies {
  readonly sets: MailSets;
}

/** What is no notification of SES; something else may publish to the topic. */
class MailFeedbackError extends Error {
  override readonly name = 'MailFeedbackError';
}

/**
 * The consumer of the queue into which SES's events come, by way of a topic and as SES wrote them (raw message
 * delivery). What cannot be read, belongs to no covered entity or is about mail of somebody else's is never dropped: it comes again, and after the
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
        const told = readMailEvent(body);
        if (feedback.kind === 'other' && told === undefined) return;
        const origin = readMailOrigin(body, deps.sets);
        if (origin === undefined) {
          throw new MisdirectedMailError('an event of none of our configuration sets');
        }
        const tag = feedback.kind === 'other' ? undefined : feedback.entityTag;
        // Neither waits for the other: what cannot be heard of one is heard of the other.
        const outcomes = await Promise.allSettled([
          hearMailFeedback(feedback, named(tag), deps),
          hearEvent(told, origin, deps),
        ]);
        for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      },
    },
    deps.log,
  );
}

async function hearEvent(
  told: ToldOfMail | undefined,
  origin: MailOrigin,
  deps: MailEventDependencies,
): Promise<void> {
  if (told !== undefined) await hearMailEvent(told, named(told.deliveryTag), origin, deps);
}

function named(tag: string | undefined): string | undefined {
  return tag === undefined ? undefined : fromDeliveryTag(tag);
}
