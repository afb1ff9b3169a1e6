import type { InboundMessage } from '../core/message/inbound-message.ts';
import type { InboundIntake } from '../ports/inbound-messages.ts';
import { errorClass, type Log } from '../ports/log.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { Registry, Source } from '../ports/registry.ts';
import type { VaultWriter } from '../ports/vault.ts';

/** What it takes to make safe what came in: it can seal, and cannot open. */
export interface KeepInboundDependencies {
  readonly registry: Registry;
  readonly vault: VaultWriter;
  readonly intake: InboundIntake;
  readonly queue: WorkQueue;
  readonly log: Log;
}

/** Until then the index has every message that was accepted before: it follows the table in milliseconds. */
const SETTLE_SECONDS = 2;

/**
 * Seals what came in, writes its item in state `received`, and hands it to the worker. The order matters: an item
 * always has its sealed body. Both writes keep the first version, so that a repeat of what failed half-way completes
 * it: the body and its type are those in the envelope, also where the repeat came with others.
 *
 * @returns `exists` where it was kept before
 * @throws when it could not be made safe; whoever sent it sends it again
 */
export async function keepInbound(
  message: InboundMessage,
  body: Uint8Array,
  eventType: string | undefined,
  deps: KeepInboundDependencies,
): Promise<'created' | 'exists'> {
  const { key, entityId, contentType } = message;
  const told = eventType === undefined ? {} : { eventType };
  await deps.vault.seal(
    { lane: 'clinical', entityId, purpose: 'webhook' },
    { recordId: key, contentType, ...told, body },
  );
  if ((await deps.intake.create(message)) === 'exists') return 'exists';
  await enqueueBestEffort(message, deps);
  return 'created';
}

/** Whether later messages of a source have to wait for this one. */
export async function isOrdered(
  { destinationIds }: Source,
  { registry }: Pick<KeepInboundDependencies, 'registry'>,
): Promise<boolean> {
  const answers = destinationIds.map((id) =>
    registry.destination(id).then(
      (destination) => destination?.ordered === true,
      // Nothing is refused for want of an answer: it is waited for in vain, at worst.
      () => true,
    ),
  );
  return (await Promise.all(answers)).includes(true);
}

/** The item is durable: should the queue be away, the sweeper hands it out. */
async function enqueueBestEffort(
  { key, ordered }: InboundMessage,
  deps: KeepInboundDependencies,
): Promise<void> {
  try {
    await deps.queue.enqueue(key, ordered === true ? SETTLE_SECONDS : 0);
  } catch (error) {
    const work = 'enqueue-inbound';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}
