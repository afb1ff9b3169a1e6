import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { TABLE_NAMES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { writeConfig } from '../../bin/deployment/write-config.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { nameResources } from '../../lib/names.ts';
import { runCommand } from '../cli/support/run-command.ts';
import { intakeForm, patient, seededRandom } from '../e2e/support/patients.ts';
import { postWebhook, standardHeaders } from '../e2e/support/vendor.ts';
import { ACCOUNT, type Emulator, installEmulator, startEmulator } from './support/emulator.ts';
import { run } from './support/run.ts';

const CDK = join(PROJECT_ROOT, 'node_modules', '.bin', 'cdk');
const ENTITY = 'st-brendan';
const SECRET = `whsec_${Buffer.alloc(24, 'synthetic').toString('base64')}`;
const VPC = {
  zones: ['use1-az1', 'use1-az2'],
  prefixLists: { s3: 'pl-63a5400a', dynamodb: 'pl-02cd2c6b' },
};
const deployment = loadConfig();
const names = nameResources(deployment);

const emulation = await installEmulator();
const missing = 'missing' in emulation ? emulation.missing : undefined;
if (missing !== undefined) {
  console.warn(`Skipped: nothing was deployed on loopback, because ${missing}.`);
}

/** What the stacks say where they are, by stack and output. */
type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

describe.skipIf(missing !== undefined)('a deployment of all stacks on loopback', () => {
  let folder: string;
  let aws: Emulator;
  let outputs: Outputs;
  let config: string;
  let dynamodb: DynamoDBClient;
  let officer: string;

  beforeAll(async () => {
    if ('missing' in emulation) return;
    folder = await mkdtemp(join(tmpdir(), 'cordon-deploy-'));
    aws = await startEmulator(emulation.python, deployment.region);
    config = join(folder, 'acme.jsonc');
    // The example itself refuses to be deployed; a copy of it does not. Here it is in a VPC.
    await writeFile(config, writeConfig([[['vpc'], VPC]], config));
    const always = ['-c', `config=${config}`, '--output', join(folder, 'cdk.out'), '--no-notices'];
    await cdk('bootstrap', `aws://${ACCOUNT}/${deployment.region}`, ...always);
    const outputsFile = join(folder, 'outputs.json');
    await cdk(
      ...['deploy', '--all', '--require-approval', 'never', '--outputs-file', outputsFile],
      ...always,
    );
    outputs = JSON.parse(await readFile(outputsFile, 'utf8')) as Outputs;
    dynamodb = new DynamoDBClient(clientOptions());
  }, 300_000);

  afterAll(async () => {
    dynamodb?.destroy();
    await aws?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }, 30_000);

  function clientOptions() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: aws.url, region: deployment.region, credentials };
  }

  async function cdk(...args: readonly string[]): Promise<void> {
    const ran = await run(CDK, args, { cwd: PROJECT_ROOT, env: aws.env });
    if (ran.code !== 0) throw new Error(`cdk ${String(args[0])} failed:\n${ran.all.slice(-4_000)}`);
  }

  /** Where the emulator serves what AWS would serve at this URL of API Gateway. */
  function reachable(url: string): string {
    const { host, pathname } = new URL(url);
    const [api = ''] = host.split('.');
    return `${aws.url}/_aws/execute-api/${api}${pathname}`.replace(/\/$/, '');
  }

  function outputOf(stack: string, name: string): string {
    const url = outputs[`${deployment.prefix}-${stack}`]?.[name];
    if (url === undefined) throw new Error(`the stack has no output ${name}`);
    return url;
  }

  const operations = () =>
    reachable(outputOf('operations', 'AdminUrl')).replace(/\/v1\/admin$/, '');

  async function cordon(...words: readonly string[]): Promise<string> {
    vi.stubEnv('CORDON_OFFICER_KEY', officer);
    const { code, out, err } = await runCommand(...words, '--url', operations());
    expect(code, err).toBe(0);
    return out;
  }

  it('has every table, as the template describes it', async () => {
    for (const name of ['decisions', 'vault', 'outbox-clinical'] as const) {
      const { Table } = await dynamodb.send(
        new DescribeTableCommand({ TableName: names.tableName(name) }),
      );
      expect(Table?.TableStatus).toBe('ACTIVE');
      expect(Table?.DeletionProtectionEnabled).toBe(true);
    }
  });

  it('has a VPC, of which the other stacks take what functions need', () => {
    expect(outputOf('network', 'VpcId')).toMatch(/^vpc-/);
  });

  it('is examined by cordon doctor, which sees what is deployed and what the emulator lacks', async () => {
    for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
    const { out } = await runCommand('doctor', config, '--json');
    vi.unstubAllEnvs();
    const { findings } = JSON.parse(out) as {
      findings: { check: string; grade: string; says: string }[];
    };
    const said = new Map(findings.map(({ check, grade, says }) => [check, `${grade}: ${says}`]));
    expect(said.get('credentials')).toBe(`ok: Of account ${ACCOUNT}.`);
    expect(said.get('bootstrap')).toMatch(/^ok: Version \d+\.$/);
    // The emulator keeps no backups of global tables, which is all that is wrong with them.
    const tables = findings.filter(({ check }) => check === 'tables').map(({ says }) => says);
    expect(tables).toHaveLength(TABLE_NAMES.length);
    for (const says of tables) expect(says).toContain('has no point-in-time recovery');
  });

  it('takes the first officer as docs/deploy.md says, who then puts a destination and a source', async () => {
    const made = await runCommand('keys', 'bootstrap', '--entity', ENTITY);
    officer = /ok_[0-9a-f]{16}\.\S+/.exec(made.err)?.[0] ?? '';
    await dynamodb.send(
      new PutItemCommand({
        TableName: names.tableName('registry'),
        Item: JSON.parse(made.out) as never,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    const secrets = new SecretsManagerClient(clientOptions());
    for (const secretName of ['source/intake', 'destination/clinical/ehr']) {
      await secrets.send(
        new CreateSecretCommand({
          Name: `${deployment.prefix}/${secretName}`,
          KmsKeyId: `alias/${deployment.prefix}-secrets`,
          SecretString: SECRET,
        }),
      );
    }
    secrets.destroy();
    const destination = join(folder, 'ehr.json');
    await writeFile(
      destination,
      JSON.stringify({
        id: 'ehr',
        lane: 'clinical',
        url: 'https://ehr.example.com/hooks',
        secretRef: 'cordon/destination/clinical/ehr',
        vendorId: 'twilio',
      }),
    );
    const vendors = join(PROJECT_ROOT, 'policy', 'vendors.jsonl');
    await cordon('vendors', 'import', vendors, '--why', 'inventory');
    await cordon('destinations', 'add', '--from', destination, '--why', 'new interface');
    await cordon(
      ...['sources', 'add', 'intake', '--scheme', 'standard-webhooks', '--entity', ENTITY],
      ...['--lane', 'clinical', '--destination', 'ehr', '--why', 'intake goes live'],
    );
    expect(await cordon('sources', 'list')).toContain('intake');
  });

  it('accepts a signed webhook, decides about it, and keeps the decision in its table', async () => {
    const url = reachable(outputOf('inbound', 'WebhookUrl')).replace('%7Bsource%7D', 'intake');
    const body = intakeForm(patient(seededRandom(11)), 'deployed');
    const answer = await postWebhook(url, SECRET, 'evt-1', body);
    expect(answer.status).toBe(202);
    await vi.waitFor(
      async () => {
        const { Items = [] } = await dynamodb.send(
          new ScanCommand({ TableName: names.tableName('decisions') }),
        );
        const kept = Items.filter(
          ({ recordId }) => recordId?.S === `${String(answer.messageId)}~ehr`,
        );
        expect(kept).toHaveLength(1);
      },
      { timeout: 60_000, interval: 250 },
    );
    const { decisions } = JSON.parse(await cordon('decisions', '--json')) as {
      decisions: { messageId: string; classification: string }[];
    };
    expect(decisions).toEqual([
      expect.objectContaining({ messageId: answer.messageId, classification: 'phi' }),
    ]);
  });

  it('answers recipients and vendors under a host each, and neither under the other', async () => {
    const vendors = reachable(outputOf('inbound', 'WebhookUrl')).replace(/\/webhooks\/.*$/, '');
    const recipients = reachable(outputOf('inbound', 'PortalUrl'));
    const link = `/p/${'A'.repeat(43)}`;
    const page = await fetch(`${recipients}${link}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(await page.text()).toContain('Example Hospital');
    const unsubscribe = await fetch(`${vendors}/u/x`);
    expect(unsubscribe.status).toBe(200);
    for (const [host, method, path] of [
      [vendors, 'GET', link],
      [vendors, 'GET', `${link}/code`],
      [vendors, 'POST', `${link}/open`],
      [recipients, 'GET', '/u/x'],
      [recipients, 'POST', '/webhooks/intake'],
      [recipients, 'POST', '/v1/inbound-texts'],
    ] as const) {
      const answer = await fetch(`${host}${path}`, { method });
      // API Gateway's own words: no function was asked.
      const says = '{"message":"There is nothing at this path"}';
      expect([answer.status, await answer.text()], `${method} ${path}`).toEqual([404, says]);
    }
  });

  it('refuses one that somebody else signed', async () => {
    const url = reachable(outputOf('inbound', 'WebhookUrl')).replace('%7Bsource%7D', 'intake');
    const headers = standardHeaders(`whsec_${Buffer.alloc(24, 'x').toString('base64')}`, 'e', '{}');
    const response = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(401);
  });
});
