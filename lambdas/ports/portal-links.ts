import type { PortalLink } from '../core/portal/link.ts';

/** Makes links. */
export interface PortalLinksMaker {
  /** Returns only after the link is durable. `exists` leaves the first one as it is. */
  create(link: PortalLink): Promise<'created' | 'exists'>;
}

/** What the portal does with them, one at a time. */
export interface PortalLinks {
  /** Strongly consistent. */
  find(linkId: string): Promise<PortalLink | undefined>;
  /**
   * Writes what became of a link, if nobody has changed it since it was read as `from`.
   *
   * @returns what was written, with its new version; `changed` when somebody was faster
   */
  replace(from: PortalLink, to: PortalLink): Promise<PortalLink | 'changed'>;
}

/** For whoever takes messages back: their links without the key of the content, which is neither seen nor changed. */
export interface PortalLinksCloser extends PortalLinks {
  /** Links of a message, one for each recipient. The index follows with a delay (milliseconds). */
  ofMessage(messageId: string): Promise<readonly PortalLink[]>;
}

/** For the operator: links by message and by day. */
export interface PortalLinksDesk extends PortalLinksCloser {
  /** Newest first, at most `limit`, made at or after `since` and before `until` (ISO 8601). */
  list(query: {
    readonly since: string;
    readonly until: string;
    readonly limit: number;
  }): Promise<readonly PortalLink[]>;
}
