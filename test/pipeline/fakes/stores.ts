import type { Lease } from '../../../lambdas/core/deliver/lease.ts';
import { NEW_GATE } from '../../../lambdas/core/deliver/gate.ts';
import type { DueDay } from '../../../lambdas/core/send/due-days.ts';
import {
  movedOn,
  takeFrom,
  type RateState,
  type SendLimit,
} from '../../../lambdas/core/send/rate-limit.ts';
import type { DeliveryProgress } from '../../../lambdas/core/send/recipient-status.ts';
import type { SentMessage } from '../../../lambdas/core/send/sent-message.ts';
import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import type {
  Claim,
  GivenAnswer,
  OnceRequest,
  OnceRequests,
  SentMessages,
} from '../../../lambdas/ports/sent-requests.ts';
import type { SendLimits } from '../../../lambdas/ports/send-limits.ts';
import type { DestinationGates, VersionedGate } from '../../../lambdas/ports/destination-gates.ts';
import { DELIVERY_TRANSITIONS, type Delivery } from '../../../lambdas/core/message/delivery.ts';
import type { Withheld } from '../../../lambdas/core/message/due-facts.ts';
import type { HeldMessage } from '../../../lambdas/core/message/held-message.ts';
import {
  INBOUND_TRANSITIONS,
  type InboundMessage,
  type InboundState,
} from '../../../lambdas/core/message/inbound-message.ts';
import type { Envelope } from '../../../lambdas/core/protect/envelope.ts';
import type { SealingContext } from '../../../lambdas/core/protect/sealing-context.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import type { LedgerRecord } from '../../../lambdas/core/record/ledger-record.ts';
import type {
  InboundBacklog,
  InboundIntake,
  InboundMessages,
} from '../../../lambdas/ports/inbound-messages.ts';
import type { Ledger, LedgerReader } from '../../../lambdas/ports/ledger.ts';
import type {
  DeliveryResult,
  DeliverySummary,
  Failed,
  MessageDesk,
  Outbox,
  OutboxBacklog,
  OutboxDesk,
  OutboxWriter,
  Postponed,
  Recall,
  Retry,
} from '../../../lambdas/ports/outbox.ts';
import type { Quarantine } from '../../../lambdas/ports/quarantine.ts';
import type { TokenSet, TokenVault } from '../../../lambdas/ports/token-vault.ts';
import { VaultIntegrityError, type VaultReader } from '../../../lambdas/ports/vault-reader.ts';
import type { VaultWriter } from '../../../lambdas/ports/vault.ts';

/** Puts a copy where nothing is yet: what every idempotent write comes to. */
function keepFirst<T>(store: Map<string, T>, key: string, value: T): boolean {
  if (store.has(key)) return false;
  store.set(key, structuredClone(value));
  return true;
}

export class FakeVault implements VaultWriter, VaultReader {
  readonly records = new Map<string, { context: SealingContext; envelope: Envelope }>();

  async seal(context: SealingContext, envelope: Envelope): Promise<'stored' | 'exists'> {
    const first = keepFirst(this.records, envelope.recordId, { context, envelope });
    return first ? 'stored' : 'exists';
  }

  async open(context: SealingContext, recordId: string): Promise<Envelope | undefined> {
    const record = this.records.get(recordId);
    if (record === undefined) return undefined;
    const same = (['lane', 'entityId', 'purpose'] as const).every(
      (name) => record.context[name] === context[name],
    );
    if (!same) throw new VaultIntegrityError('sealed in another context');
    return record.envelope;
  }
}

/** Counts as the table does, for one caller at a time. */
export class FakeLimits implements SendLimits {
  readonly states = new Map<string, RateState>();
  /** Recipients, by `KEY DAY`. */
  readonly waiting = new Map<string, number>();
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  async take(keyId: string, recipients: number, limit: SendLimit): Promise<Date | undefined> {
    const now = this.now().getTime();
    const state = this.states.get(keyId);
    const answer = takeFrom(state, recipients, limit, now);
    if (answer.kind === 'limited') return answer.retryAt;
    this.states.set(keyId, movedOn(state, answer, recipients, now));
    return undefined;
  }

  async reserve(keyId: string, days: readonly DueDay[], most: number): Promise<DueDay | undefined> {
    const after = (one: DueDay) => (this.waiting.get(`${keyId} ${one.day}`) ?? 0) + one.recipients;
    const full = days.find((one) => after(one) > most);
    if (full !== undefined) return full;
    for (const one of days) this.waiting.set(`${keyId} ${one.day}`, after(one));
    return undefined;
  }
}

