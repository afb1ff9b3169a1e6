import { beforeEach, describe, expect, it } from 'vitest';
import {
  POLICY_ID,
  type PolicyEntries,
  type PolicyEntry,
} from '../../../lambdas/core/decide/policy-entry.ts';
import type { PolicySources } from '../../../lambdas/core/decide/policy.ts';
import { createPolicyApp } from '../../../lambdas/handlers/http/policy-app.ts';
import type { PastVersion, VersionedStore } from '../../../lambdas/ports/versioned-store.ts';
import { loadSound, shippedSources } from '../../core/decide/shipped-policy.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

/** One entry with its versions, in memory. */
class FakePolicies implements VersionedStore<PolicyEntries> {
  readonly versions: PastVersion<PolicyEntry>[] = [];

  async get() {
    const [last] = this.versions;
    return last?.entry === undefined ? undefined : { ...last, entry: last.entry };
  }
  async list(): Promise<never> {
    throw new Error('nobody lists policies');
  }
  async history() {
    return this.versions;
  }
  async put(
    _: 'policy',
    __: string,
    entry: PolicyEntry,
    { expectedVersion, by, why }: { expectedVersion: number; by: string; why: string },
  ) {
    const now = this.versions.length;
    if (now !== expectedVersion) return { kind: 'conflict', version: now } as const;
    const made = { updatedAt: '2026-11-28T17:00:00.000Z', updatedBy: by, why };
    const action = now === 0 ? 'created' : 'changed';
    this.versions.unshift({ entry, version: now + 1, ...made, action, changed: [] });
    return { kind: 'written', version: now + 1 } as const;
  }
  async remove(): Promise<never> {
    throw new Error('nobody removes policies');
  }
}

let world: World;
let policies: FakePolicies;
beforeEach(() => {
  world = createWorld();
  policies = new FakePolicies();
  const [agreed] = world.registry.vendors.values();
  world.registry.vendors.set('amazon-ses', { ...agreed!, id: 'amazon-ses' });
});

function ask(method: string, path = '', body?: unknown, key: string = KEYS.officer) {
  const { registry, clock, log } = world.accept;
  const keyUse = { note: async () => undefined };
  const app = createPolicyApp({ registry, clock, log, keyUse, policies });
  return app.request(`/v1/admin/policy${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const publish = (sources: PolicySources = shippedSources, more: object = {}, key?: string) =>
  ask(
    'PUT',
    '',
    { policy: { id: POLICY_ID, ...sources }, expectedVersion: 0, why: 'first rules', ...more },
    key,
  );

describe('publishing a policy', () => {
  it('checks, proves and stores it, with who and why', async () => {
    const answer = await publish();
    expect(answer.status).toBe(200);
    const { version } = loadSound(shippedSources);
    expect(await answer.json()).toEqual({ version: 1, policyVersion: version });
    expect(policies.versions).toMatchObject([
      { version: 1, updatedBy: 'ok_officer001', why: 'first rules' },
    ]);
  });

  it('is for officers: auditors look, senders do not', async () => {
    expect((await publish(shippedSources, {}, KEYS.audit)).status).toBe(403);
    expect((await publish(shippedSources, {}, KEYS.clinical)).status).toBe(403);
    expect((await publish(shippedSources, {}, `${KEYS.officer}x`)).status).toBe(401);
    expect((await ask('GET', '', undefined, KEYS.audit)).status).toBe(200);
    expect((await ask('GET', '/history', undefined, KEYS.marketing)).status).toBe(403);
    expect(policies.versions).toEqual([]);
  });

  it.each([
    ['a faulty rule', { policies: { 'a.cedar': 'permit (' } }, /a\.cedar: unexpected/],
    [
      'a rule that lets worse facts out',
      {
        policies: {
          ...shippedSources.policies,
          'z.cedar':
            '@id("odd") @says("Odd.") @cites("RFC 1") permit (principal, action == Action::"deidentified", resource) when { context.consent == Consent::"not_asked" };',
        },
      },
      /permits deidentified against floor-deidentify-needs-full-read/,
    ],
    [
      'a matrix that lets PHI out by WhatsApp',
      {
        matrix: shippedSources.matrix.replace(
          /(whatsapp:(?:\n {6}.*)*\n {6}phi: )\[portal\]/,
          '$1[encrypted]',
        ),
      },
      /phi \/ whatsapp: encrypted is never allowed/,
    ],
  ])('is refused for %s, and changes nothing', async (_, change, problem) => {
    const answer = await publish({ ...shippedSources, ...change });
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: { reason: string }[] };
    expect(errors.map(({ reason }) => reason).join('\n')).toMatch(problem);
    expect(policies.versions).toEqual([]);
  });

  it('is refused, with the cell named, while the vendor of a route has no agreement', async () => {
    world.registry.vendors.delete('amazon-ses');
    const answer = await publish();
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain(
      'clinical / phi / email: allows encrypted by amazon-ses, whose agreement is none, not active.',
    );
  });

  it('is refused on top of a version that somebody else has replaced', async () => {
    await publish();
    const answer = await publish();
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ version: 1 });
    expect(policies.versions).toHaveLength(1);
  });

  it.each([
    ['no reason', { why: '' }, 422],
    ['a reason that names somebody', { why: 'Jane Doe, SSN 536-22-1847, asked' }, 422],
    ['an unknown member', { note: 'x' }, 400],
    ['a policy that is too large', { policy: { id: POLICY_ID, matrix: 'x'.repeat(70_000) } }, 400],
    [
      'a file with another name',
      { policy: { id: POLICY_ID, ...shippedSources, policies: { '../x': '' } } },
      400,
    ],
  ])('is refused for %s', async (_, change, status) => {
    expect((await publish(shippedSources, change)).status).toBe(status);
    expect(policies.versions).toEqual([]);
  });
});

describe('the history of the policy', () => {
  it('says who published what, and an earlier version can be put in force again', async () => {
    const edited = { ...shippedSources, matrix: `# Ours.\n${shippedSources.matrix}` };
    await publish();
    await publish(edited, { expectedVersion: 1, why: 'a remark' });
    const back = { to: 1, expectedVersion: 2, why: 'the remark was wrong' };
    expect((await ask('POST', '/rollback', back)).status).toBe(200);
    const { versions } = (await (await ask('GET', '/history')).json()) as {
      versions: { version: number; why: string }[];
    };
    expect(versions.map(({ version, why }) => [version, why])).toEqual([
      [3, 'the remark was wrong'],
      [2, 'a remark'],
      [1, 'first rules'],
    ]);
    const now = (await (await ask('GET')).json()) as { policy: PolicyEntry };
    expect(now.policy.matrix).toBe(shippedSources.matrix);
  });

  it('has no version that never was', async () => {
    const answer = await ask('POST', '/rollback', { to: 7, expectedVersion: 0, why: 'back' });
    expect(answer.status).toBe(404);
  });

  it('is empty before the first', async () => {
    expect(await (await ask('GET', '/history')).json()).toEqual({ versions: [] });
    expect(await (await ask('GET')).json()).toEqual({ version: 0 });
  });
});
