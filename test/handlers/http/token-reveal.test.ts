import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKmsTokenReader } from '../../../lambdas/adapters/aws/clinical/kms-token-reader.ts';
import { createOpener } from '../../../lambdas/adapters/aws/clinical/opener.ts';
import { createDynamoKeyUse } from '../../../lambdas/adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoLedger } from '../../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { createDynamoTokenVault } from '../../../lambdas/adapters/aws/shared/dynamo-token-vault.ts';
import { createSealer } from '../../../lambdas/adapters/aws/shared/sealer.ts';
import { randomId } from '../../../lambdas/core/message/ids.ts';
import { createTokenMaker } from '../../../lambdas/core/protect/tokens.ts';
import { createTokenRevealApp } from '../../../lambdas/handlers/token-reveal/app.ts';
import { systemRandom } from '../../../lambdas/adapters/aws/shared/clock.ts';
import { startKms } from '../../../local/kms.ts';
import { startS3 } from '../../../local/s3.ts';
import { onTable, run, startTables, subfolder } from '../../adapters/aws/endpoints.ts';
import { stoppedClock } from '../../adapters/aws/samples.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

const BUCKET = 'vault-bodies';
const VALUE = 'Zebediah Quill';
const MRN = 'RC-0093315';
const EMERGENCY = 'the usual system is down and somebody is in the emergency room';

async function start() {
  const running = await run(async (folder) => ({
    dynamodb: await startTables(folder),
    kms: await startKms({
      folder: await subfolder(folder, 'kms'),
      aliases: ['alias/phi', 'alias/other'],
    }),
    s3: await startS3({ folder: await subfolder(folder, 's3') }),
  }));
  const { kms, s3 } = running.clients;
  const arn = (alias: string) => running.services.kms.keyArns.get(alias) ?? '';
  const clock = stoppedClock('2026-11-28T17:00:00.000Z');
  const stores = { ...onTable(running, 'tokens'), s3, bucket: BUCKET };
  const vault = createDynamoTokenVault({
    ...{ ...stores, clock },
    sealer: createSealer({ kms, keyArn: arn('alias/phi') }),
  });
  return {
    running,
    clock,
    reader: (alias = 'alias/phi') =>
      createKmsTokenReader({ ...stores, opener: createOpener({ kms, keyArn: arn(alias) }) }),
    ledger: createDynamoLedger({ ...onTable(running, 'decisions'), clock }),
    keyUse: createDynamoKeyUse({ ...onTable(running, 'registry'), clock }),
    /** Seals values as the inbound worker does, and gives their tokens. */
    async seal(entityId: string, ...values: string[]): Promise<string[]> {
      const setId = randomId(systemRandom);
      const make = createTokenMaker(setId);
      const tokens = values.map((value) => ({
        token: make('NAME'),
        value,
        label: 'NAME' as const,
      }));
      await vault.store({ setId, lane: 'clinical', entityId, tokens });
      return tokens.map(({ token }) => token);
    },
    /** Every record of a reveal, as it is stored. */
    async reveals(): Promise<string[]> {
      const { dynamodb, table } = onTable(running, 'decisions');
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: table }));
      return Items.map((item) => JSON.stringify(item)).filter((text) => text.includes('rvl_'));
    },
  };
}

let services: Awaited<ReturnType<typeof start>>;
let world: World;
let app: ReturnType<typeof createTokenRevealApp>;
beforeAll(async () => {
  services = await start();
}, 60_000);
afterAll(() => services.running.close());

/** @param reveals whether the key of the clinical lane may */
function use(reveals: boolean, alias?: string): void {
  const own = world.registry.keys.get('ck_clinical01')!;
  if (own.use.kind !== 'send') throw new Error('not a sender');
  world.registry.keys.set(own.id, { ...own, use: { ...own.use, reveals } });
  const { registry, log } = world.worker;
  const tokens = services.reader(alias);
  app = createTokenRevealApp({ ...services, ...{ registry, log, tokens }, random: systemRandom });
}
beforeEach(() => {
  world = createWorld();
  use(true);
});

async function ask(body: unknown, key: string = KEYS.clinical) {
  const response = await app.request('/v1/tokens/reveal', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    cache: response.headers.get('cache-control'),
    text: await response.text(),
  };
}

