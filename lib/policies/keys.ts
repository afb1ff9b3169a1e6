import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Aws } from 'aws-cdk-lib';
import {
  KNOWERS,
  LINK_MAKERS,
  type Names,
  OPENERS,
  PERSON_OPENERS,
  PERSON_SEALERS,
  SEALERS,
  SIGNATURE_CHECKERS,
  PORTAL_OPENERS,
  TOKEN_OPENERS,
  type FunctionName,
} from '../names.ts';
import { delegateToAccount, denyAllBut, denyEverybody } from './statements.ts';

// In a key policy, a resource of `*` is that key and nothing else.
export const THIS_KEY = ['*'] as const;

/**
 * What administrators need, one by one. Not `kms:*`, as in KMS's default policy: an administrator looks
 * after a key and does not use it, and nobody creates grants by hand. An administrator can still change
 * the key policy; CloudTrail then holds a `PutKeyPolicy`.
 */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

export function administration(): PolicyStatement {
  return delegateToAccount({
    sid: 'AdministrationWithoutUse',
    actions: ADMINISTRATION,
    resources: THIS_KEY,
  });
}

/** Whatever is attached to a role of this deployment. */
export function noFunctionAdministers(names: Names): PolicyStatement {
  return denyEverybody({
    sid: 'NoFunctionAdministers',
    actions: ADMINISTRATION,
    resources: THIS_KEY,
    conditions: { ArnLike: { 'aws:PrincipalArn': names.anyRoleArn } },
  });
}

/** The other ways by which a key that encrypts comes to be used. */
export function noSideDoors(): PolicyStatement {
  return denyEverybody({
    sid: 'NoSideDoors',
    actions: ['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: THIS_KEY,
  });
}

/**
 * The key that seals PHI. Only four roles may generate data keys with it and only two may decrypt, a third tokens, and a fourth what
 * waits in the portal; for
 * everybody else, decrypting is denied here, on the key, so that no policy attached to any role, and no
 * AdministratorAccess, opens it. Roles are named by ARN through `aws:PrincipalArn` and not as
 * principals: KMS refuses principals that do not exist yet, and replaces a principal by its internal id.
 * A principal tag was not chosen, because whoever may tag a role could give himself the power.
 */
export function phiKeyPolicy(names: Names): PolicyDocument {
  const openers = OPENERS.map((name) => names.roleArn(name));
  const tokenOpeners = TOKEN_OPENERS.map((name) => names.roleArn(name));
  const portalOpeners = PORTAL_OPENERS.map((name) => names.roleArn(name));
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid: 'Seal',
        actions: ['kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': SEALERS.map((name) => names.roleArn(name)) },
        },
      }),
      delegateToAccount({
        sid: 'Open',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: { ArnEquals: { 'aws:PrincipalArn': openers } },
      }),
      delegateToAccount({
        sid: 'OpenTokens',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': tokenOpeners },
          StringEquals: { 'kms:EncryptionContext:purpose': 'token' },
        },
      }),
      delegateToAccount({
        sid: 'OpenPortal',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': portalOpeners },
          StringEquals: { 'kms:EncryptionContext:purpose': 'portal' },
        },
      }),
      denyAllBut([...openers, ...tokenOpeners, ...portalOpeners], {
        sid: 'NobodyElseOpens',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
      }),
      denyEverybody({
        sid: 'TokensAlone',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': tokenOpeners },
          StringNotEquals: { 'kms:EncryptionContext:purpose': 'token' },
        },
      }),
      denyEverybody({
        sid: 'PortalAlone',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': portalOpeners },
          StringNotEquals: { 'kms:EncryptionContext:purpose': 'portal' },
        },
      }),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/** The key that signs the ledger's seals: by the sealer alone. Its public half is for whoever may ask KMS at all. */
export function ledgerKeyPolicy(names: Names): PolicyDocument {
  const sealer = [names.roleArn('ledger-sealer')];
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid: 'Sign',
        actions: ['kms:Sign'],
        resources: THIS_KEY,
        conditions: { ArnEquals: { 'aws:PrincipalArn': sealer } },
      }),
      delegateToAccount({
        sid: 'ReadPublicKey',
        actions: ['kms:GetPublicKey'],
        resources: THIS_KEY,
      }),
      denyAllBut(sealer, { sid: 'NobodyElseSigns', actions: ['kms:Sign'], resources: THIS_KEY }),
      noFunctionAdministers(names),
      denyEverybody({
        sid: 'NoSideDoors',
        actions: ['kms:CreateGrant'],
        resources: THIS_KEY,
      }),
    ],
  });
}

