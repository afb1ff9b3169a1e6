import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { ACKNOWLEDGEMENTS, answers } from '../../lib/compliance/acknowledgements.ts';
import { findingsOf } from '../../lib/compliance/rule-pack.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { LATEST_RUNS } from '../../lib/functions.ts';
import { SCHEDULED, type ScheduledName, SCHEDULES } from '../../lib/names.ts';
import { AccessModel } from './support/access.ts';
import { ACCOUNT, REGION, Resolver } from './support/resolve.ts';
import {
  allResources,
  discard,
  synthesizeEverything,
  type Templates,
  testApp,
} from './support/synthesize.ts';

type Json = Record<string, unknown>;

const templates = synthesizeEverything();
const resolver = new Resolver(templates);
const model = new AccessModel(templates);
const FAILED_RUNS = `arn:aws:sqs:${REGION}:${ACCOUNT}:cordon-failed-runs`;

/** Resources of a type, with what their properties come to. */
const ofType = (type: string, all: Templates = templates) =>
  allResources(all)
    .filter(({ Type }) => Type === type)
    .map(({ stack, Properties = {} }) => ({
      of: Properties,
      valueOf: (property: unknown) => resolver.resolve(stack, property),
    }));

/** Services that wait for a function's answer, and hand its failure on to whoever called them. */
const WAITING = ['apigateway.amazonaws.com'];

/**
 * Functions that are called without anybody waiting for the answer, by name. Whatever a function's own policy lets in is
 * taken for such unless it is known to wait, and so is what SES calls by a role unless its rule says that it waits.
 */
function calledAsynchronously(all: Templates): readonly string[] {
  const permitted = ofType('AWS::Lambda::Permission', all)
    .filter(({ of }) => !WAITING.includes(String(of['Principal'])))
    .map(({ of, valueOf }) => valueOf(of['FunctionName']));
  const bySes = ofType('AWS::SES::MailManagerRuleSet', all).flatMap(({ of, valueOf }) =>
    invocationsBy(of)
      .filter(({ InvocationType }) => InvocationType !== 'REQUEST_RESPONSE')
      .map(({ FunctionArn }) => valueOf(FunctionArn)),
  );
  const names = [...permitted, ...bySes].map((fn) => String(fn).replace(/^.*\bcordon-/, ''));
  return [...new Set(names)].toSorted();
}

const invocationsBy = (ruleSet: Json): Json[] =>
  (ruleSet['Rules'] as { Actions: { InvokeLambda?: Json }[] }[]).flatMap(({ Actions }) =>
    Actions.flatMap(({ InvokeLambda: call }) => (call === undefined ? [] : [call])),
  );

/** A copy of the templates in which the first resource of a type is another. */
function planted(type: string, change: (properties: Json) => void): Templates {
  const copy = structuredClone(templates);
  const one = allResources(copy).find(({ Type }) => Type === type);
  change(one?.Properties as Json);
  return copy;
}

describe('a function that is called while nobody waits for its answer', () => {
  it('is one that schedules run, and there is no other', () => {
    expect(calledAsynchronously(templates)).toEqual(SCHEDULED.toSorted());
  });

  it('would be found, whoever calls it', () => {
    const bySns = planted('AWS::Lambda::Permission', (permission) => {
      permission['Principal'] = 'sns.amazonaws.com';
    });
    expect(calledAsynchronously(bySns)).toHaveLength(SCHEDULED.length + 1);
    const bySes = planted('AWS::SES::MailManagerRuleSet', (ruleSet) => {
      for (const call of invocationsBy(ruleSet)) call['InvocationType'] = 'EVENT';
    });
    expect(calledAsynchronously(bySes)).toContain('smtp-marketing');
  });

  it('is called by no code of Cordon, which waits for what it invokes', () => {
    const folder = path.join(PROJECT_ROOT, 'lambdas');
    const invoking = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .filter((text) => text.includes('new InvokeCommand('));
    expect(invoking).not.toEqual([]);
    for (const text of invoking) {
      const calls = text.split('new InvokeCommand(').length - 1;
      expect(text.match(/InvocationType: 'RequestResponse'/g)).toHaveLength(calls);
      expect(text.match(/InvocationType:/g)).toHaveLength(calls);
    }
  });

  it.each(SCHEDULED)(
    'has kept what of %s failed or came too late, and is not run again',
    (name) => {
      const { of, valueOf } = functionNamed(name);
      expect(valueOf(of['DeadLetterConfig'])).toEqual({ TargetArn: FAILED_RUNS });
      const limits = ofType('AWS::Lambda::EventInvokeConfig').find(
        (one) => one.valueOf(one.of['FunctionName']) === `cordon-${name}`,
      );
      expect(limits?.of).toMatchObject({
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: LATEST_RUNS[name].toSeconds(),
      });
    },
  );

  it('has a finding of the rule pack that nobody acknowledges, if it keeps nothing', () => {
    const app = testApp();
    afterAll(() => {
      discard(app);
    });
    const { operations } = addDeployment(app, loadConfig());
    for (const name of SCHEDULED) {
      const fn = operations.node.findChild(name).node.findChild('Function').node.defaultChild;
      (fn as CfnFunction).deadLetterConfig = undefined;
    }
    const open = findingsOf(app).filter(
      (finding) => !ACKNOWLEDGEMENTS.some((one) => answers(one, finding)),
    );
    expect(open.map(({ rule, resource }) => `${rule} ${resource.node.path}`).toSorted()).toEqual(
      SCHEDULED.map(
        (name) => `HIPAA.Security-LambdaDLQ Operations/${name}/Function/Resource`,
      ).toSorted(),
    );
  });
});

