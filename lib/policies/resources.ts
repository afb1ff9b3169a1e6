import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Names } from '../names.ts';
import { OPENERS } from '../names.ts';
import { denyAllBut, denyEverybody } from './statements.ts';

/** Reading an object, or a version, a tag or an attribute of it. */
export const READ_OBJECTS = ['s3:GetObject*'] as const;

/** On the vault bucket: only openers read. */
export function vaultBucketWall(names: Names, bucketArn: string): PolicyStatement {
  return denyAllBut(
    OPENERS.map((name) => names.roleArn(name)),
    { sid: 'OnlyOpenersRead', actions: READ_OBJECTS, resources: [`${bucketArn}/*`] },
  );
}

/** On the clinical delivery queue: nothing of the marketing lane. */
export function clinicalQueueWall(names: Names): PolicyStatement {
  return denyEverybody({
    sid: 'NotTheMarketingLane',
    actions: ['sqs:*'],
    resources: [names.queueArn('deliver-clinical')],
    conditions: {
      ArnEquals: {
        'aws:PrincipalArn': [names.roleArn('marketing-send'), names.roleArn('marketing-deliver')],
      },
    },
  });
}
