import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoPeopleStore } from '../../../lambdas/adapters/aws/people/dynamo-people-store.ts';
import { createPeopleApp } from '../../../lambdas/handlers/http/people-app.ts';
import { optOutAddress } from '../../../lambdas/pipeline/opt-out.ts';
import { onTable } from '../../adapters/aws/endpoints.ts';
import { credential, OFFICER, type PeopleWorld, startPeople } from './people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await startPeople();
});
afterAll(() => world.running.close());

const WHY = 'recorded from the intake form';
const email = (value: string) => ({ kind: 'email', value }) as const;
type Deps = PeopleWorld['deps'];

/** Stops after the address leads to the person, and before there is one. */
const crashed = async () => {
  throw new Error('crashed');
};
const withoutEntry = (): Deps => ({ ...world.deps, store: { ...world.deps.store, put: crashed } });
/** Stops half-way through the entry: its version is written, and is not yet what counts. */
const withHalfAnEntry = (): Deps => ({
  ...world.deps,
  store: createDynamoPeopleStore({
    ...onTable(world.running, 'people'),
    ledger: { append: crashed },
    clock: world.deps.clock,
  }),
});
/** So much later that whatever was under way is over. */
const later = (): Deps => ({
  ...world.deps,
  clock: { ...world.deps.clock, now: () => new Date(Date.now() + 10 * 60_000) },
});

