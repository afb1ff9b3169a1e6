import { shadowOf } from '../core/decide/shadow.ts';
import { newMessageId } from '../core/message/ids.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { countFindings, type ScanReport } from '../core/scan/finding.ts';
import { SCANNER_VERSION } from '../core/scan/scan.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { createMessageScanner, type ScannedMessage } from '../core/send/scan-message.ts';
import type { MessageOutcome } from '../core/send/outcome.ts';
import {
  decisionIdOf,
  decisionsOf,
  outcomeKind,
  toSentMessage,
  type SentMessage,
} from '../core/send/sent-message.ts';
import { recipientsOf } from '../core/send/stored-message.ts';
import type { Purpose } from '../core/vocabulary.ts';
import { askSecondOpinion, noteOpinion, OPINION_MILLISECONDS } from './ask-second-opinion.ts';
import { boundedOpinion } from './bounded-opinion.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { recordDecision } from './record-decision.ts';
import { PartlyReleasedError, type OutboundDependencies } from './outbound-dependencies.ts';
import {
  knownRecipients,
  outboundContext,
  outboundFacts,
  type KnownRecipient,
} from './outbound-facts.ts';
import { releaseOutbound, sealOutbound } from './release-outbound.ts';
import { distinctReasons } from './read-payload.ts';
import { readAttachments } from './read-attachments.ts';
import { startStopwatch, type Stopwatch } from './stopwatch.ts';

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

async function decideAll(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
  begun: boolean,
): Promise<readonly DecidedMessage[]> {
  // First of all, so that a repeat that is seeded alike gives the same ids.
  const ids = messages.map(() => newMessageId(deps.random));
  const kept = begun ? await keptBefore(ids, sender, deps) : new Map<string, SentMessage>();
  const left = messages.filter((_, index) => !kept.has(ids[index] ?? ''));
  const scanner = createMessageScanner(await readAttachments(left, deps.documents));
  watch.mark('parse');
  const scan = scanWith(scanner, deps);
  const decided: DecidedMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const messageId = ids[index] ?? '';
    const before = kept.get(messageId);
    if (before !== undefined) {
      decided.push(await takeUp(message, before, sender, deps));
      continue;
    }
    // Scanning takes all of the processor: what else waits (a health check) has its turn between two.
    await deps.turns.next();
    decided.push(await decideMessage({ messageId, message }, scan, sender, watch, deps));
  }
  return decided;
}

/** What a request that was cut short had decided, by message. */
async function keptBefore(
  ids: readonly string[],
  { lane }: Sender,
  { sent }: OutboundDependencies,
): Promise<ReadonlyMap<string, SentMessage>> {
  const kept = new Map<string, SentMessage>();
  await inBatches(ids, async (messageId) => {
    const found = await sent.find(lane, messageId);
    if (found !== undefined) kept.set(messageId, found);
  });
  return kept;
}

