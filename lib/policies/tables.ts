import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { TableName } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import {
  type FunctionName,
  KNOWERS,
  LINK_CREATORS,
  type Names,
  OPENERS,
  PORTAL_CLOSERS,
  PORTAL_KEEPERS,
  PORTAL_OPENERS,
  RECORDERS,
  REVIEWERS,
  TOKEN_OPENERS,
} from '../names.ts';
import { marketingRoles } from './resources.ts';
import { denyAllBut, denyEverybody } from './statements.ts';

/** Every way to read items: DynamoDB's data plane and PartiQL. */
export const READ_ITEMS = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:PartiQLSelect',
  'dynamodb:Query',
  'dynamodb:Scan',
] as const;

/** Every way to change or remove an item, except putting one. */
export const CHANGE_ITEMS = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
] as const;

/**
 * The wall on a table itself, which holds whatever is attached to a role. Tables without one are guarded
 * by the functions' own policies.
 */
export function tablePolicy(name: TableName, names: Names): PolicyDocument | undefined {
  const roles = (functions: readonly FunctionName[]) => functions.map((f) => names.roleArn(f));
  const of = (functions: readonly FunctionName[]) => ({
    ArnEquals: { 'aws:PrincipalArn': roles(functions) },
  });
  const resources = [names.tableArn(name)];
  // Whoever may put a thing must not get back what was there under its id. (IAM knows the parameter ReturnValues; of
  // ReturnValuesOnConditionCheckFailure, which no code of Cordon's uses, its documents name no condition.)
  const putsBlindly = denyEverybody({
    sid: 'PutsTellNothing',
    actions: ['dynamodb:PutItem'],
    resources,
    conditions: { StringEquals: { 'dynamodb:ReturnValues': 'ALL_OLD' } },
  });
  switch (name) {
    case 'vault':
      return document(
        putsBlindly,
        denyAllBut(roles([...OPENERS, ...PORTAL_OPENERS]), {
          sid: 'OnlyOpenersRead',
          actions: READ_ITEMS,
          resources,
        }),
      );
    case 'tokens':
      return document(
        denyAllBut(roles(TOKEN_OPENERS), {
          sid: 'OnlyTheRevealerReads',
          actions: READ_ITEMS,
          resources,
        }),
      );
    case 'quarantine':
      // Review is for people, never for a lane.
      return document(
        putsBlindly,
        denyEverybody({
          sid: 'NoLaneReads',
          actions: READ_ITEMS,
          resources,
          conditions: {
            ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
            ArnNotEquals: { 'aws:PrincipalArn': roles(REVIEWERS) },
          },
        }),
        // Whoever lists what waits sees neither where it is nor its key, and so names what it asks for.
        denyEverybody({
          sid: 'ReviewSeesNoKey',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS],
          resources,
          conditions: {
            ...of(REVIEWERS),
            'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['recordId', 'key'] },
          },
        }),
        denyEverybody({
          sid: 'ReviewNamesAttributes',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS],
          resources,
          conditions: { ...of(REVIEWERS), Null: { 'dynamodb:Attributes': 'true' } },
        }),
      );
    case 'outbox-clinical':
      return document(
        putsBlindly,
        denyEverybody({
          sid: 'NotTheMarketingLane',
          actions: ['dynamodb:*'],
          resources: [names.tableArn(name), `${names.tableArn(name)}/index/*`],
          conditions: {
            ArnEquals: { 'aws:PrincipalArn': marketingRoles(names) },
          },
        }),
      );
    case 'decisions':
      // 45 CFR 164.312(b), (c): a record of activity that is not altered or destroyed. Putting is left to
      // a few roles, whose writes are conditional on the record not existing.
      return document(
        denyEverybody({
          sid: 'NobodyChanges',
          actions: CHANGE_ITEMS.filter((action) => action !== 'dynamodb:DeleteItem'),
          resources,
        }),
        // Retention: one role, which leaves a tombstone.
        denyAllBut(roles(['ledger-dispose']), {
          sid: 'OnlyTheDisposerDeletes',
          actions: ['dynamodb:DeleteItem'],
          resources,
        }),
        denyAllBut(roles(RECORDERS), {
          sid: 'OnlyRecordersAppend',
          actions: ['dynamodb:PutItem', 'dynamodb:PartiQLInsert'],
          resources,
        }),
      );
    case 'people':
      // Who is on file, and what each has chosen: the clinical side's alone.
      return document(
        denyAllBut(roles(KNOWERS), {
          sid: 'OnlyTheClinicalSide',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS, 'dynamodb:PutItem', 'dynamodb:PartiQLInsert'],
          resources: [...resources, `${names.tableArn(name)}/index/*`],
        }),
      );
    case 'portal':
      // Half of each content's key is here: senders make links; the portal, its operator's function and recalls change them.
      return document(
        putsBlindly,
        denyAllBut(roles([...PORTAL_KEEPERS, ...PORTAL_CLOSERS]), {
          sid: 'OnlyThePortal',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS],
          resources: [...resources, `${names.tableArn(name)}/index/*`],
        }),
        // Whoever takes messages back sees no key, and so names what it asks for.
        denyEverybody({
          sid: 'RecallsSeeNoKey',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS],
          resources,
          conditions: {
            ...of(PORTAL_CLOSERS),
            'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['contentKey'] },
          },
        }),
        denyEverybody({
          sid: 'RecallsNameAttributes',
          actions: [...READ_ITEMS, ...CHANGE_ITEMS],
          resources,
          conditions: { ...of(PORTAL_CLOSERS), Null: { 'dynamodb:Attributes': 'true' } },
        }),
        denyAllBut(roles(LINK_CREATORS), {
          sid: 'OnlyTheClinicalLaneMakesLinks',
          actions: ['dynamodb:PutItem', 'dynamodb:PartiQLInsert'],
          resources,
        }),
      );
    case 'registry':
    case 'requests':
    case 'messages':
    case 'outbox-marketing':
      return undefined;
  }
}

function document(...statements: ReturnType<typeof denyEverybody>[]): PolicyDocument {
  return new PolicyDocument({ statements });
}
