import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import {
  type Account,
  type AccountEndpoint,
  SAID_BY_AWS,
  startAccount,
} from './support/account-endpoint.ts';
import { runCommand } from './support/run-command.ts';

const ACCOUNT = '111122223333';
const CERTIFICATE = 'arn:aws:acm:us-east-2:111122223333:certificate/abc';
const OPTIONS = [
  ...['--prefix', 'acme', '--region', 'us-east-2', '--account', ACCOUNT, '--entity', 'acme-east'],
  ...['--public-url', 'https://hooks.acme-health.com', '--company', 'Acme Health'],
  ...['--portal-url', 'https://messages.acme-health.com'],
  ...['--clinical-domain', 'care.acme-health.com', '--marketing-domain', 'news.acme-offers.com'],
  ...['--alarm-email', 'on-call@acme-health.com', '--alarm-email', 'privacy@acme-health.com'],
];

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cordon-init-'));
  file = path.join(folder, 'acme.jsonc');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Whatever a company writes into the config by hand. */
function edit(change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
const production = (reviewBy: string) => {
  edit((text) =>
    text.replace(
      '"stage": "trial",',
      `"stage": "production",
       "baa": { "acceptedOn": "2026-01-05", "evidence": "AWS Artifact: BAA", "reviewBy": "${reviewBy}" },`,
    ),
  );
};
const day = (fromNow: number) =>
  new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);

