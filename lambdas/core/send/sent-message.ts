import { enacted, type DecisionRecord } from '../record/decision-record.ts';
import type { Lane } from '../vocabulary.ts';
import type { MessageOutcome } from './outcome.ts';

/** What recipients of one message have in common whom the same was decided for. */
export type SharedDecision = Omit<
  DecisionRecord,
  'decisionId' | 'messageId' | 'decidedAt' | 'target' | 'person' | 'personIs' | 'latencyMs'
>;

/**
 * What is kept of a message beside the ledger, so that its sender can be told what became of it: no content, no address
 * and no person. Most recipients of a message are decided alike, so that each is one number.
 */
export interface SentMessage {
  readonly messageId: string;
  readonly lane: Lane;
  readonly entityId: string;
  readonly keyId: string;
  /** ISO 8601. */
  readonly decidedAt: string;
  /** ISO 8601; when it is to leave, of one that is scheduled. */
  readonly sendAt?: string;
  readonly decisions: readonly SharedDecision[];
  /** For each recipient, by ordinal: which of `decisions` is theirs. */
  readonly recipients: readonly number[];
  /** Ids of the links by which some pick it up, by the id of the decision. */
  readonly links?: Readonly<Record<string, string>>;
  /** What is held is in the quarantine. Absent: nothing is, or not yet. */
  readonly isHeld?: true;
}

/**
 * The recipients' decisions of one message, as they are kept.
 *
 * @param links ids of the links that were made, by the id of the decision
 */
export function toSentMessage(
  records: readonly DecisionRecord[],
  sendAt: string | undefined,
  links: ReadonlyMap<string, string> = new Map(),
): SentMessage {
  const [first] = records;
  if (first === undefined) throw new TypeError('a message has at least one recipient');
  const decisions = new Map<string, { readonly index: number; readonly shared: SharedDecision }>();
  const recipients = records.map((record) => {
    const shared = sharedOf(record);
    const key = JSON.stringify(shared);
    const known = decisions.get(key) ?? { index: decisions.size, shared };
    decisions.set(key, known);
    return known.index;
  });
  return {
    messageId: first.messageId,
    lane: first.lane,
    entityId: first.entityId,
    keyId: first.origin.id,
    decidedAt: first.decidedAt,
    ...(sendAt === undefined ? {} : { sendAt }),
    decisions: [...decisions.values()].map(({ shared }) => shared),
    recipients,
    ...(links.size === 0 ? {} : { links: Object.fromEntries(links) }),
  };
}

/** The decisions as answers are rendered from: without the person, and without how long it took. */
export function decisionsOf(sent: SentMessage): readonly DecisionRecord[] {
  const { messageId, decidedAt, decisions, recipients } = sent;
  return recipients.flatMap((which, index) => {
    const shared = decisions[which];
    if (shared === undefined) return [];
    return [
      {
        ...shared,
        decisionId: decisionIdOf(messageId, index + 1),
        messageId,
        decidedAt,
        target: { kind: 'recipient' as const, ordinal: index + 1, of: recipients.length },
        latencyMs: {},
      },
    ];
  });
}

/** Id of the decision about one recipient, and of the delivery that follows from it. */
export function decisionIdOf(messageId: string, ordinal: number): string {
  return `${messageId}~r${String(ordinal)}`;
}

/** Whose decision it is. */
export function ordinalOf(decisionId: string): number {
  return Number(/~r(\d+)$/.exec(decisionId)?.[1] ?? 1);
}

/** What became of a message by its decisions alone. */
export function outcomeKind(decisions: readonly DecisionRecord[]): MessageOutcome['kind'] {
  const done = decisions.map(enacted);
  if (done.every((disposition) => disposition === 'block')) return 'refused';
  return done.includes('quarantine') ? 'held' : 'accepted';
}

function sharedOf(record: DecisionRecord): SharedDecision {
  const {
    decisionId: _decision,
    messageId: _message,
    decidedAt: _time,
    target: _ordinal,
    person: _whom,
    personIs: _how,
    latencyMs: _took,
    ...shared
  } = record;
  return shared;
}
