import { beforeEach, describe, expect, it } from 'vitest';
import {
  createDecisionsApp,
  type DecisionsDependencies,
} from '../../../lambdas/handlers/http/decisions-app.ts';
import type { DecisionRecord } from '../../../lambdas/core/record/decision-record.ts';
import { LedgerQueryError, type DecisionQuery } from '../../../lambdas/ports/ledger.ts';
import { REFUSAL } from '../../core/send/messages.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { ServiceAwayError } from '../../pipeline/fakes/faults.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

const NO_MOMENT = 'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)';

let world: World;
let asked: DecisionQuery[];
let recorded: readonly DecisionRecord[];
let deps: DecisionsDependencies;
beforeEach(() => {
  world = createWorld();
  asked = [];
  recorded = [REFUSAL];
  deps = {
    registry: world.accept.registry,
    keyUse: world.send.marketing.keyUse,
    clock: world.accept.clock,
    ledger: {
      list: async (query) => {
        asked.push(query);
        return recorded.slice(0, query.limit);
      },
    },
    log: world.accept.log,
  };
});

const get = (query = '', key: string = KEYS.audit) =>
  createDecisionsApp(deps).request(`/v1/decisions${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });

describe('GET /v1/decisions', () => {
  it('lists decisions as they were recorded, never from a cache', async () => {
    const answer = await get();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toEqual({ decisions: [REFUSAL], more: false });
  });

  it('says whether there are more than were asked for, and reads one more to know', async () => {
    recorded = [REFUSAL, REFUSAL, REFUSAL];
    expect(await (await get('?limit=2')).json()).toEqual({
      decisions: [REFUSAL, REFUSAL],
      more: true,
    });
    expect(await (await get('?limit=3')).json()).toMatchObject({ more: false });
    await get();
    expect(asked.map(({ limit }) => limit)).toEqual([3, 4, 51]);
  });

  it('asks for exactly what the query says', async () => {
    const query = {
      limit: '1000',
      since: '2026-11-01',
      until: '2026-11-28T06:00:00+06:00',
      lane: 'marketing',
      direction: 'outbound',
      disposition: 'block',
      messageId: 'msg_1',
      shadow: 'true',
    };
    expect((await get(`?${new URLSearchParams(query).toString()}`)).status).toBe(200);
    expect(asked).toEqual([
      {
        ...query,
        limit: 1001,
        since: '2026-11-01T00:00:00.000Z',
        until: '2026-11-28T00:00:00.000Z',
      },
    ]);
  });

  it.each([
    ['limit=0', '/limit', 'must be at least 1'],
    ['limit=1001', '/limit', 'must be at most 1000'],
    ['limit=1.5', '/limit', 'must be of type int'],
    ['limit=many', '/limit', 'must be of type number'],
    ['lane=sales', '/lane', 'must be one of: marketing, clinical'],
    ['direction=up', '/direction', 'must be one of: inbound, outbound'],
    ['since=yesterday', '/since', NO_MOMENT],
    ['until=2026-02-30', '/until', NO_MOMENT],
    ['until=2026-11-28T00:00:00', '/until', NO_MOMENT],
    [`messageId=${'x'.repeat(65)}`, '/messageId', 'must have at most 64 characters'],
    ['Zebediah=Quill', '', 'has members that are not known here'],
  ])('answers 400 to %s, and says where without repeating it', async (query, field, message) => {
    const answer = await get(`?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ]);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ errors: [{ field, message }] });
    expect(body).not.toMatch(/Zebediah|Quill|yesterday|many|sales/);
    expect(asked).toEqual([]);
  });

  it.each([
    ['no key', ''],
    ['a sender key', KEYS.marketing],
    ['a clinical sender key', KEYS.clinical],
    ['a wrong secret', `${KEYS.audit.slice(0, -1)}x`],
    ['an unknown key', KEYS.audit.replace('ak_auditor001', 'ak_auditor002')],
  ])('answers 401 to %s, before it looks at the query', async (_what, key) => {
    const answer = await get('?limit=0', key);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: 'urn:cordon:problem:unknown-key' });
    expect(asked).toEqual([]);
  });

  it('takes no key from the query', async () => {
    const app = createDecisionsApp(deps);
    const answer = await app.request(`/v1/decisions?authorization=Bearer%20${KEYS.audit}`);
    expect(answer.status).toBe(401);
  });

  it('answers 400 to a question that the ledger cannot answer, and says why', async () => {
    const why = 'since and until must be times, in this order';
    deps = { ...deps, ledger: { list: () => Promise.reject(new LedgerQueryError(why)) } };
    const answer = await get('?since=2026-12-01&until=2026-11-01');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'urn:cordon:problem:malformed-request',
      errors: [{ field: '', message: why }],
    });
    expect(world.events).toEqual([]);
  });

  it('answers 503 when the ledger or the registry is away, and logs the class alone', async () => {
    deps = {
      ...deps,
      ledger: { list: () => Promise.reject(new ServiceAwayError('Zebediah Quill')) },
    };
    const answer = await get();
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('Zebediah');
    world.wire.failAlways('registry.accessKey', 'before');
    expect((await get()).status).toBe(503);
    const failed = {
      event: 'request.failed',
      route: 'decisions',
      errorClass: 'ServiceAwayError',
    };
    expect(world.events).toEqual([failed, failed]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('cannot be changed by %s', async (method) => {
    const answer = await createDecisionsApp(deps).request('/v1/decisions', {
      method,
      headers: { authorization: `Bearer ${KEYS.audit}` },
    });
    expect(answer.status).toBe(404);
  });
});
