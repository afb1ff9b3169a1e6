import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCE_EXAMPLES, sourceFrom } from '../../bin/commands/registry/source-entry.ts';
import { MAIL_SCHEME } from '../../lambdas/core/receive/mail-source.ts';
import { checkEntry } from '../../lambdas/core/registry/check-entry.ts';
import { secretProblems } from '../../lambdas/core/registry/secret-reference.ts';
import { SCHEME_NAMES } from '../../lambdas/core/verify/schemes.ts';
import { systemClock } from '../../lambdas/adapters/aws/shared/clock.ts';
import { CANARY } from '../../lambdas/core/vocabulary.ts';
import { createDependencies as createCanary } from '../../lambdas/handlers/canary/dependencies.ts';
import { readEnvironment as readCanary } from '../../lambdas/handlers/canary/environment.ts';
import { runCanary } from '../../lambdas/pipeline/run-canary.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import { startGateway } from '../e2e/support/gateway-process.ts';
import { runCommand, type Ran } from './support/run-command.ts';

const USUAL = { entity: 'mercy-hospital', lane: 'clinical', destination: ['ehr'] } as const;
const NEEDS: Readonly<Record<string, object>> = {
  sns: { topic: ['arn:aws:sns:us-east-1:123456789012:t'] },
  'generic-hmac': { options: { header: 'X-Signature' } },
};

describe('a source by flags', () => {
  it.each([...SCHEME_NAMES, MAIL_SCHEME])('is one that may be put: %s', (scheme) => {
    const entry = sourceFrom('x', { ...USUAL, scheme, ...NEEDS[scheme] });
    const checked = checkEntry('source', entry, new Date());
    expect(checked).toMatchObject({ ok: true });
    if (checked.ok) expect(secretProblems('source', checked.entry, 'cordon')).toEqual([]);
  });

  it.each([
    ['the usual of its lane', {}, { careContext: true, purpose: 'clinical' }],
    ['the other lane', { lane: 'marketing' }, { careContext: false, purpose: 'marketing' }],
    ['what is said beside a lane', { care: false }, { careContext: false, purpose: 'clinical' }],
    ['a purpose', { purpose: 'device_alert' }, { purpose: 'device_alert', careContext: true }],
    [
      'its secret',
      { scheme: 'svix' },
      { scheme: 'standard-webhooks', secretRef: 'cordon/source/x' },
    ],
    ['its handshake', { scheme: 'meta' }, { handshakeSecretRef: 'cordon/source/x/handshake' }],
    ['room for files in mail', { scheme: 'mail' }, { maxBodyBytes: 5 * 1024 * 1024 }],
    ['another secret', { secretRef: 'acme/source/y' }, { secretRef: 'acme/source/y' }],
    [
      'the rest',
      { part2: true, tolerance: 9, maxBody: 5 },
      { part2: true, toleranceSeconds: 9, maxBodyBytes: 5 },
    ],
  ] as const)('has %s', (_, flags, entry) => {
    expect(sourceFrom('x', { scheme: 'stripe', ...USUAL, ...flags })).toMatchObject(entry);
  });

  it('says all that is missing at once, and nothing that is there', () => {
    const said = (id: string, flags: object) => {
      try {
        sourceFrom(id, flags);
      } catch (error) {
        return (error as Error).message
          .split('\n')
          .map((each) => /^ {2}(--\S+|its id)/.exec(each)?.[1]);
      }
      return [];
    };
    expect(said('', {})).toEqual([
      ...[undefined, 'its id', '--scheme', '--entity', '--destination', '--purpose', '--care'],
    ]);
    expect(said('x', { ...USUAL, scheme: 'sns' })).toEqual([undefined, '--topic']);
    expect(said('x', { ...USUAL, scheme: 'generic-hmac' })).toEqual([undefined, '--options']);
    expect(said('x', { ...USUAL, scheme: 'stripe' })).toEqual([]);
  });

  it('has examples in the help, of vendors that there are', () => {
    const schemes = [...SOURCE_EXAMPLES.matchAll(/--scheme (\S+)/g)].map(([, name]) => name);
    expect(schemes.length).toBeGreaterThanOrEqual(8);
    expect([...SCHEME_NAMES, MAIL_SCHEME]).toEqual(expect.arrayContaining(schemes));
  });
});