async function call(deps: Deps, method: string, path: string, body?: object) {
  const answer = await createPeopleApp(deps).request(`/v1/people${path}`, {
    method,
    headers: { authorization: `Bearer ${credential(OFFICER)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = (await answer.json()) as { id?: string; people?: string[] };
  return { status: answer.status, ...said };
}
const add = (deps: Deps, ...addresses: string[]) =>
  call(deps, 'POST', '', { person: { addresses: addresses.map(email) }, why: WHY });
const find = async (address: string, deps = world.deps) =>
  (await call(deps, 'POST', '/find', { address })).people;
const consent = async (address: string) => (await world.ask(address, 'email', 'clinical')).consent;
const linksOf = async (address: string) =>
  world.deps.links.of(await world.deps.index.of('general-hospital', email(address)));
const complain = (address: string) =>
  optOutAddress(
    {
      ...{ entityId: 'general-hospital', kind: 'email', address, how: 'complaint' },
      scope: { channel: 'email' },
    },
    world.deps,
  );

describe('adding somebody that stopped before there was an entry', () => {
  it('leaves an address of which nothing is known, so that nothing goes there', async () => {
    expect((await add(withoutEntry(), 'stopped@example.com')).status).toBe(503);
    expect(await consent('stopped@example.com')).toBe('unknown');
    expect(await world.maySend('stopped@example.com', 'email')).toBe(false);
  });

  it('is finished by the next who adds the address: it leads to one person, who is known', async () => {
    await add(withoutEntry(), 'again@example.com', 'both@example.com');
    const left = await linksOf('again@example.com');
    const { status, id } = await add(world.deps, 'again@example.com', 'both@example.com');
    expect([status, [id]]).toEqual([201, left]);
    for (const address of ['again@example.com', 'both@example.com']) {
      expect(await find(address)).toEqual([id]);
      expect(await linksOf(address)).toEqual([id]);
      expect(await consent(address)).toBe('not_asked');
    }
  });

  it('does not keep an opt-out of the address from being heard', async () => {
    await add(withoutEntry(), 'complains@example.com');
    expect(await complain('complains@example.com')).toMatchObject({ kind: 'opted_out', people: 1 });
    expect(await consent('complains@example.com')).toBe('refused');
    expect(await linksOf('complains@example.com')).toHaveLength(1);
  });

  it('is finished once by many at a time, and each of them is heard', async () => {
    await add(withoutEntry(), 'many@example.com');
    const heard = await Promise.all(Array.from({ length: 6 }, () => complain('many@example.com')));
    expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(['opted_out']));
    expect(await linksOf('many@example.com')).toHaveLength(1);
    expect(await consent('many@example.com')).toBe('refused');
  });

  it('is finished as often as it stopped', async () => {
    for (let turn = 0; turn < 3; turn += 1) await add(withoutEntry(), 'thrice@example.com');
    expect(await linksOf('thrice@example.com')).toHaveLength(1);
    expect((await add(world.deps, 'thrice@example.com')).status).toBe(201);
    expect(await consent('thrice@example.com')).toBe('not_asked');
  });

  it('is finished for one whose address somebody else has too', async () => {
    const { id: parent } = await add(world.deps, 'family@example.com');
    const child = { person: { addresses: [email('family@example.com')] }, shared: true, why: WHY };
    await call(withoutEntry(), 'POST', '', child);
    expect(await consent('family@example.com')).toBe('unknown');
    const { status, id } = await call(world.deps, 'POST', '', child);
    expect(status).toBe(201);
    expect(await find('family@example.com')).toEqual([parent!, id!].toSorted());
    expect(await consent('family@example.com')).toBe('not_asked');
  });
});

describe('adding somebody that stopped half-way through the entry', () => {
  it('is finished by the next who adds the address, who is told that it is taken', async () => {
    expect((await add(withHalfAnEntry(), 'half@example.com')).status).toBe(503);
    expect(await find('half@example.com')).toEqual([]);
    const second = await add(world.deps, 'half@example.com');
    expect(second.status).toBe(409);
    expect(second.people).toEqual(await linksOf('half@example.com'));
    expect(await consent('half@example.com')).toBe('not_asked');
  });

  it('is finished by an opt-out, which then holds for that person', async () => {
    await add(withHalfAnEntry(), 'half-complains@example.com');
    await complain('half-complains@example.com');
    expect(await consent('half-complains@example.com')).toBe('refused');
    expect(await linksOf('half-complains@example.com')).toHaveLength(1);
  });
});

describe('an address that leads to somebody who does not have it', () => {
  it('after a replacement that stopped, is free again for others, and soon known', async () => {
    const { id } = await add(world.deps, 'old@example.com');
    const person = { addresses: [email('new@example.com')] };
    expect((await call(withoutEntry(), 'PUT', `/${id!}`, { person, why: WHY })).status).toBe(503);
    expect(await consent('new@example.com')).toBe('unknown');
    const { status, id: other } = await add(world.deps, 'new@example.com');
    expect(status).toBe(201);
    // The replacement could still be under way.
    expect(await consent('new@example.com')).toBe('unknown');
    expect(await find('new@example.com', later())).toEqual([other]);
    expect(await consent('new@example.com')).toBe('not_asked');
    expect(await find('old@example.com')).toEqual([id]);
  });

  it('when a person was added with less than the one that stopped, is free for the next', async () => {
    await add(withoutEntry(), 'work@example.com', 'home@example.com');
    const { id } = await add(world.deps, 'work@example.com');
    expect(await consent('work@example.com')).toBe('not_asked');
    expect(await consent('home@example.com')).toBe('unknown');
    const { status, id: other } = await add(later(), 'home@example.com');
    expect(status).toBe(201);
    expect(other).not.toBe(id);
    expect(await consent('home@example.com')).toBe('not_asked');
    expect(await linksOf('home@example.com')).toEqual([other]);
  });

  it('keeps its link while whoever made it may still be at work', async () => {
    const { id } = await add(world.deps, 'busy@example.com');
    const index = await world.deps.index.of('general-hospital', email('moving@example.com'));
    await world.deps.links.add(index, id!);
    expect(await find('moving@example.com')).toEqual([]);
    expect(await linksOf('moving@example.com')).toEqual([id]);
    const person = { addresses: [email('moving@example.com')] };
    expect((await call(world.deps, 'PUT', `/${id!}`, { person, why: WHY })).status).toBe(200);
    expect(await find('moving@example.com', later())).toEqual([id]);
  });
});
