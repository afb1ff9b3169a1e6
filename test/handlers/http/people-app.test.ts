import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPeopleApp } from '../../../lambdas/handlers/http/people-app.ts';
import { authorization } from '../../core/people/samples.ts';
import {
  AUDITOR,
  credential,
  OFFICER,
  type PeopleWorld,
  SENDER,
  startPeople,
} from './people-world.ts';

let world: PeopleWorld;
let app: ReturnType<typeof createPeopleApp>;

beforeAll(async () => {
  world = await startPeople();
  app = createPeopleApp(world.deps);
});
afterAll(() => world.running.close());

const WHY = 'recorded from the intake form';
/** Of what is answered, what the tests look at. */
interface Body extends Readonly<Record<string, unknown>> {
  readonly after?: string;
  readonly errors: readonly { readonly reason: string }[];
  readonly faults: readonly { readonly reason: string }[];
  readonly people: readonly string[];
  readonly person: {
    readonly confidential: readonly { readonly id: string }[];
    readonly optOuts: readonly object[];
  };
}
interface Said {
  readonly status: number;
  readonly body: Body;
}
async function call(method: string, path: string, body?: object, key = OFFICER): Promise<Said> {
  const answer = await app.request(`/v1/people${path}`, {
    method,
    headers: { authorization: `Bearer ${credential(key)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}
const email = (value: string) => ({ kind: 'email', value });
async function added(value: string, more: object = {}): Promise<string> {
  const person = { addresses: [email(value)], ...more };
  const { status, body } = await call('POST', '', { person, why: WHY });
  expect([status, body]).toMatchObject([201, { version: 1 }]);
  return String(body['id']);
}
const note = (id: string, change: object, why = WHY) =>
  call('POST', `/${id}/changes`, { change, why });

describe('people', () => {
  it('are added, found by any way of writing an address, shown to an officer, and listed', async () => {
    const id = await added('Ann@Example.com', { preferredChannels: ['email'] });
    expect(id).toMatch(/^prs_[0-9a-z]{26}$/);
    const found = await call('POST', '/find', { channel: 'email', address: 'ANN@example.COM' });
    expect(found.body).toEqual({ people: [id] });
    const shown = await call('GET', `/${id}`);
    expect(shown.body.person).toMatchObject({
      id,
      addresses: [email('ann@example.com')],
      preferredChannels: ['email'],
    });
    const listed = await call('GET', '?limit=200');
    expect(JSON.stringify(listed.body)).toContain(id);
    expect(JSON.stringify(listed.body)).not.toContain('example.com');
  });

  it('are shown to an auditor without an address, and to nobody else', async () => {
    const id = await added('audit@example.com');
    const seen = await call('GET', `/${id}`, undefined, AUDITOR);
    expect(seen.status).toBe(200);
    expect(JSON.stringify(seen.body)).not.toContain('audit@');
    expect(JSON.stringify(seen.body)).not.toContain('sealed');
    expect((await call('GET', '/export', undefined, AUDITOR)).status).toBe(403);
    expect((await call('POST', '', {}, AUDITOR)).status).toBe(403);
    expect((await call('GET', `/${id}`, undefined, SENDER)).status).toBe(403);
    expect((await call('GET', `/${id}`, undefined, 'ok_unknown01')).status).toBe(401);
  });

  it('of another covered entity are not there', async () => {
    const id = await added('entity@example.com');
    for (const [method, path, body] of [
      ['GET', `/${id}`],
      ['GET', `/${id}/history`],
      ['GET', `/${id}/authorizations`],
      ['POST', `/${id}/changes`, { change: { change: 'opt_out', how: 'phone' }, why: WHY }],
      ['PUT', `/${id}`, { person: { addresses: [email('x@example.com')] }, why: WHY }],
    ] as const) {
      expect((await call(method, path, body, 'ok_stranger1')).status, path).toBe(404);
    }
    const listed = await call('GET', '', undefined, 'ok_stranger1');
    expect(listed.body).toEqual({ people: [] });
  });

  it('that are not there get no address by being replaced', async () => {
    const person = { addresses: [email('stray@example.com')] };
    const nobody = await call('PUT', `/prs_${'a'.repeat(26)}`, { person, why: WHY });
    expect(nobody.status).toBe(404);
    const index = await world.deps.index.of('general-hospital', {
      kind: 'email',
      value: 'stray@example.com',
    });
    expect(await world.deps.links.of(index)).toEqual([]);
  });

  it('are replaced on the version that was read, or not at all', async () => {
    const id = await added('first@example.com');
    const replace = (value: string, expectedVersion: number) =>
      call('PUT', `/${id}`, { person: { addresses: [email(value)] }, expectedVersion, why: WHY });
    expect((await replace('second@example.com', 1)).body).toMatchObject({ version: 2 });
    const late = await replace('third@example.com', 1);
    expect([late.status, late.body['version']]).toEqual([409, 2]);
    const found = await call('POST', '/find', { address: 'third@example.com' });
    expect(found.body).toEqual({ people: [] });
    const shown = await call('GET', `/${id}`);
    expect(shown.body.person).toMatchObject({ addresses: [email('second@example.com')] });
  });

  it('who refused something keep the address that was refused, also when another takes its place', async () => {
    const optOuts = [{ at: '2026-01-01', how: 'phone' }];
    const addresses = [email('refused@example.com'), email('stays@example.com')];
    const id = await added('refused@example.com', { addresses, optOuts });
    const replace = (person: object) => call('PUT', `/${id}`, { person, why: WHY });
    const asked = () => world.ask('refused@example.com', 'email', 'marketing');
    expect((await replace({ addresses: [email('stays@example.com')] })).status).toBe(200);
    expect(await asked()).toMatchObject({ consent: 'refused' });
    const shown = (await call('GET', `/${id}`)).body.person;
    expect(shown).toMatchObject({ addresses: addresses.toReversed() });
    const ended = { ...optOuts[0], endedAt: '2026-02-01' };
    await replace({ addresses: [email('stays@example.com')], optOuts: [ended] });
    expect(await asked()).toMatchObject({ consent: 'not_asked', confidential: 'honored' });
  });

  it('are not replaced by what says that it is somebody else', async () => {
    const [one, other] = [await added('one@example.com'), await added('other@example.com')];
    const { person } = (await call('GET', `/${other}`)).body;
    const { status, body } = await call('PUT', `/${one}`, { person, why: WHY });
    expect([status, body.errors]).toMatchObject([422, [{ field: '/id' }]]);
  });

  it('are not replaced where what they refused would have no room', async () => {
    const optOuts = Array.from({ length: 100 }, (_, n) => ({
      at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
      how: 'phone',
    }));
    const id = await added('room@example.com', { optOuts });
    const person = {
      addresses: [email('room@example.com')],
      optOuts: [{ ...optOuts[0], how: 'form' }],
    };
    const replaced = await call('PUT', `/${id}`, { person, why: WHY });
    expect([replaced.status, replaced.body['type']]).toEqual([409, 'urn:cordon:problem:full']);
    const lines = [{ addresses: [email('room2@example.com')] }, { id, ...person }];
    const text = lines.map((one) => JSON.stringify(one)).join('\n');
    const imported = await call('POST', '/import', { lines: text, why: WHY });
    expect([imported.status, imported.body.errors]).toMatchObject([422, [{ line: 2 }]]);
    const found = await call('POST', '/find', { address: 'room2@example.com' });
    expect(found.body).toEqual({ people: [] });
  });

  it('keep the id of a request that is confidential, wherever it stands', async () => {
    const first = { requestedAt: '2026-01-01', avoid: { channels: ['email'] } };
    const second = { requestedAt: '2026-01-02', avoid: { channels: ['sms'] } };
    const id = await added('requests@example.com', { confidential: [first] });
    const person = { addresses: [email('requests@example.com')], confidential: [second] };
    await call('PUT', `/${id}`, { person, why: WHY });
    const made = (await call('GET', `/${id}`, undefined, AUDITOR)).body.person.confidential;
    expect(new Set(made.map((one) => one.id)).size).toBe(2);
    await note(id, { change: 'confidential_request_ended', id: made[0]!.id });
    expect(await world.ask('requests@example.com', 'email', 'clinical')).toMatchObject({
      confidential: 'conflict',
    });
  });

  it('share an address only when somebody says so', async () => {
    const first = await added('family@example.com');
    const person = { addresses: [email('family@example.com')] };
    const refused = await call('POST', '', { person, why: WHY });
    expect([refused.status, refused.body.people]).toEqual([409, [first]]);
    expect((await call('POST', '', { person, shared: true, why: WHY })).status).toBe(201);
  });

  it.each<[string, object, string]>([
    ['/addresses/0/value', { person: { addresses: [email('canary')] }, why: WHY }, 'mail address'],
    ['/why', { person: { addresses: [email('why@example.com')] } }, 'is required'],
    [
      '/why',
      { person: { addresses: [email('why@example.com')] }, why: 'Jane Roe, MRN 00123456, called' },
      'names? (a person|nobody)|name a person',
    ],
    [
      '',
      { person: { addresses: [email('why@example.com')], ssn: 'canary' }, why: WHY },
      'not known here',
    ],
  ])('are refused at "%s", and nothing is repeated or changed', async (field, body, reason) => {
    const before = await world.dump('people');
    const { status, body: said } = await call('POST', '', body);
    expect([400, 422]).toContain(status);
    expect(said.errors).toMatchObject([{ field }]);
    expect(said.errors[0]?.reason).toMatch(new RegExp(reason));
    expect(JSON.stringify(said)).not.toMatch(/canary|Roe|00123456|why@/);
    expect(await world.dump('people')).toBe(before);
  });
});

describe('what a person wants', () => {
  it('is noted one thing at a time, and counts with the next question', async () => {
    const id = await added('wants@example.com');
    const asked = () => world.ask('wants@example.com', 'email', 'marketing');
    const agreed = { change: 'consent', purpose: 'marketing', channel: 'email', how: 'form' };
    expect((await note(id, agreed)).body).toEqual({ version: 2, changed: true });
    expect(await asked()).toMatchObject({ consent: 'granted' });
    await note(id, { change: 'opt_out', purpose: 'marketing', how: 'phone' });
    expect(await asked()).toMatchObject({ consent: 'refused' });
    const said = await call('GET', `/${id}/consent?purpose=marketing&channel=email`);
    expect(said.body['states']).toMatchObject([{ state: 'refused', because: { how: 'phone' } }]);
    const all = await call('GET', `/${id}/consent`);
    expect(all.body['states']).toHaveLength(28);
    const again = await note(id, { change: 'opt_out', purpose: 'marketing', how: 'email' });
    expect(again.body).toEqual({ version: 3, changed: false });

    const at = '2026-01-01T00:00:00.000Z';
    const choice = { channel: 'email', warnedAt: at, choseAt: at };
    await note(id, { change: 'unencrypted_choice', choice });
    expect(await asked()).toMatchObject({ unencryptedChoice: 'recorded' });
    await note(id, { change: 'unencrypted_choice_revoked', channel: 'email' });
    expect(await asked()).toMatchObject({ unencryptedChoice: 'none' });

    const request = { requestedAt: at, avoid: { addresses: ['WANTS@example.com'] } };
    await note(id, { change: 'confidential_request', request });
    expect(await asked()).toMatchObject({ confidential: 'conflict' });
    const [made] = (await call('GET', `/${id}`, undefined, AUDITOR)).body.person.confidential;
    await note(id, { change: 'confidential_request_ended', id: made!.id });
    expect(await asked()).toMatchObject({ confidential: 'honored' });
  });

  it.each([
    [{ change: 'consent', purpose: 'marketing', channel: 'email', how: 'form', at: '2999-01-01' }],
    [{ change: 'consent', purpose: 'marketing', how: 'form' }],
    [{ change: 'opt_out', how: 'phone', address: 'other@example.com' }],
    [{ change: 'opt_out', how: 'hearsay' }],
    [{ change: 'forget' }],
  ])('is refused where it makes no sense: %o', async (change) => {
    const [id] = (await call('POST', '/find', { address: 'wants@example.com' })).body.people;
    const { status, body } = await note(id!, change);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).not.toContain('other@');
  });

  it('has a history that says who changed what and why', async () => {
    const id = await added('history@example.com');
    await note(id, { change: 'opt_out', channel: 'email', how: 'phone' }, 'asked for it by phone');
    const { body } = await call('GET', `/${id}/history`, undefined, AUDITOR);
    expect(body['versions']).toMatchObject([
      {
        version: 2,
        action: 'changed',
        changed: ['optOuts'],
        updatedBy: OFFICER,
        why: 'asked for it by phone',
      },
      { version: 1, action: 'created', updatedBy: OFFICER },
    ]);
  });

  it('is kept when two change it at once', async () => {
    const id = await added('both@example.com');
    const scopes = ['email', 'sms', 'whatsapp', 'push', 'social'];
    const done = await Promise.all(
      scopes.map((channel) => note(id, { change: 'opt_out', channel, how: 'phone' })),
    );
    expect(done.map(({ status }) => status)).toEqual(scopes.map(() => 200));
    const { body } = await call('GET', `/${id}`);
    expect(body.person.optOuts).toHaveLength(scopes.length);
  });
});

describe('authorizations (45 CFR 164.508)', () => {
  const document = (changes: object = {}) => ({
    ...(JSON.parse(JSON.stringify(authorization())) as object),
    // These are judged by the day on which the test runs.
    expiry: { kind: 'date', on: '2990-01-01' },
    ...changes,
  });

  it('are recorded, judged, shown, and void from the moment they are revoked', async () => {
    const id = await added('auth@example.com');
    const asked = () => world.ask('auth@example.com', 'email', 'marketing');
    expect(await asked()).toMatchObject({ authorization: 'none' });
    const path = `/${id}/authorizations`;
    const made = await call('POST', path, { authorization: document(), why: WHY });
    expect([made.status, made.body['state']]).toEqual([201, 'valid']);
    expect(await asked()).toMatchObject({ authorization: 'valid' });
    const one = `${path}/${String(made.body['id'])}`;
    const shown = await call('GET', one);
    expect(shown.body['document']).toMatchObject({ recipients: ['The device company'] });
    expect((await call('GET', one, undefined, AUDITOR)).status).toBe(403);

    const revoked = await call('POST', `${one}/revoke`, { why: 'revoked in writing' });
    expect(revoked.body).toMatchObject({ state: 'invalid', faults: [{ reason: 'revoked' }] });
    expect(await asked()).toMatchObject({ authorization: 'invalid' });
    const check = await call('GET', `${path}/check?purpose=marketing&channel=email`);
    expect(check.body).toMatchObject({
      state: 'invalid',
      authorizations: [{ faults: [{ reason: 'revoked', citation: '45 CFR 164.508(b)(5)' }] }],
    });
  });

  it('that lack something are recorded and do not count', async () => {
    const id = await added('lacks@example.com');
    const lacking = { authorization: document({ purposes: [], copyGiven: false }), why: WHY };
    const { status, body } = await call('POST', `/${id}/authorizations`, lacking);
    expect([status, body['state']]).toEqual([201, 'invalid']);
    expect(body.faults.map(({ reason }) => reason)).toEqual([
      'missing: purpose',
      'missing: copy to the signer',
    ]);
  });

  it('with more words than can be kept are refused, and nothing is written', async () => {
    const id = await added('words@example.com');
    const disclosers = Array.from({ length: 16 }, () => 'x'.repeat(2000));
    const sent = [];
    for (let n = 0; n < 6; n += 1) {
      const authorization = document({ disclosers });
      sent.push(await call('POST', `/${id}/authorizations`, { authorization, why: WHY }));
    }
    expect(sent.map(({ status }) => status)).toEqual([201, 201, 201, 201, 409, 409]);
    const { body } = await call('GET', `/${id}/authorizations`);
    expect(body['authorizations']).toHaveLength(4);
  });

  it.each<[string, string, object]>([
    ['/information', 'says nothing', { information: '\u200b' }],
    [
      '/purposes/0/description',
      'says nothing',
      { purposes: [{ purpose: 'marketing', description: '...' }] },
    ],
    ['/signature/signedOn', 'is signed in the future', { signature: { signedOn: '2980-01-01' } }],
    ['/signature/signedOn', 'is not valid date', { signature: { signedOn: '2026-02-30' } }],
    ['', 'has members that are not known here', { approvedBy: 'canary' }],
  ])('are refused at "%s": %s', async (field, reason, changes) => {
    const [id] = (await call('POST', '/find', { address: 'lacks@example.com' })).body.people;
    const given = { authorization: document(changes), why: WHY };
    const { status, body } = await call('POST', `/${id}/authorizations`, given);
    expect([status, body.errors]).toEqual([422, [{ field, reason }]]);
    expect(JSON.stringify(body)).not.toContain('canary');
    expect((await call('GET', `/${id}/authorizations`)).body['authorizations']).toHaveLength(1);
  });
});

describe('import and export', () => {
  const lines = (...people: object[]) => people.map((one) => JSON.stringify(one)).join('\n');
  const bring = (text: string, more: object = {}) =>
    call('POST', '/import', { lines: text, why: 'import of the list of the clinic', ...more });

  it('bring all lines or none, and name line and field', async () => {
    const before = await world.dump('people');
    const { status, body } = await bring(
      [
        JSON.stringify({ addresses: [email('good@example.com')] }),
        '{"addresses":[{"kind":"email","value":"canary"}]}',
        'canary',
        JSON.stringify({ addresses: [email('GOOD@example.com')], note: 'x' }),
        JSON.stringify({ addresses: [email('good@example.com')] }),
      ].join('\n'),
    );
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { line: 2, field: '/addresses/0/value', reason: 'is not a mail address' },
      { line: 3, field: '', reason: 'is not JSON' },
      { line: 4, field: '', reason: 'has members that are not known here' },
      { line: 5, field: '/addresses/0', reason: 'is also in line 1' },
    ]);
    expect(await world.dump('people')).toBe(before);
  });

  it('repeated, change nothing; checked only, neither', async () => {
    const text = lines(
      { addresses: [email('i1@example.com')] },
      { addresses: [email('i2@example.com')], authorizations: [{ document: authorization() }] },
    );
    const before = await world.dump('people');
    expect((await bring(text, { checkOnly: true })).body).toMatchObject({
      kind: 'checked',
      created: 2,
    });
    expect(await world.dump('people')).toBe(before);
    expect((await bring(text)).body).toMatchObject({ created: 2, changed: 0, unchanged: 0 });
    expect((await bring(text)).body).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const other = lines({ addresses: [email('i1@example.com')], preferredChannels: ['sms'] });
    const refused = await bring(other);
    expect(refused.body.errors).toMatchObject([{ line: 1, field: '/addresses' }]);
  });

  it('take out what they brought in, and bring it back as it was', async () => {
    let text = '';
    let after = '';
    do {
      const { body } = await call('GET', `/export?limit=3${after && `&after=${after}`}`);
      text += String(body['lines']);
      after = body.after ?? '';
    } while (after !== '');
    expect(text.split('\n').length).toBeGreaterThan(8);
    expect(text).toContain('i2@example.com');
    const { body } = await bring(text);
    expect(body).toMatchObject({ created: 0, changed: 0 });
    expect(body['unchanged']).toBe(text.trim().split('\n').length);
  });

  it('of what was exported before an opt-out does not undo the opt-out', async () => {
    const id = await added('stale@example.com');
    const { body } = await call('GET', `/${id}`);
    await note(id, { change: 'opt_out', channel: 'email', how: 'phone' });
    const later = { ...body.person, preferredChannels: ['email'] } as object;
    expect((await bring(lines(later))).body).toMatchObject({ changed: 1 });
    expect(await world.ask('stale@example.com', 'email', 'clinical')).toMatchObject({
      consent: 'refused',
    });
  });

  /** One person as export prints him. */
  const exportedLine = async (id: string): Promise<object> => {
    const { body } = await call('GET', '/export?limit=200');
    const rows = String(body['lines']).trim().split('\n');
    return JSON.parse(rows.find((row) => row.includes(id))!) as object;
  };

  it('carry the version, so that what somebody else changed meanwhile is not overwritten', async () => {
    const id = await added('version@example.com');
    const line = await exportedLine(id);
    expect(line).toMatchObject({ id, version: 1 });
    await note(id, { change: 'consent', purpose: 'marketing', channel: 'email', how: 'form' });
    const edited = { ...line, preferredChannels: ['sms'] };
    const fresh = { addresses: [email('beside-version@example.com')] };
    const { status, body } = await bring(lines(fresh, edited));
    expect([status, body.errors]).toEqual([
      409,
      [{ line: 2, field: '/version', reason: 'is not the one that is there any more, which is 2' }],
    ]);
    expect((await call('GET', `/${id}`)).body).toMatchObject({ version: 2 });
    const found = await call('POST', '/find', { address: 'beside-version@example.com' });
    expect(found.body).toEqual({ people: [] });

    const renewed = { ...(await exportedLine(id)), preferredChannels: ['sms'] };
    expect((await bring(lines(renewed))).body).toMatchObject({ changed: 1 });
    // Done already, so that repeating it is harmless, although the version has moved on.
    expect((await bring(lines(renewed))).body).toMatchObject({ changed: 0, unchanged: 1 });
    const shown = (await call('GET', `/${id}`)).body.person;
    expect(shown).toMatchObject({ preferredChannels: ['sms'], consents: [{ how: 'form' }] });
  });

  it('without a version replace whatever is there, as somebody asked for', async () => {
    const id = await added('bare@example.com');
    const { version: _, ...bare } = (await exportedLine(id)) as { version: number };
    await note(id, { change: 'opt_out', channel: 'sms', how: 'phone' });
    const { body } = await bring(lines({ ...bare, preferredChannels: ['email'] }));
    expect(body).toMatchObject({ changed: 1 });
  });

  it.each([0, -1, 1.5, '1', null])('have no version %j', async (version) => {
    const id = await added(`odd${String(version)}@example.com`);
    const line = { id, version, addresses: [email(`odd${String(version)}@example.com`)] };
    const { status, body } = await bring(lines(line));
    expect([status, body.errors]).toEqual([
      422,
      [{ line: 1, field: '/version', reason: 'is not a version that was exported' }],
    ]);
  });

  it('tell whoever is overtaken between the check and the writing', async () => {
    const id = await added('overtaken@example.com');
    const line = { ...(await exportedLine(id)), preferredChannels: ['email'] };
    let raced = false;
    const store = {
      ...world.deps.store,
      put: async (...put: Parameters<typeof world.deps.store.put>) => {
        if (!raced) {
          raced = true;
          await note(id, { change: 'opt_out', channel: 'sms', how: 'phone' });
        }
        return await world.deps.store.put(...put);
      },
    };
    const racing = createPeopleApp({ ...world.deps, store });
    const answer = await racing.request('/v1/people/import', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${credential(OFFICER)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ lines: lines(line), why: WHY }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { errors: [{ line: 1, field: '/version' }] },
    ]);
    expect((await call('GET', `/${id}`)).body).toMatchObject({ version: 2 });
  });
});

describe('what is kept', () => {
  it('holds no address and no words of an authorization, and the ledger neither', async () => {
    const kept = `${await world.dump('people')}\n${await world.dump('decisions')}`;
    expect(kept).toContain('"subject\\":{\\"id\\":\\"prs_');
    expect(kept).not.toMatch(/example\.com|device company|General Hospital/);
    expect(JSON.stringify(world.events)).not.toContain('example.com');
  });
});
