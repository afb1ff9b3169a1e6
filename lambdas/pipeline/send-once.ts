import type { MessageOutcome } from '../core/send/outcome.ts';
import { decisionsOf, outcomeKind } from '../core/send/sent-message.ts';
import type { Lane } from '../core/vocabulary.ts';
import { errorClass } from '../ports/log.ts';
import type { Claim, GivenAnswer, OnceRequest } from '../ports/sent-requests.ts';
import { inBatches } from './in-batches.ts';
import type { OutboundDependencies } from './outbound-dependencies.ts';

/** What a request came to: one outcome for all, or one for each message. */
export type SentOutcome = MessageOutcome | readonly MessageOutcome[];

/** What was answered before cannot be told any more. The caller tries again, and nothing is sent twice. */
export class AnswerLostError extends Error {
  override readonly name = 'AnswerLostError';
}

type Begun =
  | Exclude<Claim, { readonly kind: 'claimed' }>
  | {
      readonly kind: 'claimed';
      readonly seed: string;
      /** Somebody has worked on it before, and was cut short. */
      readonly begun: boolean;
    };

/**
 * Begins a request that has an `Idempotency-Key`. Nothing of it was done before this; what it answers once it is done is
 * told again for 24 hours.
 *
 * A crash, or a failure half-way, leaves it begun. Whoever repeats it is told to wait for a minute at most, and then works
 * on under the ids of the first try. What that had decided stands, and is carried out from where it stopped: nothing is
 * on record twice, nobody gets it twice, and the answer is the one that the first would have given.
 */
export async function beginOnce(
  request: OnceRequest,
  { once, random }: OutboundDependencies,
): Promise<Begun> {
  const own = Buffer.from(random.bytes(32)).toString('base64url');
  const claim = await once.claim(request, own);
  return claim.kind === 'claimed' ? { ...claim, begun: claim.seed !== own } : claim;
}

/** Keeps what was answered. That it could not be kept spoils no answer: it is then worked out once more. */
export async function finishOnce(
  request: OnceRequest,
  outcome: SentOutcome,
  { once, log }: OutboundDependencies,
): Promise<void> {
  try {
    await once.finish(request, answerOf(outcome));
  } catch (error) {
    const work = 'finish-request';
    log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}

/** Lets somebody try again at once. That they could not be let only means that they have to wait. */
export async function abandonOnce(
  request: OnceRequest,
  { once, log }: OutboundDependencies,
): Promise<void> {
  try {
    await once.abandon(request);
  } catch (error) {
    const work = 'abandon-request';
    log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}

/** Makes a repeat a request of its own. That it could not be made one only means that it is decided under the same ids. */
export async function forgetOnce(
  request: OnceRequest,
  { once, log }: OutboundDependencies,
): Promise<void> {
  try {
    await once.forget(request);
  } catch (error) {
    const work = 'forget-request';
    log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}

/** The outcome that was answered, from what is kept of its messages. @throws AnswerLostError */
export async function answeredBefore(
  { kind, messageIds }: GivenAnswer,
  lane: Lane,
  { sent }: OutboundDependencies,
): Promise<SentOutcome> {
  const outcomes: MessageOutcome[] = [];
  await inBatches(
    messageIds.map((messageId, index) => ({ messageId, index })),
    async ({ messageId, index }) => {
      const found = await sent.find(lane, messageId);
      if (found === undefined) throw new AnswerLostError('what was answered is not on record');
      const decisions = decisionsOf(found);
      outcomes[index] = { kind: outcomeKind(decisions), messageId, decisions };
    },
  );
  if (kind === undefined) return outcomes;
  const decisions = outcomes.flatMap((one) => one.decisions);
  return { kind, messageId: messageIds[0] ?? '', decisions };
}

function answerOf(outcome: SentOutcome): GivenAnswer {
  if (isOne(outcome)) {
    const messageIds = [...new Set(outcome.decisions.map(({ messageId }) => messageId))];
    return { kind: outcome.kind, messageIds };
  }
  return { messageIds: outcome.map(({ messageId }) => messageId) };
}

export function isOne(outcome: SentOutcome): outcome is MessageOutcome {
  return !Array.isArray(outcome);
}
