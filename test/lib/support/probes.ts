import { TABLE_NAMES } from '../../../lambdas/adapters/aws/shared/table-definitions.ts';
import { LANES } from '../../../lambdas/core/vocabulary.ts';
import { OFFICES } from '../../../lib/config/people.ts';
import { FUNCTION_NAMES, QUEUE_NAMES } from '../../../lib/names.ts';
import type { AccessModel } from './access.ts';
import type { AddProbe, Probe } from './probe.ts';
import { addOptionProbes } from './option-probes.ts';
import { ACCOUNT, REGION } from './resolve.ts';
import { addWallProbes } from './wall-probes.ts';

const MAIL = {
  clinical: { domain: 'care.example.com', from: 'team@care.example.com', set: 'cordon-clinical' },
  marketing: {
    domain: 'news.example.com',
    from: 'hello@news.example.com',
    set: 'cordon-marketing',
  },
} as const;

const PURPOSES = ['webhook', 'message', 'token', 'held', 'person', 'portal'] as const;

/**
 * Everything that is worth asking of every function, by a readable name. What a function may do is then a list
 * of these names, and everything else is refused.
 */
export function buildProbes(model: AccessModel): ReadonlyMap<string, Probe> {
  const probes = new Map<string, Probe>();
  let section = 'Keys that open and seal content';
  const add: AddProbe = (name, action, resource, context) => {
    if (probes.has(name)) throw new TypeError(`two probes "${name}"`);
    probes.set(name, { section, action, resource, ...(context === undefined ? {} : { context }) });
  };
  const key = (purpose: string) => model.arnOf('Data', `${purpose}key`, 'AWS::KMS::Key');
  /** Logical ids have no hyphens. */
  const keyOf = (purpose: string) => key(purpose.replaceAll('-', ''));
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

  for (const purpose of PURPOSES) {
    const context = { 'kms:EncryptionContext:purpose': purpose };
    add(`seal ${purpose}`, 'kms:GenerateDataKey', key('phi'), context);
    add(`open ${purpose}`, 'kms:Decrypt', key('phi'), context);
  }
  add('open without context', 'kms:Decrypt', key('phi'));
  add('seal without context', 'kms:GenerateDataKey', key('phi'));
  add('encrypt under the PHI key', 'kms:Encrypt', key('phi'));
  add('re-encrypt from the PHI key', 'kms:ReEncryptFrom', key('phi'));
  add('grant the PHI key', 'kms:CreateGrant', key('phi'));
  add('change the PHI key', 'kms:PutKeyPolicy', key('phi'));

  section = 'Keys of people, links and senders';
  const person = { 'kms:EncryptionContext:purpose': 'person' };
  const link = { 'kms:EncryptionContext:purpose': 'unsubscribe' };
  add('seal who a person is', 'kms:GenerateDataKey', key('people'), person);
  add('see who a person is', 'kms:Decrypt', key('people'), person);
  add('see people without context', 'kms:Decrypt', key('people'));
  add('grant the key of people', 'kms:CreateGrant', key('people'));
  add('move people to another key', 'kms:ReEncryptFrom', key('people'));
  add('make an unsubscribe link', 'kms:Encrypt', key('optout'), link);
  add('read an unsubscribe link', 'kms:Decrypt', key('optout'), link);
  add('make a link for something else', 'kms:Encrypt', key('optout'), person);
  for (const verb of ['Generate', 'Verify']) {
    add(`${verb.toLowerCase()} an index of people`, `kms:${verb}Mac`, key('peopleindex'));
  }
  add('grant the index of people', 'kms:CreateGrant', key('peopleindex'));
  add("compute senders' secrets", 'kms:GenerateMac', key('senders'));
  add("check senders' secrets", 'kms:VerifyMac', key('senders'));
  add('grant the key of senders', 'kms:CreateGrant', key('senders'));
  section = 'Functions';
  for (const name of FUNCTION_NAMES) {
    add(`invoke ${name}`, 'lambda:InvokeFunction', arn('lambda', `function:cordon-${name}`));
  }
  section = 'Tables';
  add('list people', 'dynamodb:Query', arn('dynamodb', 'table/cordon-people/index/by-kind'));

  for (const table of TABLE_NAMES) {
    const resource = arn('dynamodb', `table/cordon-${table}`);
    for (const action of ['Get', 'Put', 'Update', 'Delete'] as const) {
      add(`${action.toLowerCase()} ${table}`, `dynamodb:${action}Item`, resource);
    }
    add(`query ${table}`, 'dynamodb:Query', resource);
    add(`scan ${table}`, 'dynamodb:Scan', resource);
  }
  for (const table of ['messages', 'quarantine', 'outbox-clinical', 'outbox-marketing']) {
    add(
      `open work of ${table}`,
      'dynamodb:Query',
      arn('dynamodb', `table/cordon-${table}/index/open`),
    );
  }
  for (const table of ['outbox-clinical', 'outbox-marketing']) {
    const index = (name: string) => arn('dynamodb', `table/cordon-${table}/index/${name}`);
    add(`deliveries by state of ${table}`, 'dynamodb:Query', index('by-state'));
    add(`waiting in order of ${table}`, 'dynamodb:Query', index('by-order'));
  }
  add(
    'messages waiting in order',
    'dynamodb:Query',
    arn('dynamodb', 'table/cordon-messages/index/by-order'),
  );
  for (const [what, attribute] of [
    ['see which message is there', 'messageId'],
    ['see the state of a message', 'state'],
  ] as const) {
    add(what, 'dynamodb:GetItem', arn('dynamodb', 'table/cordon-messages'), {
      'dynamodb:Attributes': ['key', attribute],
    });
  }
  add('registry by kind', 'dynamodb:Query', arn('dynamodb', 'table/cordon-registry/index/by-kind'));
  for (const [what, leading] of [
    ['note use of a key', 'keyuse#mk_newsletter1'],
    ['update an entry', 'key#mk_newsletter1'],
  ] as const) {
    add(what, 'dynamodb:UpdateItem', arn('dynamodb', 'table/cordon-registry'), {
      'dynamodb:LeadingKeys': [leading],
    });
  }
  for (const [lane, prefix] of [
    ['clinical', 'ck'],
    ['marketing', 'mk'],
  ] as const) {
    for (const [what, leading] of [
      ['rate of a key', `rate#${prefix}_newsletter1`],
      ['load of a day', `rate#${prefix}_newsletter1#2026-12-01`],
      ['idempotency key', `once#${prefix}_newsletter1#0`],
      ['decided message', `message#${lane}#msg_1`],
    ] as const) {
      for (const action of ['Get', 'Put', 'Update'] as const) {
        add(
          `${action.toLowerCase()} ${what} of ${lane}`,
          `dynamodb:${action}Item`,
          arn('dynamodb', 'table/cordon-requests'),
          { 'dynamodb:LeadingKeys': [leading] },
        );
      }
    }
  }
  for (const lane of LANES) {
    const outbox = arn('dynamodb', `table/cordon-outbox-${lane}`);
    const naming = (...attributes: string[]) => ({ 'dynamodb:Attributes': attributes });
    const recall = ['state', 'stateShard', 'recalledAt', 'beganAt', 'deliveryId'];
    add(
      `find mail of ${lane}`,
      'dynamodb:GetItem',
      outbox,
      naming('deliveryId', 'messageId', 'entityId', 'heardBounced'),
    );
    add(
      `note what became of ${lane}`,
      'dynamodb:UpdateItem',
      outbox,
      naming('deliveryId', 'heardBounced'),
    );
    add(
      `note and change a delivery of ${lane}`,
      'dynamodb:UpdateItem',
      outbox,
      naming('deliveryId', 'heardBounced', 'stateShard'),
    );
    add(`see how a delivery of ${lane} does`, 'dynamodb:GetItem', outbox, naming('state', 'dueAt'));
    add(`see whom ${lane} sends to`, 'dynamodb:GetItem', outbox, naming('state', 'route'));
    add(`see a body of ${lane}`, 'dynamodb:GetItem', outbox, naming('body'));
    add(`recall a delivery of ${lane}`, 'dynamodb:UpdateItem', outbox, naming(...recall));
    add(`change a body of ${lane}`, 'dynamodb:UpdateItem', outbox, naming('state', 'body'));
    add(`get back what was recalled of ${lane}`, 'dynamodb:UpdateItem', outbox, {
      ...naming(...recall),
      'dynamodb:ReturnValues': 'ALL_OLD',
    });
  }
  for (const [what, leading] of [
    ['queue another delivery', 'msg_1~r1'],
    ['leave a delivery in the portal', 'msg_1~r1~portal'],
    ['tell senders of clinical', 'msg_1~r1~message.delivered~sink'],
  ] as const) {
    add(what, 'dynamodb:PutItem', arn('dynamodb', 'table/cordon-outbox-clinical'), {
      'dynamodb:LeadingKeys': [leading],
    });
  }
  for (const [what, leading] of [
    ['queue mail of marketing', 'msg_1~r1'],
    ['tell senders of marketing', 'msg_1~r1~message.delivered~sink'],
  ] as const) {
    add(what, 'dynamodb:PutItem', arn('dynamodb', 'table/cordon-outbox-marketing'), {
      'dynamodb:LeadingKeys': [leading],
    });
  }
  for (const [what, leading] of [
    ['get a portal record', 'portal~lnk_1'],
    ['get another record', 'msg_1'],
  ] as const) {
    add(what, 'dynamodb:GetItem', arn('dynamodb', 'table/cordon-vault'), {
      'dynamodb:LeadingKeys': [leading],
    });
  }
  for (const [what, attributes, values] of [
    ['close a link', ['linkId', 'link', 'version'], 'NONE'],
    ['close a link and see what it was', ['linkId', 'link', 'version'], 'ALL_OLD'],
    ['keep what is behind a link', ['linkId', 'link', 'version', 'expiresAt'], 'NONE'],
    ['change the key of a link', ['linkId', 'contentKey'], 'NONE'],
  ] as const) {
    add(what, 'dynamodb:UpdateItem', arn('dynamodb', 'table/cordon-portal'), {
      'dynamodb:Attributes': attributes,
      'dynamodb:ReturnValues': values,
    });
  }
  for (const [what, attribute] of [
    ['see a link', 'link'],
    ['see the key of a link', 'contentKey'],
  ] as const) {
    add(what, 'dynamodb:GetItem', arn('dynamodb', 'table/cordon-portal'), {
      'dynamodb:Attributes': ['linkId', attribute],
    });
  }
  for (const table of ['vault', 'quarantine', 'outbox-clinical', 'portal']) {
    add(
      `put ${table} and see what was there`,
      'dynamodb:PutItem',
      arn('dynamodb', `table/cordon-${table}`),
      { 'dynamodb:ReturnValues': 'ALL_OLD' },
    );
  }
  const quarantine = arn('dynamodb', 'table/cordon-quarantine');
  for (const [what, action, attributes] of [
    ['see what is held, and why', 'GetItem', ['heldId', 'reasonCode', 'heldAt', 'settledAt']],
    ['see where it is held', 'GetItem', ['heldId', 'recordId']],
    ['see the key of what is held', 'GetItem', ['heldId', 'key']],
    ['settle what is held', 'UpdateItem', ['heldId', 'settledAs', 'settledAt', 'openShard']],
    ['change what is held', 'UpdateItem', ['heldId', 'reasonCode']],
  ] as const) {
    add(what, `dynamodb:${action}`, quarantine, {
      'dynamodb:Attributes': attributes,
      ...(action === 'UpdateItem' ? { 'dynamodb:ReturnValues': 'NONE' } : {}),
    });
  }
  for (const index of ['message', 'day']) {
    const resource = arn('dynamodb', `table/cordon-portal/index/by-${index}`);
    add(`links by ${index}`, 'dynamodb:Query', resource);
  }
  for (const index of ['day', 'id', 'person']) {
    const resource = arn('dynamodb', `table/cordon-decisions/index/by-${index}`);
    add(`decisions by ${index}`, 'dynamodb:Query', resource);
  }

  section = 'Buckets';
  for (const bucket of ['Vault', 'Marketing', 'Ledger'] as const) {
    const objects = `${model.arnOf('Data', bucket, 'AWS::S3::Bucket')}/any/object`;
    for (const action of ['Get', 'Put', 'Delete'] as const) {
      add(`${action.toLowerCase()} ${bucket.toLowerCase()} object`, `s3:${action}Object`, objects);
    }
  }
  const vault = model.arnOf('Data', 'Vault', 'AWS::S3::Bucket');
  add('get token object', 's3:GetObject', `${vault}/tokens/any`);
  add('get portal object', 's3:GetObject', `${vault}/portal/any`);
  add('get sealed object', 's3:GetObject', `${vault}/sealed/any`);
  const ledger = model.arnOf('Data', 'Ledger', 'AWS::S3::Bucket');
  add('list ledger objects', 's3:ListBucket', ledger);
  section = 'The ledger';
  add('delete ledger version', 's3:DeleteObjectVersion', `${ledger}/any/object`);
  add('loosen ledger retention', 's3:PutObjectRetention', `${ledger}/any/object`);
  add('bypass ledger retention', 's3:BypassGovernanceRetention', `${ledger}/any/object`);
  add('sign with the ledger key', 'kms:Sign', key('ledger'));
  add('public key of the ledger', 'kms:GetPublicKey', key('ledger'));
  add('change the ledger key', 'kms:PutKeyPolicy', key('ledger'));
  add('grant the ledger key', 'kms:CreateGrant', key('ledger'));
  section = 'Queues';
  for (const queue of QUEUE_NAMES) {
    const resource = arn('sqs', `cordon-${queue}`);
    add(`send to ${queue}`, 'sqs:SendMessage', resource);
    add(`measure ${queue}`, 'sqs:GetQueueAttributes', resource);
    add(`find ${queue}`, 'sqs:GetQueueUrl', resource);
    add(`read from ${queue}`, 'sqs:ReceiveMessage', resource);
    add(`purge ${queue}`, 'sqs:PurgeQueue', resource);
  }
  const failedRuns = arn('sqs', 'cordon-failed-runs');
  for (const [what, action] of [
    ['find failed runs', 'GetQueueUrl'],
    ['keep a failed run', 'SendMessage'],
    ['read failed runs', 'ReceiveMessage'],
    ['take a failed run away', 'DeleteMessage'],
    ['purge failed runs', 'PurgeQueue'],
    ['hand failed runs out again', 'StartMessageMoveTask'],
  ] as const) {
    add(what, `sqs:${action}`, failedRuns);
  }
  section = 'Secrets';
  const canarySecret = arn('secretsmanager', 'secret:cordon/source/cordon-canary-AbCdEf');
  add('secret of the canary', 'secretsmanager:GetSecretValue', canarySecret);
  add('secret key for the canary', 'kms:Decrypt', key('secrets'), {
    'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': canarySecret,
  });
  for (const [what, leading] of [
    ['find a decision of the canary', 'msg_1~cordon-canary'],
    ['find a decision of somebody else', 'msg_1~cordon-canary-2'],
  ] as const) {
    add(what, 'dynamodb:Query', arn('dynamodb', 'table/cordon-decisions/index/by-id'), {
      'dynamodb:LeadingKeys': [leading],
    });
  }
  const laneGroups = LANES.flatMap((lane) => [`destination/${lane}`, `upstream/${lane}`]);
  const persons = OFFICES.map((office) => `person/${office}`);
  for (const group of ['source', ...laneGroups, ...persons]) {
    const secret = arn('secretsmanager', `secret:cordon/${group}/acme-AbCdEf`);
    add(`secret of ${group}`, 'secretsmanager:GetSecretValue', secret);
    add(`secret key for ${group}`, 'kms:Decrypt', key('secrets'), {
      'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com`,
      'kms:EncryptionContext:SecretARN': secret,
    });
    add(`change secret of ${group}`, 'secretsmanager:PutSecretValue', secret);
  }
  add(
    'another secret',
    'secretsmanager:GetSecretValue',
    arn('secretsmanager', 'secret:other-AbCdEf'),
  );

  section = 'Sending';
  for (const lane of LANES) {
    const { domain, from, set } = MAIL[lane];
    for (const action of ['SendEmail', 'SendRawEmail']) {
      const context = { 'ses:FromAddress': from };
      add(`${action} as ${lane}`, `ses:${action}`, arn('ses', `identity/${domain}`), context);
      add(
        `${action} by the set of ${lane}`,
        `ses:${action}`,
        arn('ses', `configuration-set/${set}`),
        context,
      );
    }
    for (const [who, address] of [
      [`another ${lane} address`, `ceo@${domain}`],
      [`outside the ${lane} domain`, 'ceo@elsewhere.example'],
      [`below the ${lane} domain`, `ceo@sub.${domain}`],
    ] as const) {
      add(`mail from ${who}`, 'ses:SendRawEmail', arn('ses', `identity/${domain}`), {
        'ses:FromAddress': address,
      });
    }
    add(
      `mail by a single ${lane} address`,
      'ses:SendRawEmail',
      arn('ses', `identity/x@${domain}`),
      {
        'ses:FromAddress': from,
      },
    );
  }
  add(
    'SendRawEmail by the set of notices',
    'ses:SendRawEmail',
    arn('ses', 'configuration-set/cordon-notices'),
    {
      'ses:FromAddress': MAIL.clinical.from,
    },
  );
  section = 'Keys of services';
  for (const [purpose, service] of [
    ['tables', 'dynamodb'],
    ['objects', 's3'],
    ['queues', 'sqs'],
    ['mail-feedback', 'sqs'],
  ] as const) {
    for (const action of ['Decrypt', 'GenerateDataKey']) {
      add(`${action} ${purpose} through ${service}`, `kms:${action}`, keyOf(purpose), {
        'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
      });
    }
    add(`Decrypt ${purpose} directly`, 'kms:Decrypt', keyOf(purpose));
  }
  for (const action of ['Decrypt', 'GenerateDataKey']) {
    add(`${action} failed runs through sqs`, `kms:${action}`, keyOf('queues'), {
      'kms:ViaService': `sqs.${REGION}.amazonaws.com`,
      'kms:EncryptionContext:aws:sqs:arn': failedRuns,
    });
  }
  section = 'What SES tells of mail';
  const topic = arn('sns', 'cordon-mail-feedback');
  add('publish feedback', 'sns:Publish', topic);
  add('publish feedback under its key', 'kms:GenerateDataKey', keyOf('mail-feedback'));
  add('subscribe a mailbox to feedback', 'sns:Subscribe', topic, {
    'sns:Protocol': 'email',
    'sns:Endpoint': 'somebody@example.com',
  });
  addOptionProbes(model, add, (name) => (section = name));
  addWallProbes(model, add, (name) => (section = name));
  return probes;
}
