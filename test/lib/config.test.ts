import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from '../support/properties.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { ConfigError, EXAMPLE_CONFIG, loadConfig, parseConfig } from '../../lib/config/load.ts';
import { FUNCTION_NAMES, nameResources } from '../../lib/names.ts';

const example = loadConfig();

function problemsOf(change: (config: Record<string, unknown>) => void): readonly string[] {
  const config = structuredClone(example) as unknown as Record<string, unknown>;
  change(config);
  try {
    parseConfig(config, 'test');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

const BAA = {
  acceptedOn: '2026-11-02',
  evidence: 'AWS Artifact: BAA of the account',
  reviewBy: '2027-11-01',
};

const folder = mkdtempSync(path.join(tmpdir(), 'cordon-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function fileWith(text: string): string {
  const file = path.join(folder, 'deployment.jsonc');
  writeFileSync(file, text);
  return file;
}

describe('the deployment config', () => {
  it('is safe unless it says otherwise', () => {
    const { prefix, region, entityId, publicUrl, clinical, marketing } = example;
    const portal = { url: example.portal.url };
    const least = { prefix, region, entityId, publicUrl, clinical, marketing, portal, baa: BAA };
    const parsed = parseConfig(least, 'test');
    expect(parsed.protection).toEqual({ retain: true, deletionProtection: true });
    // Recipients are people, and not vendors.
    const { inbound, portal: forPeople } = parsed.apis;
    expect(forPeople.requestsPerAddress).toBeLessThan(inbound.requestsPerAddress / 10);
  });

  it.each([
    ['nowhere', undefined, 'an https URL'],
    ['without TLS', 'http://messages.example.com', 'an https URL'],
    [
      'at the host of vendors',
      'https://hooks.example.com',
      'must have another host than publicUrl',
    ],
    ['at another port of it', 'https://hooks.example.com:8443', 'must have another host'],
    ['below it', 'https://HOOKS.example.com/portal', 'must have another host'],
    ['at it with a dot', 'https://hooks.example.com.', 'an https URL of a domain name'],
    ['with a password', 'https://a:b@messages.example.com', 'an https URL of a domain name'],
    ['with a query', 'https://messages.example.com/?a=b', 'an https URL of a domain name'],
    ['with the sign of one', 'https://messages.example.com/?', 'an https URL of a domain name'],
    ['with a fragment', 'https://messages.example.com/#a', 'an https URL of a domain name'],
    ['at an address', 'https://192.0.2.1', 'an https URL of a domain name'],
    ['at this machine', 'https://localhost', 'an https URL of a domain name'],
  ])('has no portal that is %s', (_what, url, says) => {
    const problems = problemsOf((config) => {
      config['portal'] = { ...example.portal, url };
    });
    expect(problems).toEqual([expect.stringContaining(`portal.url: ${says}`)]);
  });

  it.each([
    ['that of the portal', 'operations', new URL(example.portal.url).hostname, 'than portal.url'],
    ['that of another', 'marketing', 'hooks.example.com', 'than that of inbound'],
  ])('gives no API a domain that is %s', (_what, audience, name, says) => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
    const problems = problemsOf((config) => {
      config['apis'] = {
        inbound: { customDomain: { name: 'hooks.example.com', certificateArn } },
        [audience]: { customDomain: { name, certificateArn } },
      };
    });
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`apis\\.${audience}\\.customDomain\\.name: .*${says}`)),
    ]);
  });

  it('says what of the portal is missing where nothing is said of it', () => {
    const problems = problemsOf((config) => {
      delete config['portal'];
    });
    expect(problems).toEqual([expect.stringMatching(/^portal: /)]);
  });

  it('asks no recipient for a certificate', () => {
    const customDomain = {
      name: 'messages.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/abc',
    };
    const problemsWith = (domain: object) =>
      problemsOf((config) => {
        config['apis'] = { portal: { customDomain: domain } };
      });
    expect(problemsWith(customDomain)).toEqual([]);
    const clientCertificates = { truststore: 's3://example-truststore/ca/all.pem' };
    expect(problemsWith({ ...customDomain, clientCertificates })).toEqual([
      'apis.portal.customDomain.clientCertificates: must be absent: recipients have none',
    ]);
  });

  it('lists everything that is wrong with it at once', () => {
    const problems = problemsOf((config) => {
      config['prefix'] = 'Not A Prefix';
      config['region'] = 'mars';
      config['publicUrl'] = 'http://hooks.example.com';
      config['logRetentionDays'] = 8;
      config['typo'] = true;
    });
    for (const field of ['prefix', 'region', 'publicUrl', 'logRetentionDays', 'typo']) {
      expect(problems.join('\n')).toContain(field);
    }
  });

  it('is for production unless it says otherwise, and then wants what real data needs', () => {
    const problems = problemsOf((config) => {
      delete config['stage'];
      config['protection'] = { retain: false, deletionProtection: false };
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      ...['baa', 'protection.retain', 'protection.deletionProtection'],
    ]);
    const attested = problemsOf((config) => {
      config['stage'] = 'production';
      config['baa'] = BAA;
    });
    expect(attested).toEqual([]);
  });

  it.each([
    ['a day that is none', { ...BAA, acceptedOn: '2026-02-30' }, 'baa.acceptedOn'],
    ['no evidence', { ...BAA, evidence: '' }, 'baa.evidence'],
    ['a review before it began', { ...BAA, reviewBy: '2026-11-01' }, 'baa.reviewBy'],
  ])('takes no agreement with %s', (_what, baa, path) => {
    const problems = problemsOf((config) => {
      config['baa'] = baa;
    });
    expect(problems).toEqual([expect.stringContaining(`${path}: `)]);
  });

  it.each([
    ['clinical.example.com', 'clinical.example.com'],
    ['clinical.example.com', 'example.com'],
    ['example.com', 'news.example.com'],
  ])('keeps the lanes from speaking for each other: %s and %s', (clinical, marketing) => {
    const problems = problemsOf((config) => {
      config['clinical'] = mail(clinical, 'a');
      config['marketing'] = mail(marketing, 'b');
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/mail\.domain: must not be/);
  });

  it('wants each lane to send from its own domain', () => {
    const problems = problemsOf((config) => {
      config['clinical'] = {
        mail: { ...example.clinical.mail, fromAddress: 'team@care.example.com.evil.example' },
      };
    });
    expect(problems).toEqual(["clinical.mail.fromAddress: must be under this lane's mail domain"]);
  });

  const texts = (config: Record<string, unknown>, clinical: unknown, marketing?: unknown): void => {
    config['clinical'] = { ...example.clinical, texts: { sms: clinical } };
    if (marketing !== undefined) {
      config['marketing'] = { ...example.marketing, texts: { sms: marketing } };
    }
  };
  const POOL = `arn:aws:sms-voice:${example.region}:111122223333:pool/pool-1`;
  const byAws = (...arns: string[]) => ({ kind: 'aws', senders: arns.map((arn) => ({ arn })) });

  it.each([
    [{ senders: ['+12025550101'] }],
    [{ kind: 'twilio', senders: ['+12025550101'] }],
    [byAws(POOL)],
    [{ kind: 'aws', senders: [{ arn: POOL, name: '+12025550101' }] }],
    [byAws(POOL.replace('pool/pool-1', 'sender-id/Clinic/US'))],
  ])('lets texts go out by %j', (upstream) => {
    expect(problemsOf((config) => texts(config, upstream))).toEqual([]);
  });

  it.each([
    ['an unknown service', { kind: 'pigeon', senders: ['+12025550101'] }],
    ['a bare number', { kind: 'aws', senders: ['+12025550101'] }],
    ['the ARN of something else', byAws('arn:aws:sns:us-east-1:111122223333:app/GCM/clinic')],
    ['every pool', byAws(POOL.replace('pool-1', '*'))],
    ['a pool of another region', byAws(POOL.replace(example.region, 'eu-central-1'))],
    ['an address for AWS', { ...byAws(POOL), baseUrl: 'https://api.example.com' }],
    ['nobody', byAws()],
  ])('does not let texts go out by %s', (_what, upstream) => {
    expect(problemsOf((config) => texts(config, upstream))).toHaveLength(1);
  });

  it.each([
    [byAws(POOL), byAws(POOL)],
    [
      { senders: ['+12025550101'] },
      { kind: 'aws', senders: [{ arn: POOL, name: '+12025550101' }] },
    ],
  ])('lets the lanes share no sender of texts: %j and %j', (clinical, marketing) => {
    const problems = problemsOf((config) => texts(config, clinical, marketing));
    expect(problems).toEqual([expect.stringContaining('must differ from the clinical ones')]);
  });

  describe('its VPC', () => {
    const vpc = {
      zones: ['use1-az1', 'use1-az2'],
      prefixLists: { s3: 'pl-63a5400a', dynamodb: 'pl-02cd2c6b' },
    };
    const problemsWith = (change: object, texts: unknown = {}) =>
      problemsOf((config) => {
        config['vpc'] = { ...vpc, ...change };
        config['clinical'] = { ...example.clinical, texts: { sms: texts } };
      });
    const byAwsAlone = byAws(POOL);

    it('has a range of its own, and nothing inside that calls the internet, unless it says so', () => {
      expect(parseConfig({ ...example, vpc }, 'test').vpc).toEqual({
        ...vpc,
        ...{ cidr: '10.0.0.0/24', inside: [] },
      });
      expect(example.vpc).toBeUndefined();
    });

    it.each<[string, object, string]>([
      ['one zone', { zones: ['use1-az1'] }, 'vpc.zones'],
      ['four zones', { zones: [1, 2, 3, 4].map((n) => `use1-az${String(n)}`) }, 'vpc.zones'],
      ['a zone twice', { zones: ['use1-az1', 'use1-az1'] }, 'vpc.zones'],
      ['the name of a zone', { zones: ['us-east-1a', 'use1-az2'] }, 'vpc.zones.0'],
      ['a list of everything', { prefixLists: { ...vpc.prefixLists, s3: '0.0.0.0/0' } }, 's3'],
      ['one list', { prefixLists: { s3: 'pl-63a5400a' } }, 'vpc.prefixLists.dynamodb'],
      ['a public range', { cidr: '203.0.113.0/24' }, 'vpc.cidr'],
      ['a range too small', { cidr: '10.0.0.0/28' }, 'vpc.cidr'],
      ['an octet that is none', { cidr: '10.300.0.0/24' }, 'vpc.cidr'],
      ['the canary inside', { inside: ['canary'] }, 'vpc.inside'],
      ['a NAT', { nat: true }, 'nat'],
    ])('takes no %s', (_what, change, path) => {
      const problems = problemsWith(change, byAwsAlone);
      expect(problems).not.toEqual([]);
      expect(problems.join('\n')).toContain(path);
    });

    it('takes a deliverer in only where no text of its lane goes out by the internet', () => {
      const inside = ['clinical-deliver'];
      expect(problemsWith({ inside }, byAwsAlone)).toEqual([]);
      expect(problemsWith({ inside: ['marketing-deliver'] }, { senders: ['24273'] })).toEqual([]);
      expect(problemsWith({ inside }, { senders: ['24273'] })).toEqual([
        'vpc.inside: must not hold clinical-deliver: the texts of the lane go out by an address of the internet',
      ]);
    });
  });

  it('wants a configuration set for each lane', () => {
    const problems = problemsOf((config) => {
      config['marketing'] = mail('news.example.com', 'cordon-clinical');
    });
    expect(problems).toEqual([
      'marketing.mail.configurationSetName: must differ from the clinical one',
    ]);
  });

  describe('by whom a lane sends texts', () => {
    const parsed = (texts: unknown) =>
      parseConfig({ ...example, clinical: { ...example.clinical, texts } }, 'test').clinical.texts;
    const problemsWith = (clinical: unknown, marketing: unknown = {}) =>
      problemsOf((config) => {
        config['clinical'] = { ...example.clinical, texts: clinical };
        config['marketing'] = { ...example.marketing, texts: marketing };
      });
    const by = (...senders: readonly unknown[]) => ({ sms: { senders } });

    it('is nobody unless it says so, and Twilio where it names no other', () => {
      expect(parsed(undefined)).toEqual({});
      expect(parsed(by('+12025550100'))).toEqual({
        sms: { baseUrl: 'https://api.twilio.com', senders: ['+12025550100'] },
      });
    });

    it.each([
      ['a number', '+12025550100'],
      ['a short code', '24273'],
      ['a name', 'Cordon Care'],
      ['a messaging service', `MG${'0a'.repeat(16)}`],
    ])('may be %s', (_what, sender) => {
      for (const channel of ['sms', 'whatsapp', 'push']) {
        expect(problemsWith({ [channel]: { senders: [sender] } })).toEqual([]);
      }
    });

    it.each<[string, unknown]>([
      ['no sender at all', []],
      ['a number without its country', ['02025550100']],
      ['a number of WhatsApp as Twilio writes it', ['whatsapp:+12025550100']],
      ['a name that is too long', ['The whole clinic']],
      ['a short code of two digits', ['12']],
      ['a sender that is not a text', [12_025_550_100]],
      ['twenty-one senders', Array.from({ length: 21 }, (_, n) => `+120255501${String(n + 10)}`)],
    ])('is not %s', (_what, senders) => {
      const problems = problemsWith({ sms: { senders } });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^clinical\.texts\.sms\.senders/);
    });

    it.each([
      ['without TLS', 'http://api.twilio.com'],
      ['with a path', 'https://gateway.example/twilio'],
      ['with a slash at the end', 'https://gateway.example/'],
      ['with a login', 'https://user:word@gateway.example'],
      ['that is none', 'gateway.example'],
    ])('is not at an address %s', (_what, baseUrl) => {
      expect(problemsWith({ sms: { baseUrl, senders: ['24273'] } })).toEqual([
        'clinical.texts.sms.baseUrl: an https address without a path',
      ]);
    });

    it('is not one of both lanes on a channel: people answer and opt out by it', () => {
      expect(problemsWith(by('24273'), by('+12025550100', '24273'))).toEqual([
        'marketing.texts.sms.senders: must differ from the clinical ones: people answer and opt out by them',
      ]);
      expect(problemsWith(by('24273'), { whatsapp: { senders: ['24273'] } })).toEqual([]);
      expect(problemsWith(by('24273'), by('24274'))).toEqual([]);
    });

    it('is by a channel that there is, and by nothing that is misspelled', () => {
      for (const texts of [{ fax: {} }, { sms: { senders: ['24273'], url: 'x' } }]) {
        expect(problemsWith(texts)).toHaveLength(1);
      }
    });
  });

  it('says on which line a file is not JSON', () => {
    expect(() => loadConfig(fileWith('{\n  "prefix": "cordon"\n  "region": 1\n}'))).toThrow(
      /line 3: CommaExpected/,
    );
  });

  it('says that a file is not there', () => {
    expect(() => loadConfig('/nowhere/deployment.jsonc')).toThrow(/the file cannot be read/);
  });

  it('ends a deployment with that list, and without a stack trace', { timeout: 60_000 }, () => {
    const file = fileWith('{ "prefix": "X" }');
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/cdk.ts'], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ config: file }) },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('  - prefix: ');
    expect(stderr).toContain('  - region: ');
    expect(stderr).not.toContain('    at ');
  });

  it('gives roles names that IAM accepts, whatever the prefix and the region', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
        fc.constantFrom('us-east-1', 'us-gov-west-1', 'ap-southeast-2'),
        (prefix, region) => {
          const names = nameResources(parseConfig({ ...example, prefix, region }, 'test'));
          return FUNCTION_NAMES.every((name) => /^[\w+=,.@-]{1,64}$/.test(names.roleName(name)));
        },
      ),
    );
  });
});