/** Remembers requests as the table does. */
export class FakeOnce implements OnceRequests {
  readonly items = new Map<string, OnceItem>();
  private readonly now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
  }

  async claim(request: OnceRequest, seed: string): Promise<Claim> {
    const now = this.now().getTime();
    const id = `${request.keyId} ${request.keyHash}`;
    const item = this.items.get(id);
    if (item === undefined || item.until <= now) {
      const { requestHash } = request;
      this.items.set(id, { requestHash, seed, lease: now + 60_000, until: now + 86_400_000 });
      return { kind: 'claimed', seed };
    }
    if (item.requestHash !== request.requestHash) {
      return { kind: 'conflict', reason: 'other_request' };
    }
    if (item.answer !== undefined) return { kind: 'answered', answer: item.answer };
    if (item.lease > now) return { kind: 'conflict', reason: 'in_progress' };
    item.lease = now + 60_000;
    if (item.seed === undefined) throw new Error('it is answered, and has no answer');
    return { kind: 'claimed', seed: item.seed };
  }

  async finish({ keyId, keyHash }: OnceRequest, answer: GivenAnswer): Promise<void> {
    const item = this.items.get(`${keyId} ${keyHash}`);
    if (item === undefined) return;
    item.answer = structuredClone(answer);
    delete item.seed;
  }

  async abandon({ keyId, keyHash }: OnceRequest): Promise<void> {
    const item = this.items.get(`${keyId} ${keyHash}`);
    if (item !== undefined) item.lease = 0;
  }

  async forget({ keyId, keyHash }: OnceRequest): Promise<void> {
    this.items.delete(`${keyId} ${keyHash}`);
  }
}

interface OnceItem {
  readonly requestHash: string;
  seed?: string;
  readonly until: number;
  lease: number;
  answer?: GivenAnswer;
}

export class FakeSent implements SentMessages {
  readonly items = new Map<string, SentMessage>();

  async put(message: SentMessage): Promise<SentMessage> {
    const key = `${message.lane} ${message.messageId}`;
    keepFirst(this.items, key, message);
    return structuredClone(this.items.get(key) ?? message);
  }

  async markHeld(lane: Lane, messageId: string): Promise<void> {
    const item = this.items.get(`${lane} ${messageId}`);
    if (item !== undefined) this.items.set(`${lane} ${messageId}`, { ...item, isHeld: true });
  }

  async find(lane: Lane, messageId: string): Promise<SentMessage | undefined> {
    return structuredClone(this.items.get(`${lane} ${messageId}`));
  }
}

export class FakeMessages implements InboundIntake, InboundMessages, InboundBacklog {
  readonly items = new Map<string, InboundMessage>();

  async create(message: InboundMessage): Promise<'created' | 'exists'> {
    return keepFirst(this.items, message.key, message) ? 'created' : 'exists';
  }

  async find(key: string): Promise<InboundMessage | undefined> {
    return structuredClone(this.items.get(key));
  }

  async markDecided(key: string, decisions: readonly DecisionRecord[]): Promise<InboundMessage> {
    return this.move(key, 'decided', { decisions });
  }

  async markRouted(key: string): Promise<void> {
    if (this.move(key, 'routed').state !== 'routed') throw new Error('it is not decided');
  }

  async markFailed(key: string): Promise<void> {
    this.move(key, 'failed');
  }

  async putOff(key: string, until: Date, waiting?: readonly string[]): Promise<void> {
    const item = this.items.get(key);
    if (item === undefined || item.state === 'routed' || item.state === 'failed') return;
    const more = waiting === undefined ? {} : { waiting };
    this.items.set(key, { ...item, dueAt: until.toISOString(), ...more });
  }

  async firstInOrder(sourceId: string, limit: number): Promise<readonly string[]> {
    const place = ({ receivedAt, messageId }: InboundMessage) => `${receivedAt}#${messageId}`;
    return [...this.items.values()]
      .filter(
        ({ ordered, state, sourceId: own }) =>
          ordered === true && own === sourceId && (state === 'received' || state === 'decided'),
      )
      .sort((a, b) => (place(a) < place(b) ? -1 : 1))
      .slice(0, limit)
      .map(({ key }) => key);
  }

  async unfinished(_before: Date, limit: number): Promise<readonly string[]> {
    return [...this.items.values()]
      .filter(({ state }) => state === 'received' || state === 'decided')
      .map(({ key }) => key)
      .slice(0, limit);
  }

