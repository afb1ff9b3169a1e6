import { mailInDoubt } from '../core/decide/mail-in-doubt.ts';
import { notSelectable } from '../core/decide/not-selectable.ts';
import { shadowOf } from '../core/decide/shadow.ts';
import type { InboundMessage } from '../core/message/inbound-message.ts';
import { toldEvent } from '../core/protect/told-event.ts';
import type { Envelope } from '../core/protect/envelope.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { selectionOf, type Selection } from '../core/registry/fields-rule.ts';
import { countFindings } from '../core/scan/finding.ts';
import type { Source } from '../ports/registry.ts';
import { goesInOrder, isInTurn, putOff, wakeNext } from './inbound-order.ts';
import { inBatches } from './in-batches.ts';
import { inboundFacts } from './inbound-facts.ts';
import { InboundWorkError, type InboundDependencies } from './inbound-dependencies.ts';
import { deidentifyCopy, protectInbound, type ProtectedPayload } from './protect-inbound.ts';
import { failed, readPayload } from './read-payload.ts';
import { routeInbound } from './route-inbound.ts';
import { selectCopy, type Copy, type WholePayload } from './select-copy.ts';
import { startStopwatch, type Stopwatch } from './stopwatch.ts';

/** Clocks differ a little: due this soon is due now. */
const DUE_SLACK_MS = 1000;

/**
 * Takes one message from `received` to `routed`: open, parse, scan, decide for each destination,
 * protect, record, hand to the outbox. Every step can be repeated: what was decided first stays decided.
 *
 * @throws when a step failed for now; the queue hands the key out again.
 */
export async function processInbound(key: string, deps: InboundDependencies): Promise<void> {
  const message = await deps.messages.find(key);
  if (message === undefined) throw new InboundWorkError('there is no message with this key');
  if (message.state === 'routed' || message.state === 'failed') return;

  if (message.dueAt !== undefined) {
    // Handed out early (a repeat in the queue): whoever put it off hands it out again when it is due.
    if (Date.parse(message.dueAt) - deps.clock.now().getTime() > DUE_SLACK_MS) return;
    if (!(await isInTurn(message, deps))) {
      await putOff(message, deps);
      return;
    }
  }
  const source = await deps.registry.source(message.sourceId);
  if (source === undefined) throw new InboundWorkError('the source is no longer registered');
  const watch = startStopwatch(deps.clock, message.acceptLatencyMs);
  const { body, contentType, eventType } = await openEnvelope(message, deps);
  watch.mark('receive');
  const { careContext } = source;
  const { messageId, doubts } = message;
  const reading =
    doubts === undefined
      ? await readPayload(body, contentType, careContext, watch, deps)
      : failed(...doubts);
  const event = eventType === undefined ? {} : { type: eventType };
  const { type: shown } = toldEvent(event, 'marketing');
  const whole: WholePayload = {
    ...{ messageId, bytes: body, contentType, reading, careContext },
    ...(shown === undefined ? {} : { eventType: shown }),
  };

  const decided =
    message.decisions === undefined
      ? await decideAll(message, source, whole, watch, deps)
      : await inTurn(message.decisions, (decision) => carryOut(message, whole, decision, deps));
  const route = ({ decision, payload }: Decided) =>
    routeInbound(message, decision, { ...payload, event }, deps);
  const { waiting } = message;
  if (waiting === undefined) {
    const [inOrder, free] = await parted(decided, (each) => goesInOrder(each, deps));
    await inBatches(free, route);
    if (inOrder.length > 0 && !(await isInTurn(message, deps))) {
      const ids = inOrder.map(({ decision }) => decision.decisionId);
      await putOff(message, deps, ids);
      return;
    }
    await inBatches(inOrder, route);
  } else {
    // What nobody waits for has been routed before it was put off.
    const rest = decided.filter(({ decision }) => waiting.includes(decision.decisionId));
    await inBatches(rest, route);
  }
  await deps.messages.markRouted(key);
  await wakeNext(message, deps);
}

/**
 * Gives up on a message after the queue's last attempt: it stays sealed, is held for review, and an
 * alarm counts the log event. Nothing was forwarded that was not recorded.
 */
export async function giveUpInbound(key: string, deps: InboundDependencies): Promise<void> {
  const message = await deps.messages.find(key);
  if (message === undefined || message.state === 'routed' || message.state === 'failed') return;
  await deps.quarantine.hold({
    heldId: message.messageId,
    messageId: message.messageId,
    entityId: message.entityId,
    lane: 'clinical',
    direction: 'inbound',
    reasonCode: 'processing-failed',
    recordId: message.key,
    heldAt: deps.clock.now().toISOString(),
  });
  await deps.messages.markFailed(key);
  deps.log.write({ event: 'work.given_up', work: 'inbound', messageId: message.messageId });
  await wakeNext(message, deps);
}

