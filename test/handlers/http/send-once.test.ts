import { beforeEach, describe, expect, it } from 'vitest';
import { createSendApp } from '../../../lambdas/handlers/http/send-app.ts';
import { submit as submitBySmtp } from '../../../local/smtp/submission.ts';
import { accountSidOf } from '../../../lambdas/core/send/account-sid.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';
import { PATIENT } from '../../pipeline/fakes/samples.ts';

const CLEAN = {
  channel: 'email',
  from: 'news@news.clinic.example',
  to: ['reader@mail.example', 'other@mail.example'],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const RESEND = { from: CLEAN.from, to: CLEAN.to, subject: CLEAN.subject, text: CLEAN.text };

let world: World;
beforeEach(() => {
  world = createWorld();
});

async function send(
  body: object,
  idempotencyKey: string,
  options: { readonly key?: string; readonly path?: string; readonly headers?: object } = {},
): Promise<{ status: number; body: unknown }> {
  const { key = KEYS.marketing, path = '/v1/messages', headers = {} } = options;
  const answer = await createSendApp(world.send).request(path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text) };
}

/** A message as the listener for SMTP hands it over. */
async function submit(lines: readonly string[], recipients = CLEAN.to) {
  const raw = Buffer.from(lines.join('\r\n'));
  const post = (request: Request) => createSendApp(world.send).request(request);
  return await submitBySmtp(raw, recipients, KEYS.marketing, async (request) => post(request));
}

const queued = () => world.outbox.marketing.items.size;
const decided = () => world.ledger.records.size;

