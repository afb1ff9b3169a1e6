import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { findSchemeByAlias } from '../../../lambdas/core/verify/schemes.ts';
import { readVectors } from '../../core/verify/vectors.ts';
import { ask, kept, setClock, worldWith } from './vendor-world.ts';

const handshake = z.strictObject({
  id: z.string(),
  vendor: z.string(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    secret: z.string().optional(),
    verifyToken: z.string().optional(),
    now: z.number().optional(),
  }),
  expect: z.strictObject({
    status: z.union([z.number(), z.array(z.number())]).optional(),
    body: z.string().optional(),
    bodyContains: z.string().optional(),
    bodyNotContains: z.string().optional(),
    json: z.unknown().optional(),
    notContentType: z.string().optional(),
    action: z.string().optional(),
  }),
  source: z.string(),
  note: z.string().optional(),
});
const file = new URL('../../corpus/verify/handshakes.json', import.meta.url);
const { cases } = z
  .strictObject({ what: z.string(), cases: z.array(handshake) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));
// The requests of SNS are to be signed: sns-webhooks.test.ts.
const rows = cases.filter(({ vendor }) => vendor !== 'sns');

function worldFor({ vendor, request }: z.infer<typeof handshake>) {
  const { secret, verifyToken, now } = request;
  const world = worldWith({
    ...{ id: vendor, scheme: findSchemeByAlias(vendor)!.name, verifyToken },
    secrets: [secret ?? verifyToken ?? 'secret of a test'],
  });
  if (now !== undefined) setClock(world, now);
  return world;
}

describe('a handshake', () => {
  it.each(rows)('$id is answered as the vendor wants it, again and again', async (row) => {
    const { request, expect: wanted } = row;
    const world = worldFor(row);
    // A github ping is a delivery like any other.
    const isDelivery = row.id === 'github-ping';
    for (let time = 0; time < 3; time += 1) {
      const answer = await ask(world, request.path, request);
      const body = await answer.text();
      const statuses = [wanted.status ?? answer.status].flat();
      if (isDelivery) expect([202, 200]).toContain(answer.status);
      else expect(statuses).toContain(answer.status);
      if (wanted.body !== undefined) expect(body).toBe(wanted.body);
      if (wanted.bodyContains !== undefined) expect(body).toContain(wanted.bodyContains);
      if (wanted.bodyNotContains !== undefined) expect(body).not.toContain(wanted.bodyNotContains);
      if (wanted.json !== undefined) expect(JSON.parse(body)).toEqual(wanted.json);
      const type = answer.headers.get('content-type') ?? '';
      if (wanted.notContentType !== undefined) expect(type).not.toContain(wanted.notContentType);
      if (isDelivery) expect(world.messages.items.size).toBe(1);
      else expect(kept(world)).toBe(0);
    }
  });

  it.each(['slack', 'zoom', 'meta', 'redox'])(
    'of %s is noted without a word of it, and answered whatever came before',
    async (name) => {
      const vectors = readVectors(name).cases.filter(({ answer }) => answer !== undefined);
      expect(vectors.length).toBeGreaterThan(0);
      for (const given of vectors) {
        const { id, secret, secrets = [secret ?? ''], verifyToken, url = '', headers } = given;
        const { origin, pathname, search } = new URL(url);
        const world = worldWith({
          ...{ id: 'x', scheme: name, secrets, verifyToken },
          publicUrl: `${origin}${pathname}`,
        });
        setClock(world, given.now!);
        for (let time = 0; time < 2; time += 1) {
          const path = `/webhooks/x${search}`;
          const { method, body } = given;
          const answer = await ask(world, path, { method, headers, body });
          expect([answer.status, await answer.text()], id).toEqual([
            given.answer!.status,
            given.answer!.body,
          ]);
          expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        }
        const noted = { event: 'webhook.handshake', sourceId: 'x' };
        expect(world.events).toEqual([noted, noted]);
        expect(kept(world)).toBe(0);
      }
    },
  );

  it.each([
    ['meta', 'ok-message', 403],
    ['redox', 'ok-message', 403],
    ['hubspot-v2', 'ok-get', 405],
  ])('that is none: a GET of %s stores nothing', async (name, id, status) => {
    const given = readVectors(name).cases.find((each) => each.id === id)!;
    const world = worldWith({
      ...{ id: 'x', scheme: name, secrets: [given.secret!], verifyToken: given.verifyToken },
      publicUrl: given.url,
    });
    const { headers } = given;
    expect((await ask(world, '/webhooks/x', { method: 'GET', headers })).status).toBe(status);
    expect(kept(world)).toBe(0);
  });

  it('of Twilio: 401 asks for credentials, and a message is answered with TwiML', async () => {
    const [first] = readVectors('twilio').cases;
    const { secret, headers, body, url } = first!;
    const world = worldWith({ id: 'x', scheme: 'twilio', secrets: [secret!], publicUrl: url });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const refused = await ask(world, '/webhooks/x', { headers: form, body: 'MessageSid=SM1' });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="webhooks"',
    ]);
    const accepted = await ask(world, '/webhooks/x', { headers, body });
    expect([accepted.status, await accepted.text()]).toEqual([200, '<Response/>']);
    expect(accepted.headers.get('content-type')).toBe('text/xml');
  });
});
