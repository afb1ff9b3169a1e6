import { afterAll, describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { deploymentSchema, type Deployment } from '../../lib/config/schema.ts';
import { readEnvironment } from '../../lambdas/handlers/smtp-relay/environment.ts';
import { MAX_RELAYED_BYTES } from '../../lambdas/pipeline/relay-mail.ts';
import { functionsOf } from '../../lib/functions.ts';
import { AccessModel, ADMINISTRATOR_ACCESS, type AccessRequest } from './support/access.ts';
import { ACCOUNT, REGION } from './support/resolve.ts';
import { discard, templatesOf, testApp, type CfnTemplate } from './support/synthesize.ts';

const PASSWORD = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:cordon/smtp/clinical-AbCdEf';
const PASSWORD_KEY = 'arn:aws:kms:us-east-1:111122223333:key/0000-1111';

/** As the example, with SMTP for these lanes. */
function withSmtp(
  smtp: Deployment['smtp'] = {
    clinical: {
      passwordSecretArn: PASSWORD,
      passwordKeyArn: PASSWORD_KEY,
      refusalsTo: 'platform@example.com',
      allowedCidrs: ['198.51.100.0/24'],
    },
  },
): Deployment {
  return { ...loadConfig(), smtp };
}

const apps: ReturnType<typeof testApp>[] = [];
afterAll(() => {
  apps.forEach(discard);
});
/** Synthesizes it; a finding of the rule pack that nobody acknowledged stops it, and where asked of CDK's own rules. */
function synth(deployment: Deployment, defaultRules = false) {
  const app = testApp({ defaultRules });
  apps.push(app);
  addDeployment(app, deployment);
  return app.synth();
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('mail by SMTP on AWS', () => {
  it('is off unless a deployment asks for it', () => {
    const stacks = synth(loadConfig()).stacks.map(({ id }) => id);
    expect(stacks).not.toContain('Smtp');
    expect(stacks).toHaveLength(5);
  });

  it.each(['not-an-arn', 'arn:aws:s3:::bucket'])('takes no %s as its secret', (arn) => {
    const { clinical } = withSmtp().smtp;
    const smtp = { clinical: { ...clinical, passwordSecretArn: arn } };
    expect(deploymentSchema.safeParse({ ...loadConfig(), smtp }).success).toBe(false);
  });

  it('goes with no API that takes requests of some addresses alone', () => {
    const deployment = withSmtp();
    const only = { ...deployment.apis.clinical, allowedCidrs: ['203.0.113.0/24'] };
    const parsed = deploymentSchema.safeParse({
      ...deployment,
      apis: { ...deployment.apis, clinical: only },
    });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'apis.clinical.allowedCidrs',
    ]);
    expect(deploymentSchema.safeParse(deployment).success).toBe(true);
  });
});

/** What the function is told of an API with a name of its own, and what whoever deploys is. */
function sendUrlsUnder(name: string): { readonly told: unknown; readonly output: unknown } {
  const deployment = withSmtp();
  const { clinical } = deployment.apis;
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/abc';
  const named = { ...clinical, customDomain: { name, certificateArn } };
  const assembly = synth({ ...deployment, apis: { ...deployment.apis, clinical: named } });
  const { Resources } = assembly.getStackArtifact('Smtp').template as CfnTemplate;
  const relay = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const { Variables } = relay?.Properties?.['Environment'] as {
    Variables: Record<string, unknown>;
  };
  const { Outputs } = assembly.getStackArtifact('Clinical').template as CfnTemplate;
  return { told: Variables['CORDON_SEND_URL'], output: Outputs?.['ClinicalSendUrl']?.Value };
}

