import { linkProgress, type LinkProgress } from '../portal/link-progress.ts';
import type { PortalLink } from '../portal/link.ts';
import { enacted, type DecisionRecord } from '../record/decision-record.ts';
import { WITHHELD_FAILURES, type Withheld } from '../message/due-facts.ts';
import type { DeliveryState } from '../message/delivery.ts';
import type { Disposition } from '../vocabulary.ts';
import { MAIL_EVENTS, type MailEvent } from './mail-event.ts';
import { decidingEvent, timeOfEvent, type Heard } from './mail-progress.ts';

/** Where a message to one recipient is. */
export const RECIPIENT_STATES = [
  /** Waits for the time that it was scheduled for. */
  'scheduled',
  'queued',
  /** An attempt is under way. */
  'delivering',
  /** The mail service or the upstream took it; nothing more was heard. */
  'sent',
  /** The mail service tries again. */
  'delayed',
  /** The recipient's server took it. */
  'delivered',
  /** It came back, or the mail service gave it up. */
  'bounced',
  /** The recipient called it unwanted. */
  'complained',
  /** The recipient's server has no TLS: it is left in the portal instead. */
  'portal',
  /** Given up, or not permitted any more when it was due. */
  'failed',
  'held',
  'refused',
  'recalled',
] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** A delivery as its sender may see it. */
export interface DeliveryProgress {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** ISO 8601, each. */
  readonly dueAt: string;
  readonly sendAt?: string;
  readonly beganAt?: string;
  /** Of the attempt that began then. */
  readonly lease?: { readonly until: string };
  readonly mayHaveLeft?: true;
  readonly deliveredAt?: string;
  readonly recalledAt?: string;
  readonly failure?: string;
  /** What policy said when it was due, of one that may not leave any more. */
  readonly withheld?: Withheld;
  /** What the mail service told since. */
  readonly heard?: Heard;
}

/** What a sender is told of one recipient, who is named by ordinal: neither content nor address. */
export interface RecipientStatus {
  readonly recipient: number;
  readonly decisionId: string;
  readonly disposition: Disposition;
  readonly reasonCode: string;
  readonly rules: readonly string[];
  readonly state: RecipientState;
  readonly attempts?: number;
  readonly dueAt?: string;
  /** When the mail service or the upstream took it. */
  readonly sentAt?: string;
  /** When the recipient's server took it. */
  readonly deliveredAt?: string;
  readonly recalledAt?: string;
  /** What the mail service told, first to last. */
  readonly events?: readonly ToldEvent[];
  /** It is not known how one of its attempts ended: it may have arrived, whatever becomes of it now. */
  readonly mayHaveLeft?: true;
  readonly failure?: string;
  /** Of what waits in the portal. */
  readonly portal?: PortalStatus;
}

/** Where it is in the portal. */
export interface PortalStatus extends LinkProgress {
  /** Why it is there, where that was not decided but came about. */
  readonly because?: 'tls_failed';
  /** Where the notice is, where it is not what the recipient's own `state` tells of. */
  readonly notice?: RecipientState;
}

