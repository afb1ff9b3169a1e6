import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoRecordFinder } from '../../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { createS3SealReader } from '../../../lambdas/adapters/aws/shared/s3-seals.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import { ExportVerifier } from '../../../lambdas/core/record/verify-export.ts';
import { createLedgerApp } from '../../../lambdas/handlers/http/ledger-app.ts';
import { sampleDecision } from '../../adapters/aws/samples.ts';
import { startLedger, type LedgerWorld } from '../../ledger/world.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld } from '../../pipeline/fakes/world.ts';

const START = '2026-03-01T10:00:00.000Z';
const PERSON = `prs_${'ab'.repeat(13)}`;
const RANGE = 'from=2026-03-01T10:00:00Z&to=2026-03-01T11:00:00Z';
const { registry } = createWorld().accept;

let world: LedgerWorld;
/** Keys whose use was noted. */
const used: string[] = [];
let app: ReturnType<typeof createLedgerApp>;
const disclosed = { person: PERSON, classification: 'phi', disposition: 'encrypted' } as const;
const records: readonly DecisionRecord[] = [
  { ...sampleDecision({ decidedAt: START }), ...disclosed, purpose: 'general_business' },
  { ...sampleDecision({ decidedAt: START }), ...disclosed, personIs: 'recipient' },
  sampleDecision({ decidedAt: '2026-03-01T10:01:00.000Z' }),
];

beforeAll(async () => {
  world = await startLedger(START);
  for (const record of records) await world.append(record, record.decidedAt);
  await world.sealAt('2026-03-01T10:05:00.000Z');
  const { clients } = world.running;
  app = createLedgerApp({
    registry,
    keyUse: { note: (id) => Promise.resolve(void used.push(id)) },
    ledger: world.dependencies.ledger,
    finder: createDynamoRecordFinder(world.table),
    seals: createS3SealReader({ s3: clients.s3, bucket: world.bucket }),
    publicKey: () => world.signer.publicKey(),
    clock: world.clock,
    log: world.dependencies.log,
  });
}, 60_000);
afterAll(() => world.close());

const get = (path: string, key: string = KEYS.audit) =>
  app.request(`/v1/ledger/${path}`, { headers: { authorization: `Bearer ${key}` } });

describe('the routes of the ledger', () => {
  it.each(['status', 'public-key', `export?${RANGE}`, 'proofs/x', `accounting?person=${PERSON}`])(
    'answer nobody without an audit or officer key: %s',
    async (path) => {
      for (const key of ['', KEYS.marketing, KEYS.clinical, `${KEYS.audit.slice(0, -1)}x`]) {
        expect((await get(path, key)).status).toBe(401);
      }
    },
  );

  it('note when a key was used, of a key that they answer alone', async () => {
    used.length = 0;
    for (const key of [KEYS.marketing, `${KEYS.audit.slice(0, -1)}x`, KEYS.audit]) {
      await get('status', key);
    }
    expect(used).toEqual([KEYS.audit.split('.')[0]]);
  });

  it('tell an auditor and an officer up to where it is sealed', async () => {
    for (const key of [KEYS.audit, KEYS.officer]) {
      const answer = await get('status', key);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(await answer.json()).toMatchObject({
        last: { sequence: 2, records: 1, to: '2026-03-01T10:02:00.000Z' },
        lagSeconds: 180,
      });
    }
  });

  it('export what verifies with the public key they give', async () => {
    const { pem } = (await (await get('public-key')).json()) as { pem: string };
    const text = await (await get(`export?${RANGE}`)).text();
    const { keyId } = await world.signer.publicKey();
    const verifier = new ExportVerifier([{ key: createPublicKey(pem), keyId }]);
    for (const line of text.trimEnd().split('\n')) expect(verifier.line(line)).toBeUndefined();
    for (const { decisionId } of records) expect(text).toContain(decisionId);
  });

  it('prove a sealed record, and say when there is none or it is too early', async () => {
    const [first] = records;
    expect((await get(`proofs/${first!.decisionId}`)).status).toBe(200);
    expect((await get('proofs/msg_unknown~r1')).status).toBe(404);
    const young = sampleDecision({ decidedAt: '2026-03-01T10:04:59.000Z' });
    await world.append(young, young.decidedAt);
    expect((await get(`proofs/${young.decisionId}`)).status).toBe(409);
  });

  it("account for one person's disclosures, and for what may be left out when asked", async () => {
    const range = 'since=2026-03-01&until=2026-03-02';
    const short = await get(`accounting?person=${PERSON}&${range}`);
    const whole = await get(`accounting?person=${PERSON}&${range}&all=true`);
    const text = [await short.text(), await whole.text()];
    const [first, second] = records.map(({ decisionId }) => decisionId);
    expect(text.map((each) => [each.includes(first!), each.includes(second!)])).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it.each([
    ['export?to=2026-03-02', '/from'],
    ['export?from=2026-03-02&to=2026-03-01', '/to'],
    [`export?${RANGE}&after=x`, '/after'],
    ['accounting?person=jane@mail.example', '/person'],
    [`accounting?person=${PERSON}&all=maybe`, '/all'],
  ])('name the field of %s that is wrong, and do not repeat it', async (path, field) => {
    const answer = await get(path);
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ field }] });
    expect(text).not.toMatch(/jane|maybe/);
  });
});
