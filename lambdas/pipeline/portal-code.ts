import { randomId } from '../core/message/ids.ts';
import { codeLetter } from '../core/portal/letters.ts';
import type { PortalRecipient } from '../core/portal/content.ts';
import {
  closedAs,
  enterCode,
  requestCode,
  type Closed,
  type CodeEntry,
  type CodeRequest,
  type PortalLink,
} from '../core/portal/link.ts';
import {
  hashCode,
  hashSession,
  linkIdOf,
  newCode,
  newSecret,
  readCode,
  sameText,
} from '../core/portal/secrets.ts';
import { STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import { errorClass } from '../ports/log.ts';
import { openPortalContent } from './portal-content.ts';
import type { PortalDependencies } from './portal-dependencies.ts';
import { changeLink, noteExpiry, recordPortal } from './portal-link.ts';
import { tellSender } from './tell-sender.ts';

export type SendCodeOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'closed'; readonly as: Closed }
  | { readonly kind: 'unknown' };

/**
 * Sends a new code to the address that the message was for, by the clinical lane's own way. The link keeps a hash of it
 * that nobody can test without the link.
 *
 * @throws when it cannot be sent now
 */
export async function sendPortalCode(
  token: string,
  deps: PortalDependencies,
): Promise<SendCodeOutcome> {
  const linkId = linkIdOf(token);
  const found = await deps.links.find(linkId);
  if (found === undefined) return { kind: 'unknown' };
  await noteExpiry(found, deps);
  const as = closedAs(found, deps.clock.now());
  if (as !== undefined) return { kind: 'closed', as };
  const content = await openPortalContent(found, token, deps);
  if (content === undefined) return { kind: 'closed', as: 'wiped' };
  const code = newCode(deps.random);
  const hash = hashCode(code, token);
  const changed = await changeLink<CodeRequest>(
    linkId,
    (link) => {
      const value = requestCode(link, hash, deps.clock.now());
      return value.kind === 'send' ? { link: value.link, value } : { value };
    },
    deps,
  );
  if (changed === undefined) return { kind: 'unknown' };
  if (changed.value.kind !== 'send') return changed.value;
  await queueCode(changed.link, content.recipient, code, deps);
  await recordPortal('code_sent', changed.link, deps);
  return { kind: 'sent' };
}

/** Sealed like all that the lane sends; by the time anybody could open it, the code works no more. */
async function queueCode(
  { entityId, messageId, decisionId }: PortalLink,
  recipient: PortalRecipient,
  code: string,
  deps: PortalDependencies,
): Promise<void> {
  // Of its own: one message may have several codes.
  const deliveryId = `${decisionId}~c${randomId(deps.random)}`;
  const now = deps.clock.now().toISOString();
  const body = storeMessage(codeLetter(recipient, code, deps.settings));
  await deps.vault.seal(
    { lane: 'clinical', entityId, purpose: 'message' },
    { recordId: deliveryId, contentType: STORED_MESSAGE_TYPE, body },
  );
  await deps.outbox.put({
    ...{ deliveryId, messageId, decisionId, entityId },
    lane: 'clinical',
    disposition: 'portal',
    route: { kind: recipient.channel === 'email' ? 'email' : 'text', recipient: 1 },
    body: { kind: 'sealed', recordId: deliveryId },
    state: 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  });
  await deps.deliveries.enqueue(deliveryId);
}

export type EnterCodeOutcome =
  /** The secret of the session, for a cookie. */
  | { readonly kind: 'signed_in'; readonly session: string }
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'locked' }
  | { readonly kind: 'no_code' }
  /** Not eight digits: nothing was compared, so nothing counts. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'closed'; readonly as: Closed }
  | { readonly kind: 'unknown' };

/** @throws when it cannot be recorded: then nobody is signed in */
export async function enterPortalCode(
  token: string,
  typed: string,
  deps: PortalDependencies,
): Promise<EnterCodeOutcome> {
  const code = readCode(typed);
  if (code === undefined) return { kind: 'malformed' };
  const hash = hashCode(code, token);
  const session = newSecret(deps.random);
  const sessionHash = hashSession(session);
  const changed = await changeLink<CodeEntry>(
    linkIdOf(token),
    (link) => {
      const now = deps.clock.now();
      const value = enterCode(link, (other) => sameText(hash, other), sessionHash, now);
      return 'link' in value ? { link: value.link, value } : { value };
    },
    deps,
  );
  if (changed === undefined) return { kind: 'unknown' };
  const { link, value } = changed;
  switch (value.kind) {
    case 'right':
      await recordPortal('signed_in', link, deps);
      await tellPickedUp(link, deps);
      return { kind: 'signed_in', session };
    case 'wrong':
      await recordPortal('code_wrong', link, deps);
      return { kind: 'wrong', left: value.left };
    case 'locked':
      await recordPortal('code_wrong', link, deps);
      await recordPortal('locked', link, deps);
      return { kind: 'locked' };
    case 'no_code':
      return value;
    case 'closed':
      await noteExpiry(link, deps);
      return value;
  }
}

/**
 * With each sign-in, so that what could not be told with the first is told with the next; of all of them one counts. That
 * the sender cannot be told keeps nobody from reading.
 */
async function tellPickedUp(link: PortalLink, deps: PortalDependencies): Promise<void> {
  const { messageId, decisionId, entityId, keyId, openedAt } = link;
  if (openedAt === undefined) return;
  const about = { messageId, decisionId, entityId, keyId, lane: 'clinical' } as const;
  const told = {
    ...about,
    event: 'message.picked_up',
    subjectId: decisionId,
    at: openedAt,
  } as const;
  await tellSender(told, deps).catch((error: unknown) => {
    const work = 'tell-sender';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  });
}
