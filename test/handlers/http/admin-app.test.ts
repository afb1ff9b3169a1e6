import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoKeyUse } from '../../../lambdas/adapters/aws/shared/dynamo-key-use.ts';
import { createDynamoRegistry } from '../../../lambdas/adapters/aws/shared/dynamo-registry.ts';
import { createRegistryStore } from '../../../lambdas/adapters/aws/shared/registry-store.ts';
import type { LedgerRecord } from '../../../lambdas/core/record/ledger-record.ts';
import { hashSecret } from '../../../lambdas/core/send/sender-credential.ts';
import {
  createAdminApp,
  type AdminDependencies,
} from '../../../lambdas/handlers/http/admin-app.ts';
import { authenticate } from '../../../lambdas/pipeline/authenticate.ts';
import type { LogEvent } from '../../../lambdas/ports/log.ts';
import { onTable, run, startTables, type Running } from '../../adapters/aws/endpoints.ts';
import { stoppedClock } from '../../adapters/aws/samples.ts';
import { AGREEMENT, DESTINATION, SOURCE, VENDOR } from '../../core/registry/samples.ts';

const OFFICER = `ok_officer0001.${'o'.repeat(43)}`;
const AUDITOR = `ak_auditor0001.${'a'.repeat(43)}`;
const SENDER = `mk_sender00001.${'m'.repeat(43)}`;

const clock = stoppedClock('2026-11-25T12:00:00.000Z');
const records: LedgerRecord[] = [];
const events: LogEvent[] = [];
let running: Running;
let deps: AdminDependencies;

beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  const table = onTable(running, 'registry');
  const ledger = {
    append: async (record: LedgerRecord) => {
      records.push(record);
      return 'appended' as const;
    },
  };
  deps = {
    registry: createDynamoRegistry({ ...table, cacheSeconds: 0 }),
    store: createRegistryStore({ ...table, ledger, clock }),
    keyUse: createDynamoKeyUse({ ...table, clock }),
    clock,
    random: { bytes: (count) => randomBytes(count) },
    senderSecrets: { secretOf: (id, hash) => Promise.resolve(`signs-${id}-${hash.slice(0, 8)}`) },
    log: { write: (event) => void events.push(event) },
    prefix: 'cordon',
  };
  const uses = { ok: { kind: 'officer' }, ak: { kind: 'audit' } } as const;
  const sends = {
    kind: 'send',
    lane: 'marketing',
    purposes: ['marketing'],
    channels: ['email'],
  } as const;
  for (const credential of [OFFICER, AUDITOR, SENDER]) {
    const [id = '', secret = ''] = credential.split('.');
    const use = uses[id.slice(0, 2) as 'ok'] ?? {
      ...sends,
      purposes: [...sends.purposes],
      channels: [...sends.channels],
    };
    const key = { id, entityId: 'mercy-hospital', secrets: [{ hash: hashSecret(secret) }], use };
    await deps.store.put('key', id, key, { expectedVersion: 0, by: 'system:test', why: 'test' });
  }
});
afterAll(() => running.close());

