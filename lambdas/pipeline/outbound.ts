import { shadowOf } from '../core/decide/shadow.ts';
import { newMessageId } from '../core/message/ids.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { countFindings, type ScanReport } from '../core/scan/finding.ts';
import { SCANNER_VERSION } from '../core/scan/scan.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { createMessageScanner, type ScannedMessage } from '../core/send/scan-message.ts';
import type { MessageOutcome } from '../core/send/outcome.ts';
import { decisionIdOf, outcomeKind, toSentMessage } from '../core/send/sent-message.ts';
import { recipientsOf } from '../core/send/stored-message.ts';
import { askSecondOpinion, noteOpinion, OPINION_MILLISECONDS } from './ask-second-opinion.ts';
import { boundedOpinion } from './bounded-opinion.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { recordDecision } from './record-decision.ts';
import { PartlyReleasedError, type OutboundDependencies } from './outbound-dependencies.ts';
import {
  knownRecipient,
  outboundContext,
  outboundFacts,
  type KnownRecipient,
} from './outbound-facts.ts';
import { prepareOutbound, releaseOutbound, type PreparedMessage } from './release-outbound.ts';
import { distinctReasons } from './read-payload.ts';
import { readAttachments } from './read-attachments.ts';
import { startStopwatch, type Stopwatch } from './stopwatch.ts';

/**
 * Scan, decide, protect and record the messages of one request; the answer to the caller is the decision.
 * If any of them is refused, none leaves: one request has one answer. All is sealed first, then recorded,
 * and only then released, so that a failure before the last step has released nothing.
 *
 * @throws PartlyReleasedError when releasing failed half-way: some of it may be delivered
 * @throws when something could not be made durable before; nothing was released and the caller retries
 */
export async function sendMessages(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
): Promise<MessageOutcome> {
  const decided = await decideAll(messages, sender, watch, deps);
  const refused = decided.filter(isRefused);
  const answered = refused.length > 0 ? refused : decided;
  await carryOut(refused.length > 0 ? [] : decided, answered, sender, deps);
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
): Promise<readonly MessageOutcome[]> {
  const decided = await decideAll(messages, sender, watch, deps);
  // Of one that is refused nothing is sealed or queued.
  await carryOut(decided, decided, sender, deps);
  return decided.map(({ messageId, records: decisions }) => ({
    ...{ kind: outcomeKind(decisions), messageId, decisions },
  }));
}

async function decideAll(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
): Promise<readonly DecidedMessage[]> {
  const scanner = createMessageScanner(await readAttachments(messages, deps.documents));
  watch.mark('parse');
  const scan = scanWith(scanner, deps);
  const decided: DecidedMessage[] = [];
  for (const message of messages) {
    // Scanning takes all of the processor: what else waits (a health check) has its turn between two.
    await deps.turns.next();
    decided.push(await decideMessage(message, scan, sender, watch, deps));
  }
  return decided;
}

/** Seals what leaves or is held, records every decision, and only then releases. */
async function carryOut(
  released: readonly DecidedMessage[],
  recorded: readonly DecidedMessage[],
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const prepared = await prepareAll(released, sender, deps);
  const decisions = recorded.flatMap(({ records }) => records);
  await inBatches(decisions, (record) => recordDecision(record, deps));
  await inBatches(recorded, async ({ records }) => {
    await deps.sent.put(toSentMessage(records, undefined));
  });
  try {
    for (const item of prepared) await releaseOutbound(item, sender, deps);
  } catch (error) {
    throw new PartlyReleasedError('a part of the request may have been queued', { cause: error });
  }
}

async function prepareAll(
  decided: readonly DecidedMessage[],
  sender: Sender,
  deps: OutboundDependencies,
): Promise<readonly PreparedMessage[]> {
  const prepared: PreparedMessage[] = [];
  for (const item of decided) prepared.push(await prepareOutbound(item, sender, deps));
  return prepared;
}

/** Nobody may have it. Where somebody may, those who may not are left out, and their decision says so. */
function isRefused({ records }: DecidedMessage): boolean {
  return outcomeKind(records) === 'refused';
}

/** Scans once and decides for each recipient: what may go to one may not go to another. */
async function decideMessage(
  message: OutboundMessage,
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
  const messageId = newMessageId(deps.random);
  const recipients = recipientsOf(message);
  const known: KnownRecipient[] = [];
  await inBatches(
    recipients.map((address, index) => ({ address, index })),
    async ({ address, index }) => {
      known[index] = await knownRecipient(context, address, deps);
    },
  );
  const classified = {
    findings: countFindings(report?.findings ?? []),
    unreadable: report === undefined ? ['scanner_error'] : distinctReasons(report.unreadable),
    scannerVersion: SCANNER_VERSION,
  };
  const records = known.map((recipient, index): DecisionRecord => {
    const own = startStopwatch(deps.clock, watch.latency());
    const facts = outboundFacts(context, recipient);
    const decision = policy.decide(facts);
    const decidedAt = deps.clock.now();
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
