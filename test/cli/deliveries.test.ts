import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NEW_GATE } from '../../lambdas/core/deliver/gate.ts';
import { createDeliveriesApp } from '../../lambdas/handlers/http/deliveries-app.ts';
import { createTokenRevealApp } from '../../lambdas/handlers/token-reveal/app.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { serveOnLoopback, type Served } from '../handlers/http/serve.ts';
import { KEYS } from '../pipeline/fakes/registry.ts';
import { acceptedKey, PATIENT } from '../pipeline/fakes/samples.ts';
import { createWorld, type World } from '../pipeline/fakes/world.ts';
import { runCommand, tableRows, type Ran } from './support/run-command.ts';

const WHY = ['--why', 'the receiver is repaired'];
const DEAD = 'marketing-sink';
const EMERGENCY = ['--break-glass', 'the usual system is down in the emergency room'];

let world: World;
let served: Served;
let dead: string;
let token: string;

/** What the gateway answers of deliveries and tokens, from a company in memory: its routes have tests of their own. */
function apps(): Hono {
  const { registry, policy, ledger, clock, random, log, documents } = world.worker;
  const common = { registry, ledger, clock, random, log, documents };
  const keyUse = { note: async () => undefined };
  const deliveries = createDeliveriesApp({
    ...{ ...common, keyUse, policy },
    desks: world.outbox,
    gates: world.gates,
    deliveries: world.deliveries,
    finder: {
      places: async (id) => ({ keys: [id], lateMinutes: [] }),
      record: async (key) => {
        const found = [...world.ledger.records.values()].find((one) => one.decisionId === key);
        return found && { key, text: JSON.stringify(found) };
      },
      async *keysOfPerson() {},
      keysBetween: async () => [],
    },
  });
  const tokens = createTokenRevealApp({
    ...{ ...common, keyUse },
    tokens: {
      reveal: async (_entityId, wanted) =>
        [...world.tokens.sets.values()]
          .flatMap((set) => set.tokens)
          .find((one) => one.token === wanted)?.value,
    },
  });
  return new Hono()
    .all('/v1/tokens/*', (c) => tokens.fetch(c.req.raw))
    .all('*', (c) => deliveries.fetch(c.req.raw));
}

beforeAll(async () => {
  served = await serveOnLoopback(new Hono().all('*', (c) => apps().fetch(c.req.raw)));
});
afterAll(() => served.close());
beforeEach(async () => {
  vi.stubEnv('CORDON_OFFICER_KEY', KEYS.officer);
  vi.stubEnv('CORDON_CLINICAL_KEY', KEYS.clinical);
  vi.stubEnv('CORDON_AUDIT_KEY', undefined);
  world = createWorld();
  await processInbound(await acceptedKey(world), world.worker);
  world.answers.post = () => ({ kind: 'rejected', failure: 'http_410' });
  [dead = ''] = world.deliveries.marketing.drain();
  await deliver(dead, world.deliverer.marketing);
  const [set] = world.tokens.sets.values();
  token = set?.tokens.find(({ value }) => value === PATIENT.mrn)?.token ?? '';
});
afterEach(() => vi.unstubAllEnvs());

const cordon = (...words: string[]): Promise<Ran> => runCommand(...words, '--url', served.url);
const json = ({ out }: Ran): unknown => JSON.parse(out);
const officerOf = (id: string) =>
  world.ledger.others.filter((one) => JSON.stringify(one).includes(id));

