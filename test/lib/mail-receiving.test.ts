import { describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { deploymentSchema, type Deployment } from '../../lib/config/schema.ts';
import { FUNCTION_NAMES } from '../../lib/names.ts';
import { AccessModel, ADMINISTRATOR_ACCESS, type AccessRequest } from './support/access.ts';
import { ACCOUNT, REGION, Resolver } from './support/resolve.ts';
import { discard, synthesize, testApp, withReceiving } from './support/synthesize.ts';

type Receiving = NonNullable<Deployment['clinical']['receiving']>;
const receivingOf = (receiving: unknown) => {
  const example = loadConfig();
  return deploymentSchema.safeParse({
    ...example,
    clinical: { ...example.clinical, receiving },
  });
};
const complaintsOf = (receiving: unknown) =>
  receivingOf(receiving).error?.issues.map(({ path }) => path.join('.')) ?? [];
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => `a${String(n)}@in.example.com`);

describe('addresses that take mail', () => {
  it('are none unless a deployment names some', () => {
    const { Inbound } = synthesize();
    const types = Object.values(Inbound.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /::SES::|::SNS::|::S3::/.test(type))).toEqual([]);
  });

  it.each<[string, Receiving]>([
    ['one', { sources: { 'lab-mail': ['results@in.example.com'] } }],
    ['of two sources', { sources: { a: ['a@in.example.com'], b: ['b@in.example.com'] } }],
    ['under the clinical domain', { sources: { a: ['a@care.example.com'] } }],
    ['a hundred of a source', { sources: { a: many(100) } }],
    ['in a rule set that there is', { sources: { a: ['a@in.example.com'] }, ruleSet: 'Main_1' }],
  ])('may be %s', (_, receiving) => {
    expect(complaintsOf(receiving)).toEqual([]);
  });

  it.each([
    ['a whole domain', { a: ['in.example.com'] }],
    ['with a label', { a: ['a+b@in.example.com'] }],
    ['in capital letters', { a: ['A@in.example.com'] }],
    ['none', { a: [] }],
    ['of no source', {}],
    [
      'of more sources than fit',
      Object.fromEntries(many(51).map((one, n) => [`s${String(n)}`, [one]])),
    ],
    ['more than a rule has', { a: many(101) }],
    ['of a source that no rule can be named after', { ['a'.repeat(43)]: ['a@in.example.com'] }],
    ['of a source that ends with a hyphen', { 'a-': ['a@in.example.com'] }],
    ['one twice', { a: ['a@in.example.com'], b: ['a@in.example.com'] }],
    ['of the marketing lane', { a: ['a@news.example.com'] }],
    ['under the domain of the marketing lane', { a: ['a@x.news.example.com'] }],
  ])('may not be %s', (_, sources) => {
    expect(complaintsOf({ sources })).not.toEqual([]);
  });
});

