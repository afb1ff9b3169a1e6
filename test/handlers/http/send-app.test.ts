import { MailService } from '@sendgrid/mail';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSendApp, MAX_SEND_BYTES } from '../../../lambdas/handlers/http/send-app.ts';
import { restoreMessage } from '../../../lambdas/core/send/stored-message.ts';
import { KEYS } from '../../pipeline/fakes/registry.ts';
import { PATIENT } from '../../pipeline/fakes/samples.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';
import { post, serveOnLoopback, type Served } from './serve.ts';

const CLEAN = {
  channel: 'email',
  from: 'news@news.clinic.example',
  to: ['reader@mail.example'],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const PHI = {
  ...CLEAN,
  subject: `About ${PATIENT.name}`,
  text: `${PATIENT.name}, MRN ${PATIENT.mrn}, was diagnosed with pneumonia.`,
};
/** Made anew each time: the client writes into what it is given. */
const sendgridMail = () => ({
  from: 'news@news.clinic.example',
  to: 'reader@mail.example',
  subject: CLEAN.subject,
  text: CLEAN.text,
});

let world: World;
beforeEach(() => {
  world = createWorld();
});

const send = (body: unknown, key: string = KEYS.marketing, path = '/v1/messages') =>
  createSendApp(world.send).request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const released = () =>
  world.outbox.marketing.items.size + world.outbox.clinical.items.size + world.quarantine.held.size;

describe('POST /v1/messages', () => {
  it('accepts a clean message by the marketing key', async () => {
    const answer = await send(CLEAN);
    expect(answer.status).toBe(202);
    const [delivery] = world.outbox.marketing.items.values();
    expect(await answer.json()).toEqual({
      messageId: delivery!.messageId,
      status: 'accepted',
      decisions: [
        {
          recipient: 1,
          decisionId: delivery!.deliveryId,
          disposition: 'as_is',
          reasonCode: 'permitted',
          rules: ['marketing-email-without-phi'],
        },
      ],
    });
    const [record] = world.ledger.records.values();
    expect(Object.keys(record!.latencyMs)).toEqual([
      ...['receive', 'authenticate', 'parse', 'scan', 'decide'],
    ]);
  });

  it.each([
    ['waits, at a time in the next days', 24, 202, 'scheduled'],
    ['leaves at once, at a time in the past', -24, 202, 'at once'],
    ['is malformed, at a time that is too far away', 36 * 24, 400, 'nowhere'],
  ])('accepts a message that %s', async (_what, hours, status, where) => {
    const sendAt = new Date(world.now().getTime() + hours * 3_600_000).toISOString();
    const answer = await send({ ...CLEAN, sendAt });
    expect(answer.status).toBe(status);
    const [delivery] = world.outbox.marketing.items.values();
    if (where === 'nowhere') {
      expect(await answer.json()).toMatchObject({ errors: [{ field: '/sendAt' }] });
      expect(released()).toBe(0);
    } else {
      expect(delivery?.sendAt).toBe(where === 'scheduled' ? sendAt : undefined);
    }
  });

  it('refuses a message about a patient by the marketing key, with reason and remedy', async () => {
    const answer = await send(PHI);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      422,
      'application/problem+json',
    ]);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      type: 'urn:cordon:problem:message-refused',
      status: 422,
      remedy: expect.stringContaining('clinical sender key') as unknown,
      detail: expect.stringMatching(/Identifiers found: .*MRN/) as unknown,
      decisions: [{ disposition: 'block', reasonCode: 'marketing-lane-sends-no-phi' }],
    });
    expect(body).not.toMatch(/Zebediah|Quill|0093315/);
    expect(released()).toBe(0);
  });

  it('refuses another purpose or channel than those of the key, and says which it has', async () => {
    const id = KEYS.marketing.split('.')[0] ?? '';
    const key = world.registry.keys.get(id);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    world.registry.keys.set(id, { ...key, use: { ...key.use, purposes: ['marketing'] } });
    const other = await send({ ...CLEAN, purpose: 'general_business' });
    expect(other.status).toBe(403);
    expect(await other.json()).toMatchObject({
      type: 'urn:cordon:problem:beyond-key',
      errors: [{ field: '/purpose', message: 'is not one that this key may send for: marketing' }],
    });
    expect((await send(CLEAN)).status).toBe(202);

    world.registry.keys.set(id, { ...key, use: { ...key.use, channels: ['sms'] } });
    const byMail = await send(CLEAN);
    expect(byMail.status).toBe(403);
    expect(await byMail.text()).toContain('is not one that this key may send by: sms');
    const bySendGrid = await send(
      {
        from: { email: CLEAN.from },
        personalizations: [{ to: [{ email: 'reader@mail.example' }] }],
        subject: CLEAN.subject,
        content: [{ type: 'text/plain', value: CLEAN.text }],
      },
      KEYS.marketing,
      '/v3/mail/send',
    );
    expect(bySendGrid.status).toBe(403);
    expect(released()).toBe(1);
    expect(world.events.filter(({ event }) => event === 'send.forbidden')).toHaveLength(3);
  });

  it('takes no more than the key may send, counted in recipients, and sends nothing of the rest', async () => {
    const id = KEYS.marketing.split('.')[0] ?? '';
    const key = world.registry.keys.get(id);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    const limit = { perSecond: 1, burst: 3 };
    world.registry.keys.set(id, { ...key, use: { ...key.use, limit } });
    const two = { ...CLEAN, to: ['reader@mail.example', 'other@mail.example'] };
    expect((await send(two)).status).toBe(202);
    const answer = await send(two);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toMatchObject({ type: 'urn:cordon:problem:rate-limited' });
    expect(released()).toBe(2);
    expect(world.ledger.records.size).toBe(2);
    expect(world.events.filter(({ event }) => event === 'send.rate_limited')).toEqual([
      { event: 'send.rate_limited', dialect: 'cordon', keyId: id, recipients: 2 },
    ]);
    // Another key is not held up, and this one no longer than it was told.
    expect((await send(two, KEYS.clinical)).status).toBe(202);
    world.advance(1);
    expect((await send(two)).status).toBe(202);
  });

  it('lets no more wait for one day than the key may send on it, and says when it would leave', async () => {
    const id = KEYS.marketing.split('.')[0] ?? '';
    const key = world.registry.keys.get(id);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    const limit = { perDay: 3 };
    world.registry.keys.set(id, { ...key, use: { ...key.use, limit } });
    const sendAt = (hours: number) =>
      new Date(world.now().getTime() + hours * 3_600_000).toISOString();
    const two = { ...CLEAN, to: ['reader@mail.example', 'other@mail.example'] };
    expect((await send({ ...two, sendAt: sendAt(48) })).status).toBe(202);
    // A day on, the day's own count is empty again.
    world.advance(24 * 3600);
    const answer = await send({ ...two, sendAt: sendAt(24) });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '86400']);
    expect(await answer.json()).toMatchObject({ type: 'urn:cordon:problem:rate-limited' });
    expect(released()).toBe(2);
    expect((await send({ ...CLEAN, sendAt: sendAt(48) })).status).toBe(202);
  });

  it.each(['limits.take', 'limits.reserve'])(
    'sends nothing while %s cannot count',
    async (step) => {
      world.wire.failAlways(step, 'before');
      const answer = await send(CLEAN);
      expect(answer.status).toBe(503);
      expect(released()).toBe(0);
    },
  );

  it('accepts the same message by the clinical key, sealed', async () => {
    expect((await send(PHI, KEYS.clinical)).status).toBe(202);
    const [delivery] = world.outbox.clinical.items.values();
    expect(delivery?.body.kind).toBe('closed');
    expect(world.outbox.marketing.items.size).toBe(0);
  });

  it('says that a message is held', async () => {
    const picture = { filename: 'a.png', contentType: 'image/png', content: 'AAAA' };
    const answer = await send({ ...CLEAN, attachments: [picture] });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: 'held_for_review' });
  });

  it.each([
    ['', 'no key'],
    [KEYS.marketing.slice(0, -1), 'a secret cut short'],
    [`${KEYS.marketing.slice(0, -1)}x`, 'a wrong secret'],
    [KEYS.marketing.replace('mk_marketing1', 'mk_marketing2'), 'an unknown key'],
    [`mk_marketing1.${KEYS.clinical.split('.')[1]!}`, "another key's secret"],
    [KEYS.audit, 'a key that may only read'],
    ['mk___proto__.x', 'a strange key'],
  ])('answers 401 to %s (%s), before it parses anything', async (key) => {
    const answer = await send('{"not json', key);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: 'urn:cordon:problem:unknown-key' });
    expect(world.events).toEqual([{ event: 'send.unauthenticated', dialect: 'cordon' }]);
  });

  it('does not know the keys of a lane that it does not serve', async () => {
    const app = createSendApp({ marketing: world.send.marketing });
    const request = (key: string) =>
      app.request('/v1/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(CLEAN),
      });
    expect((await request(KEYS.clinical)).status).toBe(401);
    expect((await request(KEYS.marketing)).status).toBe(202);
    expect(() => createSendApp({})).toThrow(TypeError);
  });

  it('answers 400 to what is malformed, and logs how many fields and not which', async () => {
    const answer = await send({ ...CLEAN, to: [PATIENT.name], [PATIENT.name]: 1, subject: 7 });
    expect(answer.status).toBe(400);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ field: '/to/0' }, { field: '/subject' }, { field: '' }],
    });
    expect(body).not.toContain(PATIENT.name);
    expect(world.events).toEqual([{ event: 'send.malformed', dialect: 'cordon', fields: 3 }]);
    expect(world.ledger.records.size).toBe(0);
  });

  it('takes from a header whom a message is about, of which nothing goes further', async () => {
    const send = (about: string) =>
      createSendApp(world.send).request('/v3/mail/send', {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.clinical}` },
        body: JSON.stringify({
          personalizations: [{ to: [{ email: 'reader@mail.example' }] }],
          from: { email: CLEAN.from },
          subject: CLEAN.subject,
          content: [{ type: 'text/plain', value: CLEAN.text }],
          headers: { 'CORDON-About': about },
        }),
      });
    expect((await send('record:5518820')).status).toBe(202);
    const [record] = world.vault.records.values();
    expect(Buffer.from(record?.envelope.body ?? []).toString()).not.toMatch(/5518820|about/i);
    world.addressees.set('reader@mail.example', { addressee: 'other' });
    expect((await send('record:5518820')).status).toBe(202);
    expect(world.quarantine.held.size).toBe(1);
    const malformed = await send('the lady in room 7');
    expect([malformed.status, await malformed.text()]).toEqual([
      400,
      expect.not.stringContaining('lady'),
    ]);
  });

  it('takes it from a header of the request as well, for whatever is sent by it', async () => {
    world.addressees.set('reader@mail.example', { addressee: 'other' });
    const send = (about: string) =>
      createSendApp(world.send).request('/v1/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.clinical}`, 'cordon-about': about },
        body: JSON.stringify({ ...CLEAN, to: ['reader@mail.example'] }),
      });
    expect(await (await send('record:5518820')).json()).toMatchObject({
      status: 'held_for_review',
      decisions: [{ reasonCode: 'recipient-guard' }],
    });
    expect((await send('the lady in room 7')).status).toBe(400);
  });

  it('lets the others of a batch go where one is refused, and records both', async () => {
    const { subject, text } = CLEAN;
    const one = { From: CLEAN.from, To: 'reader@mail.example', Subject: subject };
    const answer = await createSendApp(world.send).request('/email/batch', {
      method: 'POST',
      headers: { 'x-postmark-server-token': KEYS.marketing },
      body: JSON.stringify([
        { ...one, TextBody: PHI.text },
        { ...one, TextBody: text },
      ]),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      [{ ErrorCode: 300 }, { ErrorCode: 0 }],
    ]);
    const [delivery, second] = world.outbox.marketing.items.values();
    if (delivery?.body.kind !== 'clear' || second !== undefined) throw new Error('one is queued');
    expect(restoreMessage(delivery.body.bytes).text).toBe(text);
    expect([world.vault.records.size, world.quarantine.held.size]).toEqual([0, 0]);
    expect([...world.ledger.records.values()].map(({ disposition }) => disposition)).toEqual([
      ...['block', 'as_is'],
    ]);
  });

  it.each(['/v1/messages', '/v3/mail/send'])(
    'is at %s below the base URL of a covered entity as well, for its own keys alone',
    async (path) => {
      const status = async (entity: string, key?: string) =>
        (await send(path === '/v1/messages' ? CLEAN : {}, key, `/t/${entity}${path}`)).status;
      const own = await status('mercy-hospital');
      expect(own).toBe(path === '/v1/messages' ? 202 : 400);
      expect(await status('other-hospital')).toBe(401);
      expect(await status('mercy-hospital', 'nobody')).toBe(401);
    },
  );

  it.each(['GET', 'PUT', 'DELETE'])('is not there for %s', async (method) => {
    const app = createSendApp(world.send);
    expect((await app.request('/v1/messages', { method })).status).toBe(404);
  });

  it('says that nothing was sent when a service is away, and that a part may be when it is', async () => {
    world.wire.failAlways('ledger.append', 'before');
    const nothing = await send(CLEAN);
    expect(nothing.status).toBe(503);
    expect(await nothing.json()).toMatchObject({ detail: 'Nothing was sent. Try again.' });
    world.wire.failAlways('ledger.append');
    world.wire.failAlways('outbox-marketing.put', 'after');
    const part = await send(CLEAN);
    expect(part.status).toBe(503);
    expect(await part.json()).toMatchObject({
      detail: expect.stringContaining('may have been queued') as unknown,
    });
    expect(world.events.filter(({ event }) => event === 'request.failed')).toEqual([
      { event: 'request.failed', route: 'cordon', errorClass: 'ServiceAwayError' },
      { event: 'request.failed', route: 'cordon', errorClass: 'PartlyReleasedError' },
    ]);
  });
});

