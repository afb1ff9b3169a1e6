import type { InboundMessage } from '../core/message/inbound-message.ts';
import { newMessageId } from '../core/message/ids.ts';
import { messageKey } from '../core/message/message-key.ts';
import { mailAuthor, mayWrite } from '../core/receive/mail-author.ts';
import { MAIL_DOUBTS, type MailDoubt } from '../core/receive/mail-doubt.ts';
import { mailHead } from '../core/receive/mail-head.ts';
import { mailSourceOptions, takesMail } from '../core/receive/mail-source.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { KeptInbound } from '../ports/inbound-messages.ts';
import { RegistryError, type Source } from '../ports/registry.ts';
import { isOrdered, keepInbound, type KeepInboundDependencies } from './keep-inbound.ts';
import { startStopwatch } from './stopwatch.ts';

/** What taking mail in takes: it can seal, and cannot open. */
export interface AcceptMailDependencies extends KeepInboundDependencies {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly kept: KeptInbound;
}

/** The mail server told of a mail that is not there, and nothing was made of it: it is lost, unless somebody brings it back. */
export class MailLostError extends Error {
  override readonly name = 'MailLostError';
}

/** One mail to one source, as the mail server that took it tells of it. */
export interface AcceptMailInput {
  readonly sourceId: string;
  /** The server's own id: the same where it tells of the mail again. */
  readonly mailId: string;
  /** What the server found against it; empty where it vouches for the author and for what was sent. */
  readonly doubts: readonly MailDoubt[];
  /** Reads the mail, or says that it is longer than the limit, or not there any more. */
  read(limitBytes: number): Promise<Uint8Array | 'gone' | 'too_large'>;
  /** The first bytes of it, with the header among them. */
  readStart(): Promise<Uint8Array>;
}

/** `isWhole`: what was kept is all of the mail, now or the first time. `gone`: it was kept before, and removed. */
export type AcceptMailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string; readonly isWhole: boolean }
  | { readonly kind: 'duplicate'; readonly isWhole: boolean }
  | { readonly kind: 'gone' };

const CONTENT_TYPE = 'message/rfc822';

/**
 * Takes one mail in as an inbound message of its source: sealed, and in state `received`, as a webhook is. Nobody is
 * answered: who wrote is not told what became of it, because anybody can write anything in `From` (RFC 3834 section 2). So what is
 * in doubt is not refused but kept, and held by the decision about it. What is too large for its source is held with its
 * header alone, and the rest stays where the mail server put it.
 *
 * @throws RegistryError where no source takes mail by this name: it comes again, and ends in the dead-letter queue
 * @throws MailLostError where it is not there, and was not kept before: the alarm about dead letters tells of it
 */
export async function acceptMail(
  input: AcceptMailInput,
  deps: AcceptMailDependencies,
): Promise<AcceptMailOutcome> {
  const watch = startStopwatch(deps.clock);
  const source = await deps.registry.source(input.sourceId);
  if (source === undefined || !takesMail(source)) {
    throw new RegistryError('no source takes mail by this name');
  }
  const key = messageKey(source.id, input.mailId);
  const found = await input.read(source.maxBodyBytes);
  if (found === 'gone') {
    // It is removed only once it is kept. What else removed it took a mail that somebody was told is delivered.
    if ((await deps.kept.find(key)) === undefined) {
      throw new MailLostError('a mail is gone before it was kept');
    }
    return { kind: 'gone' };
  }
  const isWhole = found !== 'too_large';
  const body = isWhole ? found : mailHead(await input.readStart());
  watch.mark('receive');
  const doubts = doubtsAbout(body, isWhole, input.doubts, source);
  watch.mark('verify');

  const messageId = newMessageId(deps.random);
  const message: InboundMessage = {
    key,
    messageId,
    sourceId: source.id,
    entityId: source.entityId,
    receivedAt: deps.clock.now().toISOString(),
    contentType: CONTENT_TYPE,
    size: body.length,
    acceptLatencyMs: watch.latency(),
    state: 'received',
    ...((await isOrdered(source, deps)) && { ordered: true }),
    ...(doubts.length > 0 && { doubts }),
  };
  if ((await keepInbound(message, body, undefined, deps)) === 'exists') {
    deps.log.write({ event: 'webhook.duplicate', sourceId: source.id });
    return { kind: 'duplicate', isWhole: await wasKeptWhole(key, deps) };
  }
  watch.mark('record');
  deps.log.write({
    event: 'webhook.accepted',
    sourceId: source.id,
    messageId,
    bytes: body.length,
    ms: Object.values(watch.latency()).reduce((sum, ms) => sum + ms, 0),
  });
  return { kind: 'accepted', messageId, isWhole };
}

/** Of what was kept the first time, under the limit that its source had then: it is the first that stays. */
async function wasKeptWhole(key: string, { kept }: AcceptMailDependencies): Promise<boolean> {
  const first = await kept.find(key);
  return first !== undefined && first.doubts?.includes('mail_too_large') !== true;
}

/** In one order, each once. */
function doubtsAbout(
  body: Uint8Array,
  isWhole: boolean,
  told: readonly MailDoubt[],
  { options }: Source,
): readonly MailDoubt[] {
  const parsed = mailSourceOptions.safeParse(options ?? {});
  if (!parsed.success) throw new RegistryError('the source has options that mail has not');
  const author = mailAuthor(body);
  const found = new Set<MailDoubt>(told);
  // Two authors, or none: whom would the check of senders have proven (RFC 7489 section 6.6.1)?
  if (author === undefined) found.add('mail_sender_unproven');
  if (!mayWrite(author, parsed.data)) found.add('mail_sender_unlisted');
  if (!isWhole) found.add('mail_too_large');
  return MAIL_DOUBTS.filter((doubt) => found.has(doubt));
}
