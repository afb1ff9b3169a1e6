import type { Delivery } from '../core/message/delivery.ts';
import { linkOfNotice } from '../core/portal/notice-record.ts';
import type { PortalLinks } from '../ports/portal-links.ts';
import { changeLink } from './portal-link.ts';

/**
 * Keeps what waits behind the link of a scheduled notice that is held: its days go by while somebody reviews it. Before
 * the hold is on record, so that nothing is said to wait for review that time takes away.
 *
 * @throws PortalBusyError
 */
export async function keepForReview(
  { body }: Pick<Delivery, 'body'>,
  deps: { readonly links: PortalLinks },
): Promise<void> {
  const linkId = linkOfNotice(body);
  if (linkId === undefined) return;
  await changeLink(
    linkId,
    (link) => ({
      value: undefined,
      // Of what was wiped nothing is left to keep.
      ...(link.isHeld === true || link.state === 'wiped'
        ? {}
        : { link: { ...link, isHeld: true } }),
    }),
    deps,
  );
}
