/** What happens to a message in the portal. */
export const PORTAL_EVENTS = [
  /** The content was sealed and a link made. */
  'created',
  'code_sent',
  'code_wrong',
  /** The fifth wrong code in a row. */
  'locked',
  /** The right code. */
  'signed_in',
  'signed_out',
  /** The message was shown: what a receipt to the sender rests on. */
  'viewed',
  'downloaded',
  'replied',
  'expired',
  'recalled',
  /** The key of the content was destroyed. */
  'wiped',
] as const;
export type PortalEvent = (typeof PORTAL_EVENTS)[number];

/**
 * One thing that happened to a message in the portal (45 CFR 164.312(b)). It names the link by a hash, and holds no
 * content, address or code.
 */
export interface PortalRecord {
  readonly kind: 'portal';
  readonly recordId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly recordedAt: string;
  readonly entityId: string;
  readonly event: PortalEvent;
  readonly linkId: string;
  readonly messageId: string;
  readonly decisionId: string;
  /** Which attachment was downloaded, from 1. */
  readonly file?: number;
  /** Of a reply: the message that it became. */
  readonly replyId?: string;
  /** Why it is there, where that was not decided but came about: its mail found no TLS. */
  readonly because?: 'tls_failed';
  /** Who recalled or wiped: the id of an access key; and why. Absent: whoever has the link. */
  readonly by?: string;
  readonly why?: string;
}