/** One thing that was told of it. */
export interface ToldEvent {
  readonly event: MailEvent;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/**
 * Longer than any request works. What was decided before that, and is neither in the outbox nor held, was left undone by
 * one that died: it does not leave, unless its sender repeats it under the same `Idempotency-Key`.
 */
export const RELEASE_MS = 120_000;
/** Of what was left undone. */
export const NOT_RELEASED = 'not_released';
/** Of what was to be held: nobody but officers sees the quarantine, so it is not known here whether it got there. */
export const MAY_BE_HELD = 'may_be_held';

/**
 * @param progress undefined for what does not leave, or is not queued yet
 * @param isHeld what of the message is held is in the quarantine
 */
export function recipientStatus(
  decision: DecisionRecord,
  {
    progress,
    isHeld,
  }: { readonly progress?: DeliveryProgress | undefined; readonly isHeld: boolean },
  now: Date,
): RecipientStatus {
  const { decisionId, disposition, reasonCode, rules, target, decidedAt } = decision;
  const common = {
    recipient: target.kind === 'recipient' ? target.ordinal : 1,
    ...{ decisionId, disposition, reasonCode, rules },
  };
  const done = enacted(decision);
  if (done === 'block') return { ...common, state: 'refused' };
  const isLate = Date.parse(decidedAt) < now.getTime() - RELEASE_MS;
  const notReleased = { ...common, state: 'failed' as const, failure: NOT_RELEASED };
  if (done === 'quarantine') {
    return isLate && !isHeld
      ? { ...notReleased, failure: MAY_BE_HELD }
      : { ...common, state: 'held' };
  }
  if (progress === undefined) return isLate ? notReleased : { ...common, state: 'queued' };
  const { attempts, dueAt, deliveredAt: sentAt, recalledAt, heard = {} } = progress;
  const state = stateOf(progress, now);
  const failure = failureOf(progress);
  const events = eventsOf(heard);
  const arrived =
    heard.delivered === undefined ? {} : { deliveredAt: timeOfEvent(heard.delivered) };
  return {
    ...common,
    ...saidWhenDue(progress),
    ...{ state, attempts },
    ...(progress.state === 'pending' ? { dueAt } : {}),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...arrived,
    ...(recalledAt === undefined ? {} : { recalledAt }),
    ...(mayHaveLeft(progress, state) ? { mayHaveLeft: true as const } : {}),
    ...(events.length === 0 ? {} : { events }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/**
 * What found no TLS, by what became of leaving it in the portal: it waits there, unless it could not be left there, or was
 * taken back before its notice left.
 */
export function withCopy(
  status: RecipientStatus,
  copy: DeliveryProgress | undefined,
  notice: DeliveryProgress | undefined,
): RecipientStatus {
  const recalled = [copy, notice].find((part) => part?.state === 'recalled');
  if (recalled !== undefined) {
    const { recalledAt } = recalled;
    return { ...status, state: 'recalled', ...(recalledAt === undefined ? {} : { recalledAt }) };
  }
  if (copy?.state !== 'dead' || notice !== undefined) return status;
  const { failure } = copy;
  return {
    ...status,
    ...saidWhenDue(copy),
    state: deadState(copy),
    ...(failure === undefined ? {} : { failure }),
  };
}

/**
 * What waits in the portal, by its link. Once that was taken back, the notice may be out, and leads to nothing.
 *
 * @param notice the delivery of the notice, of what is there because its mail found no TLS
 */
export function withLink(
  status: RecipientStatus,
  link: Omit<PortalLink, 'contentKey'>,
  notice: DeliveryProgress | undefined,
  now: Date,
): RecipientStatus {
  const { state, closedAt, openedAt } = link;
  const portal: PortalStatus = {
    ...linkProgress(link, now),
    ...(status.failure === 'tls_failed' ? { because: 'tls_failed' } : {}),
    ...(notice === undefined ? {} : { notice: stateOf(notice, now) }),
  };
  // What was withheld when it was due had its link closed for that, and nobody was told of it.
  const isWithheld = status.state === 'held' || status.state === 'refused';
  if (state !== 'recalled' || isWithheld) return { ...status, portal };
  const { dueAt: _due, mayHaveLeft: _notice, ...rest } = { ...status, portal };
  return {
    ...rest,
    state: 'recalled',
    ...(closedAt === undefined ? {} : { recalledAt: closedAt }),
    // Somebody has entered the code before.
    ...(openedAt === undefined ? {} : { mayHaveLeft: true }),
  };
}

/** The decision that counts is the last: of what was scheduled and may not leave any more, the second. */
function saidWhenDue({
  withheld,
}: DeliveryProgress): Partial<Pick<RecipientStatus, 'disposition' | 'reasonCode' | 'rules'>> {
  if (withheld === undefined) return {};
  const { disposition, reasonCode, rules } = withheld;
  return { disposition, reasonCode, rules };
}

/** First to last, by the time at which they happened. */
function eventsOf(heard: Heard): readonly ToldEvent[] {
  return MAIL_EVENTS.flatMap((event): readonly ToldEvent[] => {
    const told = heard[event];
    if (told === undefined) return [];
    const { reason } = told;
    return [{ event, at: timeOfEvent(told), ...(reason === undefined ? {} : { reason }) }];
  }).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Why it is not where it should be: what was told last counts before what an attempt failed with. */
function failureOf({ state, failure, withheld, heard = {} }: DeliveryProgress): string | undefined {
  const event = decidingEvent(heard);
  switch (event) {
    case 'delivered':
    case 'complained':
      return undefined;
    case 'tls_failed':
      return withheld === undefined ? event : (failure ?? WITHHELD_FAILURES[withheld.disposition]);
    case 'delayed':
    case 'bounced':
    case 'rejected':
      return heard[event]?.reason ?? event;
    case undefined:
      return state === 'delivered' ? undefined : failure;
  }
}

/** States in which it is known what became of it, or will be soon. */
const KNOWN: ReadonlySet<RecipientState> = new Set([
  ...(['delivering', 'sent', 'delayed', 'delivered', 'bounced', 'complained', 'portal'] as const),
]);

/** An attempt that began and neither ended nor is under way was cut off at a moment that nobody knows. */
function mayHaveLeft(
  { mayHaveLeft: noted, beganAt }: DeliveryProgress,
  state: RecipientState,
): boolean {
  return !KNOWN.has(state) && (noted === true || beganAt !== undefined);
}

function stateOf(progress: DeliveryProgress, now: Date): RecipientState {
  const { state, attempts, sendAt, lease, heard = {} } = progress;
  const event = decidingEvent(heard);
  if (event === 'tls_failed') {
    // What was taken back, or kept, before it was known that it had not left stays where it is.
    if (progress.withheld !== undefined) return deadState(progress);
    return state === 'recalled' ? state : 'portal';
  }
  if (event === 'rejected') return 'failed';
  // Also where the attempt ended unknown, or was recalled then: it has left.
  if (event !== undefined) return event;
  switch (state) {
    case 'delivered':
      return 'sent';
    case 'recalled':
      return state;
    case 'dead':
      return deadState(progress);
    case 'pending':
      if (lease !== undefined && now.toISOString() <= lease.until) return 'delivering';
      return attempts === 0 && sendAt !== undefined && Date.parse(sendAt) > now.getTime()
        ? 'scheduled'
        : 'queued';
  }
}

function deadState({ withheld }: DeliveryProgress): 'failed' | 'held' | 'refused' {
  if (withheld === undefined) return 'failed';
  return withheld.disposition === 'block' ? 'refused' : 'held';
}
