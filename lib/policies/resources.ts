import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName, Names } from '../names.ts';
import { OPENERS, PORTAL_OPENERS, TOKEN_OPENERS } from '../names.ts';
import { denyAllBut, denyEverybody } from './statements.ts';

/** Reading an object, or a version, a tag or an attribute of it. */
export const READ_OBJECTS = ['s3:GetObject*'] as const;

/** On the vault bucket: only openers read, those of tokens only tokens, and the portal what waits in it. */
export function vaultBucketWall(names: Names, bucketArn: string): PolicyStatement[] {
  const roles = (functions: readonly FunctionName[]) => functions.map((f) => names.roleArn(f));
  return [
    denyAllBut(roles([...OPENERS, ...PORTAL_OPENERS, ...TOKEN_OPENERS]), {
      sid: 'OnlyOpenersRead',
      actions: READ_OBJECTS,
      resources: [`${bucketArn}/*`],
    }),
    denyEverybody({
      sid: 'TokensAlone',
      actions: READ_OBJECTS,
      resources: [`${bucketArn}/sealed/*`],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roles(TOKEN_OPENERS) } },
    }),
    denyEverybody({
      sid: 'PortalAlone',
      actions: READ_OBJECTS,
      resources: [`${bucketArn}/sealed/*`, `${bucketArn}/tokens/*`],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roles(PORTAL_OPENERS) } },
    }),
  ];
}

/** Every role of the marketing lane, its operator's too, whether or not the deployment makes that one. */
export function marketingRoles(names: Names): string[] {
  const functions = ['marketing-send', 'marketing-deliver', 'marketing-messages'] as const;
  return [
    ...functions.map((name) => names.roleArn(name)),
    names.officeRoleArn('marketing-operator'),
  ];
}

/** On the clinical delivery queue: nothing of the marketing lane. */
export function clinicalQueueWall(names: Names): PolicyStatement {
  return denyEverybody({
    sid: 'NotTheMarketingLane',
    actions: ['sqs:*'],
    resources: [names.queueArn('deliver-clinical')],
    conditions: {
      ArnEquals: {
        'aws:PrincipalArn': marketingRoles(names),
      },
    },
  });
}

/** Every way to take an object away or to loosen what holds it. */
export const REMOVE_OBJECTS = [
  's3:BypassGovernanceRetention',
  's3:DeleteObject*',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
] as const;

/**
 * On the ledger bucket: the sealer writes, and nobody deletes. Object Lock keeps the versions; without this a delete
 * marker would still hide them.
 */
export function ledgerBucketWall(names: Names, bucketArn: string): PolicyStatement[] {
  const resources = [`${bucketArn}/*`];
  return [
    denyAllBut([names.roleArn('ledger-sealer')], {
      sid: 'OnlyTheSealerWrites',
      actions: ['s3:PutObject'],
      resources,
    }),
    denyEverybody({ sid: 'NobodyRemoves', actions: REMOVE_OBJECTS, resources }),
  ];
}
