import { enacted, type DecisionRecord } from '../record/decision-record.ts';
import type { DeliveryState } from '../message/delivery.ts';
import type { Disposition } from '../vocabulary.ts';

/** Where a message to one recipient is. */
export const RECIPIENT_STATES = [
  /** Waits for the time that it was scheduled for. */
  'scheduled',
  'queued',
  /** An attempt is under way. */
  'delivering',
  'delivered',
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
  readonly deliveredAt?: string;
  readonly recalledAt?: string;
  readonly failure?: string;
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
  readonly deliveredAt?: string;
  readonly recalledAt?: string;
  /** Of one that was recalled while it was not known how its last attempt ended. */
  readonly mayHaveLeft?: true;
  readonly failure?: string;
}

/** An attempt that began longer ago has died: no function runs for so long. */
export const ATTEMPT_MS = 120_000;

/** @param progress undefined for what does not leave, or is not queued yet */
export function recipientStatus(
  decision: DecisionRecord,
  progress: DeliveryProgress | undefined,
  now: Date,
): RecipientStatus {
  const { decisionId, disposition, reasonCode, rules, target } = decision;
  const common = {
    recipient: target.kind === 'recipient' ? target.ordinal : 1,
    ...{ decisionId, disposition, reasonCode, rules },
  };
  const done = enacted(decision);
  if (done === 'block') return { ...common, state: 'refused' };
  if (done === 'quarantine') return { ...common, state: 'held' };
  if (progress === undefined) return { ...common, state: 'queued' };
  const { attempts, dueAt, deliveredAt, recalledAt, failure, beganAt } = progress;
  const state = stateOf(progress, now);
  return {
    ...common,
    ...{ state, attempts },
    ...(progress.state === 'pending' ? { dueAt } : {}),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(recalledAt === undefined ? {} : { recalledAt }),
    ...(state === 'recalled' && beganAt !== undefined ? { mayHaveLeft: true as const } : {}),
    ...(failure === undefined || progress.state === 'delivered' ? {} : { failure }),
  };
}

function stateOf(
  { state, attempts, sendAt, beganAt }: DeliveryProgress,
  now: Date,
): RecipientState {
  switch (state) {
    case 'delivered':
    case 'recalled':
      return state;
    case 'dead':
      return 'failed';
    case 'pending':
      if (beganAt !== undefined && Date.parse(beganAt) > now.getTime() - ATTEMPT_MS) {
        return 'delivering';
      }
      return attempts === 0 && sendAt !== undefined && Date.parse(sendAt) > now.getTime()
        ? 'scheduled'
        : 'queued';
  }
}
