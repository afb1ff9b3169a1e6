import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import {
  cannotChangeDecisions,
  cannotKnowPeople,
  cannotOpen,
  cannotRewriteDecisions,
  cannotSendAs,
  type SeenOfHeld,
} from './denies.ts';
import type { FunctionPolicy } from './statements.ts';

/** For auditors: lists decisions, exports and proves what is sealed, and authenticates who asks. */
export function decisionsReadPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.queryTable('decisions'),
      access.queryIndex('decisions', 'by-day'),
      access.queryIndex('decisions', 'by-id'),
      access.queryIndex('decisions', 'by-person'),
      access.tablesKey(),
      access.getObjects('ledger'),
      access.listObjects('ledger'),
      access.objectsKey('read'),
      access.readLedgerPublicKey(),
    ],
    denies: readsAndSendsNothing(data, names),
  };
}

/**
 * For the privacy officer: keeps vendors, sources, destinations and keys, and records each change. It has no key of
 * sealed content, and reads no decision.
 */
export function registryAdminPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem', 'PutItem', 'UpdateItem'),
      access.queryIndex('registry', 'by-kind'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.computeSenderSecrets(),
    ],
    denies: readsAndSendsNothing(data, names),
  };
}

/**
 * Sees only keys of unfinished items, by the sparse index, and hands them to the queues again; since when things wait for
 * review; lists vendors once a day.
 */
export function sweeperPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.queryIndex('registry', 'by-kind'),
      access.queryIndex('messages', 'open'),
      access.queryIndex('quarantine', 'open'),
      access.queryIndex('outbox-clinical', 'open'),
      access.queryIndex('outbox-marketing', 'open'),
      access.tablesKey(),
      ...access.enqueue('inbound', 'deliver-clinical', 'deliver-marketing'),
      access.measure('inbound', 'deliver-clinical', 'deliver-marketing'),
    ],
    denies: readsAndSendsNothing(data, names, 'ages'),
  };
}

/**
 * For the privacy officer: dead letters of both lanes, destinations that were disabled, and what is held. It moves deliveries
 * and never sees what is delivered, or held, under seal.
 */
export function deliveriesAdminPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.items('outbox-clinical', 'GetItem', 'UpdateItem'),
      access.items('outbox-marketing', 'GetItem', 'UpdateItem'),
      access.queryIndex('outbox-clinical', 'by-state'),
      access.queryIndex('outbox-marketing', 'by-state'),
      // Pick-up links: shown, taken back, and their half of the content's key destroyed; of the content nothing.
      access.items('portal', 'GetItem', 'UpdateItem'),
      access.queryIndex('portal', 'by-message'),
      access.queryIndex('portal', 'by-day'),
      // What is held: why and since when, and that it was reviewed.
      access.queryIndex('quarantine', 'open'),
      ...access.reviewHeld(),
      // The decision that is replayed, and that it was.
      access.items('decisions', 'PutItem'),
      access.queryTable('decisions'),
      access.queryIndex('decisions', 'by-id'),
      access.tablesKey(),
      ...access.enqueue('deliver-clinical', 'deliver-marketing'),
    ],
    denies: readsAndSendsNothing(data, names, 'reasons'),
  };
}

/** Posts test webhooks as a vendor would, and sees whether their decisions are on record; nothing of anybody else's. */
export function canaryPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [...access.readCanarySecret(), access.findCanaryDecisions(), access.tablesKey()],
    denies: readsAndSendsNothing(data, names),
  };
}

/** Reads what was decided and signs it: nothing else may sign, and it writes seals alone. */
export function ledgerSealerPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.queryTable('decisions'),
      access.queryIndex('decisions', 'by-day'),
      access.tablesKey(),
      access.putObjects('ledger'),
      access.getObjects('ledger'),
      access.listObjects('ledger'),
      access.objectsKey('read', 'write'),
      access.sign(),
      access.readLedgerPublicKey(),
    ],
    denies: readsAndSendsNothing(data, names),
  };
}

/**
 * The one role that may delete records of the ledger, and only records: seals are out of anybody's reach. It appends
 * tombstones.
 */
export function ledgerDisposePolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.queryIndex('registry', 'by-kind'),
      access.queryTable('decisions'),
      access.queryIndex('decisions', 'by-id'),
      access.items('decisions', 'PutItem', 'DeleteItem'),
      access.tablesKey(),
      access.getObjects('ledger'),
      access.listObjects('ledger'),
      access.objectsKey('read'),
    ],
    denies: [
      cannotRewriteDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotSendAs('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}

function readsAndSendsNothing(data: DataStack, names: Names, ofHeld?: SeenOfHeld) {
  return [
    cannotChangeDecisions(names),
    ...cannotKnowPeople(data, names),
    ...cannotOpen(data, names, ofHeld),
    ...cannotSendAs('clinical', names),
    ...cannotSendAs('marketing', names),
  ];
}
