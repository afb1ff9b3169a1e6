import { beforeEach, describe, expect, it } from 'vitest';
import { createMessagesApp } from '../../../lambdas/handlers/http/messages-app.ts';
import { createSendApp } from '../../../lambdas/handlers/http/send-app.ts';
import { deliver } from '../../../lambdas/pipeline/delivery.ts';
import type { Lane } from '../../../lambdas/core/vocabulary.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

const MAIL = {
  channel: 'email',
  from: 'news@news.clinic.example',
  to: ['first@mail.example', 'second@mail.example'],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};

let world: World;
beforeEach(() => {
  world = createWorld();
});

const app = () => {
  const of = (lane: Lane) => ({
    ...world.send[lane],
    desk: world.wire.connect(`desk-${lane}`, world.outbox[lane]),
  });
  return createMessagesApp({ marketing: of('marketing'), clinical: of('clinical') });
};

async function call(method: string, path: string, body?: object, key: string = KEYS.marketing) {
  const answer = await app().request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(text).not.toContain('mail.example');
  expect(text).not.toContain('Monday');
  return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> };
}
const show = (id: string, key?: string) => call('GET', `/v1/messages/${id}`, undefined, key);
const recall = (id: string, why = 'the wrong list', key?: string) =>
  call('POST', `/v1/messages/${id}/recall`, { why }, key);

async function send(
  body: object = MAIL,
  key: string = KEYS.marketing,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await createSendApp(world.send).request('/v1/messages', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { messageId: string }).messageId;
}

async function deliverAll(): Promise<void> {
  for (const id of world.deliveries.marketing.drain()) await deliver(id, world.deliverer.marketing);
}

const states = ({ body }: { readonly body: Record<string, unknown> }) =>
  (body['decisions'] as { readonly state: string }[]).map(({ state }) => state);

describe('GET /v1/messages/ID', () => {
  it('tells where a message is, by recipient, and nothing of it', async () => {
    const id = await send();
    const before = await show(id);
    expect(before).toMatchObject({
      status: 200,
      body: {
        messageId: id,
        status: 'accepted',
        decisions: [
          {
            recipient: 1,
            decisionId: `${id}~r1`,
            disposition: 'as_is',
            state: 'queued',
            attempts: 0,
          },
          { recipient: 2, decisionId: `${id}~r2`, reasonCode: 'permitted', state: 'queued' },
        ],
      },
    });
    await deliverAll();
    const after = await show(id);
    expect(states(after)).toEqual(['sent', 'sent']);
    expect(after.body['decisions']).toMatchObject([{ sentAt: world.now().toISOString() }, {}]);
  });

  it('tells of one that failed why, by its code', async () => {
    const id = await send();
    world.answers.mail = () => ({ kind: 'rejected', failure: 'MessageRejected' });
    await deliverAll();
    const found = await show(id);
    expect(states(found)).toEqual(['failed', 'failed']);
    expect(found.body['decisions']).toMatchObject([{ failure: 'MessageRejected' }, {}]);
  });

  it('tells what was refused and held', async () => {
    const refused = await send({ ...MAIL, text: 'MRN 0093315 was diagnosed with pneumonia.' });
    expect(await show(refused)).toMatchObject({ body: { status: 'refused' } });
    expect(states(await show(refused))).toEqual(['refused', 'refused']);
    const picture = { filename: 'a.png', contentType: 'image/png', content: 'AAAA' };
    const held = await send({ ...MAIL, attachments: [picture] });
    expect(await show(held)).toMatchObject({ body: { status: 'held_for_review' } });
    expect(states(await show(held))).toEqual(['held', 'held']);
  });

  it('counts a thousand recipients, and tells of as many of them as it is asked for', async () => {
    const to = Array.from({ length: 1000 }, (_, n) => `r${String(n)}@mail.example`);
    to.slice(0, 7).forEach((address) => world.optedOut.add(address));
    const id = await send({ ...MAIL, to });
    expect(world.outbox.marketing.items.size).toBe(993);
    const all = await show(id);
    expect(all.body['counts']).toEqual({ refused: 7, queued: 993 });
    expect(states(all)).toHaveLength(1000);
    const page = await show(`${id}?after=5&limit=3`);
    expect(page.body['counts']).toEqual({ refused: 7, queued: 993 });
    expect(states(page)).toEqual(['refused', 'refused', 'queued']);
    expect(page.body['decisions']).toMatchObject([{ recipient: 6 }, {}, { recipient: 8 }]);
    for (const query of ['limit=0', 'limit=1001', 'after=-1', 'after=x']) {
      expect((await show(`${id}?${query}`)).status).toBe(400);
    }
  });

  it('knows only the messages of the key’s lane and entity', async () => {
    const id = await send();
    expect((await show(id, KEYS.clinical)).status).toBe(404);
    expect((await show('msg_nothing')).status).toBe(404);
    expect((await show(id, KEYS.officer)).status).toBe(401);
    expect((await show(id, 'mk_marketing1.wrong')).status).toBe(401);
    const keyId = KEYS.marketing.split('.')[0] ?? '';
    const key = world.registry.keys.get(keyId);
    world.registry.keys.set(keyId, { ...key!, entityId: 'another-hospital' });
    expect((await show(id)).status).toBe(404);
    expect((await recall(id)).status).toBe(404);
    expect(world.ledger.others).toEqual([]);
  });
});