describe('a request with an Idempotency-Key', () => {
  it('is answered as before when it comes again, and sent once', async () => {
    const first = await send(CLEAN, 'order-1');
    expect(first.status).toBe(202);
    world.advance(23 * 60 * 60);
    expect(await send(CLEAN, 'order-1')).toEqual(first);
    expect([queued(), decided()]).toEqual([2, 2]);
    expect(world.events.filter(({ event }) => event === 'send.repeated')).toMatchObject([
      { as: 'answered' },
    ]);
  });

  it('is another request a day later, under another key, and of another sender', async () => {
    await send(CLEAN, 'order-1');
    await send(CLEAN, 'order-2');
    await send(CLEAN, 'order-1', { key: KEYS.clinical });
    expect([queued(), world.outbox.clinical.items.size]).toEqual([4, 2]);
    world.advance(24 * 60 * 60 + 1);
    await send(CLEAN, 'order-1');
    expect(queued()).toBe(6);
  });

  it('is refused when another was sent under that key, in the words of each API', async () => {
    await send(CLEAN, 'order-1');
    const other = await send({ ...CLEAN, text: 'We are open on Tuesday.' }, 'order-1');
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:cordon:problem:key-reused' } });
    const byResend = { path: '/emails' };
    await send(RESEND, 'order-3', byResend);
    expect(await send({ ...RESEND, subject: 'Closed' }, 'order-3', byResend)).toMatchObject({
      status: 409,
      body: { name: 'invalid_idempotent_request' },
    });
    // The same content by another API is another request.
    expect(await send(RESEND, 'order-1', byResend)).toMatchObject({ status: 409 });
    expect(queued()).toBe(4);
  });

  it('tells a second one at the same instant to wait, and sends once', async () => {
    const both = await Promise.all([send(CLEAN, 'order-1'), send(CLEAN, 'order-1')]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([202, 409]));
    expect(queued()).toBe(2);
  });

  it('that was refused by policy is refused again, with the same words', async () => {
    const phi = {
      ...CLEAN,
      text: `${PATIENT.name}, MRN ${PATIENT.mrn}, was diagnosed with pneumonia.`,
    };
    const first = await send(phi, 'order-1');
    expect(first.status).toBe(422);
    expect(await send(phi, 'order-1')).toEqual(first);
    expect(decided()).toBe(2);
  });

  it('has an answer for each message where the API has one, again as before', async () => {
    const phi = { ...RESEND, text: `${PATIENT.name}, MRN ${PATIENT.mrn}, has pneumonia.` };
    const options = { path: '/emails/batch', headers: { 'x-batch-validation': 'permissive' } };
    const batch = [RESEND, phi] as unknown as object;
    const first = await send(batch, 'order-1', options);
    expect(first).toMatchObject({ status: 200, body: { errors: [{ index: 1 }] } });
    expect(await send(batch, 'order-1', options)).toEqual(first);
    expect(queued()).toBe(2);
  });

  it.each(['', 'é', 'x'.repeat(257)])('is malformed under the key %j', async (idempotencyKey) => {
    expect((await send(CLEAN, idempotencyKey)).status).toBe(400);
    expect(queued()).toBe(0);
  });

  it('whose time has come nearer than its API allows, or has passed, is answered as before when it comes again', async () => {
    const at = (minutes: number) =>
      new Date(world.now().getTime() + minutes * 60_000).toISOString();
    const text = (sendAt: string) =>
      new URLSearchParams({
        ...{ To: '+15005550006', MessagingServiceSid: `MG${'a'.repeat(32)}`, Body: 'We are open.' },
        ...{ ScheduleType: 'fixed', SendAt: sendAt },
      });
    const id = KEYS.marketing.split('.')[0] ?? '';
    const account = accountSidOf(id);
    const key = world.registry.keys.get(id);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    world.registry.keys.set(id, { ...key, use: { ...key.use, channels: ['sms'] } });
    const post = async (sendAt: string) => {
      const answer = await createSendApp(world.send).request(
        `/2010-04-01/Accounts/${account}/Messages.json`,
        {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`${account}:${KEYS.marketing}`).toString('base64')}`,
            'idempotency-key': 'order-1',
          },
          body: text(sendAt),
        },
      );
      return [answer.status, await answer.json()] as const;
    };
    expect((await post(at(4)))[0]).toBe(400);
    // One that was malformed has not used the key up.
    const sendAt = at(20);
    const first = await post(sendAt);
    expect(first[0]).toBe(201);
    world.advance(16 * 60);
    expect(await post(sendAt)).toEqual(first);
    world.advance(20 * 60);
    expect(await post(sendAt)).toEqual(first);
    expect(queued()).toBe(1);
  });

  it('for a time too far ahead is refused again, also where it could not be forgotten that it came', async () => {
    const year = 365 * 24 * 60 * 60;
    const far = { ...CLEAN, sendAt: new Date(world.now().getTime() + year * 1000).toISOString() };
    world.wire.failAlways('once.forget', 'before');
    expect(await send(far, 'order-1')).toMatchObject({ status: 400 });
    world.advance(120);
    expect(await send(far, 'order-1')).toMatchObject({ status: 400 });
    expect(queued()).toBe(0);
  });

  it('that the key may not send yet is taken later under the same key', async () => {
    const id = KEYS.marketing.split('.')[0] ?? '';
    const key = world.registry.keys.get(id);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    world.registry.keys.set(id, { ...key, use: { ...key.use, limit: { perSecond: 1, burst: 2 } } });
    expect((await send(CLEAN, 'order-1')).status).toBe(202);
    expect((await send(CLEAN, 'order-2')).status).toBe(429);
    world.advance(2);
    expect((await send(CLEAN, 'order-2')).status).toBe(202);
    // Being told again costs nothing.
    expect((await send(CLEAN, 'order-2')).status).toBe(202);
  });

  describe.each([
    'registry.vendor',
    'ledger.append',
    'sent.put',
    'outbox-marketing.put',
    'deliveries-marketing.enqueue',
    'once.finish',
  ])('whose work failed at %s', (call) => {
    it.each(['before', 'after'] as const)(
      '(%s it was done) is finished by a repeat, and sent once',
      async (when) => {
        world.wire.failAlways(call, when);
        const failed = await send(CLEAN, 'order-1');
        world.wire.failAlways(call);
        const again = await send(CLEAN, 'order-1');
        if (call === 'once.finish' && when === 'before') {
          // It was sent and answered; that it is not known to be done is found out after the lease.
          expect([failed.status, again.status]).toEqual([202, 409]);
          world.advance(61);
          expect((await send(CLEAN, 'order-1')).body).toMatchObject({ status: 'accepted' });
        } else {
          expect(again.status).toBe(202);
        }
        expect(queued()).toBe(2);
        const ids = [...world.outbox.marketing.items.values()].map(({ messageId }) => messageId);
        expect(new Set(ids).size).toBe(1);
        expect((await send(CLEAN, 'order-1')).body).toMatchObject({ messageId: ids[0] });
      },
    );
  });

  it('whose worker died is worked on by a repeat, once it is known to be dead', async () => {
    world.wire.failAlways('outbox-marketing.put', 'before');
    world.wire.failAlways('once.abandon', 'before');
    expect((await send(CLEAN, 'order-1')).status).toBe(503);
    world.wire.failAlways('outbox-marketing.put');
    world.wire.failAlways('once.abandon');
    expect((await send(CLEAN, 'order-1')).status).toBe(409);
    world.advance(61);
    expect((await send(CLEAN, 'order-1')).status).toBe(202);
    expect(queued()).toBe(2);
  });
});

describe('a message that comes by SMTP once more', () => {
  const mail = (text: string, ...fields: readonly string[]) => [
    'From: news@news.clinic.example',
    'To: reader@mail.example, other@mail.example',
    'Subject: Opening hours',
    ...fields,
    '',
    text,
    '',
  ];
  const id = 'Message-ID: <1@clinic.example>';
  const clean = mail('We are open on Monday.', id);

  it('to the byte, with its Message-ID, to the same people, is sent once and answered as before', async () => {
    const first = await submit(clean);
    expect(first.code).toBe(250);
    expect(await submit(clean, [...CLEAN.to].reverse())).toEqual(first);
    expect([queued(), decided()]).toEqual([2, 2]);
  });

  it.each([
    ['another text', mail('We are open on Tuesday.', id), CLEAN.to],
    ['another Message-ID', mail('We are open on Monday.', 'Message-ID: <2@b.example>'), CLEAN.to],
    ['other recipients', clean, ['reader@mail.example']],
  ])('with %s is another message', async (_what, lines, recipients) => {
    await submit(clean);
    expect((await submit(lines, recipients)).code).toBe(250);
    expect(queued()).toBe(2 + recipients.length);
  });

  /** As nodemailer writes one that it sends again: with another time, and other boundaries. */
  const composed = (
    boundary: string,
    date: string,
    { text = 'Open on Monday.', file = 'aGk=' },
  ) => [
    ...['From: news@news.clinic.example', 'To: reader@mail.example', 'Subject: Opening hours'],
    ...[id, `Date: ${date}`, 'MIME-Version: 1.0'],
    ...[`Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`],
    ...['Content-Type: text/plain; charset=utf-8', '', text, `--${boundary}`],
    ...['Content-Type: text/plain; name=hours.txt', 'Content-Transfer-Encoding: base64'],
    ...['Content-Disposition: attachment; filename=hours.txt', '', file, `--${boundary}--`, ''],
  ];
  const [MONDAY, TUESDAY] = ['Mon, 02 Mar 2026 10:00:00 +0000', 'Tue, 03 Mar 2026 10:00:00 +0000'];
  const BLIND = ['reader@mail.example', 'one@mail.example', 'two@mail.example'];

  it('composed anew by its program, with another date and boundary, is sent once', async () => {
    const first = await submit(composed('a-1', MONDAY, {}), BLIND);
    expect(first.code).toBe(250);
    expect(await submit(composed('b-2', TUESDAY, {}), [...BLIND].reverse())).toEqual(first);
    expect(queued()).toBe(3);
  });

  it.each([{ text: 'Open on Tuesday.' }, { file: 'aG8=' }])(
    'composed anew with something else in it (%j) is another message',
    async (other) => {
      await submit(composed('a-1', MONDAY, {}), BLIND);
      expect((await submit(composed('b-2', TUESDAY, other), BLIND)).code).toBe(250);
      expect(queued()).toBe(6);
    },
  );

  it.each([[[]], [['Message-ID:']]])(
    'is another one where it has no Message-ID: %j',
    async (fields) => {
      const lines = mail('We are open on Monday.', ...fields);
      await submit(lines);
      await submit(lines);
      expect(queued()).toBe(4);
    },
  );

  it('after it was refused is decided anew: it cannot be sent under another key', async () => {
    const phi = mail(`${PATIENT.name}, MRN ${PATIENT.mrn}, was diagnosed with pneumonia.`, id);
    expect((await submit(phi)).code).toBe(550);
    expect((await submit(phi)).code).toBe(550);
    expect(new Set([...world.ledger.records.keys()]).size).toBe(4);
  });

  it('is tried again where nothing was done', async () => {
    world.wire.failAlways('outbox-marketing.put', 'before');
    expect((await submit(clean)).code).toBe(451);
    world.wire.failAlways('outbox-marketing.put');
    expect((await submit(clean)).code).toBe(250);
    expect(queued()).toBe(2);
  });
});
