import { noticeOfDelivery } from '../core/portal/link-progress.ts';
import { enacted } from '../core/record/decision-record.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import { recipientStatus, withLink, type RecipientStatus } from '../core/send/recipient-status.ts';
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
    if (await deps.desk.recall(deliveryId, now)) taken.add(deliveryId);
  });
  // A notice that is out leads to nothing any more; one that leaves at this moment, too.
  const { links } = deps;
  if (links !== undefined) {
    await inBatches(await links.ofMessage(messageId), async ({ linkId, decisionId }) => {
      const closed = await closeLink(linkId, 'recalled', { by, why }, { ...deps, links });
      if (closed?.value === true) taken.add(decisionId);
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

async function statusOf(
  sent: SentMessage,
  { desk, links, clock }: MessageStatusDependencies,
): Promise<MessageStatus> {
  const decisions = decisionsOf(sent);
  const leaves = new Set(released(sent));
  const statuses: RecipientStatus[] = [];
  await inBatches(
    decisions.map((decision, index) => ({ decision, index })),
    async ({ decision, index }) => {
      const { decisionId } = decision;
      const progress = leaves.has(decisionId) ? await desk.progress(decisionId) : undefined;
      const about = { progress, isHeld: sent.isHeld === true };
      statuses[index] = recipientStatus(decision, about, clock.now());
    },
  );
  const { messageId, decidedAt, sendAt } = sent;
  const waits = statuses.some(({ disposition, state }) => [disposition, state].includes('portal'));
  if (links !== undefined && waits) {
    for (const link of await links.ofMessage(messageId)) {
      const index = statuses.findIndex(({ decisionId }) => decisionId === link.decisionId);
      const status = statuses[index];
      if (status === undefined) continue;
      const isForTls = status.state === 'portal';
      const notice = isForTls ? await desk.progress(noticeOfDelivery(link.decisionId)) : undefined;
      statuses[index] = withLink(status, link, notice, clock.now());
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
