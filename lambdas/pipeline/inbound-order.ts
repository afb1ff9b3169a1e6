import type { InboundMessage } from '../core/message/inbound-message.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import type { InboundDependencies } from './inbound-dependencies.ts';

type OrderDependencies = Pick<InboundDependencies, 'messages' | 'queue' | 'clock' | 'registry'>;

/** How many messages in front are looked at, of those that the index may still have though they are finished. */
const LOOK_AT = 10;
/** Seconds until a message that waits looks again by itself: longer the longer it has waited. As a rule it is woken. */
const LOOK_AGAIN = { least: 2, most: 60, ofAge: 1 / 8 } as const;

/** Whether a decision sends something to a destination that wants it in order. */
export async function goesInOrder(
  { decision }: { readonly decision: DecisionRecord },
  { registry }: OrderDependencies,
): Promise<boolean> {
  const disposition = enacted(decision);
  const forwards =
    disposition === 'as_is' || disposition === 'encrypted' || disposition === 'deidentified';
  if (!forwards || decision.target.kind !== 'destination') return false;
  return (await registry.destination(decision.target.id))?.ordered === true;
}

/** Whether all messages of the source that were accepted before this one are routed, held for review or given up. */
export async function isInTurn(
  message: InboundMessage,
  { messages }: OrderDependencies,
): Promise<boolean> {
  if (message.ordered !== true) return true;
  const first = await messages.firstInOrder(message.sourceId, LOOK_AT);
  for (const key of first) {
    if (key === message.key) return true;
    const other = await messages.find(key);
    if (isOpen(other) && placeOf(other) < placeOf(message)) return false;
  }
  // More of them have just finished than were looked at: whoever is in front is not known yet.
  return first.length < LOOK_AT;
}

/**
 * Puts a message off until those before it are done.
 *
 * @param waiting ids of its decisions that wait; absent: those that did
 */
export async function putOff(
  message: InboundMessage,
  deps: OrderDependencies,
  waiting?: readonly string[],
): Promise<void> {
  const now = deps.clock.now().getTime();
  const age = (now - Date.parse(message.receivedAt)) / 1000;
  const { least, most, ofAge } = LOOK_AGAIN;
  const seconds = Math.ceil(Math.min(most, Math.max(least, age * ofAge)));
  await deps.messages.putOff(message.key, new Date(now + seconds * 1000), waiting);
  await deps.queue.enqueue(message.key, seconds);
}

/** Hands out the next message of a source when one is done, one way or the other. */
export async function wakeNext(
  { key: done, sourceId, ordered }: InboundMessage,
  { messages, queue, clock }: OrderDependencies,
): Promise<void> {
  if (ordered !== true) return;
  for (const key of await messages.firstInOrder(sourceId, LOOK_AT)) {
    const next = key === done ? undefined : await messages.find(key);
    if (!isOpen(next)) continue;
    // One that was not put off is in the queue anyway.
    if (next.dueAt === undefined) return;
    await messages.putOff(key, clock.now());
    await queue.enqueue(key);
    return;
  }
}

function isOpen(message: InboundMessage | undefined): message is InboundMessage {
  return message?.state === 'received' || message?.state === 'decided';
}

/** When it was accepted. */
export function placeOf({ receivedAt, messageId }: InboundMessage): string {
  return `${receivedAt}#${messageId}`;
}