describe('the stack that takes mail by SMTP', { timeout: 120_000 }, () => {
  const assembly = synth(withSmtp(), true);
  const template = assembly.getStackArtifact('Smtp').template as CfnTemplate;
  const all = Object.values(template.Resources);
  const ofType = (type: string) => all.filter(({ Type }) => Type === type);
  const only = (type: string) => {
    const [found, ...more] = ofType(type);
    if (found?.Properties === undefined || more.length > 0) throw new TypeError(`not one ${type}`);
    return found.Properties;
  };
  const statementsOf = (document: unknown) =>
    (document as { readonly Statement: readonly Statement[] }).Statement;
  const policies = ofType('AWS::IAM::ManagedPolicy').map(({ Properties }) =>
    statementsOf(Properties?.['PolicyDocument']),
  );
  const policyWith = (sid: string) => {
    const found = policies.find((statements) => statements.some(({ Sid }) => Sid === sid));
    if (found === undefined) throw new TypeError(`no policy with ${sid}`);
    return found;
  };
  const actionsOf = (statements: readonly Statement[]) =>
    statements.flatMap(({ Action }) => Action).toSorted();

  it('has one endpoint for the lane that asks, with a password and TLS', () => {
    expect(only('AWS::SES::MailManagerIngressPoint')).toMatchObject({
      Type: 'AUTH',
      TlsPolicy: 'REQUIRED',
      IngressPointConfiguration: { SecretArn: PASSWORD },
    });
  });

  it('denies whatever is not over TLS 1.2 at least and from the given addresses', () => {
    expect(only('AWS::SES::MailManagerTrafficPolicy')).toMatchObject({
      DefaultAction: 'DENY',
      MaxMessageSizeBytes: MAX_RELAYED_BYTES,
      PolicyStatements: [
        {
          Action: 'ALLOW',
          Conditions: [
            {
              TlsExpression: {
                Evaluate: { Attribute: 'TLS_PROTOCOL' },
                Operator: 'MINIMUM_TLS_VERSION',
                Value: 'TLS1_2',
              },
            },
            { IpExpression: { Values: ['198.51.100.0/24'] } },
          ],
        },
      ],
    });
  });

  it('does nothing with mail but tell whom it goes to, and then put it down, under its own key', () => {
    const { Rules } = only('AWS::SES::MailManagerRuleSet') as {
      Rules: { Actions: Record<string, Record<string, unknown>>[]; Conditions?: unknown }[];
    };
    expect(Rules).toHaveLength(1);
    expect(Rules[0]?.Conditions).toBeUndefined();
    expect(Rules[0]?.Actions.map((action) => Object.keys(action))).toEqual([
      ['InvokeLambda'],
      ['WriteToS3'],
    ]);
    // Without its envelope a mail is still put down, and goes to nobody; dropped, nobody would know of it.
    expect(Rules[0]?.Actions[0]?.['InvokeLambda']).toMatchObject({
      InvocationType: 'REQUEST_RESPONSE',
      ActionFailurePolicy: 'CONTINUE',
      RetryTimeMinutes: 30,
    });
    expect(Rules[0]?.Actions[1]?.['WriteToS3']).toHaveProperty('S3SseKmsKeyId');
  });

  it('lets SES put mail down for its rule sets alone, and read nothing', () => {
    expect(actionsOf(policyWith('PutMail'))).toEqual([
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'lambda:InvokeFunction',
      's3:PutObject',
    ]);
    const trusts = ofType('AWS::IAM::Role').map(
      ({ Properties }) => statementsOf(Properties?.['AssumeRolePolicyDocument'])[0],
    );
    const ses = trusts.find((trust) => JSON.stringify(trust).includes('ses.amazonaws.com'));
    expect(ses?.Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': expect.anything() as unknown },
      ArnLike: { 'aws:SourceArn': expect.anything() as unknown },
    });
    expect(JSON.stringify(ses?.Condition)).toContain('mailmanager-rule-set/*');
  });

  it('gives the function mail, its queue and the one secret, and neither tables nor SES nor any other key', () => {
    const statements = policyWith('TakeMail');
    expect(actionsOf(statements)).toEqual([
      ...['kms:Decrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
      ...['logs:CreateLogStream', 'logs:PutLogEvents'],
      ...['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
      'secretsmanager:GetSecretValue',
      ...['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    ]);
    for (const { Sid, Resource } of statements) {
      if (Sid !== 'WriteTraces') expect(Resource, Sid).not.toBe('*');
    }
    // It writes envelopes, and no mail.
    const writes = statements.find(({ Action }) => [Action].flat().includes('s3:PutObject'));
    expect(JSON.stringify(writes?.Resource)).toContain('/envelopes/*');
    const secret = statements.find(({ Sid }) => Sid === 'ReadSenderKey');
    expect(secret?.Resource).toBe(PASSWORD);
    const role = ofType('AWS::IAM::Role').find(({ Properties }) =>
      JSON.stringify(Properties).includes('lambda.amazonaws.com'),
    );
    expect(role?.Properties).toHaveProperty('PermissionsBoundary');
  });

  it('lets no other function open mail, whatever is attached to it', () => {
    const { KeyPolicy } = only('AWS::KMS::Key');
    const statements = statementsOf(KeyPolicy);
    const refusal = statements.find(({ Sid }) => Sid === 'NoOtherFunctionOpens');
    expect(refusal).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' });
    expect(Object.keys(refusal?.Condition ?? {}).toSorted()).toEqual(['ArnLike', 'ArnNotEquals']);
    const opening = statements.filter(
      ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('kms:Decrypt'),
    );
    for (const { Sid, Condition } of opening) expect(Condition, Sid).toBeDefined();
  });

  it('keeps mail for fourteen days at most, encrypted, from nobody outside', () => {
    const bucket = ofType('AWS::S3::Bucket').find(
      ({ Properties }) => Properties?.['NotificationConfiguration'] !== undefined,
    );
    expect(bucket?.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(JSON.stringify(bucket?.Properties?.['LifecycleConfiguration'])).toContain(
      '"ExpirationInDays":14',
    );
  });

  it('encrypts queues, logs and buckets with a key of the deployment, but for the access logs', () => {
    for (const { Properties } of ofType('AWS::SQS::Queue')) {
      expect(Properties).toHaveProperty('KmsMasterKeyId');
    }
    for (const { Properties } of ofType('AWS::Logs::LogGroup')) {
      expect(Properties).toHaveProperty('KmsKeyId');
    }
  });

  it('hands mail to the API under the name that it answers to', () => {
    // The host that API Gateway gave it answers nobody any more.
    const url = 'https://send.example.com/';
    expect(sendUrlsUnder('send.example.com')).toEqual({ told: url, output: url });
  });

  it('has alarms for mail that was handed to nobody, and for a relay that fails', () => {
    const { Resources } = assembly.getStackArtifact('Operations').template as CfnTemplate;
    const names = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => String(Properties?.['AlarmName']));
    expect(names.filter((name) => name.includes('smtp'))).toEqual([
      expect.stringContaining('dead-letters-smtp-clinical'),
      expect.stringContaining('errors-smtp-clinical'),
    ]);
  });

  it('gives the function exactly the variables that it reads', () => {
    const { Environment } = only('AWS::Lambda::Function');
    const { Variables } = Environment as { Variables: Record<string, unknown> };
    const read = new Set<string>();
    const spy = new Proxy(
      {},
      {
        get: (_, name) => {
          read.add(String(name));
          return undefined;
        },
      },
    );
    expect(() => readEnvironment(spy)).toThrow();
    expect(Object.keys(Variables).toSorted()).toEqual([...read].toSorted());
  });

  describe('and IAM', () => {
    const model = new AccessModel(templatesOf(assembly));
    const bucket = `arn:aws:s3:::cordon-smtp-clinical-${ACCOUNT}-${REGION}`;
    const key = model.arnOf('Smtp', 'clinicalKey', 'AWS::KMS::Key');
    const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:cordon-smtp-clinical`;
    const relay = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:cordon-smtp-clinical`;
    const through = (service: string) => ({
      'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
    });
    /** What is worth asking of the endpoint's own things. */
    const OWN: Readonly<Record<string, Omit<AccessRequest, 'role'>>> = {
      'get mail': { action: 's3:GetObject', resource: `${bucket}/mail-1` },
      'remove mail': { action: 's3:DeleteObject', resource: `${bucket}/mail-1` },
      'put mail': { action: 's3:PutObject', resource: `${bucket}/mail-1` },
      'put an envelope': { action: 's3:PutObject', resource: `${bucket}/envelopes/mail-1` },
      'see what mail there is': { action: 's3:ListBucket', resource: bucket },
      'open mail': { action: 'kms:Decrypt', resource: key, context: through('s3') },
      'open notices': { action: 'kms:Decrypt', resource: key, context: through('sqs') },
      'open mail by no service': { action: 'kms:Decrypt', resource: key },
      'seal mail': { action: 'kms:GenerateDataKey', resource: key, context: through('s3') },
      'hear of mail': { action: 'sqs:ReceiveMessage', resource: queue },
      'tell of mail': { action: 'sqs:SendMessage', resource: queue },
      'purge the queue': { action: 'sqs:PurgeQueue', resource: queue },
      'tell an envelope': { action: 'lambda:InvokeFunction', resource: relay },
      'read the sender key': { action: 'secretsmanager:GetSecretValue', resource: PASSWORD },
      'read another secret': {
        action: 'secretsmanager:GetSecretValue',
        resource: PASSWORD.replace('clinical', 'marketing'),
      },
    };
    // What else there is in a deployment is asked of these roles by the access matrix.
    const probes = Object.entries(OWN);
    const administrator = { attached: [ADMINISTRATOR_ACCESS] };
    async function powersOf(role: string, attached = {}): Promise<readonly string[]> {
      const allowed: string[] = [];
      for (const [name, probe] of probes) {
        if (await model.isAllowed({ role, ...probe }, attached)) allowed.push(name);
      }
      return allowed.toSorted();
    }

    it('gives the function these powers of all that is asked, whatever is attached to its role', async () => {
      const role = `cordon-${REGION}-smtp-clinical`;
      const powers = [
        ...['get mail', 'hear of mail', 'open mail', 'open notices', 'put an envelope'],
        ...['read the sender key', 'remove mail', 'seal mail', 'see what mail there is'],
      ];
      expect(await powersOf(role)).toEqual(powers);
      expect(await powersOf(role, administrator)).toEqual(powers);
    });

    it('lets SES put mail down and tell of it, and nothing else', async () => {
      expect(await powersOf(`cordon-${REGION}-smtp-clinical-keeper`)).toEqual([
        ...['put an envelope', 'put mail', 'seal mail', 'tell an envelope'],
      ]);
    });

    it('lets no other function of the deployment at it, whatever is attached to its role', async () => {
      for (const name of functionsOf(loadConfig())) {
        for (const [what, probe] of Object.entries(OWN)) {
          const request = { role: `cordon-${REGION}-${name}`, ...probe };
          expect(await model.isAllowed(request, administrator), `${name}: ${what}`).toBe(false);
        }
      }
    });
  });

  it('has an endpoint for each lane where both ask', () => {
    const { clinical } = withSmtp().smtp;
    const both = synth(
      withSmtp({
        ...(clinical === undefined ? {} : { clinical }),
        marketing: {
          ...{ passwordSecretArn: PASSWORD.replace('clinical', 'marketing') },
          ...{ passwordKeyArn: PASSWORD_KEY, refusalsTo: 'platform@example.com' },
        },
      }),
    );
    const resources = Object.values(
      (both.getStackArtifact('Smtp').template as CfnTemplate).Resources,
    );
    for (const type of ['AWS::SES::MailManagerIngressPoint', 'AWS::KMS::Key']) {
      expect(resources.filter(({ Type }) => Type === type)).toHaveLength(2);
    }
  });
});
