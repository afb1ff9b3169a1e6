import type { DecisionRecord } from '../record/decision-record.ts';
import type { MailDoubt } from '../receive/mail-doubt.ts';
import type { StepLatency } from '../vocabulary.ts';

/**
 * States of an inbound message item. Every step is a conditional transition of this one item, can be
 * repeated safely, and a crash between any two leaves an item that the queue or the sweeper finishes.
 *
 *     received --decide--> decided --route--> routed
 *         \________________/
 *              `--give up--> failed   (sealed; held for review; alarmed)
 *
 * - `received`: the sealed body is in the vault; the vendor may be answered.
 * - `decided`: decisions are fixed on the item; repeating the worker reuses them.
 * - `routed`: each decision is in the ledger and each destination has its delivery item.
 * - `failed`: the worker gave up after its last attempt; nothing was forwarded that was not recorded.
 */
export const INBOUND_STATES = ['received', 'decided', 'routed', 'failed'] as const;
export type InboundState = (typeof INBOUND_STATES)[number];

/** Where each state may go; anything else is a bug or a lost race. */
export const INBOUND_TRANSITIONS: Readonly<Record<InboundState, readonly InboundState[]>> = {
  received: ['decided', 'failed'],
  decided: ['routed', 'failed'],
  routed: [],
  failed: [],
};

export interface InboundMessage {
  /** Primary key: derived from source and replay key, so that a repeated delivery finds the first. */
  readonly key: string;
  /** Random; the idempotency id that destinations see. */
  readonly messageId: string;
  readonly sourceId: string;
  readonly entityId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** Media type and character set; empty when the header was missing or made no sense. */
  readonly contentType: string;
  /** Bytes of the body as received. */
  readonly size: number;
  /** Milliseconds spent verifying and receiving, carried into the decision record. */
  readonly acceptLatencyMs: StepLatency;
  readonly state: InboundState;
  /** Mail that nobody vouches for, and why: it is held, and not read. */
  readonly doubts?: readonly MailDoubt[];
  /** A destination of its source wants deliveries in order: it is among those that later ones wait for. */
  readonly ordered?: true;
  /** ISO 8601; when it looks again whether those before it are done. Set once it had to wait. */
  readonly dueAt?: string;
  /** Ids of the decisions that had to wait; the others have been routed. */
  readonly waiting?: readonly string[];
  /** Set from `decided` on. */
  readonly decisions?: readonly DecisionRecord[];
}
