import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import type { MessageOutcome } from '../core/send/outcome.ts';
import { scheduledFor } from '../core/send/send-window.ts';
import { decisionsOf, outcomeKind, toSentMessage } from '../core/send/sent-message.ts';
import { decideAll } from './decide-messages.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { recordDecision } from './record-decision.ts';
import { PartlyReleasedError, type OutboundDependencies } from './outbound-dependencies.ts';
import { releaseOutbound, sealOutbound } from './release-outbound.ts';
import type { Stopwatch } from './stopwatch.ts';

/**
 * Scan, decide, protect and record the messages of one request; the answer to the caller is the decision.
 * If any of them is refused, none leaves: one request has one answer. All is sealed first, then what was decided is
 * kept, then recorded, and only then released, so that a failure before the last step has released nothing.
 *
 * @param begun by a request that was cut short: what it decided stands, and is carried out from where it stopped
 * @throws PartlyReleasedError when releasing failed half-way: some of it may be delivered
 * @throws when something could not be made durable before; nothing was released and the caller retries
 */
export async function sendMessages(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
  begun = false,
): Promise<MessageOutcome> {
  const decided = await decideAll(messages, sender, watch, deps, begun);
  const refused = decided.filter(isRefused);
  const answered = await carryOut(refused.length > 0 ? refused : decided, sender, deps);
  const decisions = answered.flatMap(({ records }) => records);
  const messageId = answered[0]?.messageId ?? '';
  return { kind: outcomeKind(decisions), messageId, decisions };
}

/**
 * The same where each message has its own answer: those that are refused hold up no other.
 *
 * @returns one outcome for each message, in their order
 * @throws as `sendMessages` does
 */
export async function sendEach(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
  begun = false,
): Promise<readonly MessageOutcome[]> {
  const decided = await decideAll(messages, sender, watch, deps, begun);
  const answered = await carryOut(decided, sender, deps);
  return answered.map(({ messageId, records: decisions }) => ({
    ...{ kind: outcomeKind(decisions), messageId, decisions },
  }));
}

/**
 * Seals what leaves or is held, keeps what was decided, records it, and only then releases it. Whatever a crash leaves
 * undone, a repeat does by the decisions that were kept; without one, what was not released says so (`recipientStatus`).
 *
 * @returns the messages as they were kept
 */
async function carryOut(
  decided: readonly DecidedMessage[],
  sender: Sender,
  deps: OutboundDependencies,
): Promise<readonly DecidedMessage[]> {
  const links = new Map<string, ReadonlyMap<string, string>>();
  await inBatches(decided, async (item) => {
    if (item.kept === undefined) links.set(item.messageId, await sealOutbound(item, sender, deps));
  });
  const kept: DecidedMessage[] = [];
  await inBatches(
    decided.map((item, index) => ({ item, index })),
    async ({ item, index }) => {
      kept[index] = await keep(item, links.get(item.messageId), deps);
    },
  );
  const decisions = kept.flatMap(({ records }) => records);
  await inBatches(decisions, (record) => recordDecision(record, deps));
  try {
    await releaseOutbound(kept, sender, deps);
  } catch (error) {
    throw new PartlyReleasedError('a part of the request may have been queued', { cause: error });
  }
  return kept;
}

/** From here on the message is decided: of two who work on one, both go by what the first has put. */
async function keep(
  item: DecidedMessage,
  links: ReadonlyMap<string, string> | undefined,
  { sent }: OutboundDependencies,
): Promise<DecidedMessage> {
  if (item.kept !== undefined) return item;
  const [first] = item.records;
  const sendAt = first && scheduledFor(item.message, first.decidedAt);
  const kept = await sent.put(toSentMessage(item.records, sendAt, links));
  const records = decisionsOf(kept).map((record, index): DecisionRecord => {
    const { person, personIs, latencyMs } = item.records[index] ?? record;
    return {
      ...record,
      ...(person === undefined ? {} : { person }),
      ...(personIs === undefined ? {} : { personIs }),
      latencyMs,
    };
  });
  return { ...item, records, kept };
}

/** Nobody may have it. Where somebody may, those who may not are left out, and their decision says so. */
function isRefused({ records }: DecidedMessage): boolean {
  return outcomeKind(records) === 'refused';
}
