import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import { cannotChangeDecisions, cannotKnowPeople, cannotOpen, cannotSendAs } from './denies.ts';
import type { FunctionPolicy } from './statements.ts';

/** Faces the internet: finds the source, verifies, seals, records, queues. Cannot open what it sealed. */
export function webhookAcceptPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.items('messages', 'PutItem'),
      access.seeWhichMessage(),
      access.items('vault', 'PutItem'),
      access.tablesKey(),
      access.putObjects('vault'),
      access.objectsKey('write'),
      access.seal('webhook'),
      ...access.readSecrets('source'),
      ...access.enqueue('inbound'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotSendAs('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}

/**
 * Opens webhooks, decides, and writes what each lane may have. It sends nothing itself, and opens
 * neither tokens nor what is held for review.
 */
export function inboundWorkerPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.consume('inbound'),
      access.items('registry', 'GetItem'),
      access.items('messages', 'GetItem', 'UpdateItem'),
      access.queryIndex('messages', 'by-order'),
      access.items('vault', 'GetItem'),
      access.items('tokens', 'PutItem'),
      access.items('quarantine', 'PutItem'),
      access.items('outbox-clinical', 'PutItem'),
      access.items('outbox-marketing', 'PutItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.getObjects('vault'),
      access.putObjects('vault'),
      access.putObjects('marketing'),
      access.objectsKey('read', 'write'),
      access.open('webhook'),
      access.seal('token'),
      ...access.askSecondOpinion(),
      ...access.enqueue('inbound', 'deliver-clinical', 'deliver-marketing'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotSendAs('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}
