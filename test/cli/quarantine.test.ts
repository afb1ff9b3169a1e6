import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDynamoQuarantine } from '../../lambdas/adapters/aws/shared/dynamo-quarantine.ts';
import { createDynamoQuarantineDesk } from '../../lambdas/adapters/aws/shared/dynamo-quarantine-desk.ts';
import { createQuarantineApp } from '../../lambdas/handlers/http/quarantine-app.ts';
import { onTable, run, startTables, type Running } from '../adapters/aws/endpoints.ts';
import { freshId } from '../adapters/aws/samples.ts';
import { serveOnLoopback, type Served } from '../handlers/http/serve.ts';
import { KEYS } from '../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../pipeline/fakes/world.ts';
import { runCommand, tableRows, type Ran } from './support/run-command.ts';

const WHY = ['--why', 'sent again by the clinical key'];

let running: Running;
let served: Served;
let world: World;
let heldId: string;

beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  const app = () => {
    const { registry, ledger, clock, random, log } = world.worker;
    const quarantine = createDynamoQuarantineDesk(onTable(running, 'quarantine'));
    const keyUse = { note: async () => undefined };
    const deps = { registry, ledger, clock, random, log, keyUse, quarantine };
    return createQuarantineApp(deps);
  };
  served = await serveOnLoopback(new Hono().all('*', (c) => app().fetch(c.req.raw)));
});
afterAll(async () => {
  await served.close();
  await running.close();
});
beforeEach(async () => {
  vi.stubEnv('CORDON_OFFICER_KEY', KEYS.officer);
  vi.stubEnv('CORDON_AUDIT_KEY', undefined);
  world = createWorld();
  heldId = `${freshId('msg')}~r1`;
  await createDynamoQuarantine(onTable(running, 'quarantine')).hold({
    ...{ heldId, messageId: 'msg_1', decisionId: heldId, entityId: 'mercy-hospital' },
    ...{ lane: 'clinical', direction: 'outbound', reasonCode: 'confidential-communication' },
    ...{ recordId: 'where-it-is', key: 'what-opens-it' },
    heldAt: new Date(Date.now() - 30 * 3_600_000).toISOString(),
  });
});
afterEach(() => vi.unstubAllEnvs());

const cordon = (...words: string[]): Promise<Ran> =>
  runCommand('quarantine', ...words, '--url', served.url);
const waiting = async () => {
  const { out } = await cordon('list', '--json', '--limit', '200');
  return (JSON.parse(out) as { readonly held: readonly { readonly heldId: string }[] }).held.map(
    (one) => one.heldId,
  );
};

describe('cordon quarantine', () => {
  it('lists what waits, with the hours', async () => {
    const { code, out } = await cordon('list');
    expect(code).toBe(0);
    const row = tableRows(out).find(([id]) => id === heldId);
    expect(row?.slice(0, 4)).toEqual([
      heldId,
      'clinical',
      'outbound',
      'confidential-communication',
    ]);
    expect(row?.at(-1)).toBe('30');
  });

  it('shows one, without where it is and what opens it', async () => {
    const { code, out } = await cordon('show', heldId);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ heldId, reasonCode: 'confidential-communication' });
    expect(out).not.toMatch(/where-it-is|what-opens-it/);
  });

  it('settles it, on record, and it waits no more', async () => {
    expect(await waiting()).toContain(heldId);
    const settled = await cordon('settle', heldId, '--as', 'sent_again', ...WHY);
    expect(settled).toMatchObject({ code: 0, out: `${heldId} waits no more.\n` });
    expect(await waiting()).not.toContain(heldId);
    expect(world.ledger.others).toMatchObject([
      {
        ...{ kind: 'change', action: 'recorded', changed: ['sent_again'], why: WHY[1] },
        ...{ entityId: 'mercy-hospital', subject: { kind: 'held', id: heldId } },
      },
    ]);
    const again = await cordon('settle', heldId, '--as', 'not_needed', ...WHY);
    expect(again.code).toBe(1);
    expect(again.err).toContain('settled before');
    expect(world.ledger.others).toHaveLength(1);
  });

  it.each([
    ['without an outcome', () => ['settle', heldId, ...WHY], 'required option'],
    [
      'with an outcome that there is not',
      () => ['settle', heldId, '--as', 'gone', ...WHY],
      'Allowed choices',
    ],
    [
      'for a reason that names a patient',
      () => ['settle', heldId, '--as', 'not_needed', '--why', 'MRN 00418276 of Jane Roe'],
      'reason',
    ],
    [
      'of what there is not',
      () => ['settle', 'msg_none~r1', '--as', 'not_needed', ...WHY],
      'Nothing is held under this id',
    ],
    ['of too many', () => ['list', '--limit', '201'], 'from 1 to 200'],
  ])('changes nothing %s', async (_, words, complaint) => {
    const { code, err } = await cordon(...words());
    expect(code).not.toBe(0);
    expect(err).toContain(complaint);
    expect(err).not.toContain('00418276');
    expect(await waiting()).toContain(heldId);
    expect(world.ledger.others).toEqual([]);
  });

  it('is looked at by an auditor, who settles nothing', async () => {
    vi.stubEnv('CORDON_OFFICER_KEY', undefined);
    vi.stubEnv('CORDON_AUDIT_KEY', KEYS.audit);
    expect(await cordon('show', heldId)).toMatchObject({ code: 0 });
    expect(await cordon('settle', heldId, '--as', 'not_needed', ...WHY)).toMatchObject({ code: 1 });
    const answer = await fetch(`${served.url}/v1/quarantine/${encodeURIComponent(heldId)}/settle`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.audit}`, 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'not_needed', why: 'an auditor' }),
    });
    expect(answer.status).toBe(403);
    expect(await waiting()).toContain(heldId);
  });

  it('says to try again where the table does not answer, and nothing of why', async () => {
    const broken = createQuarantineApp({
      ...world.worker,
      keyUse: { note: async () => undefined },
      quarantine: {
        waiting: () => Promise.reject(new Error('where-it-is')),
        show: async () => undefined,
        settle: async () => false,
      },
    });
    const answer = await broken.request('/v1/quarantine', {
      headers: { authorization: `Bearer ${KEYS.officer}` },
    });
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('where-it-is');
  });
});