describe('cordon init', () => {
  it('writes the commented example with the answers in it', async () => {
    const { code, out } = await runCommand('init', file, ...OPTIONS);
    expect(code).toBe(0);
    expect(out).toContain(`npx cordon doctor ${file}`);
    const config = loadConfig(file);
    expect(config).toMatchObject({
      ...{ prefix: 'acme', region: 'us-east-2', account: ACCOUNT, entityId: 'acme-east' },
      publicUrl: 'https://hooks.acme-health.com',
      stage: 'trial',
      clinical: {
        mail: {
          fromAddress: 'team@care.acme-health.com',
          configurationSetName: 'acme-clinical',
        },
      },
      marketing: { mail: { fromAddress: 'hello@news.acme-offers.com' } },
      portal: {
        ...{ url: 'https://messages.acme-health.com', companyName: 'Acme Health', linkDays: 7 },
      },
      alarmEmails: ['on-call@acme-health.com', 'privacy@acme-health.com'],
    });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('// A region in which your BAA with AWS');
    expect(text).toContain(`cdk deploy --all -c config=${file}`);
    expect(text).not.toContain('Copy this file');
  });

  it('leaves a file that is there as it is', async () => {
    writeFileSync(file, 'mine');
    const { code, err } = await runCommand('init', file);
    expect(code).toBe(1);
    expect(err).toBe(`cordon init: ${file} is there already; it was left as it is.\n`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('says everything that is wrong with the answers, and writes nothing', async () => {
    const { code, err } = await runCommand(
      ...['init', file, '--prefix', 'Not A Prefix', '--region', 'mars'],
      ...['--clinical-domain', 'acme.com', '--marketing-domain', 'news.acme.com'],
    );
    expect(code).toBe(1);
    for (const what of ['prefix: ', 'region: ']) {
      expect(err).toContain(`  - ${what}`);
    }
    expect(() => readFileSync(file)).toThrow();
  });

  it('says that a folder is not there', async () => {
    const { code, err } = await runCommand('init', path.join(folder, 'nowhere', 'a.jsonc'));
    expect(code).toBe(1);
    expect(err).toContain('cannot be written (ENOENT)');
  });
});

describe('cordon doctor without AWS', () => {
  const examine = async () => {
    const { code, out } = await runCommand('doctor', file, '--offline');
    return { code, out };
  };

  it('finds a config of production ready', async () => {
    await runCommand('init', file, ...OPTIONS);
    production(day(200));
    edit((text) =>
      text.replace(
        '// "clinical": { "allowedCidrs"',
        '"operations": { "allowedCidrs": ["203.0.113.0/24"] },\n    // "clinical": { "allowedCidrs"',
      ),
    );
    const { code, out } = await examine();
    expect(out).not.toMatch(/problem|warning|unknown/);
    expect(out).toContain('Ready: 8 ok.\nNothing was asked of AWS.');
    expect(code).toBe(0);
  });

  it('finds what is left of the example', async () => {
    await runCommand('init', file);
    const { code, out } = await examine();
    expect(code).toBe(1);
    for (const where of [
      ...['publicUrl', 'portal.url', 'clinical.mail.domain', 'marketing.mail.domain'],
    ]) {
      expect(out).toContain(`problem  own values          ${where} is still a name`);
    }
    expect(out).toContain('Nobody is told when an alarm goes off.');
    expect(out).toContain('No account is named');
    expect(out).toContain('no real data may enter');
  });

  it.each([
    [
      'the name that API Gateway gave, without its stage',
      '',
      'problem',
      'portal.url leads to no API',
    ],
    ['the name that API Gateway gave', '/live', 'ok', 'portal.url is at a1b2.execute-api'],
    ['that name with a slash at its end', '/live/', 'ok', 'portal.url is at a1b2.execute-api'],
  ])('looks where recipients are sent: %s', async (_what, stage, grade, says) => {
    const given = `https://a1b2.execute-api.us-east-2.amazonaws.com${stage}`;
    await runCommand('init', file, ...OPTIONS, '--portal-url', given);
    expect((await examine()).out).toMatch(new RegExp(`${grade} +addresses +${says}`));
  });

  it.each([
    [
      'another than the one of its API',
      'secure',
      'warning',
      'portal.url is at messages.acme-health',
    ],
    ['that of its API', 'messages', 'ok', 'portal.url is at messages.acme-health'],
  ])('looks whether recipients are sent to a host that is %s', async (_what, name, grade, says) => {
    await runCommand('init', file, ...OPTIONS);
    edit((text) =>
      text.replace(
        '// "portal": { "customDomain": { "name": "messages.example.com", "certificateArn": "..." } }',
        `"portal": { "customDomain": { "name": "${name}.acme-health.com", "certificateArn": "${CERTIFICATE}" } }`,
      ),
    );
    expect((await examine()).out).toMatch(new RegExp(`${grade} +addresses +${says}`));
  });

  it.each([
    ['was missed', -1, 'problem', 'baa.reviewBy was 1 days ago'],
    ['is near', 10, 'warning', 'baa.reviewBy is in 10 days'],
    ['is far', 90, 'ok', 'Attested on 2026-01-05'],
  ])('says that the review of the agreement %s', async (_what, fromNow, grade, says) => {
    await runCommand('init', file, ...OPTIONS);
    production(day(fromNow));
    expect((await examine()).out).toMatch(new RegExp(`${grade} +agreement with AWS +${says}`));
  });

  it('says what is wrong with a config, as one list, to people and to machines', async () => {
    await runCommand('init', file, ...OPTIONS);
    edit((text) => text.replace('"stage": "trial"', '"stage": "production"'));
    const words = await runCommand('doctor', file, '--offline');
    expect(words.code).toBe(1);
    expect(words.err).toContain('  - baa: production needs the agreement with AWS on file');
    const machines = await runCommand('doctor', file, '--offline', '--json');
    expect(machines.code).toBe(1);
    expect(JSON.parse(machines.out)).toMatchObject({
      ready: false,
      problems: [expect.stringMatching(/^baa: /)],
    });
  });
});

describe('cordon doctor asking AWS', () => {
  let aws: AccountEndpoint;
  beforeAll(async () => {
    aws = await startAccount();
  });
  afterAll(async () => {
    await aws.close();
  });
  beforeEach(async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    await runCommand('init', file, ...OPTIONS);
    aws.account = WELL;
  });

  const examine = async (account: Account = {}) => {
    aws.account = { ...WELL, ...account };
    const { code, out } = await runCommand('doctor', file, '--json');
    const { ready, findings } = JSON.parse(out) as {
      ready: boolean;
      findings: { check: string; grade: string; says: string; remedy?: string }[];
    };
    expect(out).not.toContain(SAID_BY_AWS);
    expect(code).toBe(ready ? 0 : 1);
    const wrong = findings
      .filter(({ grade }) => grade !== 'ok')
      .map(({ check, grade, says }) => `${grade} ${check}: ${says}`)
      .filter((line) => !line.startsWith('warning'));
    // What could not be looked up is not taken for well.
    expect(ready).toBe(wrong.length === 0);
    return wrong;
  };

  it('finds an account ready', async () => {
    expect(await examine()).toEqual([]);
    const { out } = await runCommand('doctor', file);
    expect(out).toMatch(/ok +credentials +Of account 111122223333\./);
    expect(out).toMatch(/ok +tables +All \d+ are there, protected, with backups\./);
    expect(out).toMatch(/\nReady: /);
  });

  it.each<[string, Account, string]>([
    [
      'credentials of another account',
      { GetCallerIdentity: { Account: '999999999999' } },
      'problem credentials: Of account 999999999999, and the config names 111122223333.',
    ],
    [
      'a region without a service',
      {
        GetParameters: {
          Parameters: [{ Name: 'a' }],
          InvalidParameters: ['/aws/service/global-infrastructure/regions/us-east-2/services/ses'],
        },
      },
      'problem region: us-east-2 has no ses.',
    ],
    [
      'a region that AWS does not list',
      { GetParameters: { Parameters: [], InvalidParameters: ['a'] } },
      'unknown region: AWS lists nothing for us-east-2.',
    ],
    [
      'no bootstrap',
      { GetParameter: { error: 'ParameterNotFound' } },
      'problem bootstrap: The CDK has not been bootstrapped in this account and region.',
    ],
    [
      'an old bootstrap',
      { GetParameter: { Parameter: { Value: '5' } } },
      'problem bootstrap: Version 5 is too old.',
    ],
    [
      'the quota of a new account',
      { GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 10 } } },
      'problem concurrency: The quota is too small: ',
    ],
    [
      'no trail',
      { DescribeTrails: { trailList: [{ TrailARN: 'arn', IsMultiRegionTrail: false }] } },
      'problem CloudTrail: No trail of all regions is being written.',
    ],
    [
      'a trail that was stopped',
      { GetTrailStatus: { IsLogging: false } },
      'problem CloudTrail: No trail of all regions is being written.',
    ],
    [
      'the sandbox of SES',
      { GetSesAccount: { SendingEnabled: true, ProductionAccessEnabled: false } },
      'problem SES account: SES is in its sandbox in us-east-2: mail goes to verified addresses alone.',
    ],
    [
      'sending that SES has paused',
      { GetSesAccount: { SendingEnabled: false, ProductionAccessEnabled: true } },
      'problem SES account: SES has paused sending.',
    ],
    [
      'a domain that is not verified',
      { 'GetEmailIdentity care.acme-health.com': { VerifiedForSendingStatus: false } },
      'problem SES identities: clinical: care.acme-health.com is not verified.',
    ],
    [
      'a domain that does not sign',
      {
        'GetEmailIdentity news.acme-offers.com': {
          VerifiedForSendingStatus: true,
          DkimAttributes: { Status: 'PENDING' },
        },
      },
      'problem SES identities: marketing: news.acme-offers.com does not sign its mail.',
    ],
    [
      'a table that can be deleted',
      { 'DescribeTable acme-decisions': { Table: { DeletionProtectionEnabled: false } } },
      'problem tables: acme-decisions can be deleted.',
    ],
    [
      'a table without backups',
      { 'DescribeContinuousBackups acme-vault': { ContinuousBackupsDescription: {} } },
      'problem tables: acme-vault has no point-in-time recovery.',
    ],
    [
      'a table that is gone',
      { 'DescribeTable acme-people': { error: 'ResourceNotFoundException' } },
      'problem tables: acme-people is missing.',
    ],
    [
      'somebody who may not look',
      { GetAccountSettings: { error: 'AccessDeniedException' } },
      'unknown concurrency: AWS refused to say.',
    ],
    [
      'AWS that fails',
      { GetSesAccount: { error: 'InternalServiceErrorException' } },
      'unknown SES account: AWS did not say (InternalServiceErrorException).',
    ],
  ])('finds %s', async (_what, account, says) => {
    expect(await examine(account)).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    ['absent', { error: 'ResourceNotFoundException' }, 'there is no secret'],
    ['being deleted', { DeletedDate: 1_790_000_000 }, 'the secret is being deleted'],
  ])('finds a login of an upstream %s', async (_what, answer, says) => {
    edit((text) =>
      text
        .replace('// "texts": { "sms": { "base', '"texts": { "sms": { "base')
        .replace(/("texts": \{ "sms": .*\} \}),\n/, '$1\n'),
    );
    expect(await examine({ DescribeSecret: answer })).toEqual([
      expect.stringContaining(`problem secrets: clinical sms: ${says}`),
    ]);
  });

  it('finds an address that takes mail under a name of the example', async () => {
    edit((text) =>
      text.replace(
        '"clinical": {\n',
        '"clinical": {\n "receiving": { "sources": { "lab-mail": ["results@in.example.com"] } },\n',
      ),
    );
    expect(await examine({})).toEqual([
      'problem own values: clinical.receiving is still a name that nobody owns.',
    ]);
  });

  it.each<[string, Account, string | undefined]>([
    ['verified', {}, undefined],
    [
      'below one that is verified',
      { 'GetEmailIdentity in.acme-health.com': { error: 'NotFoundException' } },
      undefined,
    ],
    [
      'not verified',
      {
        'GetEmailIdentity in.acme-health.com': { VerifiedForSendingStatus: false },
        'GetEmailIdentity acme-health.com': { error: 'NotFoundException' },
      },
      'problem mail in: in.acme-health.com is not verified: SES takes no mail for it.',
    ],
  ])('looks whether a domain that takes mail is %s', async (_what, account, says) => {
    edit((text) =>
      text.replace(
        '"clinical": {\n',
        '"clinical": {\n "receiving": { "sources": { "lab-mail": ["results@in.acme-health.com"] } },\n',
      ),
    );
    const found = await examine(account);
    expect(found).toEqual(says === undefined ? [] : [says]);
  });

  const inVpc = () => {
    edit((text) =>
      text.replace(
        '"audit":',
        `"vpc": {
           "zones": ["use2-az1", "use2-az2"],
           "prefixLists": { "s3": "pl-7ba54012", "dynamodb": "pl-4ca54025" },
           "inside": ["webhook-accept"]
         },
         "audit":`,
      ),
    );
  };
  const INSIDE = { VpcConfig: { VpcId: 'vpc-1', SubnetIds: ['subnet-1'] } };
  const OUTSIDE = { VpcConfig: { VpcId: '' } };
  /** Everything inside but for what the internet is called by. */
  const PLACED: Account = {
    GetFunctionConfiguration: INSIDE,
    'GetFunctionConfiguration acme-clinical-deliver': OUTSIDE,
    'GetFunctionConfiguration acme-marketing-deliver': {},
  };

  it.each<[string, Account, readonly string[]]>([
    ['as it is', PLACED, []],
    [
      'before it is deployed',
      { GetFunctionConfiguration: { error: 'ResourceNotFoundException' } },
      [],
    ],
    [
      'after somebody took a function out',
      { ...PLACED, 'GetFunctionConfiguration acme-inbound-worker': OUTSIDE },
      ['problem placement: inbound-worker is outside the VPC.'],
    ],
    [
      'after somebody put one in',
      { ...PLACED, 'GetFunctionConfiguration acme-marketing-deliver': INSIDE },
      ['problem placement: marketing-deliver is inside the VPC.'],
    ],
    [
      'when it may not look',
      { GetFunctionConfiguration: { error: 'AccessDeniedException' } },
      ['unknown placement: AWS refused to say.'],
    ],
  ])(
    'looks whether functions are in the VPC that the config asks for: %s',
    async (_what, account, says) => {
      inVpc();
      expect(await examine(account)).toEqual(says);
      const { out } = await runCommand('doctor', file, '--offline');
      expect(out).toMatch(
        /ok +VPC +In 2 zones, without a way out\. Outside, to call the internet: clinical-deliver, marketing-deliver, canary\./,
      );
    },
  );

  it.each<[string, Account[string], string | undefined]>([
    ['for it', certificate({}), undefined],
    ['for all below its parent', certificate({ DomainName: '*.acme-health.com' }), undefined],
    ['for another name', certificate({ DomainName: 'acme-health.com' }), 'is not for hooks.acme'],
    ['not issued', certificate({ Status: 'PENDING_VALIDATION' }), 'is not issued'],
    ['that is not there', { error: 'ResourceNotFoundException' }, 'there is no such certificate'],
  ])('looks whether a custom domain has a certificate %s', async (_what, answer, says) => {
    edit((text) =>
      text
        .replace('// "customDomain": {', '"customDomain": {')
        .replace('//   "name": "hooks.example.com"', '"name": "hooks.acme-health.com"')
        .replace(
          '//   "certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/..."',
          `"certificateArn": "${CERTIFICATE}"`,
        )
        .replace('// }\n    },\n    // "portal"', '}\n    },\n    // "portal"'),
    );
    const found = await examine({ DescribeCertificate: answer });
    expect(found).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
  });

  it('says once that there are no credentials', async () => {
    expect(await examine({ GetCallerIdentity: { error: 'ExpiredToken' } })).toEqual([
      'unknown credentials: There are no credentials that AWS takes.',
    ]);
  });
});

function certificate(differs: Readonly<Record<string, unknown>>) {
  return {
    Certificate: {
      ...{ Status: 'ISSUED', DomainName: 'hooks.acme-health.com', NotAfter: 4_000_000_000 },
      ...differs,
    },
  };
}

const WELL: Account = {
  GetCallerIdentity: { Account: ACCOUNT },
  GetParameters: { Parameters: [{ Name: 'a' }], InvalidParameters: [] },
  GetParameter: { Parameter: { Value: '21' } },
  GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 1000 } },
  GetApiGatewayAccount: {},
  DescribeTrails: {
    trailList: [{ TrailARN: 'arn', IsMultiRegionTrail: true, LogFileValidationEnabled: true }],
  },
  GetTrailStatus: { IsLogging: true },
  GetSesAccount: { SendingEnabled: true, ProductionAccessEnabled: true },
  GetEmailIdentity: { VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS' } },
  DescribeCertificate: certificate({}),
  DescribeSecret: {},
  DescribeTable: { Table: { DeletionProtectionEnabled: true } },
  DescribeContinuousBackups: {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  },
};
