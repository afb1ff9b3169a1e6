import { noticeOfDelivery, portalCopyOf } from '../core/portal/link-progress.ts';
import { enacted } from '../core/record/decision-record.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import {
  recipientStatus,
  withCopy,
  withLink,
  type DeliveryProgress,
  type RecipientStatus,
} from '../core/send/recipient-status.ts';
import { decisionsOf, outcomeKind, type SentMessage } from '../core/send/sent-message.ts';
import type { MessageOutcome } from '../core/send/outcome.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { PortalLinksCloser } from '../ports/portal-links.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { MessageDesk } from '../ports/outbox.ts';
import type { SentMessages } from '../ports/sent-requests.ts';
import type { Changer } from './change-registry.ts';
import { inBatches } from './in-batches.ts';
import { closeLink } from './portal-link.ts';
import { recordDeed } from './record-deed.ts';

/** What one lane's status function is given: no body, no vault, no queue. */
export interface MessageStatusDependencies {
  readonly sent: Pick<SentMessages, 'find'>;
  readonly desk: MessageDesk;
  /** The clinical lane's: links to what waits in the portal. */
  readonly links?: PortalLinksCloser;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** Who asks: a key of this lane, of this covered entity. */
export interface Asker {
  readonly lane: Lane;
  readonly entityId: string;
}

export interface MessageStatus {
  readonly messageId: string;
  readonly kind: MessageOutcome['kind'];
  readonly decidedAt: string;
  readonly sendAt?: string;
  /** How many recipients are in each state; states that nobody is in are left out. */
  readonly counts: Readonly<Partial<Record<RecipientStatus['state'], number>>>;
  readonly decisions: readonly RecipientStatus[];
}

/** @returns undefined for a message that is not there, is another entity's, or was decided more than 90 days ago */
export async function showMessage(
  messageId: string,
  { lane, entityId }: Asker,
  deps: MessageStatusDependencies,
): Promise<MessageStatus | undefined> {
  const sent = await deps.sent.find(lane, messageId);
  return sent?.entityId === entityId ? await statusOf(sent, deps) : undefined;
}

export type RecallOutcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] }
  | { readonly kind: 'recalled'; readonly recalled: number; readonly status: MessageStatus };

/**
 * Takes back what has not left yet, and what waits to be picked up, recipient by recipient: each is either recalled or
 * delivered, and the status says which. On record before it takes effect.
 */
export async function recallMessage(
  messageId: string,
  asker: Asker,
  { by, why }: Changer,
  deps: MessageStatusDependencies,
): Promise<RecallOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const { lane, entityId } = asker;
  const sent = await deps.sent.find(lane, messageId);
  if (sent?.entityId !== entityId) return { kind: 'unknown' };
  const now = deps.clock.now();
  const subject = { kind: 'message', id: messageId } as const;
  await recordDeed({ entityId, subject, deed: 'recalled', by, why }, deps);
  const taken = new Set<string>();
  await inBatches(released(sent), async (deliveryId) => {
    // What a request that was cut short has not put yet, it does not put any more.
    if ((await deps.desk.recall(deliveryId, now)) !== 'late') taken.add(deliveryId);
  });
  // Nor does what finds no TLS go on to the portal, from whichever step it has come to.
  await inBatches(mayBeLeft(sent), async (deliveryId) => {
    for (const part of [portalCopyOf(deliveryId), noticeOfDelivery(deliveryId)]) {
      if ((await deps.desk.recall(part, now)) === 'recalled') taken.add(deliveryId);
    }
  });
  // A notice that is out leads to nothing any more; one that leaves at this moment, too.
  const { links } = deps;
  if (links !== undefined) {
    const found = (await links.ofMessage(messageId)).map(({ linkId }) => linkId);
    // The index follows with a delay; what was kept is there at once.
    const all = new Set([...Object.values(sent.links ?? {}), ...found]);
    await inBatches([...all], async (linkId) => {
      const closed = await closeLink(linkId, 'recalled', { by, why }, { ...deps, links });
      if (closed?.value === true) taken.add(closed.link.decisionId);
    });
  }
  const recalled = taken.size;
  if (recalled > 0) {
    deps.log.write({ event: 'message.recalled', messageId, lane, keyId: by, count: recalled });
  }
  return { kind: 'recalled', recalled, status: await statusOf(sent, deps) };
}

/** Ids of the deliveries that follow from the decisions. */
function released(sent: SentMessage): readonly string[] {
  return decisionsOf(sent)
    .filter((decision) => !['block', 'quarantine'].includes(enacted(decision)))
    .map(({ decisionId }) => decisionId);
}

/** Ids of those deliveries that may be left in the portal for want of TLS. */
function mayBeLeft(sent: SentMessage): readonly string[] {
  return decisionsOf(sent)
    .filter(({ lane, channel }) => lane === 'clinical' && channel === 'email')
    .filter((decision) => !['block', 'quarantine', 'portal'].includes(enacted(decision)))
    .map(({ decisionId }) => decisionId);
}

async function statusOf(
  sent: SentMessage,
  { desk, links, clock }: MessageStatusDependencies,
): Promise<MessageStatus> {
  const notices = new Map<string, DeliveryProgress>();
  const decisions = decisionsOf(sent);
  const leaves = new Set(released(sent));
  const statuses: RecipientStatus[] = [];
  await inBatches(
    decisions.map((decision, index) => ({ decision, index })),
    async ({ decision, index }) => {
      const { decisionId } = decision;
      const progress = leaves.has(decisionId) ? await desk.progress(decisionId) : undefined;
      const about = { progress, isHeld: sent.isHeld === true };
      const status = recipientStatus(decision, about, clock.now());
      statuses[index] = status;
      if (status.state !== 'portal') return;
      const copy = await desk.progress(portalCopyOf(decisionId));
      const notice = await desk.progress(noticeOfDelivery(decisionId));
      statuses[index] = withCopy(status, copy, notice);
      if (notice !== undefined) notices.set(decisionId, notice);
    },
  );
  const { messageId, decidedAt, sendAt } = sent;
  const waits = statuses.some(
    ({ disposition, decisionId, state }) =>
      [disposition, state].includes('portal') || notices.has(decisionId),
  );
  if (links !== undefined && waits) {
    // Oldest first: of what a failure left half-made, the notice tells of the last.
    for (const link of await links.ofMessage(messageId)) {
      const { decisionId, linkId } = link;
      const index = statuses.findIndex((status) => status.decisionId === decisionId);
      const status = statuses[index];
      // Made by a try that was cut short before it was kept: nobody was told of it.
      const isOther = (sent.links?.[decisionId] ?? linkId) !== linkId;
      if (status === undefined || isOther) continue;
      statuses[index] = withLink(status, link, notices.get(decisionId), clock.now());
    }
  }
  return {
    messageId,
    kind: outcomeKind(decisions),
    decidedAt,
    ...(sendAt === undefined ? {} : { sendAt }),
    counts: countsOf(statuses),
    decisions: statuses,
  };
}

function countsOf(statuses: readonly RecipientStatus[]): MessageStatus['counts'] {
  const counts: Partial<Record<RecipientStatus['state'], number>> = {};
  for (const { state } of statuses) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
