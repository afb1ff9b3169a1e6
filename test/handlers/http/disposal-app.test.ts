import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../../lambdas/adapters/aws/shared/clock.ts';
import { createDynamoEraser } from '../../../lambdas/adapters/aws/shared/dynamo-eraser.ts';
import { createDynamoRecordFinder } from '../../../lambdas/adapters/aws/shared/dynamo-record-finder.ts';
import { createDisposalApp } from '../../../lambdas/handlers/http/disposal-app.ts';
import type { Eraser } from '../../../lambdas/ports/eraser.ts';
import { sampleDecision } from '../../adapters/aws/samples.ts';
import { startLedger, type LedgerWorld } from '../../ledger/world.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld } from '../../pipeline/fakes/world.ts';

const START = '2020-03-01T10:00:00.000Z';
const { registry } = createWorld().accept;

let world: LedgerWorld;
let app: ReturnType<typeof createDisposalApp>;
/** Keys whose use was noted. */
let used: string[];
/** Ids of the tombstones that were written. */
let tombstones: string[];
let erase: Eraser['erase'];

beforeAll(async () => {
  world = await startLedger(START);
  const record = sampleDecision({ decidedAt: START });
  await world.append(record, START);
  await world.sealAt('2020-03-01T10:05:00.000Z');
  world.clock.set('2026-03-08T10:00:00.000Z');
}, 60_000);
afterAll(() => world.close());

beforeEach(() => {
  used = [];
  tombstones = [];
  const eraser = createDynamoEraser(world.table);
  erase = (key) => eraser.erase(key);
  app = createDisposalApp({
    registry,
    keyUse: { note: (id) => Promise.resolve(void used.push(id)) },
    seals: world.seals,
    finder: createDynamoRecordFinder(world.table),
    eraser: { erase: (key) => erase(key) },
    ledger: {
      append: async (record) => {
        if (record.kind === 'disposal') tombstones.push(record.recordId);
        return await world.append(record);
      },
    },
    holds: () => Promise.resolve([]),
    clock: world.clock,
    random: systemRandom,
    log: world.dependencies.log,
  });
});

const post = (over: object = {}, key: string = KEYS.officer) =>
  app.request('/v1/disposals', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ before: '2026-01-01', dryRun: false, why: 'Retention ended', ...over }),
  });

describe('POST /v1/disposals', () => {
  it('answers an officer alone, and notes when that key was used', async () => {
    for (const key of ['', KEYS.marketing, KEYS.audit, `${KEYS.officer.slice(0, -1)}x`]) {
      expect((await post({ dryRun: true }, key)).status).toBe(401);
    }
    expect(used).toEqual([]);
    expect((await post({ dryRun: true })).status).toBe(200);
    expect(used).toEqual([KEYS.officer.split('.')[0]]);
  });

  it.each([
    [{ before: 'soon' }, '/before'],
    [{ why: '' }, '/why'],
    [{ why: 'for Jane Roe' }, '/why'],
    [{ dryRun: 'yes' }, '/dryRun'],
    [{ before: '2026-02-30' }, '/before'],
  ])('names the field of %j that is wrong, and does nothing', async (over, field) => {
    const answer = await post(over);
    expect([Math.floor(answer.status / 100), tombstones]).toEqual([4, []]);
    expect(await answer.json()).toMatchObject({ errors: [{ field }] });
  });

  it('is done by one at a time, so that nothing is said to be gone twice', async () => {
    const really = erase;
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    const begun = new Promise<void>((resolve) => {
      erase = async (key) => {
        resolve();
        await gone;
        await really(key);
      };
    });
    const first = post();
    await begun;
    const second = await post();
    expect([second.status, tombstones.length]).toEqual([409, 1]);
    expect(await second.json()).toMatchObject({
      type: 'urn:cordon:problem:under-way',
      title: 'Records are being disposed of already',
    });
    expect((await post({ dryRun: true })).status).toBe(200);
    go();
    expect(await (await first).json()).toMatchObject({ disposed: [{ first: 1, records: 1 }] });
    expect(await (await post()).json()).toMatchObject({ disposed: [] });
    expect(tombstones).toHaveLength(1);
  });
});
