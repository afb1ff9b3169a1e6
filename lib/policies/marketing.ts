import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import {
  cannotChangeDecisions,
  cannotKnowPeople,
  cannotOpen,
  cannotSendAs,
  cannotTouchLane,
} from './denies.ts';
import type { FunctionPolicy } from './statements.ts';
import { sendTexts } from './texts.ts';

/** Faces the company's applications: decides and queues what is clean, seals what it must hold. */
export function marketingSendPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.items('outbox-marketing', 'PutItem'),
      access.requestsOf('marketing'),
      access.items('vault', 'PutItem'),
      access.items('quarantine', 'PutItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.putObjects('marketing'),
      access.putObjects('vault'),
      access.objectsKey('write'),
      access.seal('held'),
      access.computeSenderSecrets(),
      ...access.askSecondOpinion(),
      ...access.enqueue('deliver-marketing'),
      // May I send this to that address: the only question, to the only function.
      access.invoke('permission-check'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotTouchLane('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}

/** Delivers what was sanitized or found clean, by the marketing identity. It has nothing to do with the vault. */
export function marketingDeliverPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.consume('deliver-marketing'),
      access.items('registry', 'GetItem'),
      access.items('outbox-marketing', 'GetItem', 'UpdateItem'),
      access.tellSenders('marketing'),
      access.queryIndex('outbox-marketing', 'by-order'),
      // What is scheduled is decided once more when it is due, and may be held: it was sealed for that before.
      access.items('quarantine', 'PutItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.getObjects('marketing'),
      access.objectsKey('read'),
      ...access.readSecrets('destination/marketing', 'upstream/marketing'),
      access.sendMail('marketing'),
      ...sendTexts('marketing', names),
      access.makeUnsubscribeLinks(),
      ...access.enqueue('deliver-marketing'),
      // The same question once more, when a message has waited: somebody may have opted out since.
      access.invoke('permission-check'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotTouchLane('clinical', names),
    ],
  };
}

/** Tells senders what became of their messages, and takes back what has not left. It reads no body and no recipient. */
export function marketingMessagesPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      ...access.followMessages('marketing'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotTouchLane('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}