function mail(domain: string, configurationSetName: string) {
  return { mail: { domain, fromAddress: `hello@${domain}`, configurationSetName } };
}

describe('the example config', () => {
  async function synthesize(...args: string[]): Promise<string> {
    const outdir = mkdtempSync(path.join(folder, 'out-'));
    const { context } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'cdk.json'), 'utf8')) as {
      context: Record<string, unknown>;
    };
    const given = Object.fromEntries(args.map((file) => ['config', file]));
    await promisify(execFile)('node', ['--import', 'tsx', 'bin/cdk.ts'], {
      cwd: PROJECT_ROOT,
      env: {
        ...process.env,
        CDK_OUTDIR: outdir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given, 'aws:cdk:bundling-stacks': [] }),
      },
    });
    return readFileSync(path.join(outdir, 'Data.template.json'), 'utf8');
  }

  // Two whole syntheses, each with every rule: a minute where many tests run at once.
  it('is refused by CloudFormation when somebody deploys it, a copy of it is not', async () => {
    const copy = fileWith(readFileSync(EXAMPLE_CONFIG, 'utf8'));
    const [example, ofCopy] = await Promise.all([synthesize(), synthesize(copy)]);
    expect(example).toContain('This is the example config.');
    expect(ofCopy).not.toContain('This is the example config.');
  }, 180_000);
});
