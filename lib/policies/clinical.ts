import { KEPT_LINK_ATTRIBUTES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import {
  canOnlyHearOf,
  cannotChangeDecisions,
  cannotKnowPeople,
  cannotOpen,
  cannotOpenButPortal,
  cannotOpenButTokens,
  cannotOpenPeople,
  cannotReadSecrets,
  cannotSendAs,
  cannotTouchLane,
} from './denies.ts';
import type { FunctionPolicy } from './statements.ts';
import { sendTexts } from './texts.ts';

/** Faces the company's applications: decides, seals, queues. It never opens, and never sends. */
export function clinicalSendPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.items('vault', 'PutItem'),
      access.items('outbox-clinical', 'PutItem'),
      access.requestsOf('clinical'),
      access.items('quarantine', 'PutItem'),
      access.items('decisions', 'PutItem'),
      access.items('people', 'GetItem', 'BatchGetItem'),
      access.items('portal', 'PutItem'),
      access.computeIndex(),
      access.tablesKey(),
      access.putObjects('vault'),
      access.objectsKey('write'),
      access.seal('message', 'held', 'portal'),
      access.computeSenderSecrets(),
      ...access.askSecondOpinion(),
      ...access.enqueue('deliver-clinical'),
    ],
    denies: [
      cannotChangeDecisions(names),
      cannotOpenPeople(data),
      ...cannotOpen(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotSendAs('clinical', names),
    ],
  };
}

/** Answers the marketing lane's one question: yes or no. It reads people, and nothing else at all. */
export function permissionCheckPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.items('people', 'GetItem', 'BatchGetItem'),
      access.tablesKey(),
      access.computeIndex(),
    ],
    denies: [
      cannotChangeDecisions(names),
      cannotOpenPeople(data),
      ...cannotOpen(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotSendAs('clinical', names),
    ],
  };
}

/**
 * Faces recipients: reads links, hears texts, and writes down who wants no more, at once. It seals an address
 * that nobody registered, and can open none.
 */
export function optOutsPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.items('people', 'GetItem', 'PutItem', 'UpdateItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.computeIndex(),
      access.sealPerson(),
      access.readUnsubscribeLinks(),
    ],
    denies: [
      cannotChangeDecisions(names),
      cannotOpenPeople(data),
      ...cannotOpen(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotTouchLane('clinical', names),
    ],
  };
}

/**
 * Hears from SES what became of mail, who complained and which addresses take no mail, in either lane, and writes it
 * down. Faces nobody:
 * it reads one queue, and shares no power to read with what recipients reach.
 */
export function mailFeedbackPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.consume('mail-feedback'),
      access.mailFeedbackKey(),
      ...access.hearOfMail('clinical'),
      ...access.hearOfMail('marketing'),
      access.leaveInPortal(),
      access.items('registry', 'GetItem'),
      access.tellSenders('clinical'),
      access.tellSenders('marketing'),
      ...access.enqueue('deliver-clinical', 'deliver-marketing'),
      access.items('people', 'GetItem', 'PutItem', 'UpdateItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.computeIndex(),
      access.sealPerson(),
    ],
    denies: [
      cannotChangeDecisions(names),
      cannotOpenPeople(data),
      ...cannotOpen(data, names),
      ...canOnlyHearOf('marketing', names),
      ...canOnlyHearOf('clinical', names),
    ],
  };
}

/** For the privacy officer: shows and changes people. The one function that opens who they are. */
export function peopleAdminPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.items('people', 'GetItem', 'PutItem', 'UpdateItem'),
      access.queryIndex('people', 'by-kind'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.computeIndex(),
      access.sealPerson(),
      access.openPerson(),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotOpen(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotTouchLane('clinical', names),
    ],
  };
}

/**
 * Opens what the clinical lane delivers, posts it or mails it by the clinical identity; and leaves in the portal, sealed
 * anew, what found no TLS. What is scheduled it decides once more, by what the recipient has chosen since, and holds.
 */
export function clinicalDeliverPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.consume('deliver-clinical'),
      access.items('registry', 'GetItem'),
      access.items('outbox-clinical', 'GetItem', 'PutItem', 'UpdateItem'),
      access.queryIndex('outbox-clinical', 'by-order'),
      access.items('decisions', 'PutItem'),
      access.items('vault', 'GetItem', 'PutItem'),
      access.items('portal', 'PutItem'),
      // And keeps what is behind the link of a notice that is held.
      ...access.closeLinks(...KEPT_LINK_ATTRIBUTES),
      access.items('quarantine', 'PutItem'),
      access.items('people', 'GetItem', 'BatchGetItem'),
      access.computeIndex(),
      access.tablesKey(),
      access.getObjects('vault'),
      access.putObjects('vault'),
      access.objectsKey('read', 'write'),
      access.seal('message', 'portal'),
      access.open('webhook', 'message'),
      ...access.readSecrets('destination/clinical', 'upstream/clinical'),
      access.sendMail('clinical'),
      ...sendTexts('clinical', names),
      access.makeUnsubscribeLinks(),
      ...access.enqueue('deliver-clinical'),
    ],
    denies: [
      cannotChangeDecisions(names),
      cannotOpenPeople(data),
      ...cannotTouchLane('marketing', names),
    ],
  };
}

/** Tells the clinical lane what a token stands for, and writes down that it did. Of what is sealed it opens tokens alone. */
export function tokenRevealPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      access.items('tokens', 'GetItem'),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.getTokenObjects(),
      access.objectsKey('read'),
      access.open('token'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpenButTokens(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotTouchLane('clinical', names),
    ],
  };
}

/** Tells senders what became of their messages, and takes back what has not left, or waits in the portal. It reads no body and no recipient. */
export function clinicalMessagesPolicy(
  access: Access,
  data: DataStack,
  names: Names,
): FunctionPolicy {
  return {
    allows: [
      access.items('registry', 'GetItem'),
      access.noteKeyUse(),
      ...access.followMessages('clinical'),
      access.queryIndex('portal', 'by-message'),
      ...access.closeLinks(),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotSendAs('clinical', names),
    ],
  };
}

/**
 * Faces recipients: opens what waits in the portal, and of sealed records nothing else; queues codes, seals replies.
 * It can send nothing itself.
 */
export function portalPolicy(access: Access, data: DataStack, names: Names): FunctionPolicy {
  return {
    allows: [
      access.items('portal', 'GetItem', 'UpdateItem'),
      access.items('registry', 'GetItem'),
      access.items('vault', 'PutItem'),
      access.readPortalRecords(),
      access.items('outbox-clinical', 'PutItem'),
      access.items('messages', 'PutItem'),
      access.seeWhichMessage(),
      access.items('decisions', 'PutItem'),
      access.tablesKey(),
      access.getPortalObjects(),
      access.putObjects('vault'),
      access.objectsKey('read', 'write'),
      access.seal('message', 'webhook'),
      access.open('portal'),
      ...access.enqueue('deliver-clinical', 'inbound'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpenButPortal(data, names),
      ...cannotTouchLane('marketing', names),
      ...cannotSendAs('clinical', names),
      cannotReadSecrets('destination/clinical', names),
    ],
  };
}
