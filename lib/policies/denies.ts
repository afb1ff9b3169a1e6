import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LEFT_IN_PORTAL, TOLD_TO_SENDER, type Lane } from '../../lambdas/core/vocabulary.ts';
import type { Names, SecretGroup } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import { READ_OBJECTS } from './resources.ts';
import { deny } from './statements.ts';
import { CHANGE_ITEMS, READ_ITEMS } from './tables.ts';
import { cannotTextAs } from './texts.ts';

/** The ledger is append-only for everything that runs but the disposer (45 CFR 164.312(c)(1)). */
export function cannotChangeDecisions(names: Names): PolicyStatement {
  return deny('NeverChangeDecisions', CHANGE_ITEMS, [names.tableArn('decisions')]);
}

/** The disposer deletes and appends; even it changes nothing that is there. */
export function cannotRewriteDecisions(names: Names): PolicyStatement {
  const actions = CHANGE_ITEMS.filter((action) => action !== 'dynamodb:DeleteItem');
  return deny('NeverRewriteDecisions', actions, [names.tableArn('decisions')]);
}

/**
 * What a function that opens nothing sees of what is held: nothing, since when things wait (the index of what does), or
 * that and why (the table's own policy says by which attributes).
 */
export type SeenOfHeld = 'nothing' | 'ages' | 'reasons';

/**
 * Sealing without opening: not the key, not the vault, not the bucket behind it. Of the wall's three parts
 * any one suffices.
 */
export function cannotOpen(
  data: DataStack,
  names: Names,
  ofHeld: SeenOfHeld = 'nothing',
): PolicyStatement[] {
  const held = names.tableArn('quarantine');
  const guarded = (['vault', 'tokens'] as const).map((name) => names.tableArn(name));
  return [
    deny(
      'NeverDecrypt',
      ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      [data.keys.phi.keyArn],
    ),
    deny('NeverReadTheVault', READ_ITEMS, [
      ...guarded.flatMap((table) => [table, `${table}/index/*`]),
      ...(ofHeld === 'reasons' ? [] : [held]),
      ...(ofHeld === 'nothing' ? [`${held}/index/*`] : []),
    ]),
    deny('NeverReadSealedObjects', READ_OBJECTS, [`${data.vaultBucket.bucketArn}/*`]),
  ];
}

