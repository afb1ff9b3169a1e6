import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createTwilioUpstream,
  type TwilioUpstreamOptions,
} from '../../../../lambdas/adapters/aws/shared/twilio-upstream.ts';
import type { OutgoingText, TextResult } from '../../../../lambdas/ports/text-upstream.ts';
import { stoppedClock } from '../samples.ts';

const clock = stoppedClock('2026-03-01T10:00:00.000Z');
const SERVICE = `MG${'b2'.repeat(16)}`;
const SENDERS = ['+12025550100', 'Clinic', SERVICE];
const SID = `SM${'c3'.repeat(16)}`;
const TEXT: OutgoingText = {
  ...{ channel: 'sms', recipient: '+12025550123', text: 'Open on Monday & Tuesday' },
  ...{ mediaUrls: [], deliveryId: 'msg_1~r1' },
};
const CANARY = 'Zebediah-Quill';

describe('a Twilio-like upstream', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function serve(handler: RequestListener): Promise<string> {
    const server = createServer(handler);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    cleanups.push(() => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    });
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  const answering = (status: number, body = '', headers: Record<string, string> = {}) =>
    serve((request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    });

  function upstream(baseUrl: string, over: Partial<TwilioUpstreamOptions> = {}) {
    const made = createTwilioUpstream({
      ...{ baseUrl, senders: SENDERS, secretRef: 'cordon/upstream/marketing/sms', clock },
      secrets: { get: async () => ['AC1:token', 'AC1:before'] },
      ...{ allowLoopbackHttp: true, timeoutMs: 300, bodyTimeoutMs: 300 },
      ...over,
    });
    cleanups.push(() => made.close());
    return made;
  }

  /** What arrives of a text. */
  async function sent(text: Partial<OutgoingText>, over: Partial<TwilioUpstreamOptions> = {}) {
    const seen: { request: IncomingMessage; form: URLSearchParams }[] = [];
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ request, form: new URLSearchParams(Buffer.concat(chunks).toString()) });
        response.writeHead(201).end(JSON.stringify({ sid: SID }));
      });
    });
    const result = await upstream(url, over).send({ ...TEXT, ...text });
    expect(result).toEqual({ kind: 'sent', providerId: SID });
    expect(seen).toHaveLength(1);
    return seen[0]!;
  }

  it('gets the text with its account, and the same reference on every attempt', async () => {
    const { request, form } = await sent({});
    expect(request.url).toBe('/2010-04-01/Accounts/AC1/Messages.json');
    expect(request.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('AC1:token').toString('base64')}`,
      'idempotency-key': 'msg_1~r1',
    });
    expect([...form]).toEqual([
      ['To', '+12025550123'],
      ['From', '+12025550100'],
      ['Body', 'Open on Monday & Tuesday'],
    ]);
  });

  it('may be used by a key of the account', async () => {
    const { request } = await sent({}, { secrets: { get: async () => ['AC1:SK1:secret'] } });
    expect(request.url).toContain('/Accounts/AC1/');
    const { authorization } = request.headers;
    expect(authorization).toBe(`Basic ${Buffer.from('SK1:secret').toString('base64')}`);
  });

  it.each<[Partial<OutgoingText>, string, string]>([
    [{ from: 'Clinic' }, 'From', 'Clinic'],
    [{ from: '+15005550006' }, 'From', '+12025550100'],
    [{ from: SERVICE }, 'MessagingServiceSid', SERVICE],
    [{ channel: 'whatsapp' }, 'From', 'whatsapp:+12025550100'],
    [{ channel: 'whatsapp' }, 'To', 'whatsapp:+12025550123'],
    [{ channel: 'push', recipient: 'token:1' }, 'To', 'token:1'],
  ])('is told of %j: %s is %s', async (text, field, value) => {
    expect((await sent(text)).form.getAll(field)).toEqual([value]);
  });

  it('gets each of the media, and no body where there are no words', async () => {
    const mediaUrls = ['https://files.clinic.example/a.png', 'https://files.clinic.example/b.png'];
    const { form } = await sent({ text: '', mediaUrls });
    expect([form.has('Body'), form.getAll('MediaUrl')]).toEqual([false, mediaUrls]);
  });

  const told = (code: number) => JSON.stringify({ code, message: CANARY, status: 400 });
  it.each<[string, number, string, Record<string, string>, TextResult]>([
    ['it is busy', 429, '', { 'retry-after': '90' }, retry('http_429', 90)],
    ['it is busy, by its code', 429, told(20429), {}, retry('twilio_20429')],
    // What says nothing of the text may have taken it.
    ['it fails', 500, CANARY, {}, unknown('http_500')],
    ['it fails and says why', 500, told(20500), {}, retry('twilio_20500')],
    ['it is lost on the way', 502, '', {}, unknown('http_502')],
    ['it is away', 503, '', { 'retry-after': 'never' }, retry('http_503')],
    ['the token is wrong', 401, told(20003), {}, retry('twilio_20003')],
    ['the account is suspended', 403, '', {}, retry('http_403')],
    ['the account is another', 404, told(20404), {}, retry('twilio_20404')],
    ['it sends us elsewhere', 307, '', { location: 'http://127.0.0.1:1/' }, retry('http_307')],
    ['nobody wants it', 400, told(21610), {}, { kind: 'rejected', failure: 'twilio_21610' }],
    ['the number is none', 400, told(21211), {}, { kind: 'rejected', failure: 'twilio_21211' }],
    ['it says no more', 422, CANARY, {}, { kind: 'rejected', failure: 'http_422' }],
    [
      ...(['its code is none', 400, `{"code":"${CANARY}"}`, {}] as const),
      { kind: 'rejected', failure: 'http_400' },
    ],
    ['its answer is none of ours', 201, '[]', {}, { kind: 'sent', providerId: 'unknown' }],
    [
      ...(['its answer is huge', 201, 'x'.repeat(1_000_000), {}] as const),
      { kind: 'sent', providerId: 'unknown' },
    ],
  ])('where %s is answered for: %i', async (_what, status, body, headers, result) => {
    const url = await answering(status, body, headers);
    expect(await upstream(url).send(TEXT)).toEqual(result);
  });

  it('that never answers is tried again', async () => {
    const url = await serve((request) => void request.resume());
    expect(await upstream(url).send(TEXT)).toEqual(unknown('timeout'));
  });

  it('is told each text once, though its connection dies before an answer', async () => {
    let received = 0;
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        received += 1;
        if (received === 2) request.socket.destroy();
        else response.writeHead(201).end(JSON.stringify({ sid: SID }));
      });
    });
    const kept = upstream(url);
    expect(await kept.send(TEXT)).toMatchObject({ kind: 'sent' });
    // Lets a connection that is kept go back to where it is taken from.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const lost = await kept.send(TEXT);
    expect(lost).toMatchObject({ kind: 'retry', mayHaveLeft: true });
    expect(received).toBe(2);
  });

  it('that is not there has taken nothing', async () => {
    const url = await serve(() => undefined);
    for (const cleanup of cleanups.splice(0)) await cleanup();
    expect(await upstream(url).send(TEXT)).toEqual(retry('ECONNREFUSED'));
  });

  it('that took the text and never ends its answer is not told twice', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(201).write('{"sid":'));
    });
    expect(await upstream(url).send(TEXT)).toEqual({ kind: 'sent', providerId: 'unknown' });
  });

  it('that is not there, or not on the internet, is tried again', async () => {
    expect(await upstream('http://127.0.0.1:1').send(TEXT)).toEqual(retry('ECONNREFUSED'));
    const deployed = { allowLoopbackHttp: false };
    expect(await upstream('http://127.0.0.1:1', deployed).send(TEXT)).toEqual(retry('url_refused'));
    const metadata = upstream('https://169.254.169.254', deployed);
    expect(await metadata.send(TEXT)).toEqual(retry('address_refused'));
  });

  it.each([[[]], [['token']], [[':']], [['../x:token']], [['']]])(
    'waits for its login, of which the store has %j',
    async (values) => {
      const url = await answering(201);
      const secrets = { get: async () => values };
      expect(await upstream(url, { secrets }).send(TEXT)).toEqual(retry('upstream_secret_missing'));
    },
  );
});

const unknown = (failure: string): TextResult => ({ kind: 'retry', failure, mayHaveLeft: true });
function retry(failure: string, retryAfterSeconds?: number): TextResult {
  return {
    ...{ kind: 'retry', failure },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