  private move(
    key: string,
    to: InboundState,
    change: Partial<InboundMessage> = {},
  ): InboundMessage {
    const item = this.items.get(key);
    if (item === undefined) throw new Error('there is no such item');
    if (!INBOUND_TRANSITIONS[item.state].includes(to)) return structuredClone(item);
    const moved = structuredClone({ ...item, ...change, state: to });
    this.items.set(key, moved);
    return structuredClone(moved);
  }
}

export class FakeLedger implements Ledger, LedgerReader {
  readonly records = new Map<string, DecisionRecord>();
  /** What is no decision, in order. */
  readonly others: Exclude<LedgerRecord, DecisionRecord>[] = [];

  async append(record: LedgerRecord): Promise<'appended' | 'exists'> {
    if (record.kind !== 'decision') {
      this.others.push(structuredClone(record));
      return 'appended';
    }
    const key = `${record.decisionId} ${record.decidedAt}`;
    return keepFirst(this.records, key, record) ? 'appended' : 'exists';
  }

  async list({ limit }: { readonly limit: number }): Promise<readonly DecisionRecord[]> {
    return [...this.records.values()].reverse().slice(0, limit);
  }
}

export class FakeQuarantine implements Quarantine {
  readonly held = new Map<string, HeldMessage>();

  async hold(held: HeldMessage): Promise<'held' | 'exists'> {
    return keepFirst(this.held, held.heldId, held) ? 'held' : 'exists';
  }
}

export class FakeTokens implements TokenVault {
  readonly sets = new Map<string, TokenSet>();

  async store(set: TokenSet): Promise<'stored' | 'exists'> {
    return keepFirst(this.sets, set.setId, set) ? 'stored' : 'exists';
  }
}

export interface OutboxItem extends Delivery {
  readonly failure?: string;
  readonly withheld?: Withheld;
  readonly result?: DeliveryResult;
  readonly recalledAt?: string;
}

function summaryOf({ body, ...rest }: OutboxItem): DeliverySummary {
  return { ...rest, body: body.kind };
}

/** How destinations do. */
export class FakeGates implements DestinationGates {
  readonly gates = new Map<string, VersionedGate>();

  async read(id: string): Promise<VersionedGate> {
    return this.gates.get(id) ?? { state: NEW_GATE, revision: 0 };
  }

  async write(id: string, { state, revision }: VersionedGate): Promise<boolean> {
    if ((this.gates.get(id)?.revision ?? 0) !== revision) return false;
    this.gates.set(id, { state, revision: revision + 1 });
    return true;
  }
}

export class FakeOutbox implements OutboxWriter, Outbox, OutboxBacklog, OutboxDesk, MessageDesk {
  readonly items = new Map<string, OutboxItem>();
  /** When deliveries were recalled that had not been put yet. */
  private readonly prevented = new Map<string, string>();

  async put(delivery: Delivery): Promise<'created' | 'exists'> {
    if (this.prevented.has(delivery.deliveryId)) return 'exists';
    return keepFirst(this.items, delivery.deliveryId, delivery) ? 'created' : 'exists';
  }

  async find(deliveryId: string): Promise<Delivery | undefined> {
    return structuredClone(this.items.get(deliveryId));
  }

  async begin(found: Delivery, lease: Lease, now: Date): Promise<boolean> {
    const item = this.items.get(found.deliveryId);
    const isAsFound =
      item?.state === 'pending' &&
      item.attempts === found.attempts &&
      item.dueAt === found.dueAt &&
      item.lease?.holder === found.lease?.holder &&
      Object.keys(item.heard ?? {}).length === Object.keys(found.heard ?? {}).length;
    if (!isAsFound) return false;
    const beganAt = now.toISOString();
    const left = item.beganAt === undefined ? {} : { mayHaveLeft: true as const };
    this.items.set(found.deliveryId, { ...item, ...left, beganAt, lease: { ...lease } });
    return true;
  }

  async progress(deliveryId: string): Promise<DeliveryProgress | undefined> {
    const item = this.items.get(deliveryId);
    if (item === undefined) {
      const recalledAt = this.prevented.get(deliveryId);
      if (recalledAt === undefined) return undefined;
      return { state: 'recalled', attempts: 0, dueAt: recalledAt, recalledAt };
    }
    const { result, ...rest } = item;
    return {
      ...rest,
      ...(result === undefined ? {} : { deliveredAt: result.deliveredAt }),
    };
  }