/** What a function may do with a key, and for everybody else what nobody may. */
function useAlone(
  names: Names,
  uses: readonly {
    readonly sid: string;
    readonly action: string;
    readonly by: readonly FunctionName[];
    readonly purpose: string;
  }[],
): PolicyDocument {
  const roles = (by: readonly FunctionName[]) => by.map((name) => names.roleArn(name));
  return new PolicyDocument({
    statements: [
      administration(),
      ...uses
        .filter(({ by }) => by.length > 0)
        .map(({ sid, action, by, purpose }) =>
          delegateToAccount({
            sid,
            actions: [action],
            resources: THIS_KEY,
            conditions: {
              ArnEquals: { 'aws:PrincipalArn': roles(by) },
              StringEquals: { 'kms:EncryptionContext:purpose': purpose },
            },
          }),
        ),
      denyAllBut(
        roles(uses.filter(({ action }) => action === 'kms:Decrypt').flatMap(({ by }) => by)),
        {
          sid: 'NobodyElseOpens',
          actions: ['kms:Decrypt'],
          resources: THIS_KEY,
        },
      ),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/** The key that seals what says who a person is: what faces recipients seals, people-admin alone opens. */
export function peopleKeyPolicy(names: Names): PolicyDocument {
  const purpose = 'person';
  return useAlone(names, [
    { sid: 'Seal', action: 'kms:GenerateDataKey', by: PERSON_SEALERS, purpose },
    { sid: 'Open', action: 'kms:Decrypt', by: PERSON_OPENERS, purpose },
  ]);
}

/** The key of unsubscribe links: whoever sends mail makes them, what answers them reads them. */
export function optOutKeyPolicy(names: Names): PolicyDocument {
  const purpose = 'unsubscribe';
  return useAlone(names, [
    { sid: 'MakeLinks', action: 'kms:Encrypt', by: LINK_MAKERS, purpose },
    { sid: 'ReadLinks', action: 'kms:Decrypt', by: ['opt-outs'], purpose },
  ]);
}

/**
 * The key of the blind index. Whoever may use it can find out, one guess at a time, whether somebody is on
 * file: only the clinical side may, and CloudTrail has each call.
 */
export function peopleIndexKeyPolicy(names: Names): PolicyDocument {
  return macKeyPolicy(names, KNOWERS, 'ComputeTheIndex');
}

/** The key of the secrets that senders sign with: who checks a signature, and who tells a new key's secret. */
export function sendersKeyPolicy(names: Names): PolicyDocument {
  return macKeyPolicy(names, SIGNATURE_CHECKERS, 'ComputeSenderSecrets');
}

function macKeyPolicy(names: Names, users: readonly FunctionName[], sid: string): PolicyDocument {
  const arns = users.map((name) => names.roleArn(name));
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid,
        actions: ['kms:GenerateMac'],
        resources: THIS_KEY,
        conditions: { ArnEquals: { 'aws:PrincipalArn': arns } },
      }),
      denyAllBut(arns, {
        sid: 'NobodyElseComputes',
        actions: ['kms:GenerateMac', 'kms:VerifyMac'],
        resources: THIS_KEY,
      }),
      denyEverybody({
        sid: 'NoFunctionAdministers',
        actions: [...ADMINISTRATION, 'kms:CreateGrant'],
        resources: THIS_KEY,
        conditions: { ArnLike: { 'aws:PrincipalArn': names.anyRoleArn } },
      }),
    ],
  });
}

/**
 * A key that is only ever used through one AWS service, on behalf of a caller who may use that
 * service's resource.
 */
export function serviceKeyPolicy(
  names: Names,
  service: Parameters<Names['viaService']>[0],
  options: { readonly grants?: boolean } = {},
): PolicyDocument {
  const through = { 'kms:ViaService': names.viaService(service) };
  const statements = [
    administration(),
    delegateToAccount({
      sid: 'UseThroughTheService',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: THIS_KEY,
      conditions: { StringEquals: through },
    }),
  ];
  if (options.grants === true) {
    // DynamoDB keeps a grant for each table, made when the table is created.
    statements.push(
      delegateToAccount({
        sid: 'GrantToTheService',
        actions: ['kms:CreateGrant'],
        resources: THIS_KEY,
        conditions: { StringEquals: through, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
  return new PolicyDocument({ statements });
}

/** CloudWatch Logs encrypts with it, for log groups of this account and region. */
export function logsKeyPolicy(names: Names): PolicyDocument {
  return new PolicyDocument({
    statements: [
      administration(),
      new PolicyStatement({
        effect: Effect.ALLOW,
        sid: 'EncryptLogGroups',
        principals: [new ServicePrincipal(`logs.${names.region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt*',
          'kms:DescribeKey',
          'kms:Encrypt*',
          'kms:GenerateDataKey*',
          'kms:ReEncrypt*',
        ],
        resources: [...THIS_KEY],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${names.region}:${Aws.ACCOUNT_ID}:log-group:*`,
          },
        },
      }),
    ],
  });
}

/** CloudTrail encrypts its files with it, for this one trail; whoever may read the account's trails opens them. */
export function trailKeyPolicy(trailArn: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      administration(),
      new PolicyStatement({
        effect: Effect.ALLOW,
        sid: 'EncryptTrail',
        principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
        actions: ['kms:DescribeKey', 'kms:GenerateDataKey*'],
        resources: [...THIS_KEY],
        conditions: { StringEquals: { 'aws:SourceArn': trailArn } },
      }),
      delegateToAccount({
        sid: 'ReadTrail',
        actions: ['kms:Decrypt'],
        resources: [...THIS_KEY],
        conditions: { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': trailArn } },
      }),
    ],
  });
}

/** The alarm topic's key: CloudWatch's alarms and EventBridge's rules publish to it, SNS delivers from it. */
export function alarmsKeyPolicy(): PolicyDocument {
  return new PolicyDocument({
    statements: [
      administration(),
      new PolicyStatement({
        effect: Effect.ALLOW,
        sid: 'PublishAlarms',
        principals: [
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('events.amazonaws.com'),
        ],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: [...THIS_KEY],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    ],
  });
}