async function call(method: string, path: string, body?: unknown, key: string = OFFICER) {
  const response = await createAdminApp(deps).request(`/v1/admin/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as Record<string, unknown> };
}
const put = (path: string, entry: unknown, expectedVersion = 0, why = 'contract signed') =>
  call('PUT', path, { entry, expectedVersion, why });

describe('the registries over HTTP', () => {
  it('show what was put, with who, when, why and the status of today', async () => {
    expect(await put(`vendors/${VENDOR.id}`, VENDOR)).toMatchObject({
      status: 200,
      json: { version: 1 },
    });
    const shown = await call('GET', `vendors/${VENDOR.id}`, undefined, AUDITOR);
    expect(shown).toMatchObject({
      status: 200,
      json: {
        id: VENDOR.id,
        entry: VENDOR,
        version: 1,
        status: 'active',
        updatedAt: '2026-11-25T12:00:00.000Z',
        updatedBy: 'ok_officer0001',
        why: 'contract signed',
      },
    });
    clock.set('2027-02-01T00:00:00.000Z');
    expect((await call('GET', `vendors/${VENDOR.id}`)).json).toMatchObject({ status: 'lapsed' });
    clock.set('2026-11-25T12:00:00.000Z');
  });

  it.each([
    ['GET', 'vendors', undefined],
    ['PUT', 'vendors/x', { entry: { id: 'x', name: 'X' }, expectedVersion: 0, why: 'test' }],
    ['DELETE', `vendors/${VENDOR.id}`, { expectedVersion: 1, why: 'test' }],
    ['POST', 'vendors/import', { entries: [{ id: 'x', name: 'X' }], why: 'test' }],
    ['POST', 'keys', { entityId: 'e', use: { kind: 'officer' }, why: 'test' }],
    ['POST', 'keys/ok_officer0001/rotate', { overlapSeconds: 0, why: 'test' }],
    ['POST', 'keys/ok_officer0001/revoke', { why: 'test' }],
  ])('let nobody %s %s but whom they may', async (method, path, body) => {
    expect((await call(method, path, body, 'nonsense')).status).toBe(401);
    expect((await call(method, path, body, `ok_officer0001.${'x'.repeat(43)}`)).status).toBe(401);
    expect((await call(method, path, body, SENDER)).status).toBe(403);
    expect((await call(method, path, body, AUDITOR)).status).toBe(method === 'GET' ? 200 : 403);
  });

  it('refuse a secret that the function which needs it may not read, put or imported', async () => {
    const secretRef = 'somewhere/else';
    const reason = 'is not cordon/source/NAME: no other secrets may be read for it';
    const refused = await put(`sources/${SOURCE.id}`, { ...SOURCE, secretRef });
    expect(refused).toMatchObject({
      status: 422,
      json: { errors: [{ field: '/secretRef', reason }, { field: '/destinationIds/0' }] },
    });
    const entries = [{ ...SOURCE, secretRef }];
    expect(await call('POST', 'sources/import', { entries, why: 'test' })).toMatchObject({
      status: 422,
      json: { errors: [{ index: 0, field: '/secretRef', reason }, { index: 0 }] },
    });
  });

  it('refuse an entry with field and reason, and change nothing', async () => {
    const before = records.length;
    const bad = { ...VENDOR, id: 'bad', baa: { ...AGREEMENT, expiresOn: '2025-01-01' } };
    expect(await put('vendors/bad', bad)).toMatchObject({
      status: 422,
      json: {
        errors: [
          { field: '/baa/expiresOn', reason: 'is before signedOn' },
          { field: '/baa/expiresOn', reason: 'is before effectiveOn' },
        ],
      },
    });
    const other = await put('vendors/other', { ...VENDOR, id: 'bad' });
    expect(other.text).toContain('is not the id in the address');
    expect(records).toHaveLength(before);
    expect((await call('GET', 'vendors/bad')).status).toBe(404);
    expect((await call('GET', 'vendors/bad/history')).status).toBe(404);
  });

  it('refuse a reason that names a person, and change nothing', async () => {
    const before = records.length;
    const named = await put('vendors/named', { id: 'named', name: 'N' }, 0, 'Jane Roe signed it');
    expect(named).toMatchObject({ status: 422, json: { errors: [{ field: '/why' }] } });
    expect(named.text).not.toMatch(/Jane/);
    expect((await put('vendors/named', { id: 'named', name: 'N' }, 0, '')).status).toBe(422);
    expect(records).toHaveLength(before);
    expect((await call('GET', 'vendors/named')).status).toBe(404);
  });

  it('tell a late writer of two which version is there now', async () => {
    const entry = { id: 'raced', name: 'Raced' };
    await put('vendors/raced', entry);
    const both = await Promise.all([
      put('vendors/raced', { ...entry, name: 'One' }, 1),
      put('vendors/raced', { ...entry, name: 'Two' }, 1),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.json).toMatchObject({
      type: 'urn:cordon:problem:conflict',
      version: 2,
    });
    const { json } = await call('GET', 'vendors/raced/history');
    expect((json['versions'] as unknown[]).length).toBe(2);
  });

  it('refuse what refers to nothing', async () => {
    expect(
      await put('destinations/lost', { ...DESTINATION, id: 'lost', vendorId: 'nobody' }),
    ).toMatchObject({
      status: 422,
      json: { errors: [{ field: '/vendorId' }] },
    });
    await put('destinations/ehr', DESTINATION);
    const source = { ...SOURCE, destinationIds: ['ehr', 'nowhere'] };
    expect(await put('sources/intake', source)).toMatchObject({
      status: 422,
      json: { errors: [{ field: '/destinationIds/1' }] },
    });
    expect((await put('sources/intake', SOURCE)).status).toBe(200);
  });

  it('let a key name a destination of its lane, which stays while the key is in use', async () => {
    await put('destinations/told', { ...DESTINATION, id: 'told' });
    const { lane } = DESTINATION;
    const other = lane === 'clinical' ? 'marketing' : 'clinical';
    const wanted = (events: string, of: string) => ({
      entityId: 'mercy-hospital',
      use: { kind: 'send', lane: of, purposes: ['clinical'], channels: ['email'], events },
      why: 'receipts',
    });
    for (const body of [wanted('nowhere', lane), wanted('told', other)]) {
      expect(await call('POST', 'keys', body)).toMatchObject({
        status: 422,
        json: { errors: [{ field: '/use/events' }] },
      });
    }
    const { status, json } = await call('POST', 'keys', wanted('told', lane));
    expect(status).toBe(201);
    const id = String(json['id']);
    const remove = () => call('DELETE', 'destinations/told', { expectedVersion: 1, why: 'test' });
    expect((await remove()).text).toContain(`is still used by the key ${id}`);
    await call('POST', `keys/${id}/revoke`, { why: 'test' });
    expect((await remove()).status).toBe(200);
  });

  it('keep what others refer to, and the keys', async () => {
    await put('vendors/needed', { id: 'needed', name: 'Needed' });
    await put('destinations/needs', { ...DESTINATION, id: 'needs', vendorId: 'needed' });
    const remove = (path: string) => call('DELETE', path, { expectedVersion: 1, why: 'test' });
    expect((await remove('vendors/needed')).text).toContain(
      'is still used by the destination needs',
    );
    await put('sources/asks', { ...SOURCE, id: 'asks', destinationIds: ['needs'] });
    expect((await remove('destinations/needs')).text).toContain('is still used by the source asks');
    for (const path of ['sources/asks', 'destinations/needs', 'vendors/needed']) {
      expect((await remove(path)).status).toBe(200);
    }
    expect((await remove('keys/ak_auditor0001')).text).toContain('revoke it');
  });

  it('take an entry out of use and keep its history', async () => {
    await put('vendors/gone', { id: 'gone', name: 'Gone' });
    expect((await call('DELETE', 'vendors/gone', { expectedVersion: 9, why: 'test' })).status).toBe(
      409,
    );
    expect((await call('DELETE', 'vendors/gone', { expectedVersion: 1, why: 'test' })).status).toBe(
      200,
    );
    expect((await call('GET', 'vendors/gone')).status).toBe(404);
    expect((await call('DELETE', 'vendors/gone', { expectedVersion: 2, why: 'test' })).status).toBe(
      404,
    );
    const { json } = await call('GET', 'vendors/gone/history');
    expect(json['versions']).toMatchObject([{ action: 'removed' }, { action: 'created' }]);
  });

  it.each([
    ['a body that is not JSON', 'nonsense {'],
    ['no version', { entry: {}, why: 'x' }],
    ['an unknown member', { entry: {}, expectedVersion: 0, why: 'x', force: true }],
  ])('refuse %s', async (_what, body) => {
    expect((await call('PUT', 'vendors/x', body)).status).toBe(400);
  });

  it('record every change by name of member and never a value', async () => {
    await put('vendors/recorded', { ...VENDOR, id: 'recorded' });
    await put(
      'vendors/recorded',
      { ...VENDOR, id: 'recorded', planTier: 'basic' },
      1,
      'cheaper plan',
    );
    expect(records.at(-1)).toMatchObject({
      kind: 'change',
      subject: { kind: 'vendor', id: 'recorded' },
      action: 'changed',
      changed: ['planTier'],
      by: 'ok_officer0001',
      why: 'cheaper plan',
    });
    expect(JSON.stringify(records)).not.toContain('basic');
  });
});

describe('importing', () => {
  const vendor = (id: string, name = id) => ({ id, name });

  it('checks every entry first and changes nothing on any error', async () => {
    const before = records.length;
    const entries = [
      vendor('one'),
      { ...vendor('two'), status: 'active' },
      vendor('one'),
      { ...vendor('three'), baa: { ...AGREEMENT, signedOn: '2026-02-30' } },
    ];
    expect(await call('POST', 'vendors/import', { entries, why: 'inventory' })).toMatchObject({
      status: 422,
      json: {
        errors: [
          { index: 1, field: '', reason: 'has members that are not known here' },
          { index: 2, field: '/id', reason: 'is there twice' },
          { index: 3, field: '/baa/signedOn' },
        ],
      },
    });
    expect(records).toHaveLength(before);
    expect((await call('GET', 'vendors/one')).status).toBe(404);
  });

  it('creates what is new, changes what differs, and leaves the rest', async () => {
    const first = [vendor('a'), vendor('b'), vendor('c')];
    expect(
      (await call('POST', 'vendors/import', { entries: first, why: 'inventory' })).json,
    ).toEqual({
      ...{ created: 3, changed: 0, unchanged: 0 },
    });
    const second = [vendor('a'), vendor('b', 'Renamed'), vendor('d')];
    expect(
      (await call('POST', 'vendors/import', { entries: second, why: 'inventory' })).json,
    ).toEqual({
      ...{ created: 1, changed: 1, unchanged: 1 },
    });
    expect((await call('GET', 'vendors/a')).json).toMatchObject({ version: 1 });
    expect((await call('GET', 'vendors/b')).json).toMatchObject({ version: 2 });
  });

  it('takes up to a thousand at once, and says so', { timeout: 60_000 }, async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => vendor(`many-${String(i)}`));
    const refused = await call('POST', 'vendors/import', { entries: many(1001), why: 'inventory' });
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: '' }] } });
    const { json } = await call('POST', 'vendors/import', { entries: many(100), why: 'inventory' });
    expect(json).toEqual({ created: 100, changed: 0, unchanged: 0 });
  });

  it('stops at an entry that somebody else changes meanwhile, and goes on when it is repeated', async () => {
    const entries = Array.from({ length: 30 }, (_, i) => vendor(`meanwhile-${String(i)}`));
    const { store } = deps;
    let raced = false;
    const racing: AdminDependencies = {
      ...deps,
      store: {
        ...store,
        put: async (kind, id, entry, reason) => {
          if (id === 'meanwhile-3' && !raced) {
            raced = true;
            await store.put(kind, id, entry, { ...reason, why: 'somebody else' });
          }
          return await store.put(kind, id, entry, reason);
        },
      },
    };
    const response = await createAdminApp(racing).request('/v1/admin/vendors/import', {
      method: 'POST',
      headers: { authorization: `Bearer ${OFFICER}` },
      body: JSON.stringify({ entries, why: 'inventory' }),
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ done: 19 });
    const again = await call('POST', 'vendors/import', { entries, why: 'inventory' });
    expect(again.json).toEqual({ created: 10, changed: 0, unchanged: 20 });
  });

  it('gives what was listed back as it was', async () => {
    const { json } = await call('GET', 'vendors?limit=1000');
    const entries = (json['entries'] as { entry: unknown }[]).map(({ entry }) => entry);
    const { json: again } = await call('POST', 'vendors/import', { entries, why: 'round trip' });
    expect(again).toEqual({ created: 0, changed: 0, unchanged: entries.length });
  });
});

describe('importing templates', () => {
  const of = { entityId: 'mercy-hospital', lanes: ['marketing'] };
  const target = (id: string) => ({ ...of, id, syntax: 'handlebars', subject: 'a', text: 'b' });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('takes a name for another that stands %s it in the same file', async (where, first) => {
    const entries = [{ ...of, id: `name-${where}`, sameAs: `t-${where}` }, target(`t-${where}`)];
    const inOrder = first === 0 ? entries : entries.toReversed();
    expect(
      await call('POST', 'templates/import', { entries: inOrder, why: 'autumn' }),
    ).toMatchObject({ status: 200, json: { created: 2 } });
  });

  it.each<[string, object]>([
    ['of another entity', { entityId: 'other-hospital' }],
    ['for fewer lanes', { lanes: ['clinical'] }],
    [
      'that is itself a name',
      { syntax: undefined, subject: undefined, text: undefined, sameAs: 'c' },
    ],
  ])('refuses a name for one %s', async (_what, change) => {
    const entries = [
      { ...of, id: 'wrong-name', sameAs: 'b' },
      { ...target('b'), ...change },
    ];
    const { status, json } = await call('POST', 'templates/import', { entries, why: 'autumn' });
    expect([status, JSON.stringify(json)]).toEqual([422, expect.stringContaining('/sameAs')]);
  });
});

describe('an id from the address', () => {
  it.each(['a%23v000001', 'x'.repeat(3000)])(
    'that no entry can have is unknown: %.20s',
    async (id) => {
      await put('vendors/a', { ...VENDOR, id: 'a' });
      expect((await call('GET', `vendors/${id}`)).status).toBe(404);
      expect((await call('GET', `vendors/${id}/history`)).status).toBe(404);
      expect((await call('DELETE', `vendors/${id}`, { expectedVersion: 1, why: 'x' })).status).toBe(
        404,
      );
      expect((await call('POST', `keys/${id}/revoke`, { why: 'x' })).status).toBe(404);
    },
  );
});

describe('keys', () => {
  const use = { kind: 'send', lane: 'clinical', purposes: ['clinical'], channels: ['email'] };
  const create = async () => {
    const made = await call('POST', 'keys', {
      entityId: 'mercy-hospital',
      use,
      why: 'new program',
    });
    expect(made.status).toBe(201);
    return made.json as { id: string; credential: string };
  };
  const known = async (credential: string) => (await authenticate(credential, deps)) !== undefined;

  it('are made here, and their secret is told once', async () => {
    const { id, credential } = await create();
    expect(credential).toMatch(/^ck_[0-9a-f]{16}\.[A-Za-z0-9_-]{43}$/);
    expect(await known(credential)).toBe(true);
    const [, secret = ''] = credential.split('.');
    expect((await call('GET', `keys/${id}`)).text).not.toContain(secret);
    expect((await call('GET', `keys/${id}/history`)).text).not.toContain(secret);
  });

  it('rotate with an overlap', async () => {
    const { id, credential: first } = await create();
    const rotate = (overlapSeconds: number) =>
      call('POST', `keys/${id}/rotate`, { overlapSeconds, why: 'yearly' });
    const second = (await rotate(3600)).json['credential'] as string;
    expect([await known(first), await known(second)]).toEqual([true, true]);
    clock.set('2026-11-25T13:00:00.000Z');
    expect([await known(first), await known(second)]).toEqual([false, true]);
    const third = (await rotate(0)).json['credential'] as string;
    expect([await known(second), await known(third)]).toEqual([false, true]);
    expect((await rotate(91 * 24 * 3600)).status).toBe(422);
    expect((await rotate(-1)).status).toBe(422);
    expect(
      (await call('POST', 'keys/mk_nosuchkey01/rotate', { overlapSeconds: 0, why: 'x' })).status,
    ).toBe(404);
    clock.set('2026-11-25T12:00:00.000Z');
  });

  it('are revoked at once, for good, and stay on file', async () => {
    const { id, credential } = await create();
    expect((await call('POST', `keys/${id}/revoke`, { why: 'leaked' })).status).toBe(200);
    expect(await known(credential)).toBe(false);
    expect((await call('POST', `keys/${id}/revoke`, { why: 'leaked' })).json).toEqual({
      version: 2,
    });
    const rotated = await call('POST', `keys/${id}/rotate`, { overlapSeconds: 0, why: 'x' });
    expect(rotated.status).toBe(422);
    const { entry } = (await call('GET', `keys/${id}`)).json as { entry: { revokedAt: string } };
    const { revokedAt: _revoked, ...again } = entry;
    expect(await put(`keys/${id}`, again, 2)).toMatchObject({
      status: 422,
      json: { errors: [{ field: '/revokedAt' }] },
    });
    expect(await known(credential)).toBe(false);
    expect((await call('GET', `keys/${id}`)).json).toMatchObject({
      entry: { revokedAt: expect.any(String) as string },
    });
  });

  it('that end some day can be revoked before, and no later', async () => {
    const { id, credential } = await create();
    const { entry } = (await call('GET', `keys/${id}`)).json as { entry: object };
    const ends = (revokedAt: string, version: number) =>
      put(`keys/${id}`, { ...entry, revokedAt }, version);
    expect((await ends('2027-06-30T00:00:00Z', 1)).status).toBe(200);
    expect(await known(credential)).toBe(true);
    expect((await ends('2027-07-31T00:00:00Z', 2)).status).toBe(422);
    expect((await ends('2027-05-31T00:00:00Z', 2)).status).toBe(200);
    const rotated = await call('POST', `keys/${id}/rotate`, { overlapSeconds: 3600, why: 'x' });
    expect(rotated.status).toBe(200);
    expect((await call('POST', `keys/${id}/revoke`, { why: 'leaked' })).status).toBe(200);
    expect(await known(credential)).toBe(false);
    expect(await known(rotated.json['credential'] as string)).toBe(false);
  });

  it('whose shadow mode is over can still be rotated and revoked', async () => {
    const shadow = {
      since: '2026-11-25T12:00:00Z',
      until: '2026-11-25T13:00:00Z',
      by: 'ok_officer0001',
      why: 'first hour',
    };
    const made = await call('POST', 'keys', {
      entityId: 'mercy-hospital',
      use: { ...use, shadow },
      why: 'new program',
    });
    const { id, credential } = made.json as { id: string; credential: string };
    clock.set('2026-11-25T14:00:00.000Z');
    const rotated = await call('POST', `keys/${id}/rotate`, { overlapSeconds: 0, why: 'yearly' });
    expect(rotated.status).toBe(200);
    expect(await known(credential)).toBe(false);
    expect((await call('POST', `keys/${id}/revoke`, { why: 'leaked' })).status).toBe(200);
    expect(await known(rotated.json['credential'] as string)).toBe(false);
    clock.set('2026-11-25T12:00:00.000Z');
  });

  it('show when they were used last, to the hour', async () => {
    clock.set('2026-11-26T08:00:00.000Z');
    await call('GET', 'vendors/a', undefined, AUDITOR);
    clock.set('2026-11-26T08:59:00.000Z');
    await call('GET', 'vendors/a', undefined, AUDITOR);
    const lastUsed = async () => (await call('GET', 'keys/ak_auditor0001')).json['lastUsedAt'];
    expect(await lastUsed()).toBe('2026-11-26T08:00:00.000Z');
    clock.set('2026-11-26T09:00:00.000Z');
    await call('GET', 'vendors/a', undefined, AUDITOR);
    expect(await lastUsed()).toBe('2026-11-26T09:00:00.000Z');
    clock.set('2026-11-25T12:00:00.000Z');
  });
});
