import type { PortalContent } from '../core/portal/content.ts';
import {
  closedAs,
  endSession,
  useSession,
  type Closed,
  type PortalLink,
} from '../core/portal/link.ts';
import { hashSession, linkIdOf, sameText } from '../core/portal/secrets.ts';
import type { Attachment } from '../core/send/outbound-message.ts';
import { openPortalContent } from './portal-content.ts';
import type { PortalDependencies } from './portal-dependencies.ts';
import { changeLink, noteExpiry, recordPortal } from './portal-link.ts';
import { replySource } from './portal-reply.ts';

/** Who comes without a session of this link, or to a link that shows nothing any more. */
export type NotShown =
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'closed'; readonly as: Closed }
  | { readonly kind: 'unknown' };

/** Milliseconds by which a session must have grown before that is written down. */
const WORTH_WRITING_MS = 30_000;

/**
 * Whether this is the session of this link, which then lives on. Whoever has another link's is signed out.
 *
 * @param session as the cookie has it
 */
export async function continueSession(
  token: string,
  session: string | undefined,
  deps: PortalDependencies,
): Promise<NotShown | { readonly kind: 'signed_in'; readonly link: PortalLink }> {
  const hash = session === undefined ? undefined : hashSession(session);
  const changed = await changeLink(
    linkIdOf(token),
    (link) => {
      const value = useSession(
        link,
        (other) => hash !== undefined && sameText(hash, other),
        deps.clock.now(),
      );
      const isGrown = value.kind === 'signed_in' && grownBy(link, value.link) > WORTH_WRITING_MS;
      return isGrown ? { link: value.link, value } : { value };
    },
    deps,
  );
  if (changed === undefined) return { kind: 'unknown' };
  const { link, value } = changed;
  if (value.kind === 'signed_in') return { kind: 'signed_in', link };
  if (value.kind === 'closed') await noteExpiry(link, deps);
  return value;
}

/** Whether there is anything behind a link, for whoever only looks. Nothing is used up by looking. */
export async function lookAtLink(
  token: string,
  deps: PortalDependencies,
): Promise<{ readonly kind: 'waiting' } | Exclude<NotShown, { kind: 'signed_out' }>> {
  const link = await deps.links.find(linkIdOf(token));
  if (link === undefined) return { kind: 'unknown' };
  const as = closedAs(link, deps.clock.now());
  if (as === undefined) return { kind: 'waiting' };
  await noteExpiry(link, deps);
  return { kind: 'closed', as };
}

export interface ShownMessage {
  readonly kind: 'shown';
  readonly content: PortalContent;
  readonly link: PortalLink;
  /** A reply has somewhere to go. */
  readonly canReply: boolean;
}

/** The message, once that it was shown is in the ledger. @throws when it cannot be recorded */
export async function showMessage(
  token: string,
  session: string | undefined,
  deps: PortalDependencies,
): Promise<NotShown | ShownMessage> {
  const visit = await continueSession(token, session, deps);
  if (visit.kind !== 'signed_in') return visit;
  const { link } = visit;
  const content = await openPortalContent(link, token, deps);
  if (content === undefined) return { kind: 'closed', as: 'wiped' };
  const canReply = (await replySource(link.entityId, deps)) !== undefined;
  await recordPortal('viewed', link, deps);
  return { kind: 'shown', content, link, canReply };
}

/** @param ordinal which attachment, from 1 */
export async function downloadFile(
  token: string,
  session: string | undefined,
  ordinal: number,
  deps: PortalDependencies,
): Promise<
  | NotShown
  | { readonly kind: 'no_such_file' }
  | { readonly kind: 'file'; readonly attachment: Attachment }
> {
  const visit = await continueSession(token, session, deps);
  if (visit.kind !== 'signed_in') return visit;
  const content = await openPortalContent(visit.link, token, deps);
  if (content === undefined) return { kind: 'closed', as: 'wiped' };
  const attachment = content.attachments[ordinal - 1];
  if (attachment === undefined) return { kind: 'no_such_file' };
  await recordPortal('downloaded', visit.link, deps, { file: ordinal });
  return { kind: 'file', attachment };
}

export async function signOut(
  token: string,
  session: string | undefined,
  deps: PortalDependencies,
): Promise<void> {
  const visit = await continueSession(token, session, deps);
  if (visit.kind !== 'signed_in') return;
  const { linkId } = visit.link;
  await changeLink(linkId, (link) => ({ link: endSession(link), value: undefined }), deps);
  await recordPortal('signed_out', visit.link, deps);
}

function grownBy(before: PortalLink, after: PortalLink): number {
  return Date.parse(after.session?.idleUntil ?? '') - Date.parse(before.session?.idleUntil ?? '');
}
