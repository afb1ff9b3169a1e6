import { describe, expect, it } from 'vitest';
import { ALL_SCHEMES } from '../../../lambdas/core/verify/schemes.ts';
import { certificateUrlOf } from '../../../lambdas/core/verify/verify-webhook.ts';
import {
  readVectors,
  requestOf,
  secretsOf,
  vectorFiles,
  type Vector,
} from '../../core/verify/vectors.ts';
import type { World } from '../../pipeline/fakes/world.ts';
import { ask, kept, setClock, worldWith } from './vendor-world.ts';

const cases = ALL_SCHEMES.map((scheme) => ({ scheme, name: scheme.name }));

/** What the gateway says, whatever form the vendor wants it in. */
async function deliver(world: World, given: Vector) {
  const { method, headers, body, url } = requestOf(given);
  const { search } = new URL(url);
  setClock(world, given.now ?? 0);
  const before = world.messages.items.size;
  const path = `/webhooks/x${search}`;
  const answer = await ask(world, path, { method, headers, body: Buffer.from(body) });
  return { answer, stored: world.messages.items.size - before };
}

function worldFor(name: string, given: Vector, world?: World): World {
  const { url } = requestOf(given);
  const made = worldWith(
    {
      ...{ id: 'x', scheme: name, secrets: secretsOf(given), verifyToken: given.verifyToken },
      ...{ options: given.options, toleranceSeconds: given.toleranceSeconds },
      publicUrl: url.replace(/[?#].*$/s, ''),
    },
    world,
  );
  const scheme = ALL_SCHEMES.find((each) => each.name === name)!;
  const page = certificateUrlOf(scheme, requestOf(given), given.options);
  if (page?.kind === 'fetch') made.pages.certificates.set(page.url, given.certPem ?? '');
  return made;
}

describe('the gateway', () => {
  it('has vectors for every scheme, and none for others', () => {
    const names = ALL_SCHEMES.map(({ name }) => name);
    expect([...vectorFiles()].sort()).toEqual([...names].sort());
  });

  it.each(cases)('keeps nothing of what $name refuses', async ({ name }) => {
    for (const given of readVectors(name).cases.filter(({ expected }) => !expected)) {
      const world = worldFor(name, given);
      const { answer } = await deliver(world, given);
      const status = given.method === 'GET' ? [403, 405] : [401];
      expect(status, given.id).toContain(answer.status);
      expect(kept(world), given.id).toBe(0);
      expect(world.events, given.id).toHaveLength(given.method === 'GET' ? world.events.length : 1);
    }
  });

  const repeated = cases.filter(({ name }) => name !== 'healthie');
  it.each(repeated)(
    'keeps a delivery of $name once, however often it comes',
    async ({ scheme, name }) => {
      const [first] = readVectors(name).cases;
      const world = worldFor(name, first!);
      const one = await deliver(world, first!);
      const two = await deliver(world, first!);
      expect([one.stored, two.stored]).toEqual([1, 0]);
      expect(world.events.map(({ event }) => event)).toEqual([
        'webhook.accepted',
        'webhook.duplicate',
      ]);
      const { accepted } = scheme;
      if (accepted === undefined) {
        expect([one.answer.status, two.answer.status]).toEqual([202, 200]);
        expect(await two.answer.json()).toEqual({ status: 'duplicate' });
      } else {
        for (const { answer } of [one, two]) {
          expect(answer.status).toBe(accepted.status);
          expect(answer.headers.get('content-type')).toContain(accepted.contentType);
          expect(await answer.text()).toBe(accepted.body);
        }
      }
    },
  );

  it('takes a Mailgun token for one delivery, whatever else is in the body', async () => {
    const { cases } = readVectors('mailgun');
    const named = (id: string) => cases.find((each) => each.id === id)!;
    const world = worldFor('mailgun', named('ok-json'));
    await deliver(world, named('ok-json'));
    for (const id of ['ok-another-body-with-the-same-token', 'ok-form', 'ok-multipart']) {
      expect((await deliver(world, named(id))).stored).toBe(0);
    }
    expect((await deliver(world, named('ok-another-token'))).stored).toBe(1);
  });

  it('keeps every delivery of Healthie: two changes of one appointment are the same bytes', async () => {
    const [first] = readVectors('healthie').cases;
    const world = worldFor('healthie', first!);
    expect((await deliver(world, first!)).stored).toBe(1);
    expect((await deliver(world, { ...first!, now: first!.now! + 1 })).stored).toBe(1);
  });

  it('keeps a delivery of a vendor that signs its URL by the public URL, never by the Host', async () => {
    const [first] = readVectors('hubspot').cases;
    const world = worldFor('hubspot', first!);
    const { headers, body } = requestOf(first!);
    setClock(world, first!.now!);
    const host = { ...headers, host: 'evil.test', 'x-forwarded-host': 'evil.test' };
    const init = { headers: host, body: Buffer.from(body) };
    expect((await ask(world, '/webhooks/x', init)).status).toBe(202);
    worldWith({ id: 'x', scheme: 'hubspot', publicUrl: 'https://evil.test/webhooks/x' }, world);
    expect((await ask(world, '/webhooks/x', init)).status).toBe(401);
  });
});
