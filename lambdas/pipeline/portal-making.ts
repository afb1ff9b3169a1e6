import type { RandomBytes } from '../core/message/ids.ts';
import type { PortalSettings } from '../core/portal/letters.ts';
import type { PortalLinksMaker } from '../ports/portal-links.ts';

/** What a sender's function needs to leave something in the portal: it closes, and cannot open. */
export interface PortalMaking {
  readonly links: PortalLinksMaker;
  readonly settings: PortalSettings;
  /** For secrets. Ids may come from a seed that is kept (a request that is repeated); what opens a link may not. */
  readonly random: RandomBytes;
}
