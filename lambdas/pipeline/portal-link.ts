import { randomId } from '../core/message/ids.ts';
import { close, stateAt, type PortalLink } from '../core/portal/link.ts';
import type { PortalEvent, PortalRecord } from '../core/record/portal-record.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { PortalLinks } from '../ports/portal-links.ts';

/** What changes a link and writes down that it did. */
export interface LinkDependencies {
  readonly links: PortalLinks;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** A link that too many change at once. The caller tries again. */
export class PortalBusyError extends Error {
  override readonly name = 'PortalBusyError';
}

/** How often a change looks again because somebody else changed the link meanwhile. */
const TRIES = 8;

/** What a change makes of a link; `link` is absent where nothing is to be written. */
export interface Step<T> {
  readonly link?: PortalLink;
  readonly value: T;
}

export interface Changed<T> {
  readonly link: PortalLink;
  readonly value: T;
}

/**
 * Reads a link, lets `step` say what becomes of it and writes that, unless somebody was faster: then from the start. Of
 * two at once each sees what the other left: a code opens once, and no wrong one goes uncounted.
 *
 * @returns undefined where there is no such link
 * @throws PortalBusyError
 */
export async function changeLink<T>(
  linkId: string,
  step: (link: PortalLink) => Step<T>,
  { links }: Pick<LinkDependencies, 'links'>,
): Promise<Changed<T> | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const from = await links.find(linkId);
    if (from === undefined) return undefined;
    const { link: to, value } = step(from);
    if (to === undefined) return { link: from, value };
    const written = await links.replace(from, to);
    if (written !== 'changed') return { link: written, value };
  }
  throw new PortalBusyError('the link was changed by others at the same time');
}

type LinkNames = Pick<PortalLink, 'linkId' | 'messageId' | 'decisionId' | 'entityId'>;
type RecordDependencies = Pick<LinkDependencies, 'ledger' | 'clock' | 'random' | 'log'>;

/** Into the ledger. @throws what the ledger throws */
export async function recordPortal(
  event: Exclude<PortalEvent, 'created'>,
  link: LinkNames,
  deps: RecordDependencies,
  more: Pick<PortalRecord, 'file' | 'replyId' | 'by' | 'why'> = {},
): Promise<void> {
  const recordId = `ptl_${randomId(deps.random)}`;
  await append(
    { ...more, event, recordId, recordedAt: deps.clock.now().toISOString() },
    link,
    deps,
  );
}

/**
 * Writes down that a link was made. The id is the link's and the time that of its decision: done again, by a request
 * that is taken up, it is the same record.
 */
export async function recordPortalCreated(
  link: LinkNames,
  decidedAt: string,
  deps: RecordDependencies,
  more: Pick<PortalRecord, 'because'> = {},
): Promise<void> {
  const recordId = link.linkId.replace(/^lnk_/, 'ptl_');
  await append({ ...more, event: 'created', recordId, recordedAt: decidedAt }, link, deps);
}

async function append(
  record: Omit<PortalRecord, 'kind' | keyof LinkNames>,
  { linkId, messageId, decisionId, entityId }: LinkNames,
  deps: RecordDependencies,
): Promise<void> {
  const { event } = record;
  await deps.ledger.append({
    kind: 'portal',
    ...record,
    ...{ entityId, linkId, messageId, decisionId },
  });
  deps.log.write({ event: 'portal.recorded', what: event, linkId, messageId });
}

/**
 * Takes a link back, or destroys our half of the key of what is behind it, on record.
 *
 * @param who id of the key by which, and why, for the ledger
 * @returns whether it was this that closed it; undefined where there is no such link
 */
export async function closeLink(
  linkId: string,
  to: 'recalled' | 'wiped',
  who: { readonly by: string; readonly why: string },
  deps: LinkDependencies,
): Promise<Changed<boolean> | undefined> {
  const changed = await changeLink(
    linkId,
    (link) => {
      const now = deps.clock.now();
      // What time has closed is not taken back; it can be wiped.
      const isOver = to === 'recalled' && stateAt(link, now) === 'expired';
      const closed = isOver ? undefined : close(link, to, now);
      return closed === undefined ? { value: false } : { link: closed, value: true };
    },
    deps,
  );
  if (changed?.value === true) await recordPortal(to, changed.link, deps, who);
  return changed;
}

/** Writes down that a link's time is over, by whoever comes first after it is. */
export async function noteExpiry(link: PortalLink, deps: LinkDependencies): Promise<void> {
  if (stateAt(link, deps.clock.now()) !== 'expired' || link.state === 'expired') return;
  const changed = await changeLink(
    link.linkId,
    (now) => {
      const closed = close(now, 'expired', deps.clock.now());
      return closed === undefined ? { value: false } : { link: closed, value: true };
    },
    deps,
  );
  if (changed?.value === true) await recordPortal('expired', link, deps);
}