  async recall(deliveryId: string, now: Date): Promise<Recall> {
    const item = this.items.get(deliveryId);
    if (item === undefined) {
      return keepFirst(this.prevented, deliveryId, now.toISOString()) ? 'prevented' : 'late';
    }
    const isUnderWay = item?.lease !== undefined && item.lease.until >= now.toISOString();
    if (item?.state !== 'pending' || isUnderWay) return 'late';
    this.items.set(deliveryId, { ...item, state: 'recalled', recalledAt: now.toISOString() });
    return 'recalled';
  }

  async markDelivered(id: string, lease: Lease, result: DeliveryResult): Promise<boolean> {
    return this.end(id, lease, { state: 'delivered', result });
  }

  async markRetry(id: string, lease: Lease, { dueAt, ...failed }: Retry): Promise<boolean> {
    const attempts = (this.items.get(id)?.attempts ?? 0) + 1;
    const due = { attempts, dueAt: dueAt.toISOString() };
    return this.end(id, lease, { state: 'pending', ...due, ...failure(failed) });
  }

  async markDead(id: string, lease: Lease, failed: Failed): Promise<boolean> {
    return this.end(id, lease, { state: 'dead', ...failure(failed) });
  }

  async postpone(id: string, lease: Lease, { dueAt, hasTurn }: Postponed): Promise<boolean> {
    const due = { dueAt: dueAt.toISOString(), ...(hasTurn ? { hasTurn: true as const } : {}) };
    return this.end(id, lease, { state: 'pending', ...due });
  }

  async destroyKey(id: string): Promise<void> {
    const item = this.items.get(id);
    if (item?.body.kind !== 'closed') return;
    const { key: _destroyed, ...body } = item.body;
    this.items.set(id, { ...item, body });
  }

  async destroySpentKey(id: string): Promise<void> {
    const item = this.items.get(id);
    if (item?.state !== 'pending' || item.heard?.tls_failed !== undefined)
      await this.destroyKey(id);
  }

  async withhold(
    { deliveryId, lease }: Pick<Delivery, 'deliveryId' | 'lease'>,
    withheld: Withheld,
  ): Promise<boolean> {
    const item = this.items.get(deliveryId);
    const may =
      lease === undefined
        ? item?.withheld === undefined
        : item?.state === 'pending' && item.lease?.holder === lease.holder;
    if (item === undefined || !may) return false;
    this.items.set(deliveryId, { ...item, withheld });
    return true;
  }

  async wake(id: string, now: Date): Promise<void> {
    const item = this.items.get(id);
    if (item?.state !== 'pending' || item.attempts > 0 || item.lease !== undefined) return;
    const { hasTurn: _, ...rest } = item;
    this.items.set(id, { ...rest, dueAt: now.toISOString() });
  }

  async firstInOrder(key: string): Promise<string | undefined> {
    return [...this.items.values()]
      .filter(
        ({ state, order, replayedAt }) =>
          state === 'pending' && order?.key === key && replayedAt === undefined,
      )
      .sort((a, b) => (a.order!.at < b.order!.at ? -1 : 1))[0]?.deliveryId;
  }

  async list(): Promise<readonly DeliverySummary[]> {
    return [...this.items.values()].map(summaryOf);
  }

  async show(deliveryId: string): Promise<DeliverySummary | undefined> {
    const item = this.items.get(deliveryId);
    return item && summaryOf(item);
  }

  async replay(id: string, now: Date): Promise<boolean> {
    const item = this.items.get(id);
    if (item?.state !== 'dead') return false;
    const dueAt = now.toISOString();
    this.items.set(id, { ...item, state: 'pending', attempts: 0, dueAt, replayedAt: dueAt });
    return true;
  }

  async due(before: Date, limit: number): Promise<readonly string[]> {
    return [...this.items.values()]
      .filter(({ state, dueAt }) => state === 'pending' && dueAt < before.toISOString())
      .map(({ deliveryId }) => deliveryId)
      .slice(0, limit);
  }

  private end(
    id: string,
    { holder }: Lease,
    change: Partial<OutboxItem> & Pick<Delivery, 'state'>,
  ): boolean {
    const item = this.items.get(id);
    if (item === undefined) throw new Error('there is no such item');
    if (!DELIVERY_TRANSITIONS[item.state].includes(change.state)) return false;
    if (item.lease?.holder !== holder) return false;
    const { lease: _, beganAt: _began, hasTurn: _turn, ...rest } = item;
    this.items.set(id, structuredClone({ ...rest, ...change }));
    return true;
  }
}

function failure({ failure: code, mayHaveLeft, withheld }: Failed): Partial<OutboxItem> {
  return {
    failure: code,
    ...(mayHaveLeft ? { mayHaveLeft: true as const } : {}),
    ...(withheld === undefined ? {} : { withheld }),
  };
}