describe('cordon sources add', { timeout: 60_000 }, () => {
  let folder: string;
  let data: string;
  let url: string;
  let endpoints: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = await folderForAll();
    const { ready } = await startGateway(join(folder, 'data'));
    data = ready.dataFolder;
    ({ url, services: endpoints } = ready);
  }, 120_000);
  const add = (...words: string[]): Promise<Ran> =>
    runCommand('sources', 'add', ...words, '--why', 'a test', '--data', data);
  const file = async (text: string) => {
    const path = join(folder, `${String(Math.random())}.txt`);
    await writeFile(path, text);
    return path;
  };

  it('makes a vendor of one line, whose webhooks verify', async () => {
    const secretFile = await file('whsec_invented\n');
    const words = ['--scheme', 'stripe', '--lane', 'clinical', '--destination', 'clinical-sink'];
    const added = await add('payments', ...words, '--secret-from-file', secretFile);
    expect(added).toMatchObject({ code: 0, out: 'payments is at version 1.\n' });
    const body = '{"id":"evt_1"}';
    const seconds = String(Math.floor(Date.now() / 1000));
    const of = (secret: string) =>
      createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    const post = async (secret: string) => {
      const headers = {
        ...{ 'content-type': 'application/json' },
        'stripe-signature': `t=${seconds},v1=${of(secret)}`,
      };
      return (await fetch(`${url}/webhooks/payments`, { method: 'POST', headers, body })).status;
    };
    expect(await post('whsec_invented')).toBe(202);
    expect(await post('another')).toBe(401);
  });

  it('makes one of tests, which the canary follows to the ledger and nobody is sent', async () => {
    const secret = `whsec_${Buffer.from('invented, and long enough').toString('base64')}`;
    const destination = {
      ...{
        id: CANARY,
        lane: 'marketing',
        url: 'https://canary.invalid/',
        vendorId: 'marketing-system',
      },
      secretRef: `cordon/destination/marketing/${CANARY}`,
    };
    const from = await file(JSON.stringify(destination));
    await runCommand('destinations', 'add', '--from', from, '--why', 'a test', '--data', data);
    const words = ['--scheme', 'standard-webhooks', '--synthetic', '--lane', 'marketing'];
    const secretFile = await file(secret);
    const added = await add(
      CANARY,
      ...[...words, '--destination', CANARY, '--secret-from-file', secretFile],
    );
    expect(added).toMatchObject({ code: 0 });
    const events: LogEvent[] = [];
    const deps = createCanary(
      readCanary({
        CORDON_PUBLIC_URL: url,
        CORDON_PREFIX: 'cordon',
        CORDON_TABLE_DECISIONS: 'cordon-decisions',
      }),
      {
        clients: {
          region: 'us-east-1',
          credentials: { accessKeyId: 'development', secretAccessKey: 'development' },
          endpoints,
        },
        clock: systemClock,
        log: { write: (event) => events.push(event) },
        policyDirectory: '',
        readingThread: new URL('file:///'),
        allowLoopbackHttp: true,
      },
    );
    await runCanary(deps);
    expect(events).toEqual([{ event: 'canary.succeeded', ms: expect.any(Number) as number }]);
    const { out } = await runCommand('decisions', '--json', '--data', data);
    const { decisions } = JSON.parse(out) as { decisions: Record<string, unknown>[] };
    expect(decisions[0]).toMatchObject({ origin: { id: CANARY }, synthetic: true });
    const { out: sent } = await runCommand(
      ...['deliveries', 'list', '--state', 'pending', '--json', '--data', data],
    );
    expect(sent).not.toContain(CANARY);
  });

  it('says what is to be done yet', async () => {
    const words = ['--scheme', 'twilio', '--lane', 'clinical', '--destination', 'clinical-sink'];
    const { code, err } = await add('sms', ...words);
    expect([code, err.split('\n')]).toEqual([
      0,
      ['Put its signing secret at cordon/source/sms.', expect.stringContaining('--public-url'), ''],
    ]);
  });

  it('lists what is missing, and what the gateway does not take', async () => {
    const missing = await add('x', '--scheme', 'stripe');
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('--destination ID');
    expect(missing.err).not.toContain('--scheme');
    const words = ['--scheme', 'nobodys', '--lane', 'clinical', '--destination', 'none'];
    const refused = await add('x', ...words, '--secret-ref', 'elsewhere');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('/scheme is not a signature scheme');
  });

  it('takes a file, or flags, and not both; and no secret that is none', async () => {
    const entry = await file('{"id":"y"}');
    expect((await add('y', '--from', entry, '--scheme', 'stripe')).err).toContain('not both');
    expect((await add('z', '--from', entry)).err).toContain('another');
    const words = ['--scheme', 'stripe', '--lane', 'clinical', '--destination', 'clinical-sink'];
    const empty = await add('w', ...words, '--secret-from-file', await file(' \n'));
    expect(empty.err).toBe('cordon: There is no secret in it.\n');
    const there = await runCommand('sources', 'list', '--json', '--data', data);
    expect(there.out).not.toContain('"id":"w"');
  });
});
