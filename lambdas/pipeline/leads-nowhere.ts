import type { Delivery } from '../core/message/delivery.ts';
import { closedAs } from '../core/portal/link.ts';
import { linkOfNotice } from '../core/portal/notice-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { PortalLinks } from '../ports/portal-links.ts';

/**
 * Whether a delivery is the notice of a link that was closed before it left: an officer may take back, or wipe, what is
 * scheduled for weeks, and its recipient would be told of something that is not there.
 */
export async function leadsNowhere(
  { body }: Pick<Delivery, 'body'>,
  { links, clock }: { readonly links: Pick<PortalLinks, 'find'>; readonly clock: Clock },
): Promise<boolean> {
  const linkId = linkOfNotice(body);
  const link = linkId === undefined ? undefined : await links.find(linkId);
  return link !== undefined && closedAs(link, clock.now()) !== undefined;
}