/** Tokens alone are opened: no other sealed record, and nothing of the vault or of what is held. */
export function cannotOpenButTokens(data: DataStack, names: Names): PolicyStatement[] {
  const key = [data.keys.phi.keyArn];
  const guarded = (['vault', 'quarantine'] as const).map((name) => names.tableArn(name));
  return [
    deny('NeverDecryptButTokens', ['kms:Decrypt'], key, {
      StringNotEquals: { 'kms:EncryptionContext:purpose': 'token' },
    }),
    deny('NeverGrant', ['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], key),
    deny(
      'NeverReadTheVault',
      READ_ITEMS,
      guarded.flatMap((table) => [table, `${table}/index/*`]),
    ),
  ];
}

/** What waits in the portal alone is opened: no other sealed record, no token, and nothing of what is held. */
export function cannotOpenButPortal(data: DataStack, names: Names): PolicyStatement[] {
  const key = [data.keys.phi.keyArn];
  const guarded = (['tokens', 'quarantine'] as const).map((name) => names.tableArn(name));
  return [
    deny('NeverDecryptButThePortal', ['kms:Decrypt'], key, {
      StringNotEquals: { 'kms:EncryptionContext:purpose': 'portal' },
    }),
    deny('NeverGrant', ['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], key),
    deny(
      'NeverReadTokensOrWhatIsHeld',
      READ_ITEMS,
      guarded.flatMap((table) => [table, `${table}/index/*`]),
    ),
    deny('NeverReadOtherRecords', READ_ITEMS, [names.tableArn('vault')], {
      'ForAnyValue:StringNotLike': { 'dynamodb:LeadingKeys': ['portal~*'] },
    }),
  ];
}

/** What says who a person is stays shut: for all that may know what people chose, and not who they are. */
export function cannotOpenPeople(data: DataStack): PolicyStatement {
  return deny(
    'NeverOpenPeople',
    ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    [data.keys.people.keyArn],
  );
}

/** Nothing of people: not the table, not the key by which it is looked up. */
export function cannotKnowPeople(data: DataStack, names: Names): PolicyStatement[] {
  const table = names.tableArn('people');
  return [
    deny('NeverThePeopleTable', ['dynamodb:*'], [table, `${table}/index/*`]),
    deny(
      'NeverTheBlindIndex',
      ['kms:CreateGrant', 'kms:GenerateMac', 'kms:VerifyMac'],
      [data.keys['people-index'].keyArn],
    ),
    cannotOpenPeople(data),
  ];
}

/** Nothing of the other lane's outbox, queue, mail identity or secrets. */
export function cannotTouchLane(lane: Lane, names: Names): PolicyStatement[] {
  const table = names.tableArn(`outbox-${lane}`);
  return [
    deny(`NeverTheOutboxOf${title(lane)}`, ['dynamodb:*'], [table, `${table}/index/*`]),
    deny(`NeverTheQueueOf${title(lane)}`, ['sqs:*'], [names.queueArn(`deliver-${lane}`)]),
    ...cannotSendAs(lane, names),
    cannotReadSecrets(`destination/${lane}`, names),
    cannotReadSecrets(`upstream/${lane}`, names),
  ];
}

/**
 * Of a lane's outbox nothing but finding a delivery and noting what became of it; nothing of its mail identity or
 * secrets, and of its queue at most that something waits for the deliverer.
 */
export function canOnlyHearOf(lane: Lane, names: Names): PolicyStatement[] {
  const table = names.tableArn(`outbox-${lane}`);
  const read = READ_ITEMS.filter((action) => action !== 'dynamodb:GetItem');
  const change = CHANGE_ITEMS.filter((action) => action !== 'dynamodb:UpdateItem');
  return [
    deny(
      `NeverMoreOfTheOutboxOf${title(lane)}`,
      [...read, ...change, 'dynamodb:PartiQLInsert'],
      [table, `${table}/index/*`],
    ),
    deny(`NeverWhatIsSentBy${title(lane)}`, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [table], {
      'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['body', 'route', 'state'] },
    }),
    deny(
      `NeverTheQueueOf${title(lane)}`,
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue'],
      [names.queueArn(`deliver-${lane}`)],
    ),
    // What senders are told, and what found no TLS: whatever else is queued is not the hearing function's.
    deny(`NeverSendBy${title(lane)}`, ['dynamodb:PutItem'], [table], {
      'ForAnyValue:StringNotLike': {
        'dynamodb:LeadingKeys': [
          `*${TOLD_TO_SENDER}*`,
          ...(lane === 'clinical' ? [`*${LEFT_IN_PORTAL}`] : []),
        ],
      },
    }),
    ...cannotSendAs(lane, names),
    cannotReadSecrets(`destination/${lane}`, names),
    cannotReadSecrets(`upstream/${lane}`, names),
  ];
}

/** Neither mail nor texts. */
export function cannotSendAs(lane: Lane, names: Names): PolicyStatement[] {
  return [
    deny(
      `NeverSendAs${title(lane)}`,
      [
        'ses:SendBulkEmail',
        'ses:SendBulkTemplatedEmail',
        'ses:SendCustomVerificationEmail',
        'ses:SendEmail',
        'ses:SendRawEmail',
        'ses:SendTemplatedEmail',
      ],
      // Every address of the domain could be verified by itself.
      [
        ...[names.identityArn(lane), names.addressIdentityArns(lane)],
        ...[names.configurationSetArn(lane), ...(lane === 'clinical' ? [names.noticesSetArn] : [])],
      ],
    ),
    ...cannotTextAs(lane, names),
  ];
}

export function cannotReadSecrets(group: SecretGroup, names: Names): PolicyStatement {
  return deny(
    `NeverTheSecretsOf${group.split('/').map(title).join('')}`,
    ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
    [names.secretArnPattern(group)],
  );
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
