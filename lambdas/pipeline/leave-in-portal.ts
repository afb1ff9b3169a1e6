import { randomId } from '../core/message/ids.ts';
import {
  packContent,
  packPointer,
  packShared,
  type SharedContent,
} from '../core/portal/content.ts';
import { noticeOf } from '../core/portal/letters.ts';
import type { PortalLink } from '../core/portal/link.ts';
import { noticeOfLink } from '../core/portal/notice-record.ts';
import { closeContent, linkIdOf, newSecret } from '../core/portal/secrets.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { recipientsOf, STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { OutboundWorkError, type OutboundDependencies } from './outbound-dependencies.ts';
import type { PortalMaking } from './portal-making.ts';

/** Bytes of all copies together from which on a message is kept once for all of its recipients. */
const SHARED_FROM = 256 * 1024;

/**
 * Closes and seals once what many recipients of a message pick up. Each link's own content then says where it is and has
 * its key, so that whoever has neither a link nor our half of that one's key cannot open it.
 *
 * @param copies how many would be made otherwise
 * @returns undefined where that is little
 */
export async function sealShared(
  message: OutboundMessage,
  copies: number,
  { entityId }: Pick<Sender, 'entityId'>,
  { random }: Pick<PortalMaking, 'random'>,
  { vault }: Pick<OutboundDependencies, 'vault'>,
): Promise<SharedContent | undefined> {
  if (copies < 2) return undefined;
  const plain = packShared(message);
  if (plain.length * copies < SHARED_FROM) return undefined;
  const keys = [newSecret(random), newSecret(random)] as const;
  // Of its own with each try: one that was cut short left another, whose key nobody has.
  const recordId = `portal~all_${randomId(random)}`;
  await vault.seal(
    { lane: 'clinical', entityId, purpose: 'portal' },
    { recordId, contentType: 'application/octet-stream', body: closeContent(plain, ...keys) },
  );
  return { recordId, keys };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Closes the message for one recipient, seals it, makes the link, and seals the notice that tells of it. Nobody has the
 * link yet: a failure afterwards leaves something that nobody can open. Done again after one, there is another link with a
 * notice of its own; which of them goes out is what is kept of the message.
 *
 * @param shared where the message is, if it is kept once for all
 * @returns the link's id
 * @throws OutboundWorkError where the decision is not about a recipient
 */
export async function leaveInPortal(
  { message, messageId }: Pick<DecidedMessage, 'message' | 'messageId'>,
  { decisionId, target }: Pick<DecisionRecord, 'decisionId' | 'target'>,
  sender: Pick<Sender, 'entityId' | 'keyId'>,
  { links, settings, random }: PortalMaking,
  deps: Pick<OutboundDependencies, 'vault' | 'clock'>,
  shared?: SharedContent,
): Promise<string> {
  const recipient =
    target.kind === 'recipient' ? recipientsOf(message)[target.ordinal - 1] : undefined;
  if (recipient === undefined) {
    throw new OutboundWorkError('what waits in the portal waits for a recipient');
  }
  const { channel } = message;
  const { entityId, keyId } = sender;
  const [token, contentKey] = [newSecret(random), newSecret(random)];
  const linkId = linkIdOf(token);
  const recordId = `portal~${linkId}`;
  const now = deps.clock.now();
  const content =
    shared === undefined
      ? packContent(message, recipient)
      : packPointer(message, recipient, shared);
  // Of one that is scheduled nobody has the link before its time: its days begin then.
  const { sendAt } = message;
  const begins = Math.max(now.getTime(), sendAt === undefined ? 0 : Date.parse(sendAt));
  const expiresAt = new Date(begins + settings.linkDays * DAY_MS).toISOString();
  await deps.vault.seal(
    { lane: 'clinical', entityId, purpose: 'portal' },
    {
      recordId,
      contentType: 'application/octet-stream',
      body: closeContent(content, contentKey, token),
    },
  );
  const link: PortalLink = {
    ...{ linkId, entityId, messageId, decisionId, keyId, recordId, contentKey, expiresAt },
    state: 'created',
    createdAt: now.toISOString(),
    codesSentAt: [],
    wrongCodes: 0,
    replies: 0,
    version: 1,
  };
  await links.create(link);
  const notice = noticeOfLink(decisionId, linkId);
  await deps.vault.seal(
    { lane: 'clinical', entityId, purpose: 'message' },
    {
      recordId: notice.recordId,
      contentType: STORED_MESSAGE_TYPE,
      body: storeMessage(
        noticeOf({ channel, address: recipient }, token, expiresAt, settings),
        sendAt === undefined ? undefined : message.about,
      ),
    },
  );
  return linkId;
}
