import { newMessageId } from '../core/message/ids.ts';
import { messageKey } from '../core/message/message-key.ts';
import { countReply, PORTAL_LIMITS, type PortalLink } from '../core/portal/link.ts';
import { entryId } from '../core/registry/fields.ts';
import type { Source } from '../ports/registry.ts';
import { isOrdered, keepInbound } from './keep-inbound.ts';
import type { PortalDependencies } from './portal-dependencies.ts';
import { changeLink, recordPortal } from './portal-link.ts';

export const REPLY_EVENT = 'portal.reply';

export type ReplyOutcome =
  | { readonly kind: 'replied' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too_long' }
  | { readonly kind: 'too_many' }
  /** The company takes none. */
  | { readonly kind: 'not_taken' };

/**
 * The source whose destinations get the replies of an entity's recipients: `portal-ENTITY`. A reply is then decided
 * like whatever comes in from there, by policy and for each destination.
 *
 * @returns undefined where none is registered
 */
export async function replySource(
  entityId: string,
  { registry }: Pick<PortalDependencies, 'registry'>,
): Promise<Source | undefined> {
  const id = entryId.safeParse(`portal-${entityId}`);
  if (!id.success) return undefined;
  const source = await registry.source(id.data);
  return source?.entityId === entityId ? source : undefined;
}

/**
 * Takes a reply into the clinical lane: counted, sealed first, and decided by the worker like anything that comes in.
 *
 * @param link of a session that was checked
 * @throws when it could not be made safe; nothing was sent then, though it was counted
 */
export async function sendReply(
  link: PortalLink,
  typed: string,
  deps: PortalDependencies,
): Promise<ReplyOutcome> {
  const text = typed.replace(/\r\n?/g, '\n').trim();
  if (text === '') return { kind: 'empty' };
  if (text.length > PORTAL_LIMITS.replyLength) return { kind: 'too_long' };
  const source = await replySource(link.entityId, deps);
  if (source === undefined) return { kind: 'not_taken' };
  const counted = await changeLink(
    link.linkId,
    (now) => {
      const next = countReply(now);
      return next === undefined ? { value: false } : { link: next, value: true };
    },
    deps,
  );
  if (counted?.value !== true) return { kind: 'too_many' };
  const messageId = newMessageId(deps.random);
  const receivedAt = deps.clock.now().toISOString();
  const body = Buffer.from(
    JSON.stringify({
      type: REPLY_EVENT,
      timestamp: receivedAt,
      data: { replyId: messageId, inReplyTo: link.messageId, linkId: link.linkId, text },
    }),
  );
  const ordered = (await isOrdered(source, deps)) ? ({ ordered: true } as const) : {};
  await keepInbound(
    {
      ...{ key: messageKey(source.id, messageId), messageId, sourceId: source.id, receivedAt },
      entityId: link.entityId,
      contentType: 'application/json',
      size: body.length,
      acceptLatencyMs: {},
      state: 'received',
      ...ordered,
    },
    body,
    REPLY_EVENT,
    deps,
  );
  await recordPortal('replied', link, deps, { replyId: messageId });
  return { kind: 'replied' };
}
