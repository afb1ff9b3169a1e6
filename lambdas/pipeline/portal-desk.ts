import { stateAt, type LinkState, type PortalLink } from '../core/portal/link.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { OutboxDesk } from '../ports/outbox.ts';
import type { PortalLinksDesk } from '../ports/portal-links.ts';
import { inBatches } from './in-batches.ts';
import { closeLink, type Changed, type LinkDependencies } from './portal-link.ts';

export interface PortalDeskDependencies extends LinkDependencies {
  readonly links: PortalLinksDesk;
  readonly desks: { readonly clinical: Pick<OutboxDesk, 'destroySpentKey'> };
}

/** A link as an officer looks at it: what happened, and nothing by which it opens. */
export interface LinkSummary extends Pick<
  PortalLink,
  | 'linkId'
  | 'entityId'
  | 'messageId'
  | 'decisionId'
  | 'keyId'
  | 'createdAt'
  | 'expiresAt'
  | 'openedAt'
  | 'closedAt'
  | 'wipedAt'
  | 'wrongCodes'
  | 'replies'
  | 'isHeld'
> {
  readonly state: LinkState;
  readonly isSignedIn: boolean;
}

export function summarizeLink(link: PortalLink, now: Date): LinkSummary {
  const { linkId, entityId, messageId, decisionId, keyId, createdAt, expiresAt } = link;
  const { openedAt, closedAt, wipedAt, wrongCodes, replies, session, isHeld } = link;
  return {
    ...{ linkId, entityId, messageId, decisionId, keyId, createdAt, expiresAt },
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(wipedAt === undefined ? {} : { wipedAt }),
    ...{ wrongCodes, replies },
    ...(isHeld === undefined ? {} : { isHeld }),
    state: stateAt(link, now),
    isSignedIn: session !== undefined && now.toISOString() < session.idleUntil,
  };
}

/** The links of a message, or one link by its id. */
export async function findLinks(
  id: string,
  { links }: PortalDeskDependencies,
): Promise<readonly PortalLink[]> {
  if (id.startsWith('msg_')) return await links.ofMessage(id);
  const link = await links.find(id);
  return link === undefined ? [] : [link];
}

export type CloseOutcome =
  | { readonly kind: 'done'; readonly links: readonly LinkSummary[] }
  /** None of them was in a state from which it can be. */
  | { readonly kind: 'nothing_to_do'; readonly links: readonly LinkSummary[] }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] }
  | { readonly kind: 'unknown' };

/**
 * Takes links back, or destroys our half of the key of what is behind them, at once and for good: whoever is signed in
 * sees nothing more. Wiped is every link that was made for the same recipient, those of tries that were cut short, too, and
 * the key of the mail that was left there for want of TLS, should it still be there.
 *
 * @param id of a link, or of a message for all its links
 * @param who id of the officer's key, and why, for the ledger
 */
export async function closeLinks(
  id: string,
  to: 'recalled' | 'wiped',
  who: { readonly by: string; readonly why: string },
  deps: PortalDeskDependencies,
): Promise<CloseOutcome> {
  const problems = checkWhy(who.why);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const asked = await findLinks(id, deps);
  if (asked.length === 0) return { kind: 'unknown' };
  const found = to === 'wiped' ? await withTwins(asked, deps) : asked;
  const outcomes: (Changed<boolean> | undefined)[] = [];
  // A message may have a thousand, and whoever asks waits for less than half a minute.
  await inBatches([...found.entries()], async ([index, { linkId }]) => {
    outcomes[index] = await closeLink(linkId, to, who, deps);
  });
  if (to === 'wiped') {
    const recipients = [...new Set(found.map(({ decisionId }) => decisionId))];
    // The delivery of a recipient has the id of the decision about them.
    await inBatches(recipients, (decisionId) => deps.desks.clinical.destroySpentKey(decisionId));
  }
  const closed = outcomes.filter((outcome) => outcome !== undefined);
  return {
    kind: closed.some(({ value }) => value) ? 'done' : 'nothing_to_do',
    links: closed.map(({ link }) => summarizeLink(link, deps.clock.now())),
  };
}

/** And the links that an earlier try made for the same recipient of the same message, of which nobody was told. */
async function withTwins(
  asked: readonly PortalLink[],
  { links }: PortalDeskDependencies,
): Promise<readonly PortalLink[]> {
  const all = new Map(asked.map((link) => [link.linkId, link]));
  const messages = new Set(asked.map(({ messageId }) => messageId));
  const recipients = new Set(asked.map(({ decisionId }) => decisionId));
  for (const messageId of messages) {
    for (const link of await links.ofMessage(messageId)) {
      if (recipients.has(link.decisionId)) all.set(link.linkId, link);
    }
  }
  return [...all.values()];
}