/** The decisions that were kept. Whom they concern is not among it, and is looked up for what is not on record yet. */
async function takeUp(
  message: OutboundMessage,
  kept: SentMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<DecidedMessage> {
  const policy = await deps.policy.current();
  const context = await outboundContext(message, sender, undefined, policy, deps);
  const known = await knownRecipients(context, recipientsOf(message), deps);
  return takenUp({ messageId: kept.messageId, message, purpose: context.purpose }, kept, known);
}

function takenUp(
  {
    messageId,
    message,
    purpose,
  }: Pick<DecidedMessage, 'messageId' | 'message'> & { readonly purpose: Purpose },
  kept: SentMessage,
  known: readonly KnownRecipient[],
): DecidedMessage {
  const records = decisionsOf(kept).map((record, index): DecisionRecord => {
    const recipient = known[index];
    return recipient === undefined ? record : { ...record, ...personOf(message, recipient) };
  });
  return { messageId, message: { ...message, purpose }, records, kept };
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
    for (const item of kept) await releaseOutbound(item, sender, deps);
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
  const kept = await sent.put(toSentMessage(item.records, undefined, links));
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

/** Scans once and decides for each recipient: what may go to one may not go to another. */
async function decideMessage(
  { messageId, message }: Pick<DecidedMessage, 'messageId' | 'message'>,
  scan: Scan,
  sender: Sender,
  shared: Stopwatch,
  deps: OutboundDependencies,
): Promise<DecidedMessage> {
  const watch = startStopwatch(deps.clock, shared.latency());
  const report = await scan(message);
  watch.mark('scan');
  const policy = await deps.policy.current();
  const context = await outboundContext(message, sender, report, policy, deps);
  const recipients = recipientsOf(message);
  const known = await knownRecipients(context, recipients, deps);
  const classified = {
    findings: countFindings(report?.findings ?? []),
    unreadable: report === undefined ? ['scanner_error'] : distinctReasons(report.unreadable),
    scannerVersion: SCANNER_VERSION,
  };
  // One time for all of a message: records are kept by it, and a repeat must find them.
  const decidedAt = deps.clock.now();
  const records = known.map((recipient, index): DecisionRecord => {
    const own = startStopwatch(deps.clock, watch.latency());
    const facts = outboundFacts(context, recipient);
    const decision = policy.decide(facts);
    const shadow = shadowOf(decision, facts, sender.shadow, decidedAt);
    own.mark('decide');
    return {
      kind: 'decision',
      decisionId: decisionIdOf(messageId, index + 1),
      messageId,
      decidedAt: decidedAt.toISOString(),
      entityId: sender.entityId,
      lane: facts.lane,
      direction: facts.direction,
      channel: facts.channel,
      purpose: facts.purpose,
      origin: { kind: 'sender', id: sender.keyId },
      target: { kind: 'recipient', ordinal: index + 1, of: recipients.length },
      ...personOf(message, recipient),
      ...declaredIn(message),
      classification: facts.phi,
      ...classified,
      ...decision,
      ...(shadow === undefined ? {} : { shadow }),
      latencyMs: own.latency(),
    };
  });
  // The deliverer must know what it was decided for, also where the key's own purpose counted.
  return { messageId, message: { ...message, purpose: context.purpose }, records };
}

/** Whom it concerns: the person it is said to be about, who may be the recipient too, or else the recipient. */
function personOf(
  { about }: OutboundMessage,
  { state: { person }, subject }: KnownRecipient,
): Pick<DecisionRecord, 'person' | 'personIs'> {
  // A key that nobody on file has is on record as it was said.
  const named = about?.kind === 'person' ? about.value : subject;
  if (named !== undefined && named !== person) return { person: named, personIs: 'subject' };
  return person === undefined ? {} : { person, personIs: 'recipient' };
}

/** What the sender says of a message is its word alone, so an auditor must find it beside the decision. */
function declaredIn({
  exception,
  remuneration,
}: OutboundMessage): Pick<DecisionRecord, 'declared'> {
  if (exception === undefined && remuneration === undefined) return {};
  return {
    declared: {
      ...(exception === undefined ? {} : { exception }),
      ...(remuneration === undefined ? {} : { remuneration }),
    },
  };
}

/** @returns undefined when the scanner failed: the class is then unknown, and unknown is never let pass. */
type Scan = (message: OutboundMessage) => Promise<ScanReport | undefined>;

/** The scanner of one request, with the second opinion that the deployment asks for, if any. */
function scanWith(
  scanner: (message: OutboundMessage) => ScannedMessage,
  { secondOpinion, clock, log }: OutboundDependencies,
): Scan {
  const opinion = secondOpinion && boundedOpinion(secondOpinion, clock, OPINION_MILLISECONDS);
  return async (message) => {
    try {
      const { document, report } = scanner(message);
      if (opinion === undefined) return report;
      const second = await askSecondOpinion(document, report, opinion);
      noteOpinion(second, 'outbound', log);
      return second.report;
    } catch {
      // The error's message may quote the text, so it goes nowhere.
      return undefined;
    }
  };
}
