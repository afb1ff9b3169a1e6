import type { MailEvent } from '../../../core/send/mail-event.ts';
import { EXPIRY } from './expiry.ts';

/**
 * The tables, as data: the CDK app creates them in AWS and the embedded runtime creates them in
 * dynalite, from this one description. Key attributes are all strings.
 */
export interface TableDefinition {
  /** Logical name; the physical name is chosen by whoever creates it. */
  readonly name: TableName;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly indexes?: readonly TableIndex[];
  /** Its items are removed after the time in this attribute. */
  readonly expiry?: string;
}

/** A global secondary index. An item without its partition key is not in it. */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

export const TABLE_NAMES = [
  'registry',
  'messages',
  'vault',
  'tokens',
  'quarantine',
  'outbox-clinical',
  'outbox-marketing',
  'decisions',
  'people',
  'requests',
  'portal',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/**
 * `open` is a sparse index: only unfinished items carry `openShard` (one of 8, so that it is not one
 * hot partition) and `openSince`, and so only they are in it.
 */
const open = {
  name: 'open',
  partitionKey: 'openShard',
  sortKey: 'openSince',
  projection: 'KEYS_ONLY',
} as const;

export const OPEN_SHARDS = 8;

/**
 * Lists the entries of a kind. Sparse: only the current version of an entry carries `kind` and `id`.
 */
const byKind = {
  name: 'by-kind',
  partitionKey: 'kind',
  sortKey: 'id',
  projection: 'ALL',
} as const;

/** Deliveries of one state (in one of 8 shards), by the time at which they were queued; ids are read from there alone. */
const byState = {
  name: 'by-state',
  partitionKey: 'stateShard',
  sortKey: 'createdAt',
  projection: 'KEYS_ONLY',
} as const;

/** Sparse: what is unfinished and waits for one another, first come first: messages of a source, deliveries of one to a destination. */
const byOrder = {
  name: 'by-order',
  partitionKey: 'orderKey',
  sortKey: 'orderAt',
  projection: 'KEYS_ONLY',
} as const;

export const TABLE_DEFINITIONS: readonly TableDefinition[] = [
  /** pk `source#ID`, `destination#ID`, `vendor#ID`, `key#ID`, and `...#v000003` for each version of one. */
  { name: 'registry', partitionKey: 'pk', indexes: [byKind] },
  { name: 'messages', partitionKey: 'key', indexes: [open, byOrder] },
  { name: 'vault', partitionKey: 'recordId' },
  { name: 'tokens', partitionKey: 'setId' },
  /** What waits for review is in the index `open`, since it was held. */
  { name: 'quarantine', partitionKey: 'heldId', indexes: [open] },
  /** Deliveries, and beside them `gate#DESTINATION`: how a destination does (docs/adr/0020). */
  { name: 'outbox-clinical', partitionKey: 'deliveryId', indexes: [open, byState, byOrder] },
  { name: 'outbox-marketing', partitionKey: 'deliveryId', indexes: [open, byState, byOrder] },
  /**
   * Partition `YYYY-MM-DDTHH:MM#SHARD`, so that a sealer can read a closed minute and no minute is one
   * hot partition; sort key `TIME#RECORD`. Beside a minute's partitions is that of its late notices,
   * `YYYY-MM-DDTHH:MM#late`. `by-day` lists a day, newest first; `by-id` finds a record and what
   * was noticed of it late; `by-person` finds the decisions about one person (45 CFR 164.528).
   */
  {
    name: 'decisions',
    partitionKey: 'minuteShard',
    sortKey: 'timeAndId',
    indexes: [
      { name: 'by-day', partitionKey: 'dayShard', sortKey: 'timeAndId', projection: 'ALL' },
      { name: 'by-id', partitionKey: 'recordId', sortKey: 'timeAndId', projection: 'KEYS_ONLY' },
      { name: 'by-person', partitionKey: 'person', sortKey: 'timeAndId', projection: 'KEYS_ONLY' },
    ],
  },
  /**
   * pk `person#KEY`, `person#KEY#v000003` for each version, and `address#INDEX` for who has an address, where the
   * index is keyed: nothing in this table is an address.
   */
  { name: 'people', partitionKey: 'pk', indexes: [byKind] },
  /**
   * Of requests of senders, for a while: pk `rate#KEY` for what a key has sent, `rate#KEY#DAY` for what it has wait for a
   * day, `once#KEY#HASH` for an `Idempotency-Key`, `message#LANE#ID` for what was decided about a message. No content, and
   * no address.
   */
  { name: 'requests', partitionKey: 'pk', expiry: EXPIRY },
  /**
   * Pick-up links by a hash of their token. An item holds half of the key that its content is closed with: it goes
   * with the item, a month after the link closed. `by-message` finds the links of a message; `by-day` lists.
   */
  {
    name: 'portal',
    partitionKey: 'linkId',
    expiry: EXPIRY,
    indexes: [
      {
        name: 'by-message',
        partitionKey: 'messageId',
        sortKey: 'createdAt',
        projection: 'KEYS_ONLY',
      },
      { name: 'by-day', partitionKey: 'dayShard', sortKey: 'createdAt', projection: 'KEYS_ONLY' },
    ],
  },
];

export const LEDGER_SHARDS = 8;

/** All that senders are told of a delivery: whoever tells them may read these attributes of an outbox and no other. */
export const PROGRESS_ATTRIBUTES = [
  ...['state', 'attempts', 'dueAt', 'sendAt', 'beganAt', 'lease', 'deliveredAt', 'recalledAt'],
  ...['failure', 'mayHaveLeft', 'withheld'],
] as const;

/** What a recall writes or looks at besides. */
export const RECALL_ATTRIBUTES = [
  ...['deliveryId', 'stateShard', 'openShard', 'openSince', 'orderKey', 'orderAt', 'hasTurn'],
] as const;

/** What whoever takes messages back reads and writes of a pick-up link. */
export const LINK_ATTRIBUTES = ['linkId', 'link', 'version'] as const;

/** And what whoever holds one writes besides, so that it stays. */
export const KEPT_LINK_ATTRIBUTES = [EXPIRY] as const;

/** What whoever takes a message in reads of the one that is there: whether that is its own. */
export const INTAKE_ATTRIBUTES = ['key', 'messageId'] as const;

/** What an officer sees of what is held: neither where it is nor the key that it is closed under. */
export const REVIEW_ATTRIBUTES = [
  ...['heldId', 'messageId', 'decisionId', 'entityId', 'lane', 'direction', 'reasonCode', 'heldAt'],
  ...['settledAs', 'settledAt'],
] as const;

/** What settling it writes or looks at. */
export const SETTLE_ATTRIBUTES = [
  ...['heldId', 'settledAs', 'settledAt', 'openShard', 'openSince'],
] as const;

/** Where a delivery keeps what the mail service told of it. */
export const HEARD_ATTRIBUTES = {
  delayed: 'heardDelayed',
  delivered: 'heardDelivered',
  bounced: 'heardBounced',
  complained: 'heardComplained',
  rejected: 'heardRejected',
  tls_failed: 'heardTlsFailed',
} as const satisfies Record<MailEvent, string>;

/** What whoever hears of mail may read of a delivery besides. */
export const HEARD_OF_ATTRIBUTES = [
  ...['deliveryId', 'messageId', 'decisionId', 'entityId', 'disposition', 'keyId'],
] as const;