describe('cordon deliveries', () => {
  it('lists them in a table, and as JSON', async () => {
    const { code, out, err } = await cordon('deliveries', 'list', '--destination', DEAD);
    expect([code, err]).toEqual([0, '']);
    expect(tableRows(out)).toContainEqual([
      ...[dead, 'marketing', 'dead', '2026-11-28 17:00:00', '0', 'http_410'],
    ]);
    expect(json(await cordon('deliveries', 'list', '--json'))).toMatchObject({
      deliveries: expect.arrayContaining([
        expect.objectContaining({ deliveryId: dead, failure: 'http_410' }),
      ]) as unknown,
      more: false,
    });
  });

  it('says when there are none, and on the side when there are more', async () => {
    expect((await cordon('deliveries', 'list', '--limit', '1')).err).toBe(
      'There are more: raise --limit, or narrow the time.\n',
    );
    world.outbox.marketing.items.clear();
    world.outbox.clinical.items.clear();
    expect(await cordon('deliveries', 'list')).toEqual({
      ...{ code: 0, out: 'There are none.\n', err: '' },
    });
  });

  it('is shown to an auditor, too, and never with what is delivered', async () => {
    vi.stubEnv('CORDON_OFFICER_KEY', undefined);
    vi.stubEnv('CORDON_AUDIT_KEY', KEYS.audit);
    const shown = await cordon('deliveries', 'show', dead);
    expect(json(shown)).toMatchObject({ deliveryId: dead, state: 'dead', body: 'clear' });
    expect(shown.out).not.toContain('pneumonia');
    expect((await cordon('deliveries', 'show', dead, '--json')).out.split('\n')).toHaveLength(2);
    expect(await cordon('deliveries', 'replay', dead, ...WHY)).toEqual({
      ...{ code: 1, out: '' },
      err: 'cordon: With --url, set CORDON_OFFICER_KEY.\n',
    });
  });

  it('replays a dead one, with a reason that is on record', async () => {
    expect(await cordon('deliveries', 'replay', dead, ...WHY)).toEqual({
      ...{ code: 0, out: `${dead} is on its way again.\n`, err: '' },
    });
    expect(world.deliveries.marketing.drain()).toEqual([dead]);
    expect(officerOf(dead)).toEqual([expect.objectContaining({ why: 'the receiver is repaired' })]);
  });

  it('replays one after the other, as JSON, up to the first that may not go', async () => {
    const ran = await cordon('deliveries', 'replay', dead, dead, ...WHY, '--json');
    expect([ran.code, json(ran)]).toEqual([1, { id: dead, replayed: true }]);
    expect(ran.err).toBe(
      'cordon: Nothing was replayed. It is pending or was delivered: only a dead delivery is replayed.\n',
    );
  });

  it.each([
    [
      ['list', '--state', 'gone'],
      /^error: option '--state <state>' argument 'gone' is invalid\. Allowed choices are pending/,
    ],
    [['list', '--since', 'yesterday'], /^cordon: The query is malformed\. .*"since"/],
    [['list', '--since', '2027-01-01'], /^cordon: .*"since" is later than "until"/],
    [['list', '--limit', '1000'], /^cordon: .*"limit" \(1 to 200\)/],
    [['show', 'msg_0~nothing'], /^cordon: There is no such delivery\.\n$/],
    [['replay', 'msg_0~nothing', ...WHY], /^cordon: There is no such delivery\.\n$/],
    [['replay', 'msg_0~nothing'], /^error: required option '--why <words>' not specified/],
    [['replay', ...WHY], /^error: missing required argument 'ids'/],
  ])('says what is wrong with %j, with exit code 1', async (words, said) => {
    const { code, out, err } = await cordon('deliveries', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });

  it('says which field is at fault where a reason names somebody', async () => {
    const ran = await cordon('deliveries', 'replay', dead, '--why', 'for SSN 219-09-9999');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^ {2}\/why [^\n]+\ncordon: Nothing was changed/);
    expect(ran.err).not.toContain('219');
  });
});

