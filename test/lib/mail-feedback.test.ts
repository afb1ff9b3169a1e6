import { describe, expect, it } from 'vitest';
import { AccessModel } from './support/access.ts';
import { ACCOUNT, REGION, Resolver } from './support/resolve.ts';
import { allResources, synthesize } from './support/synthesize.ts';

const templates = synthesize();
const resolver = new Resolver(templates);
const model = new AccessModel(templates);
const data = allResources(templates).filter(({ stack }) => stack === 'Data');

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const TOPIC = arn('sns', 'cordon-mail-feedback');
const QUEUE = arn('sqs', 'cordon-mail-feedback');
const DEAD_LETTERS = arn('sqs', 'cordon-mail-feedback-dead-letters');
const KEY = model.arnOf('Data', 'mailfeedbackkey', 'AWS::KMS::Key');
const set = (name: string, account = ACCOUNT) =>
  `arn:aws:ses:${REGION}:${account}:configuration-set/${name}`;

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}
function statementsOf(type: string, about: string): Statement[] {
  const policies = data
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => resolver.resolve('Data', Properties))
    .filter((properties) => JSON.stringify(properties).includes(about)) as {
    PolicyDocument?: { Statement: Statement[] };
    KeyPolicy?: { Statement: Statement[] };
  }[];
  return policies.flatMap((one) => (one.PolicyDocument ?? one.KeyPolicy)?.Statement ?? []);
}

describe('the way of complaints and bounces', () => {
  it('goes from the topic to the queue alone, as SES wrote it, and loses nothing', () => {
    const subscriptions = data.filter(({ Type }) => Type === 'AWS::SNS::Subscription');
    expect(subscriptions.map(({ Properties }) => resolver.resolve('Data', Properties))).toEqual([
      {
        TopicArn: TOPIC,
        Protocol: 'sqs',
        Endpoint: QUEUE,
        RawMessageDelivery: true,
        RedrivePolicy: { deadLetterTargetArn: DEAD_LETTERS },
      },
    ]);
    const queue = data.find(
      ({ Type, Properties }) =>
        Type === 'AWS::SQS::Queue' && Properties?.['QueueName'] === 'cordon-mail-feedback',
    );
    expect(resolver.resolve('Data', queue?.Properties?.['RedrivePolicy'])).toEqual({
      deadLetterTargetArn: DEAD_LETTERS,
      maxReceiveCount: 8,
    });
  });

  it('is under a key of its own from end to end', () => {
    const kept = data.filter(({ Type, Properties }) => {
      const name = String(Properties?.['QueueName'] ?? Properties?.['TopicName']);
      return /^AWS::(SQS::Queue|SNS::Topic)$/.test(Type) && name.startsWith('cordon-mail-feedback');
    });
    expect(kept).toHaveLength(3);
    for (const { Properties } of kept) {
      expect(resolver.resolve('Data', Properties?.['KmsMasterKeyId'])).toBe(KEY);
    }
  });
});

/** Who calls, on whose behalf, and whether it may. */
const CALLERS = [
  ['ses.amazonaws.com', ACCOUNT, set('cordon-clinical'), 'publishes'],
  ['ses.amazonaws.com', ACCOUNT, set('cordon-marketing'), 'publishes'],
  ['ses.amazonaws.com', ACCOUNT, set('cordon-notices'), 'publishes'],
  ['ses.amazonaws.com', ACCOUNT, set('another'), 'is refused'],
  ['ses.amazonaws.com', ACCOUNT, arn('ses', 'identity/care.example.com'), 'is refused'],
  ['ses.amazonaws.com', '999999999999', set('cordon-clinical', '999999999999'), 'is refused'],
  ['ses.amazonaws.com', '999999999999', set('cordon-clinical'), 'is refused'],
  ['cloudwatch.amazonaws.com', ACCOUNT, set('cordon-clinical'), 'is refused'],
  ['sns.amazonaws.com', ACCOUNT, TOPIC, 'delivers'],
  ['sns.amazonaws.com', ACCOUNT, arn('sns', 'cordon-alarms'), 'is refused'],
  ['sns.amazonaws.com', '999999999999', TOPIC.replace(ACCOUNT, '999999999999'), 'is refused'],
  ['events.amazonaws.com', ACCOUNT, TOPIC, 'is refused'],
] as const;

describe('who may put something in', () => {
  it.each(CALLERS)('%s, for %s by %s, %s', async (service, account, source, verdict) => {
    const may = (action: string, resource: string) =>
      model.isServiceAllowed(service, { action, resource }, { account, arn: source });
    expect(await may('sns:Publish', TOPIC)).toBe(verdict === 'publishes');
    expect(await may('sqs:SendMessage', QUEUE)).toBe(verdict === 'delivers');
    expect(await may('sqs:SendMessage', DEAD_LETTERS)).toBe(verdict === 'delivers');
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      expect(await may(action, KEY), action).toBe(verdict !== 'is refused');
    }
  });

  it.each(['sns:Subscribe', 'sns:SetTopicAttributes', 'sns:DeleteTopic'])(
    'SES may publish and not %s',
    async (action) => {
      const behalf = { account: ACCOUNT, arn: set('cordon-clinical') };
      const request = { action, resource: TOPIC };
      expect(await model.isServiceAllowed('ses.amazonaws.com', request, behalf)).toBe(false);
    },
  );
});

describe('the policies', () => {
  it.each([
    ['AWS::SNS::TopicPolicy', ':cordon-mail-feedback'],
    ['AWS::SQS::QueuePolicy', ':cordon-mail-feedback'],
    ['AWS::KMS::Key', 'PublishFeedback'],
  ])('%s names every action that it allows, and whom, and under which condition', (type, about) => {
    const allowed = statementsOf(type, about).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).not.toEqual([]);
    for (const { Sid, Action, Principal, Condition } of allowed) {
      for (const action of [Action].flat()) expect(action, Sid).not.toContain('*');
      expect(Principal, Sid).not.toBe('*');
      expect(JSON.stringify(Principal), Sid).not.toContain('"*"');
      if (Sid === 'AdministrationWithoutUse') continue;
      expect(Object.keys(Condition ?? {}), Sid).not.toEqual([]);
      expect(JSON.stringify(Condition), Sid).not.toContain('*');
    }
  });

  it('let nobody subscribe anything but the queue', () => {
    const walls = statementsOf('AWS::SNS::TopicPolicy', ':cordon-mail-feedback').filter(
      ({ Action }) => Action === 'sns:Subscribe',
    );
    expect(walls).toMatchObject([
      {
        Effect: 'Deny',
        Principal: '*',
        Condition: { StringNotEquals: { 'sns:Endpoint': QUEUE } },
      },
    ]);
  });
});
