import type { Delivery } from '../core/message/delivery.ts';
import { linkOfNotice } from '../core/portal/notice-record.ts';
import { errorClass } from '../ports/log.ts';
import { closeLink, type LinkDependencies } from './portal-link.ts';

const WHO = {
  by: 'system:clinical-deliver',
  why: 'its notice was scheduled and not permitted any more when it was due',
};

/**
 * Takes back the link of a scheduled notice that did not leave. Once its delivery has ended, and no sooner: a notice that
 * leaves after all leads somewhere. What fails here leaves a link that nobody was told, until its time is over.
 */
export async function closeWithheld({ body }: Delivery, deps: LinkDependencies): Promise<void> {
  const linkId = linkOfNotice(body);
  if (linkId === undefined) return;
  try {
    await closeLink(linkId, 'recalled', WHO, deps);
  } catch (error) {
    const work = 'close-withheld';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}
