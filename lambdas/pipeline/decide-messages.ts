import type { Decision } from '../core/decide/decision.ts';
import type { DecisionFacts } from '../core/decide/facts.ts';
import { shadowOf } from '../core/decide/shadow.ts';
import { newMessageId } from '../core/message/ids.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { countFindings, type ScanReport } from '../core/scan/finding.ts';
import { SCANNER_VERSION } from '../core/scan/scan.ts';
import { newBodyKey } from '../core/send/body-key.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { createMessageScanner, type ScannedMessage } from '../core/send/scan-message.ts';
import { decisionIdOf, decisionsOf, type SentMessage } from '../core/send/sent-message.ts';
import { scheduledFor } from '../core/send/send-window.ts';
import { recipientsOf } from '../core/send/stored-message.ts';
import type { StepLatency } from '../core/vocabulary.ts';
import type { Policy } from '../ports/policy.ts';
import { askSecondOpinion, noteOpinion, OPINION_MILLISECONDS } from './ask-second-opinion.ts';
import { boundedOpinion } from './bounded-opinion.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { declaredIn, personOf } from './decision-members.ts';
import { inBatches } from './in-batches.ts';
import type { OutboundDependencies } from './outbound-dependencies.ts';
import {
  knownRecipients,
  outboundContext,
  outboundFacts,
  type KnownRecipient,
  type OutboundContext,
} from './outbound-facts.ts';
import { distinctReasons } from './read-payload.ts';
import { readAttachments } from './read-attachments.ts';
import { startStopwatch, type Stopwatch } from './stopwatch.ts';

/** A message that was scanned, or that is taken up as it was decided before. */
interface ReadMessage {
  readonly messageId: string;
  readonly bodyKey: string;
  readonly context: OutboundContext;
  /** Undefined where the scanner failed, and of what is taken up. */
  readonly report: ScanReport | undefined;
  readonly latency: StepLatency;
  readonly kept?: SentMessage;
}

/**
 * Scans the messages of one request and decides for each recipient: what may go to one may not go to another. What says
 * the same is scanned once, what is known of all recipients is asked for together, and what is alike is decided once.
 *
 * @param begun by a request that was cut short: what it decided stands
 */
export async function decideAll(
  messages: readonly OutboundMessage[],
  sender: Sender,
  watch: Stopwatch,
  deps: OutboundDependencies,
  begun: boolean,
): Promise<readonly DecidedMessage[]> {
  // First of all, so that a repeat that is seeded alike gives the same ids.
  const ids = messages.map(() => newMessageId(deps.random));
  const bodyKeys = messages.map(() => newBodyKey(deps.random));
  const kept = begun ? await keptBefore(ids, sender, deps) : new Map<string, SentMessage>();
  const left = messages.filter((_, index) => !kept.has(ids[index] ?? ''));
  const scanner = createMessageScanner(await readAttachments(left, deps.documents));
  watch.mark('parse');
  const policy = await deps.policy.current();
  const scan = scanWith(scanner, deps);
  const read: ReadMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const messageId = ids[index] ?? '';
    const before = kept.get(messageId);
    const own = startStopwatch(deps.clock, watch.latency());
    if (before === undefined) {
      // Scanning takes all of the processor: what else waits (a health check) has its turn between two.
      await deps.turns.next();
    }
    const report = before === undefined ? await scan(message) : undefined;
    own.mark('scan');
    const context = await outboundContext(message, sender, report, policy, deps);
    const bodyKey = bodyKeys[index] ?? newBodyKey(deps.random);
    const of = { messageId, bodyKey, context, report, latency: own.latency() };
    read.push(before === undefined ? of : { ...of, kept: before });
  }
  const known = await Promise.all(
    read.map(({ context }) => knownRecipients(context, recipientsOf(context.message), deps)),
  );
  const decide = decideOnce(policy);
  return read.map((one, index) => {
    const recipients = known[index] ?? [];
    // The deliverer must know what it was decided for, also where the key's own purpose counted.
    const message = { ...one.context.message, purpose: one.context.purpose };
    const { messageId, bodyKey, kept: before } = one;
    if (before === undefined) {
      return { messageId, message, bodyKey, records: decideMessage(one, recipients, decide, deps) };
    }
    // Whom it concerns is not among what is kept, and is looked up for what is not on record yet.
    const records = decisionsOf(before).map((record, at): DecisionRecord => {
      const recipient = recipients[at];
      return recipient === undefined ? record : { ...record, ...personOf(message, recipient) };
    });
    return { messageId, message, bodyKey, records, kept: before };
  });
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

/** The same facts are the same decision: most recipients of a request are alike. */
function decideOnce(policy: Policy): (facts: DecisionFacts) => Decision {
  const known = new Map<string, Decision>();
  return (facts) => {
    const key = JSON.stringify(facts);
    const decision = known.get(key) ?? policy.decide(facts);
    known.set(key, decision);
    return decision;
  };
}

function decideMessage(
  { messageId, context, report, latency }: ReadMessage,
  known: readonly KnownRecipient[],
  decide: (facts: DecisionFacts) => Decision,
  deps: OutboundDependencies,
): readonly DecisionRecord[] {
  const { message, sender } = context;
  const classified = {
    findings: countFindings(report?.findings ?? []),
    unreadable: report === undefined ? ['scanner_error'] : distinctReasons(report.unreadable),
    scannerVersion: SCANNER_VERSION,
  };
  // One time for all of a message: records are kept by it, and a repeat must find them.
  const decidedAt = deps.clock.now();
  const scheduled = scheduledFor(message, decidedAt.toISOString());
  return known.map((recipient, index): DecisionRecord => {
    const own = startStopwatch(deps.clock, latency);
    const facts = outboundFacts(context, recipient);
    const decision = decide(facts);
    const shadow = shadowOf(decision, facts, sender.shadow, decidedAt);
    own.mark('decide');
    const done = shadow?.enforced ?? decision.disposition;
    const leaves = done !== 'quarantine' && done !== 'block';
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
      target: { kind: 'recipient', ordinal: index + 1, of: known.length },
      ...personOf(message, recipient),
      ...declaredIn(message),
      ...(scheduled !== undefined && leaves ? { scheduledFor: scheduled } : {}),
      classification: facts.phi,
      ...classified,
      ...decision,
      ...(shadow === undefined ? {} : { shadow }),
      latencyMs: own.latency(),
    };
  });
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
