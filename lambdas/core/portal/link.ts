/**
 * A pick-up link and what may become of it. One link is for one message to one recipient.
 *
 *     created --right code--> opened
 *        |                      |
 *        +----------+-----------+--five wrong codes--> locked ---+
 *                   +--its time is over--------------> expired --+--> wiped
 *                   +--the sender takes it back------> recalled -+
 *
 * Any state goes to `wiped`, and from there to nowhere: the key of the content is gone.
 */
export const LINK_STATES = ['created', 'opened', 'locked', 'expired', 'recalled', 'wiped'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** Where each state may go; anything else is a bug or a lost race. */
export const LINK_TRANSITIONS: Readonly<Record<LinkState, readonly LinkState[]>> = {
  created: ['opened', 'locked', 'expired', 'recalled', 'wiped'],
  opened: ['locked', 'expired', 'recalled', 'wiped'],
  locked: ['wiped'],
  expired: ['wiped'],
  recalled: ['wiped'],
  wiped: [],
};

/** How the portal is bounded. The issue of each: guessing, flooding somebody's mailbox, an abandoned screen. */
export const PORTAL_LIMITS = {
  /** Wrong codes in a row. Eight digits and five tries: one guess in twenty million succeeds. */
  wrongCodes: 5,
  codeMinutes: 10,
  /** Codes sent within an hour. */
  codesAnHour: 5,
  /** Seconds between two codes. */
  codeSpacing: 30,
  idleMinutes: 15,
  replies: 20,
  /** Characters of a reply. */
  replyLength: 10_000,
  /** Days for which a closed link is remembered, so that its page can say what became of it. */
  keptDays: 30,
} as const;

export interface PortalLink {
  /** A hash of the link's token: it names the link and opens nothing. */
  readonly linkId: string;
  readonly entityId: string;
  readonly messageId: string;
  readonly decisionId: string;
  /** Key that sent the message. */
  readonly keyId: string;
  /** Vault record of the content. */
  readonly recordId: string;
  readonly state: LinkState;
  /** ISO 8601, UTC, as all that follow. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Our half of the content's key, 32 bytes as base64url; absent once wiped. The other half is the link. */
  readonly contentKey?: string;
  /** When the right code was entered first. */
  readonly openedAt?: string;
  /** When it was locked, found expired or recalled. */
  readonly closedAt?: string;
  readonly wipedAt?: string;
  readonly code?: { readonly hash: string; readonly expiresAt: string };
  /** When codes were sent, within the last hour. */
  readonly codesSentAt: readonly string[];
  /** In a row. */
  readonly wrongCodes: number;
  readonly session?: { readonly hash: string; readonly idleUntil: string };
  readonly replies: number;
  /** Its notice was held when it was due: what is behind it waits for review, and is kept until it is wiped. */
  readonly isHeld?: true;
  /** Counts the changes, so that of two at once one is told to look again. */
  readonly version: number;
}

/** Why nothing is shown any more. */
export type Closed = Exclude<LinkState, 'created' | 'opened'>;

/** The state as it is at this moment: time closes a link without anybody writing it down. */
export function stateAt(
  { state, expiresAt }: Pick<PortalLink, 'state' | 'expiresAt'>,
  now: Date,
): LinkState {
  const isOpen = state === 'created' || state === 'opened';
  return isOpen && now.toISOString() >= expiresAt ? 'expired' : state;
}

export function closedAs(link: PortalLink, now: Date): Closed | undefined {
  const state = stateAt(link, now);
  return state === 'created' || state === 'opened' ? undefined : state;
}

/** Takes the link to another state, ends its session and forgets its code; undefined where that cannot be. */
export function close(link: PortalLink, to: Closed, now: Date): PortalLink | undefined {
  if (!LINK_TRANSITIONS[link.state].includes(to)) return undefined;
  const { code: _code, session: _session, ...rest } = link;
  const at = now.toISOString();
  if (to !== 'wiped') return { ...rest, state: to, closedAt: at };
  const { contentKey: _key, isHeld: _kept, ...shredded } = rest;
  return { ...shredded, state: 'wiped', wipedAt: at };
}

export type CodeRequest =
  | { readonly kind: 'send'; readonly link: PortalLink }
  | { readonly kind: 'closed'; readonly as: Closed }
  /** Seconds until one may be asked for again. */
  | { readonly kind: 'wait'; readonly seconds: number };

/** A new code takes the place of the one before. */
export function requestCode(link: PortalLink, hash: string, now: Date): CodeRequest {
  const as = closedAs(link, now);
  if (as !== undefined) return { kind: 'closed', as };
  const at = now.getTime();
  const sent = link.codesSentAt.filter((time) => at - Date.parse(time) < HOUR_MS);
  const wait = Math.max(
    secondsUntil(sent.at(-1), PORTAL_LIMITS.codeSpacing * 1000, at),
    sent.length < PORTAL_LIMITS.codesAnHour ? 0 : secondsUntil(sent[0], HOUR_MS, at),
  );
  if (wait > 0) return { kind: 'wait', seconds: wait };
  const expiresAt = after(now, PORTAL_LIMITS.codeMinutes);
  return {
    kind: 'send',
    link: { ...link, code: { hash, expiresAt }, codesSentAt: [...sent, now.toISOString()] },
  };
}

export type CodeEntry =
  | { readonly kind: 'right'; readonly link: PortalLink; readonly first: boolean }
  | { readonly kind: 'wrong'; readonly link: PortalLink; readonly left: number }
  | { readonly kind: 'locked'; readonly link: PortalLink }
  /** None was sent, it was used, or its time is over: nothing was compared, so nothing counts. */
  | { readonly kind: 'no_code' }
  | { readonly kind: 'closed'; readonly as: Closed };

/**
 * A code opens once. The fifth wrong one in a row locks the link for good.
 *
 * @param matches whether two hashes are of the same code; compares in constant time
 * @param sessionHash of the session that begins if the code is right; it ends any other
 */
export function enterCode(
  link: PortalLink,
  matches: (hash: string) => boolean,
  sessionHash: string,
  now: Date,
): CodeEntry {
  const as = closedAs(link, now);
  if (as !== undefined) return { kind: 'closed', as };
  const { code, ...rest } = link;
  if (code === undefined || now.toISOString() >= code.expiresAt) return { kind: 'no_code' };
  if (matches(code.hash)) {
    const idleUntil = after(now, PORTAL_LIMITS.idleMinutes);
    const session = { hash: sessionHash, idleUntil };
    const openedAt = link.openedAt ?? now.toISOString();
    return {
      kind: 'right',
      first: link.openedAt === undefined,
      link: { ...rest, state: 'opened', openedAt, wrongCodes: 0, session },
    };
  }
  const wrongCodes = link.wrongCodes + 1;
  const counted = { ...link, wrongCodes };
  if (wrongCodes < PORTAL_LIMITS.wrongCodes) {
    return { kind: 'wrong', link: counted, left: PORTAL_LIMITS.wrongCodes - wrongCodes };
  }
  return { kind: 'locked', link: close(counted, 'locked', now) ?? counted };
}

export type SessionUse =
  | { readonly kind: 'signed_in'; readonly link: PortalLink }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'closed'; readonly as: Closed };

/** Each use of a session gives it another fifteen minutes. */
export function useSession(
  link: PortalLink,
  matches: (hash: string) => boolean,
  now: Date,
): SessionUse {
  const as = closedAs(link, now);
  if (as !== undefined) return { kind: 'closed', as };
  const { session } = link;
  if (session === undefined || now.toISOString() >= session.idleUntil || !matches(session.hash)) {
    return { kind: 'signed_out' };
  }
  const idleUntil = after(now, PORTAL_LIMITS.idleMinutes);
  return { kind: 'signed_in', link: { ...link, session: { ...session, idleUntil } } };
}

export function endSession(link: PortalLink): PortalLink {
  const { session: _session, ...rest } = link;
  return rest;
}

/** Undefined where there were as many as there may be. */
export function countReply(link: PortalLink): PortalLink | undefined {
  if (link.replies >= PORTAL_LIMITS.replies) return undefined;
  return { ...link, replies: link.replies + 1 };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function after(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
}

function secondsUntil(time: string | undefined, distanceMs: number, at: number): number {
  if (time === undefined) return 0;
  return Math.max(0, Math.ceil((Date.parse(time) + distanceMs - at) / 1000));
}