describe('POST /v1/messages/ID/recall', () => {
  it('takes back what has not left, on record, and it does not leave', async () => {
    const id = await send();
    const answer = await recall(id);
    expect(answer).toMatchObject({ status: 200, body: { recalled: 2 } });
    expect(states(answer)).toEqual(['recalled', 'recalled']);
    expect(world.ledger.others).toMatchObject([
      {
        kind: 'change',
        subject: { kind: 'message', id },
        changed: ['recalled'],
        by: KEYS.marketing.split('.')[0],
        why: 'the wrong list',
      },
    ]);
    expect(world.events.at(-1)).toMatchObject({ event: 'message.recalled', count: 2 });
    await deliverAll();
    expect(world.mailed).toEqual([]);
    expect((await recall(id)).status).toBe(409);
  });

  it('takes back one recipient’s where the other’s has left, and says which', async () => {
    const id = await send();
    await deliver(`${id}~r1`, world.deliverer.marketing);
    const answer = await recall(id);
    expect(answer).toMatchObject({ status: 200, body: { recalled: 1 } });
    expect(states(answer)).toEqual(['sent', 'recalled']);
  });

  it('is too late while an attempt is under way, whichever of the two is first', async () => {
    const id = await send({ ...MAIL, to: ['first@mail.example'] });
    let during: Awaited<ReturnType<typeof recall>> | undefined;
    world.wire.pause = async (name) => {
      if (name !== 'mailer.send') return;
      world.wire.pause = async () => {};
      during = await recall(id);
    };
    await deliverAll();
    expect(during?.status).toBe(409);
    expect(states(during!)).toEqual(['delivering']);
    expect(world.mailed).toHaveLength(1);
    expect(states(await show(id))).toEqual(['sent']);

    const other = await send({ ...MAIL, to: ['first@mail.example'] });
    world.wire.pause = async (name) => {
      if (name !== 'outbox-marketing.begin') return;
      world.wire.pause = async () => {};
      during = await recall(other);
    };
    await deliverAll();
    expect(states(during!)).toEqual(['recalled']);
    expect(world.mailed).toHaveLength(1);
    expect(states(await show(other))).toEqual(['recalled']);
  });

  it('takes back what a deliverer died over, and says that it may have left', async () => {
    const id = await send({ ...MAIL, to: ['first@mail.example'] });
    world.wire.failAlways('mailer.send', 'before');
    world.wire.failAlways('outbox-marketing.markRetry', 'before');
    await deliverAll().catch(() => undefined);
    expect((await recall(id)).status).toBe(409);
    world.advance(121);
    const answer = await recall(id);
    expect(answer.body['decisions']).toMatchObject([{ state: 'recalled', mayHaveLeft: true }]);
  });

  it('takes back what a request that was cut short had not queued: a repeat queues it no more', async () => {
    const once = { 'idempotency-key': 'order-1' };
    world.wire.failAlways('outbox-marketing.put', 'before');
    world.wire.failAlways('once.abandon', 'before');
    await send(MAIL, KEYS.marketing, once);
    world.wire.failAlways('outbox-marketing.put');
    const [kept] = world.sent.items.values();
    const id = kept?.messageId ?? '';
    expect(await recall(id)).toMatchObject({ status: 200, body: { recalled: 2 } });
    expect((await recall(id)).status).toBe(409);
    world.advance(61);
    expect(await send(MAIL, KEYS.marketing, once)).toBe(id);
    await deliverAll();
    expect(world.mailed).toEqual([]);
    expect((await show(id)).body).toMatchObject({
      counts: { recalled: 2 },
      decisions: [{ recalledAt: expect.any(String) as unknown }, {}],
    });
  });

  it('takes back what waits for another attempt', async () => {
    const id = await send({ ...MAIL, to: ['first@mail.example'] });
    world.answers.mail = () => ({ kind: 'retry', failure: 'Throttled' });
    await deliverAll();
    expect(await recall(id)).toMatchObject({ body: { recalled: 1 } });
    expect((await show(id)).body['decisions']).not.toMatchObject([{ mayHaveLeft: true }]);
  });

  it.each([[''], ['Jane Roe asked for it'], ['x'.repeat(301)]])(
    'wants a reason that names nobody, and recalls nothing for %j',
    async (why) => {
      const id = await send();
      expect([400, 422]).toContain((await recall(id, why)).status);
      expect(states(await show(id))).toEqual(['queued', 'queued']);
      expect(world.ledger.others).toEqual([]);
    },
  );

  it('recalls nothing that could not be recorded', async () => {
    const id = await send();
    world.wire.failAlways('ledger.append', 'before');
    expect((await recall(id)).status).toBe(503);
    expect(states(await show(id))).toEqual(['queued', 'queued']);
  });
});
