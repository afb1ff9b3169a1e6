import { LEFT_IN_PORTAL } from '../vocabulary.ts';
import { stateAt, type LinkState, type PortalLink } from './link.ts';

/** A link as the sender of its message may see it: what happened, and nothing by which it opens. */
export interface LinkProgress {
  readonly state: LinkState;
  /** ISO 8601, UTC, as all that follow. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** When it was picked up: the right code was entered first. */
  readonly openedAt?: string;
  /** When it was locked or recalled. */
  readonly closedAt?: string;
  readonly wipedAt?: string;
  readonly replies: number;
}

export function linkProgress(
  link: Pick<PortalLink, Exclude<keyof LinkProgress, 'state'> | 'state'>,
  now: Date,
): LinkProgress {
  const { createdAt, expiresAt, openedAt, closedAt, wipedAt, replies } = link;
  return {
    ...{ state: stateAt(link, now), createdAt, expiresAt },
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(wipedAt === undefined ? {} : { wipedAt }),
    replies,
  };
}

/** Id of the delivery of a notice, by that of the delivery that found no TLS. */
export function noticeOfDelivery(deliveryId: string): string {
  return `${deliveryId}~notice`;
}

/** Id of the delivery that leaves in the portal what found no TLS, by that of the delivery that found none. */
export function portalCopyOf(deliveryId: string): string {
  return `${deliveryId}${LEFT_IN_PORTAL}`;
}