async function parted<T>(
  items: readonly T[],
  isFirst: (item: T) => Promise<boolean>,
): Promise<readonly [T[], T[]]> {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[(await isFirst(item)) ? 0 : 1].push(item);
  return parts;
}

/**
 * The body with the media type it was sealed with. The item's own may be that of a repeat, which made the
 * item after the first attempt had sealed its body.
 */
async function openEnvelope(message: InboundMessage, deps: InboundDependencies): Promise<Envelope> {
  const context = { lane: 'clinical', entityId: message.entityId, purpose: 'webhook' } as const;
  const envelope = await deps.vault.open(context, message.key);
  if (envelope === undefined) throw new InboundWorkError('the sealed body is not in the vault');
  return envelope;
}

interface Decided {
  readonly decision: DecisionRecord;
  readonly payload: ProtectedPayload;
}

/** What a decision that was made lets through, made again from what it says of the payload. */
async function carryOut(
  message: InboundMessage,
  whole: WholePayload,
  decision: DecisionRecord,
  deps: InboundDependencies,
): Promise<Decided> {
  const copy = await copyOf(message, whole, decision.fields, startStopwatch(deps.clock), deps);
  return { decision, payload: protectInbound(message, copy, decision, deps.random) };
}

/** What a destination would get; of what cannot be cut, and of mail that is in doubt, nothing. */
async function copyOf(
  { doubts }: InboundMessage,
  whole: WholePayload,
  fields: Selection | undefined,
  watch: Stopwatch,
  deps: InboundDependencies,
): Promise<Copy | undefined> {
  return doubts === undefined ? await selectCopy(whole, fields, watch, deps) : undefined;
}

/** Decides for every destination and fixes the decisions on the item; the first worker's stay. */
async function decideAll(
  message: InboundMessage,
  source: Source,
  whole: WholePayload,
  watch: Stopwatch,
  deps: InboundDependencies,
): Promise<readonly Decided[]> {
  const policy = await deps.policy.current();
  const ours: Decided[] = [];
  for (const destinationId of new Set(source.destinationIds)) {
    const own = startStopwatch(deps.clock, watch.latency());
    const destination = await deps.registry.destination(destinationId);
    const fields = selectionOf(destination?.fields);
    const copy = await copyOf(message, whole, fields, own, deps);
    const reading = copy?.reading ?? whole.reading;
    const unreadableParts = reading.unreadable.length > 0;
    const content = { phi: reading.phi, unreadableParts, canDeidentify: reading.canDeidentify };
    const facts = await inboundFacts(source, destination, content, deps);
    const held = message.doubts === undefined ? notSelectable : mailInDoubt;
    let outcome = copy === undefined ? held(policy.version) : policy.decide(facts);
    let clean: ReturnType<typeof deidentifyCopy>;
    own.mark('decide');
    if (outcome.disposition === 'deidentified') {
      clean = deidentifyCopy(message, copy, deps.random);
      // Replacing what was found did not do: it cannot be de-identified, and is decided again as such.
      if (clean === undefined) outcome = policy.decide({ ...facts, canDeidentify: false });
      own.mark('protect');
    }
    const decidedAt = deps.clock.now();
    // What cannot be cut, and what is in doubt, goes nowhere, whoever is being tried out.
    const shadow =
      copy === undefined ? undefined : shadowOf(outcome, facts, source.shadow, decidedAt);
    own.mark('decide');
    const decision: DecisionRecord = {
      kind: 'decision',
      decisionId: `${message.messageId}~${destinationId}`,
      messageId: message.messageId,
      decidedAt: decidedAt.toISOString(),
      entityId: message.entityId,
      lane: facts.lane,
      direction: facts.direction,
      channel: facts.channel,
      purpose: facts.purpose,
      origin: { kind: 'source', id: source.id },
      target: { kind: 'destination', id: destinationId },
      ...(fields === undefined ? {} : { fields }),
      classification: reading.phi,
      findings: countFindings(reading.read?.report.findings ?? []),
      unreadable: reading.unreadable,
      ...outcome,
      ...(shadow === undefined ? {} : { shadow }),
      ...(source.synthetic === true ? { synthetic: true } : {}),
      scannerVersion: reading.scannerVersion,
      latencyMs: {},
    };
    const payload = protectInbound(message, copy, decision, deps.random, clean);
    own.mark('protect');
    ours.push({ decision: { ...decision, latencyMs: own.latency() }, payload });
  }
  const fixed = await deps.messages.markDecided(
    message.key,
    ours.map(({ decision }) => decision),
  );
  return await inTurn(fixed.decisions ?? [], async (decision) => {
    const own = ours.find(
      (candidate) =>
        candidate.decision.decisionId === decision.decisionId &&
        candidate.decision.decidedAt === decision.decidedAt &&
        candidate.decision.disposition === decision.disposition,
    );
    return own === undefined
      ? await carryOut(message, whole, decision, deps)
      : { decision, payload: own.payload };
  });
}

/** One after the other: each may hold a whole payload in memory. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
