import { describe, expect, it } from 'vitest';
import { createTokenRevealApp } from '../../lambdas/handlers/token-reveal/app.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { KEYS } from './fakes/registry.ts';
import { acceptedKey, PATIENT } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

/** A payload went to the marketing lane with tokens in it; `reveals` is whether the clinical key may. */
async function opened(reveals: boolean) {
  const world = createWorld();
  await processInbound(await acceptedKey(world), world.worker);
  const [set] = world.tokens.sets.values();
  const { token } = set!.tokens.find(({ value }) => value === PATIENT.mrn)!;
  const id = KEYS.clinical.split('.')[0]!;
  const key = world.registry.keys.get(id)!;
  if (key.use.kind !== 'send') throw new Error('not a sender');
  world.registry.keys.set(id, { ...key, use: { ...key.use, reveals } });
  const app = createTokenRevealApp({
    registry: world.worker.registry,
    keyUse: { note: async () => undefined },
    tokens: world.wire.connect('token-reader', {
      reveal: async (entityId: string, wanted: string) =>
        [...world.tokens.sets.values()]
          .filter((one) => one.entityId === entityId)
          .flatMap(({ tokens }) => tokens)
          .find((one) => one.token === wanted)?.value,
    }),
    ledger: world.worker.ledger,
    clock: world.worker.clock,
    random: world.worker.random,
    log: world.worker.log,
  });
  const ask = (body: unknown, credential: string = KEYS.clinical) =>
    app.request('/v1/tokens/reveal', {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}` },
      body: JSON.stringify(body),
    });
  return { world, token, ask };
}

const reveals = ({ ledger }: World) => ledger.others.filter(({ kind }) => kind === 'reveal');

describe('revealing a token', () => {
  it('tells a key that may what it stands for, and is on record before', async () => {
    const { world, token, ask } = await opened(true);
    const response = await ask({ token, purpose: 'treatment' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ token, value: PATIENT.mrn });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(reveals(world)).toEqual([
      expect.objectContaining({
        kind: 'reveal',
        token,
        purpose: 'treatment',
        by: 'ck_clinical01',
        entityId: 'mercy-hospital',
      }),
    ]);
    expect(JSON.stringify(world.ledger.others)).not.toContain(PATIENT.mrn);
    expect(JSON.stringify(world.events)).not.toContain(PATIENT.mrn);
    expect(world.events.map(({ event }) => event)).not.toContain('token.break_glass');
  });

  it('shows nothing that could not be recorded', async () => {
    const { world, token, ask } = await opened(true);
    world.wire.failAlways('ledger.append', 'before');
    const response = await ask({ token, purpose: 'treatment' });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain(PATIENT.mrn);
  });

  it('breaks the glass for a key that may not, with a reason and an alarm', async () => {
    const { world, token, ask } = await opened(false);
    expect((await ask({ token, purpose: 'treatment' })).status).toBe(403);
    expect(reveals(world)).toEqual([]);
    const reason = 'the usual system is down and a patient is in the emergency room';
    const response = await ask({ token, purpose: 'treatment', breakGlass: { reason } });
    expect(await response.json()).toMatchObject({ value: PATIENT.mrn });
    expect(reveals(world)).toEqual([expect.objectContaining({ breakGlass: reason })]);
    expect(world.events).toContainEqual({
      event: 'token.break_glass',
      keyId: 'ck_clinical01',
      purpose: 'treatment',
    });
  });

  it.each<[string, (token: string) => unknown, number]>([
    ['no purpose', (token) => ({ token }), 400],
    ['another purpose', (token) => ({ token, purpose: 'curiosity' }), 400],
    ['no token', () => ({ purpose: 'treatment' }), 400],
    ['what is no token', () => ({ token: 'x', purpose: 'treatment' }), 404],
    ['a token of no set', (token) => ({ token: `${token}9`, purpose: 'treatment' }), 404],
    [
      'a broken glass without a reason',
      (token) => ({ token, purpose: 'treatment', breakGlass: { reason: ' ' } }),
      422,
    ],
    [
      'a reason that names somebody',
      (token) => ({ token, purpose: 'treatment', breakGlass: { reason: 'SSN 219-09-9999' } }),
      422,
    ],
  ])('refuses %s', async (_what, body, status) => {
    const { world, token, ask } = await opened(true);
    expect((await ask(body(token))).status).toBe(status);
    expect(reveals(world)).toEqual([]);
  });

  it.each([
    ['marketing', KEYS.marketing, 403],
    ['audit', KEYS.audit, 403],
    ['officer', KEYS.officer, 403],
    ['unknown', 'ck_nobody0001.x', 401],
  ])('refuses a key of use %s, glass or no glass', async (_use, credential, status) => {
    const { world, token, ask } = await opened(true);
    for (const more of [{}, { breakGlass: { reason: 'an emergency' } }]) {
      const response = await ask({ token, purpose: 'treatment', ...more }, credential);
      expect(response.status).toBe(status);
    }
    expect(world.wire.calls).not.toContain('token-reader.reveal');
  });

  it('knows no token of another hospital', async () => {
    const { world, token, ask } = await opened(true);
    const key = world.registry.keys.get('ck_clinical01')!;
    world.registry.keys.set(key.id, { ...key, entityId: 'other-hospital' });
    expect((await ask({ token, purpose: 'treatment' })).status).toBe(404);
  });
});