/** Of each schedule. */
const SECONDS: Readonly<Record<string, number>> = {
  'rate(1 minute)': 60,
  'rate(5 minutes)': 300,
  'rate(1 hour)': 3600,
  'rate(1 day)': 86_400,
};

describe('a schedule', () => {
  const rules = ofType('AWS::Events::Rule').filter(
    ({ of }) => of['ScheduleExpression'] !== undefined,
  );

  it('is one of those that the queue of failed runs lets in', () => {
    expect(rules.map(({ of }) => String(of['Name'])).toSorted()).toEqual(
      SCHEDULES.map((name) => `cordon-${name}`).toSorted(),
    );
  });

  it.each(rules)(
    'keeps a run that reached no function, and does not try for longer than it is of use: $of.Name',
    ({ of, valueOf }) => {
      const period = SECONDS[String(of['ScheduleExpression'])];
      const targets = of['Targets'] as Json[];
      expect(targets.length).toBeGreaterThan(0);
      for (const { DeadLetterConfig, RetryPolicy } of targets) {
        expect(valueOf(DeadLetterConfig)).toEqual({ Arn: FAILED_RUNS });
        const { MaximumEventAgeInSeconds } = RetryPolicy as { MaximumEventAgeInSeconds: number };
        expect(MaximumEventAgeInSeconds).toBeLessThanOrEqual(Number(period));
      }
    },
  );
});

describe('the queue of failed runs', () => {
  const KEY = model.arnOf('Data', 'queueskey', 'AWS::KMS::Key');
  const rule = (name: string, account = ACCOUNT) => ({
    account,
    arn: `arn:aws:events:${REGION}:${account}:rule/${name}`,
  });
  const send = { action: 'sqs:SendMessage', resource: FAILED_RUNS };
  const useKey = (queue: string) => ({
    action: 'kms:GenerateDataKey',
    resource: KEY,
    context: { 'kms:EncryptionContext:aws:sqs:arn': queue },
  });

  it.each(SCHEDULES)('takes what the schedule %s could not hand over', async (name) => {
    const by = rule(`cordon-${name}`);
    expect(await model.isServiceAllowed('events.amazonaws.com', send, by)).toBe(true);
    expect(await model.isServiceAllowed('events.amazonaws.com', useKey(FAILED_RUNS), by)).toBe(
      true,
    );
  });

  it.each([
    ['another rule of EventBridge', 'events.amazonaws.com', rule('anything')],
    [
      'a rule of that name of another account',
      'events.amazonaws.com',
      rule('cordon-every-day', '999988887777'),
    ],
    ['another service', 'sns.amazonaws.com', rule('cordon-every-day')],
  ])('takes nothing of %s', async (_who, service, by) => {
    expect(await model.isServiceAllowed(service, send, by)).toBe(false);
  });

  it('takes nothing of an administrator, who may read it', async () => {
    expect(await model.isAdministratorAllowed(send)).toBe(false);
    const read = { action: 'sqs:ReceiveMessage', resource: FAILED_RUNS };
    expect(await model.isAdministratorAllowed(read)).toBe(true);
  });

  it('lends its key to EventBridge of this account for itself, and for no other queue', async () => {
    const [own, others] = [rule('cordon-every-day'), rule('cordon-every-day', '999988887777')];
    const inbound = FAILED_RUNS.replace('failed-runs', 'inbound');
    const events = 'events.amazonaws.com';
    expect(await model.isServiceAllowed(events, useKey(inbound), own)).toBe(false);
    expect(await model.isServiceAllowed(events, useKey(FAILED_RUNS), others)).toBe(false);
  });

  it('takes dead letters of no queue, which SQS would move without asking its policy', () => {
    const queue = ofType('AWS::SQS::Queue').find(
      ({ of }) => of['QueueName'] === 'cordon-failed-runs',
    );
    expect(queue?.of['RedriveAllowPolicy']).toEqual({ redrivePermission: 'denyAll' });
  });

  it('keeps for 14 days, under the key of the queues', () => {
    const queue = ofType('AWS::SQS::Queue').find(
      ({ of }) => of['QueueName'] === 'cordon-failed-runs',
    );
    expect(queue?.of['MessageRetentionPeriod']).toBe(14 * 86_400);
    expect(queue?.valueOf(queue.of['KmsMasterKeyId'])).toBe(KEY);
  });
});

function functionNamed(name: ScheduledName) {
  const found = ofType('AWS::Lambda::Function').find(
    ({ of }) => of['FunctionName'] === `cordon-${name}`,
  );
  if (found === undefined) throw new TypeError(`no function ${name}`);
  return found;
}