describe('revealing a token that is sealed with the PHI key', () => {
  it.each([1, 3, 4000])('tells its value, of a set of %i', async (count) => {
    const others = Array.from({ length: count - 1 }, (_, at) => `person ${String(at)} `.repeat(20));
    const token = (await services.seal('mercy-hospital', ...others, VALUE)).at(-1);
    const { status, cache, text } = await ask({ token, purpose: 'treatment' });
    expect([status, cache]).toEqual([200, 'no-store']);
    expect(JSON.parse(text)).toEqual({ token, value: VALUE });
  });

  it('is in the ledger each time, with token, purpose and key, and never with the value', async () => {
    const [token = ''] = await services.seal('mercy-hospital', VALUE, MRN);
    for (const purpose of ['treatment', 'payment']) {
      expect((await ask({ token, purpose })).status).toBe(200);
    }
    const records = (await services.reveals()).filter((text) => text.includes(token));
    expect(records).toHaveLength(2);
    for (const purpose of ['treatment', 'payment']) {
      expect(records.some((text) => text.includes(purpose))).toBe(true);
    }
    for (const record of records) {
      expect(record).toContain('ck_clinical01');
      expect(record).toContain('mercy-hospital');
      for (const value of [VALUE, MRN]) expect(record).not.toContain(value);
    }
    expect(JSON.stringify(world.events)).not.toContain(VALUE);
  });

  it('breaks the glass with a reason, on record and with an alarm', async () => {
    use(false);
    const [token = ''] = await services.seal('mercy-hospital', VALUE);
    expect((await ask({ token, purpose: 'treatment' })).status).toBe(403);
    const opened = await ask({ token, purpose: 'treatment', breakGlass: { reason: EMERGENCY } });
    expect(JSON.parse(opened.text)).toEqual({ token, value: VALUE });
    const records = (await services.reveals()).filter((text) => text.includes(token));
    expect(records).toEqual([expect.stringContaining(EMERGENCY) as string]);
    expect(records[0]).not.toContain(VALUE);
    expect(world.events).toContainEqual({
      event: 'token.break_glass',
      keyId: 'ck_clinical01',
      purpose: 'treatment',
    });
  });

  it.each<[string, (token: string) => unknown, number]>([
    ['no purpose', (token) => ({ token }), 400],
    ['a purpose that is none', (token) => ({ token, purpose: 'curiosity' }), 400],
    ['no token', () => ({ purpose: 'treatment' }), 400],
    ['another member', (token) => ({ token, purpose: 'treatment', all: true }), 400],
    ['what is no JSON', () => '{"token":', 400],
    ['what is no token', () => ({ token: VALUE, purpose: 'treatment' }), 404],
    [
      'a token of no set',
      () => ({ token: `tok_name_${'0'.repeat(26)}_1`, purpose: 'payment' }),
      404,
    ],
    ['one that is not in its set', (token) => ({ token: `${token}9`, purpose: 'payment' }), 404],
    ['a glass without a reason', (token) => ({ token, purpose: 'treatment', breakGlass: {} }), 400],
    [
      'a glass with an empty one',
      (token) => ({ token, purpose: 'treatment', breakGlass: { reason: ' ' } }),
      422,
    ],
    [
      'a reason that names somebody',
      (token) => ({ token, purpose: 'treatment', breakGlass: { reason: 'SSN 219-09-9999' } }),
      422,
    ],
  ])('is refused for %s', async (_what, body, status) => {
    const [token = ''] = await services.seal('mercy-hospital', VALUE);
    const before = (await services.reveals()).length;
    const refused = await ask(body(token));
    expect(refused.status).toBe(status);
    expect(refused.text).not.toContain(VALUE);
    expect(await services.reveals()).toHaveLength(before);
  });

  it.each([
    ['of the marketing lane', KEYS.marketing, 403],
    ['of an auditor', KEYS.audit, 403],
    ['of an officer', KEYS.officer, 403],
    ['with another secret', `${KEYS.clinical.slice(0, -1)}x`, 401],
    ['that is not there', 'ck_nobody0001.x', 401],
    ['that is empty', '', 401],
  ])('is refused for a key %s, glass or no glass', async (_what, key, status) => {
    const [token = ''] = await services.seal('mercy-hospital', VALUE);
    const before = (await services.reveals()).length;
    for (const more of [{}, { breakGlass: { reason: EMERGENCY } }]) {
      const refused = await ask({ token, purpose: 'treatment', ...more }, key);
      expect(refused.status).toBe(status);
      expect(refused.text).not.toContain(VALUE);
    }
    expect(await services.reveals()).toHaveLength(before);
  });

  it('knows no token of another hospital', async () => {
    const [token = ''] = await services.seal('another-hospital', VALUE);
    expect((await ask({ token, purpose: 'treatment' })).status).toBe(404);
  });

  it('shows nothing where another key is asked, or nothing can be recorded', async () => {
    const [token = ''] = await services.seal('mercy-hospital', VALUE);
    const before = (await services.reveals()).length;
    use(true, 'alias/other');
    const closed = await ask({ token, purpose: 'treatment' });
    expect(closed.status).toBe(503);
    use(true);
    const { registry, log } = world.worker;
    const ledger = { append: () => Promise.reject(new Error(VALUE)) };
    const tokens = services.reader();
    app = createTokenRevealApp({
      ...services,
      ...{ registry, log, tokens, ledger },
      random: systemRandom,
    });
    const unrecorded = await ask({ token, purpose: 'treatment' });
    expect(unrecorded.status).toBe(503);
    for (const { text } of [closed, unrecorded]) expect(text).not.toContain(VALUE);
    expect(JSON.stringify(world.events)).not.toContain(VALUE);
    expect(await services.reveals()).toHaveLength(before);
  });
});