describe('over the wire', () => {
  let served: Served;
  beforeEach(async () => {
    served = await serveOnLoopback(createSendApp(world.send));
  });
  afterEach(() => served.close());

  it('a body over the limit is refused, declared or chunked', async () => {
    const authorization = `Bearer ${KEYS.marketing}`;
    const declared = { authorization, 'content-length': String(MAX_SEND_BYTES + 1) };
    const answer = await post(served, '/v1/messages', declared, ['{'], 200);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      413,
      expect.objectContaining({ type: 'urn:cordon:problem:too-large' }),
    ]);
    const pieces = Array.from({ length: 11 }, () => Buffer.alloc(MAX_SEND_BYTES / 10, 0x20));
    const cut = await post(served, '/v3/mail/send', { authorization }, pieces, 5, false);
    expect(cut.status).toBe(413);
    expect(world.ledger.records.size).toBe(0);
  });

  describe("SendGrid's own client, with its base URL changed", () => {
    interface ClientError {
      readonly code: number;
      readonly response: { readonly body: { readonly errors: readonly unknown[] } };
    }

    function client(key: string): MailService {
      const service = new MailService();
      service.setApiKey(`SG.${key}`);
      const inner = (service as unknown as { client: SendGridClient }).client;
      inner.setDefaultRequest('baseUrl', `${served.url}/`);
      return service;
    }

    const failure = (sent: Promise<unknown>): Promise<ClientError> =>
      sent.then(
        () => Promise.reject(new Error('it was accepted')),
        (error: unknown) => error as ClientError,
      );

    it('sees a clean message accepted, with its id', async () => {
      const [response] = await client(KEYS.marketing).send(sendgridMail());
      expect(response.statusCode).toBe(202);
      const [delivery] = world.outbox.marketing.items.values();
      expect((response.headers as Record<string, string>)['x-message-id']).toBe(
        delivery!.messageId,
      );
      if (delivery?.body.kind !== 'clear') throw new Error('it is sealed');
      expect(restoreMessage(delivery.body.bytes)).toMatchObject({
        from: { address: 'news@news.clinic.example' },
        to: [{ address: 'reader@mail.example' }],
        subject: CLEAN.subject,
        text: CLEAN.text,
      });
    });

    it('sees a message about a patient refused, with the reason and the remedy', async () => {
      const { code, response } = await failure(
        client(KEYS.marketing).send({ ...sendgridMail(), subject: PHI.subject, text: PHI.text }),
      );
      expect(code).toBe(422);
      expect(response.body.errors).toEqual([
        {
          message: expect.stringMatching(/^A marketing sender key.*clinical sender key/) as unknown,
          field: 'content',
          help: expect.stringMatching(/^urn:cordon:decision:msg_/) as unknown,
        },
      ]);
      expect(JSON.stringify(response.body)).not.toMatch(/Zebediah|Quill|0093315/);
      expect(released()).toBe(0);
    });

    it('sees the same message accepted by the clinical key', async () => {
      const [response] = await client(KEYS.clinical).send({ ...sendgridMail(), text: PHI.text });
      expect(response.statusCode).toBe(202);
      expect(world.outbox.clinical.items.size).toBe(1);
    });

    it('sees an unknown key as SendGrid shows it', async () => {
      const { code, response } = await failure(
        client(`mk_nobody0001.${'n'.repeat(43)}`).send(sendgridMail()),
      );
      expect(code).toBe(401);
      expect(response.body.errors).toEqual([
        { message: expect.stringContaining('invalid') as unknown, field: null, help: null },
      ]);
    });

    it('sees what is malformed by field', async () => {
      const { code, response } = await failure(
        client(KEYS.marketing).send({ ...sendgridMail(), to: PATIENT.name }),
      );
      expect(code).toBe(400);
      expect(response.body.errors).toEqual([
        {
          message: 'personalizations.0.to.0.email is not an email address',
          field: 'personalizations.0.to.0.email',
          help: null,
        },
      ]);
    });

    it('is told of a template that is not stored here, or not for its key', async () => {
      const { text: _text, ...rest } = sendgridMail();
      const { code, response } = await failure(
        client(KEYS.marketing).send({
          ...rest,
          templateId: 'd-1',
          dynamicTemplateData: { name: PATIENT.name },
        }),
      );
      expect(code).toBe(400);
      expect(response.body.errors).toEqual([
        expect.objectContaining({
          field: 'template_id',
          message: expect.stringContaining('is not the name of a template') as unknown,
        }),
      ]);
    });

    it('sends to several people apart, with substitutions, files and everything else scanned', async () => {
      const sent = {
        ...sendgridMail(),
        to: ['one@mail.example', 'two@mail.example'],
        text: 'Hello {{place}}',
        html: '<p>Hello {{place}}</p>',
        substitutions: { place: 'Springfield' },
        categories: ['hours'],
        customArgs: { wave: '1' },
        headers: { 'X-Campaign': 'autumn' },
        attachments: [{ content: 'TW9uZGF5', filename: 'a.txt', type: 'text/plain' }],
      };
      const [response] = (await client(KEYS.marketing).sendMultiple(sent)) as unknown as [
        { readonly statusCode: number },
      ];
      expect(response.statusCode).toBe(202);
      const bodies = [...world.outbox.marketing.items.values()].map(({ body }) =>
        body.kind === 'clear' ? restoreMessage(body.bytes) : undefined,
      );
      expect(bodies).toMatchObject(sent.to.map((address) => ({ to: [{ address }] })));
      expect(bodies[1]).toMatchObject({
        text: 'Hello Springfield',
        html: '<p>Hello Springfield</p>',
        headers: { 'X-Campaign': 'autumn' },
        attachments: [{ filename: 'a.txt', content: Buffer.from('Monday') }],
      });
      const hidden = { ...sent, customArgs: { note: PHI.text } };
      expect((await failure(client(KEYS.marketing).sendMultiple(hidden))).code).toBe(422);
    });

    it('sees a service that is away as a failure that it may repeat', async () => {
      world.wire.failAlways('ledger.append', 'before');
      const { code } = await failure(client(KEYS.marketing).send(sendgridMail()));
      expect(code).toBe(503);
      expect(released()).toBe(0);
    });
  });
});

interface SendGridClient {
  setDefaultRequest(name: 'baseUrl', value: string): void;
}
