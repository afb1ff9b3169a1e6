import type { InboundMessage } from '../core/message/inbound-message.ts';
import { newMessageId } from '../core/message/ids.ts';
import { plainMediaType } from '../core/parse/media-type.ts';
import { messageKey } from '../core/message/message-key.ts';
import type { RawRequest, RefusalReason } from '../core/verify/scheme.ts';
import { findScheme } from '../core/verify/schemes.ts';
import { verifyWebhook } from '../core/verify/verify-webhook.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { InboundIntake } from '../ports/inbound-messages.ts';
import { errorClass, type Log } from '../ports/log.ts';
import type { WorkQueue } from '../ports/queue.ts';
import { RegistryError, type Registry, type Source } from '../ports/registry.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { VaultWriter } from '../ports/vault.ts';
import { startStopwatch } from './stopwatch.ts';

/** What facing the internet takes: it can seal, and cannot open. */
export interface AcceptDependencies {
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly vault: VaultWriter;
  readonly intake: InboundIntake;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

export interface AcceptInput {
  readonly sourceId: string;
  readonly method: string;
  /** The configured public URL of this request. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Reads the body, or says that it is longer than the limit; called once the source is known. */
  readBody(limitBytes: number): Promise<Uint8Array | 'too_large'>;
}

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unknown_source' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'too_large'; readonly limitBytes: number };

/**
 * Receive, verify on the raw bytes, seal, and write the item in state `received`. Only after that may
 * the vendor be answered: whatever this returns `accepted` for will be delivered.
 *
 * @throws when the message could not be made safe; the vendor is answered 5xx and sends it again.
 */
export async function acceptWebhook(
  input: AcceptInput,
  deps: AcceptDependencies,
): Promise<AcceptOutcome> {
  const watch = startStopwatch(deps.clock);
  const source = await deps.registry.source(input.sourceId);
  if (source === undefined) {
    deps.log.write({ event: 'webhook.unknown_source' });
    return { kind: 'unknown_source' };
  }
  const body = await input.readBody(source.maxBodyBytes);
  if (body === 'too_large') {
    const limitBytes = source.maxBodyBytes;
    deps.log.write({ event: 'webhook.too_large', sourceId: source.id, limitBytes });
    return { kind: 'too_large', limitBytes };
  }
  watch.mark('receive');

  const { method, url, headers } = input;
  const verification = await verifySource(source, { method, url, headers, body }, deps);
  if (verification.kind === 'refused') {
    deps.log.write({
      event: 'webhook.refused',
      sourceId: source.id,
      reason: verification.reason,
    });
    return verification;
  }
  watch.mark('verify');

  const key = messageKey(source.id, verification.webhook.replayKey);
  const message: InboundMessage = {
    key,
    messageId: newMessageId(deps.random),
    sourceId: source.id,
    entityId: source.entityId,
    receivedAt: deps.clock.now().toISOString(),
    contentType: plainMediaType(headers['content-type'] ?? ''),
    size: body.length,
    acceptLatencyMs: watch.latency(),
    state: 'received',
  };
  // The order matters: an item always has its sealed body. Both writes keep the first version, so that
  // a vendor who repeats a delivery that we failed half-way completes it: the body and its type are those
  // in the envelope, also where the repeat came with others.
  await deps.vault.seal(
    { lane: 'clinical', entityId: source.entityId, purpose: 'webhook' },
    { recordId: key, contentType: message.contentType, body },
  );
  if ((await deps.intake.create(message)) === 'exists') {
    deps.log.write({ event: 'webhook.duplicate', sourceId: source.id });
    return { kind: 'duplicate' };
  }
  await enqueueBestEffort(key, deps);
  watch.mark('record');
  deps.log.write({
    event: 'webhook.accepted',
    sourceId: source.id,
    messageId: message.messageId,
    bytes: body.length,
    ms: Object.values(watch.latency()).reduce((sum, ms) => sum + ms, 0),
  });
  return { kind: 'accepted', messageId: message.messageId };
}

async function verifySource(source: Source, request: RawRequest, deps: AcceptDependencies) {
  const scheme = findScheme(source.scheme);
  if (scheme === undefined) throw new RegistryError('the source names an unknown scheme');
  return verifyWebhook(scheme, request, {
    secrets: await deps.secrets.get(source.secretRef),
    now: deps.clock.now(),
    toleranceSeconds: source.toleranceSeconds,
  });
}

/** The item is durable: should the queue be away, the sweeper hands it out. */
async function enqueueBestEffort(key: string, deps: AcceptDependencies): Promise<void> {
  try {
    await deps.queue.enqueue(key);
  } catch (error) {
    const work = 'enqueue-inbound';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}