describe('cordon destinations', () => {
  it('tells how one does, and lets one that was disabled have webhooks again', async () => {
    expect(json(await cordon('destinations', 'state', DEAD))).toMatchObject({
      ...{ id: DEAD, lane: 'marketing', circuit: 'closed', failuresInARow: 0 },
    });
    expect(await cordon('destinations', 'enable', DEAD, ...WHY)).toEqual({
      ...{ code: 1, out: '', err: 'cordon: The destination is not disabled.\n' },
    });
    const { revision } = await world.gates.marketing.read(DEAD);
    const state = { ...NEW_GATE, failures: 12, disabledAt: world.now().getTime() };
    await world.gates.marketing.write(DEAD, { state, revision });
    expect(json(await cordon('destinations', 'state', DEAD, '--json'))).toMatchObject({
      ...{ circuit: 'disabled', failuresInARow: 12, disabledAt: '2026-11-28T17:00:00.000Z' },
    });
    expect(await cordon('destinations', 'enable', DEAD, ...WHY)).toEqual({
      ...{ code: 0, out: `${DEAD} is enabled.\n`, err: '' },
    });
    expect(officerOf(DEAD)).toHaveLength(1);
    await world.gates.marketing.write(DEAD, { state, revision: revision + 2 });
    expect(json(await cordon('destinations', 'enable', DEAD, ...WHY, '--json'))).toEqual({
      ...{ id: DEAD, enabled: true },
    });
  });

  it.each([
    [['state', 'nothing'], /^cordon: There is no such destination\.\n$/],
    [['enable', 'nothing', ...WHY], /^cordon: There is no such destination\.\n$/],
    [['enable', DEAD], /^error: required option '--why <words>' not specified/],
    [['enable', DEAD, '--why', ' '], /^ {2}\/why [^\n]+\ncordon: Nothing was changed/],
  ])('says what is wrong with %j, with exit code 1', async (words, said) => {
    const { code, out, err } = await cordon('destinations', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });
});

describe('cordon tokens reveal', () => {
  const mayReveal = (reveals: boolean) => {
    const own = world.registry.keys.get('ck_clinical01')!;
    if (own.use.kind !== 'send') throw new Error('not a sender');
    world.registry.keys.set(own.id, { ...own, use: { ...own.use, reveals } });
  };
  const purpose = ['--purpose', 'treatment'];

  it('prints the value alone, or with its token as JSON', async () => {
    mayReveal(true);
    expect(await cordon('tokens', 'reveal', token, ...purpose)).toEqual({
      ...{ code: 0, out: `${PATIENT.mrn}\n`, err: '' },
    });
    expect(json(await cordon('tokens', 'reveal', token, ...purpose, '--json'))).toEqual({
      ...{ token, value: PATIENT.mrn },
    });
    expect(officerOf(token)).toHaveLength(2);
    expect(JSON.stringify(officerOf(token))).not.toContain(PATIENT.mrn);
  });

  it('says how to break the glass to a key that may not, and does it with a reason', async () => {
    const refused = await cordon('tokens', 'reveal', token, ...purpose);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^cordon: The key may not reveal tokens\. .*breakGlass/);
    expect(await cordon('tokens', 'reveal', token, ...purpose, ...EMERGENCY)).toMatchObject({
      ...{ code: 0, out: `${PATIENT.mrn}\n` },
    });
    expect(world.events).toContainEqual(expect.objectContaining({ event: 'token.break_glass' }));
  });

  it.each([
    [['x', ...purpose], /^cordon: There is no such token\.\n$/],
    [['x'], /^error: required option '--purpose <purpose>' not specified/],
    [['x', '--purpose', 'curiosity'], /^error: .*Allowed choices are treatment, payment/],
    [
      ['x', ...purpose, '--break-glass', 'SSN 219-09-9999'],
      /^ {2}\/breakGlass\/reason [^\n]+\ncordon: Nothing was revealed/,
    ],
    [purpose, /^error: missing required argument 'token'/],
  ])('says what is wrong with %j, with exit code 1', async (words, said) => {
    mayReveal(true);
    const { code, out, err } = await cordon('tokens', 'reveal', ...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });

  it('takes no key of the marketing lane, and says which variable it reads', async () => {
    vi.stubEnv('CORDON_CLINICAL_KEY', KEYS.marketing);
    const wrong = await cordon('tokens', 'reveal', token, ...purpose);
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toMatch(/^cordon: The key may not do this\. .*clinical lane/);
    vi.stubEnv('CORDON_CLINICAL_KEY', undefined);
    expect((await cordon('tokens', 'reveal', token, ...purpose)).err).toBe(
      'cordon: With --url, set CORDON_CLINICAL_KEY.\n',
    );
  });
});

describe('a gateway that is not there', () => {
  it.each([
    ['deliveries', 'list'],
    ['deliveries', 'show', 'x'],
    ['deliveries', 'replay', 'x', ...WHY],
    ['destinations', 'state', 'x'],
    ['destinations', 'enable', 'x', ...WHY],
    ['tokens', 'reveal', 'x', '--purpose', 'treatment'],
  ])('is said by %j %j, and how to start one', async (...words) => {
    expect(await runCommand(...words, '--url', 'http://127.0.0.1:1')).toMatchObject({
      ...{ code: 1, out: '' },
      err: 'cordon: Nothing answers at http://127.0.0.1:1; is the gateway running?\n',
    });
    const { code, err } = await runCommand(...words, '--data', '/none/such');
    expect([code, err]).toEqual([
      1,
      'cordon: There is no gateway\'s data in /none/such; start one with "npm start", or name its folder with --data.\n',
    ]);
  });
});
