import type { InboundMessage } from '../core/message/inbound-message.ts';
import { newMessageId } from '../core/message/ids.ts';
import { plainMediaType } from '../core/parse/media-type.ts';
import { messageKey } from '../core/message/message-key.ts';
import { takesMail } from '../core/receive/mail-source.ts';
import { eventTypeOf } from '../core/verify/event-type.ts';
import type { Answer, RawRequest, Refusal, Scheme } from '../core/verify/scheme.ts';
import { refuse } from '../core/verify/refuse.ts';
import { findScheme } from '../core/verify/schemes.ts';
import {
  certificateUrlOf,
  verifyWebhook,
  type VerifyOutcome,
} from '../core/verify/verify-webhook.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { InboundIntake } from '../ports/inbound-messages.ts';
import type { Log } from '../ports/log.ts';
import type { WorkQueue } from '../ports/queue.ts';
import { RegistryError, type Registry, type Source } from '../ports/registry.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { VendorPages } from '../ports/vendor-pages.ts';
import type { VaultWriter } from '../ports/vault.ts';
import { isOrdered, keepInbound } from './keep-inbound.ts';
import { refuseUnknownSource, UNKNOWN_SOURCE_LIMIT } from './refuse-unknown-source.ts';
import { startStopwatch } from './stopwatch.ts';

/** What facing the internet takes: it can seal, and cannot open. */
export interface AcceptDependencies {
  readonly registry: Registry;
  readonly secrets: Secrets;
  readonly vault: VaultWriter;
  readonly intake: InboundIntake;
  readonly queue: WorkQueue;
  readonly pages: VendorPages;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
  /** Of the deployment: the names of its secrets begin with it. */
  readonly prefix: string;
}

export interface AcceptInput {
  readonly sourceId: string;
  readonly method: string;
  /** The configured public URL of the source, without a query; the source's own `publicUrl` goes before it. */
  readonly url: string;
  /** The query as it came, with its question mark, or empty. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Reads the body, or says that it is longer than the limit; called once the source is known. */
  readBody(limitBytes: number): Promise<Uint8Array | 'too_large'>;
}

export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string; readonly answer: Answer | undefined }
  | { readonly kind: 'duplicate'; readonly answer: Answer | undefined }
  /** A handshake, answered; nothing was kept. */
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'confirmed' }
  /** Its source may not exist: nobody is told. */
  | Refusal
  /** Signed by the vendor, but no handshake, and not by POST. */
  | { readonly kind: 'not_a_delivery' }
  | { readonly kind: 'too_large'; readonly limitBytes: number };

/** Other methods carry handshakes alone, and not every vendor's. */
const NO_GET = refuse('method_not_accepted', 'the vendor sends POST requests');

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
  if (source === undefined || takesMail(source)) {
    const refusal = await refuseUnknownSource((limit) => input.readBody(limit), deps);
    return refusal === 'too_large'
      ? { kind: 'too_large', limitBytes: UNKNOWN_SOURCE_LIMIT }
      : refusal;
  }
  const scheme = findScheme(source.scheme);
  if (scheme === undefined) throw new RegistryError('the source names an unknown scheme');
  const { method, headers } = input;
  if (method !== 'POST' && scheme.answersGet !== true) {
    deps.log.write({ event: 'webhook.refused', sourceId: source.id, reason: NO_GET.reason });
    return NO_GET;
  }
  const body = await input.readBody(source.maxBodyBytes);
  if (body === 'too_large') {
    const limitBytes = source.maxBodyBytes;
    deps.log.write({ event: 'webhook.too_large', sourceId: source.id, limitBytes });
    return { kind: 'too_large', limitBytes };
  }
  watch.mark('receive');

  const url = `${source.publicUrl ?? input.url}${input.query}`;
  const verification = await verifySource(source, scheme, { method, url, headers, body }, deps);
  if (verification.kind !== 'verified') {
    return await withoutDelivery(verification, source, deps);
  }
  if (method !== 'POST') return { kind: 'not_a_delivery' };
  watch.mark('verify');

  const { replayKey, body: verified } = verification.webhook;
  const messageId = newMessageId(deps.random);
  const key = messageKey(source.id, replayKey ?? messageId);
  const message: InboundMessage = {
    key,
    messageId,
    sourceId: source.id,
    entityId: source.entityId,
    receivedAt: deps.clock.now().toISOString(),
    contentType: plainMediaType(headers['content-type'] ?? ''),
    size: verified.length,
    acceptLatencyMs: watch.latency(),
    state: 'received',
    ...((await isOrdered(source, deps)) && { ordered: true }),
  };
  const eventType = eventTypeOf(scheme, verification.webhook);
  if ((await keepInbound(message, verified, eventType, deps)) === 'exists') {
    deps.log.write({ event: 'webhook.duplicate', sourceId: source.id });
    return { kind: 'duplicate', answer: scheme.accepted };
  }
  watch.mark('record');
  deps.log.write({
    event: 'webhook.accepted',
    sourceId: source.id,
    messageId: message.messageId,
    bytes: verified.length,
    ms: Object.values(watch.latency()).reduce((sum, ms) => sum + ms, 0),
  });
  return { kind: 'accepted', messageId: message.messageId, answer: scheme.accepted };
}

/** A handshake or a refusal: nothing is kept, and a repeat of it is answered like the first. */
async function withoutDelivery(
  verification: Exclude<VerifyOutcome, { kind: 'verified' }>,
  source: Source,
  deps: AcceptDependencies,
): Promise<AcceptOutcome> {
  const sourceId = source.id;
  switch (verification.kind) {
    case 'answered':
      deps.log.write({ event: 'webhook.handshake', sourceId });
      return verification;
    case 'confirm':
      await deps.pages.visit(verification.url);
      deps.log.write({ event: 'webhook.handshake', sourceId });
      return { kind: 'confirmed' };
    case 'refused': {
      const { reason } = verification;
      deps.log.write({ event: 'webhook.refused', sourceId, reason });
      return verification;
    }
  }
}

async function verifySource(
  source: Source,
  scheme: Scheme,
  request: RawRequest,
  deps: AcceptDependencies,
): Promise<VerifyOutcome> {
  const { secretRef, handshakeSecretRef, toleranceSeconds, options } = source;
  const certificateUrl = certificateUrlOf(scheme, request, options);
  if (certificateUrl?.kind === 'refused') return certificateUrl;
  return verifyWebhook(scheme, request, {
    secrets: secretRef === undefined ? [] : await deps.secrets.get(secretRef),
    handshakeSecrets:
      handshakeSecretRef === undefined ? [] : await deps.secrets.get(handshakeSecretRef),
    now: deps.clock.now(),
    toleranceSeconds,
    options,
    certificate:
      certificateUrl === undefined ? undefined : await deps.pages.certificate(certificateUrl.url),
  });
}