describe('mail that comes in on AWS', { timeout: 120_000 }, () => {
  const templates = synthesize(withReceiving);
  const resolver = new Resolver(templates);
  const all = Object.entries(templates.Inbound.Resources);
  const ofType = (type: string) =>
    all.flatMap(([, { Type, Properties }]) => (Type === type && Properties ? [Properties] : []));

  it('has one rule for each source, which wants TLS, scans, and puts mail of its addresses into the bucket', () => {
    const rules = ofType('AWS::SES::ReceiptRule').map(({ Rule }) =>
      resolver.resolve('Inbound', Rule),
    );
    const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:cordon-mail-in`;
    const rule = (source: string, ...recipients: string[]) => ({
      ...{ Name: `cordon-${source}`, Enabled: true, Recipients: recipients },
      ...{ TlsPolicy: 'Require', ScanEnabled: true },
      Actions: [
        {
          S3Action: {
            BucketName: `cordon-mail-in-${ACCOUNT}-${REGION}`,
            ObjectKeyPrefix: `${source}/`,
            TopicArn: topic,
            IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/cordon-${REGION}-mail-keeper`,
          },
        },
      ],
    });
    expect(rules).toEqual([
      rule('lab-mail', 'results@in.example.com'),
      rule('patient-mail', 'care@in.example.com', 'intake@in.example.com'),
    ]);
  });

  it('passes every rule of the packs, and those of CDK', () => {
    const app = testApp({ defaultRules: true });
    addDeployment(app, withReceiving(loadConfig()));
    expect(() => app.synth()).not.toThrow();
    discard(app);
  });

  it('answers nobody: no rule bounces, and no function of it may send', () => {
    expect(JSON.stringify(templates.Inbound)).not.toContain('BounceAction');
  });

  it('makes a rule set of its own, or uses the one that is named', () => {
    expect(ofType('AWS::SES::ReceiptRuleSet')).toEqual([{ RuleSetName: 'cordon-mail-in' }]);
    const { Inbound } = synthesize((example) => {
      const { clinical } = withReceiving(example);
      const receiving = { ...clinical.receiving!, ruleSet: 'main' };
      return { ...example, clinical: { ...clinical, receiving } };
    });
    const inMain = Object.values(Inbound.Resources);
    expect(inMain.filter(({ Type }) => Type === 'AWS::SES::ReceiptRuleSet')).toEqual([]);
    for (const { Type, Properties } of inMain) {
      if (Type === 'AWS::SES::ReceiptRule')
        expect(Properties).toMatchObject({ RuleSetName: 'main' });
    }
    // SES takes the role for rules of that set alone.
    expect(JSON.stringify(inMain)).toContain(':receipt-rule-set/main:receipt-rule/*');
  });

  it('lets SES take the role for rules of this account and set alone', () => {
    const trusts = ofType('AWS::IAM::Role').map(
      ({ AssumeRolePolicyDocument }) =>
        (AssumeRolePolicyDocument as { Statement: Record<string, unknown>[] }).Statement[0],
    );
    const ses = trusts.find((trust) => JSON.stringify(trust).includes('ses.amazonaws.com'));
    expect(resolver.resolve('Inbound', ses?.['Condition'])).toEqual({
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: {
        'aws:SourceArn': `arn:aws:ses:${REGION}:${ACCOUNT}:receipt-rule-set/cordon-mail-in:receipt-rule/*`,
      },
    });
  });

  it('keeps mail for fourteen days at most, under a key of its own, versions and all', () => {
    const bucket = ofType('AWS::S3::Bucket').find(({ BucketName }) => BucketName !== undefined);
    expect(JSON.stringify(bucket?.['LifecycleConfiguration'])).toContain('"ExpirationInDays":14');
    const lifecycle = JSON.stringify(bucket?.['LifecycleConfiguration']);
    expect(lifecycle).toContain('"NoncurrentDays":1');
    const [rule] = (
      bucket?.['BucketEncryption'] as { ServerSideEncryptionConfiguration: unknown[] }
    ).ServerSideEncryptionConfiguration;
    const keys = all.filter(([, { Type }]) => Type === 'AWS::KMS::Key').map(([id]) => id);
    expect(keys).toHaveLength(1);
    expect(rule).toMatchObject({
      ServerSideEncryptionByDefault: {
        SSEAlgorithm: 'aws:kms',
        KMSMasterKeyID: { 'Fn::GetAtt': [keys[0], 'Arn'] },
      },
    });
  });

  it('has alarms for mail that was taken for no source, for mail that waits, and for a function that fails', () => {
    const names = Object.values(templates.Operations.Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => String(Properties?.['AlarmName']))
      .filter((name) => /mail-(?:in|accept)/.test(name));
    expect(names.toSorted()).toEqual([
      ...['cordon-dead-letters-mail-in', 'cordon-errors-mail-accept'],
      ...['cordon-throttles-mail-accept', 'cordon-waiting-mail-in'],
    ]);
  });

  describe('and IAM', () => {
    const model = new AccessModel(templates);
    const bucket = `arn:aws:s3:::cordon-mail-in-${ACCOUNT}-${REGION}`;
    const mail = `${bucket}/lab-mail/one`;
    const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:cordon-mail-in`;
    const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:cordon-mail-in`;
    const key = model.arnOf('Inbound', 'MailKey', 'AWS::KMS::Key');
    /** As if somebody had given the role everything, and taken its own policies and its boundary away. */
    const bareAdministrator = {
      attached: [ADMINISTRATOR_ACCESS],
      withoutOwnPolicies: true,
    } as const;
    const may = (name: string, probe: Omit<AccessRequest, 'role'>) =>
      model.isAllowed({ role: `cordon-${REGION}-${name}`, ...probe }, bareAdministrator);
    const through = (service: string) => ({
      'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
    });

    it('lets one function read mail and SES alone put any, whatever is attached to a role', async () => {
      for (const name of [...FUNCTION_NAMES.filter((one) => one !== 'canary'), 'mail-keeper']) {
        const reads = { action: 's3:GetObject', resource: mail };
        expect(await may(name, reads), name).toBe(name === 'mail-accept');
        const puts = { action: 's3:PutObject', resource: mail };
        expect(await may(name, puts), name).toBe(name === 'mail-keeper');
        const removes = { action: 's3:DeleteObject', resource: mail };
        expect(await may(name, removes), name).toBe(name === 'mail-accept');
        const lists = { action: 's3:ListBucket', resource: bucket };
        expect(await may(name, lists), name).toBe(name === 'mail-accept');
        const publishes = { action: 'sns:Publish', resource: topic };
        expect(await may(name, publishes), name).toBe(name === 'mail-keeper');
        const replicates = { action: 's3:ReplicateObject', resource: mail };
        expect(await may(name, replicates), name).toBe(false);
      }
    });

    it.each([
      ['read mail', 's3:GetObject', mail],
      ['read an old version of mail', 's3:GetObjectVersion', mail],
      ['put mail there', 's3:PutObject', mail],
      ['replicate mail into it', 's3:ReplicateObject', mail],
      ['remove mail', 's3:DeleteObject', mail],
      ['remove an old version of mail', 's3:DeleteObjectVersion', mail],
      ['tell of mail', 'sns:Publish', topic],
      ['forge a notice of mail', 'sqs:SendMessage', queue],
    ])('does not let an administrator of the account %s', async (_, action, resource) => {
      expect(await model.isAdministratorAllowed({ action, resource })).toBe(false);
    });

    it.each([
      ['it', 'cordon-mail-in', true],
      ['another', 'cordon-mail-feedback', false],
    ])(
      'asks for the tag of this queue of whoever moves dead letters back into it: %s',
      async (_, tag, isLet) => {
        const context = { 'aws:PrincipalTag/cordon-dead-letters': tag };
        const sends = { action: 'sqs:SendMessage', resource: queue, context };
        expect(await model.isAdministratorAllowed(sends)).toBe(isLet);
      },
    );

    it.each([
      's3:DeleteBucket',
      's3:GetBucketPolicy',
      's3:ListBucket',
      's3:PutBucketPolicy',
      's3:PutLifecycleConfiguration',
    ])('lets one look after the bucket: %s', async (action) => {
      expect(await model.isAdministratorAllowed({ action, resource: bucket })).toBe(true);
    });

    it('lets no other function hear of mail, tell of any, or open it', async () => {
      const own = (service: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:cordon-mail-in`;
      const others = FUNCTION_NAMES.filter((one) => one !== 'canary' && one !== 'mail-accept');
      for (const name of others) {
        for (const [action, resource] of [
          ...['ReceiveMessage', 'SendMessage'].map((what) => [`sqs:${what}`, own('sqs')] as const),
          ['sns:Publish', own('sns')] as const,
        ]) {
          expect(await may(name, { action, resource }), `${name} ${action}`).toBe(false);
        }
        for (const service of ['s3', 'sqs', 'sns']) {
          const opens = { action: 'kms:Decrypt', resource: key, context: through(service) };
          expect(await may(name, opens), `${name} ${service}`).toBe(false);
        }
      }
    });

    it('lets SNS deliver into the queue for its own topic alone', async () => {
      const of = (topic: string) =>
        model.isServiceAllowed(
          'sns.amazonaws.com',
          { action: 'sqs:SendMessage', resource: queue },
          { account: ACCOUNT, arn: `arn:aws:sns:${REGION}:${ACCOUNT}:${topic}` },
        );
      expect(await of('cordon-mail-in')).toBe(true);
      expect(await of('cordon-mail-feedback')).toBe(false);
    });

    it('lets SES open what it tells SNS, and no mail', async () => {
      const opens = { action: 'kms:Decrypt', resource: key };
      expect(await may('mail-keeper', { ...opens, context: through('sns') })).toBe(true);
      for (const service of ['s3', 'sqs']) {
        expect(await may('mail-keeper', { ...opens, context: through(service) })).toBe(false);
      }
      expect(await may('mail-keeper', opens)).toBe(false);
    });
  });
});
