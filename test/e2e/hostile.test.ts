import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from './support/folders.ts';
import { type GatewayProcess, type Ready, startGateway } from './support/gateway-process.ts';
import { intakeForm, patient, seededRandom } from './support/patients.ts';
import { exchange, openIdle, type Piece, type RawAnswer, requestText } from './support/raw-http.ts';
import { acceptedIds, SINKS } from './support/sinks.ts';
import { openTables, type Tables, waitUntilDrained } from './support/tables.ts';
import { calendlyHeaders, post, postWebhook, standardHeaders } from './support/vendor.ts';

const MINUTE = 60_000;
/** The development sources take bodies of up to 1 MiB. */
const LIMIT = 1024 * 1024;
/** Milliseconds until a request's headers, and the whole request, must be there; checked every 2 s. */
const HEADERS_MUST_COME = 10_000;
const REQUEST_MUST_COME = 30_000;
/** What a busy machine may add. */
const SLACK = 15_000;

const random = seededRandom(11);
const form = (id: string): string => intakeForm(patient(random), id);

let gateway: GatewayProcess;
let ready: Ready;
let tables: Tables;
let intake: string;
let secret: string;
let slowHeaders: Promise<RawAnswer>;
let slowBody: Promise<RawAnswer>;

beforeAll(async () => {
  gateway = await startGateway(await folderForAll());
  ready = gateway.ready;
  tables = openTables(ready.services.dynamodb);
  intake = ready.sources['intake']!.url;
  secret = ready.credentials.sources.intake;
  // These take half a minute, so they dribble while the other tests run.
  slowHeaders = exchange(ready.url, dribble('POST /webhooks/intake HTTP/1.1\r\nx-a: '), MINUTE);
  const started = requestText('POST /webhooks/intake', {
    host: new URL(ready.url).host,
    ...standardHeaders(secret, 'slow', 'x'.repeat(1000)),
    'content-length': '1000',
  });
  slowBody = exchange(ready.url, dribble(started), MINUTE);
});

afterAll(async () => {
  tables.destroy();
  const { code, stderr } = await gateway.end('SIGINT');
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

function* dribble(start: string): Iterable<Piece> {
  yield start;
  for (;;) {
    yield 500;
    yield 'x';
  }
}

async function signedPost(id: string, body: string, at = new Date()) {
  return post(intake, standardHeaders(secret, id, body, at), body);
}

describe('a webhook that nobody vouches for', () => {
  it.each<[string, (body: string) => Record<string, string>]>([
    ['carries no signature', () => ({ 'content-type': 'application/json' })],
    [
      'is signed with another secret',
      (body) => standardHeaders(`whsec_${btoa('x'.repeat(24))}`, 'w1', body),
    ],
    [
      "is signed with another source's secret",
      (body) => standardHeaders(ready.credentials.sources.newsletter, 'w2', body),
    ],
    ['was changed after it was signed', (body) => standardHeaders(secret, 'w3', `${body} `)],
    [
      'has the signature of another id',
      (body) => ({ ...standardHeaders(secret, 'w4', body), 'webhook-id': 'w5' }),
    ],
    ['has an empty id', (body) => ({ ...standardHeaders(secret, 'x', body), 'webhook-id': '' })],
    [
      'has a signature of an unknown version',
      (body) => {
        const headers = standardHeaders(secret, 'w6', body);
        return {
          ...headers,
          'webhook-signature': headers['webhook-signature']!.replace('v1,', 'v0,'),
        };
      },
    ],
    [
      'is older than five minutes',
      (body) => standardHeaders(secret, 'w7', body, new Date(Date.now() - 6 * MINUTE)),
    ],
    [
      'comes from the future',
      (body) => standardHeaders(secret, 'w8', body, new Date(Date.now() + 6 * MINUTE)),
    ],
    [
      'has no number for its time',
      (body) => ({ ...standardHeaders(secret, 'w9', body), 'webhook-timestamp': 'now' }),
    ],
  ])('is answered 401 when it %s', async (_how, headers) => {
    const body = form('refused');
    expect(await post(intake, headers(body), body)).toEqual({
      status: 401,
      body: '{"error":"signature not accepted"}',
    });
  });

  it.each([
    ['old', -4 * MINUTE],
    ['from the future', 4 * MINUTE],
  ])("is answered 401 when Calendly's signature is %s", async (_how, shift) => {
    const body = form('calendly');
    const key = ready.credentials.sources['calendly-intake'];
    const at = new Date(Date.now() + shift);
    const url = ready.sources['calendly-intake']!.url;
    expect((await post(url, calendlyHeaders(key, body, at), body)).status).toBe(401);
  });

  it.each(['nobody', 'INTAKE', 'intake%00', '..%2fintake', 'intake%20', 'x'.repeat(2000)])(
    'is answered for the unknown source %s as for a wrong signature',
    async (source) => {
      const body = form('unknown');
      const headers = standardHeaders(secret, 'u1', body);
      expect((await post(`${ready.url}/webhooks/${source}`, headers, body)).status).toBe(401);
    },
  );

  it('is answered 403 when it is fetched, and 405 by any other method, also where there is no source', async () => {
    for (const url of [intake, `${ready.url}/webhooks/nobody`]) {
      expect((await fetch(url)).status).toBe(403);
      const response = await fetch(url, { method: 'PUT', body: 'x' });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('leaves nothing behind', async () => {
    expect(await tables.items('messages')).toEqual([]);
    expect(await tables.items('vault')).toEqual([]);
  });
});

describe('a body over the limit', () => {
  const big = 'x'.repeat(LIMIT + 1);

  it('is answered 413 when its length is declared, before it is sent', async () => {
    const answer = await exchange(ready.url, [
      requestText('POST /webhooks/intake', {
        host: new URL(ready.url).host,
        ...standardHeaders(secret, 'big-1', big),
        'content-length': String(LIMIT + 1),
      }),
    ]);
    expect(answer.statuses).toEqual([413]);
  });

  it('is answered 413 when it comes in chunks, without reading on', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = await exchange(ready.url, [
      requestText('POST /webhooks/intake', {
        host: new URL(ready.url).host,
        ...standardHeaders(secret, 'big-2', big),
        'transfer-encoding': 'chunked',
      }),
      ...Array.from({ length: LIMIT / 0x10000 + 1 }, () => chunk),
    ]);
    expect(answer.statuses).toEqual([413]);
  });

  it('is answered 413 by the send API', async () => {
    const answer = await exchange(ready.url, [
      requestText('POST /v1/messages', {
        host: new URL(ready.url).host,
        authorization: `Bearer ${ready.credentials.marketingKey}`,
        'content-type': 'application/json',
        'content-length': String(64 * LIMIT),
      }),
    ]);
    expect(answer.statuses).toEqual([413]);
    expect(answer.text).toContain('application/problem+json');
  });
});

describe('a signed body that cannot be read', () => {
  const nested = '['.repeat(50_000) + ']'.repeat(50_000);
  it.each<[string, string | Buffer, string]>([
    ['is cut off', '{"patient": "Maria Keller", "dob": "1961-0', 'application/json'],
    ['is nested without end', nested, 'application/json'],
    ['is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x22]), 'application/json'],
    ['is of a kind nobody knows', 'Maria Keller', 'application/x-unheard-of'],
    ['is compressed', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), 'application/gzip'],
  ])('is accepted, sealed and held for both destinations when it %s', async (how, body, type) => {
    const bytes = Buffer.from(body);
    const id = `unreadable-${how}`.replaceAll(' ', '-');
    // The reference library signs text; the signature is over bytes.
    const headers = { ...standardHeaders(secret, id, ''), ...rawSignature(id, bytes) };
    const response = await fetch(intake, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: bytes,
    });
    expect(response.status).toBe(202);
    const { messageId } = (await response.json()) as { messageId: string };
    await waitUntilDrained(tables);
    const decisions = await decisionsOf(messageId);
    expect(decisions.map(({ target }) => target.id).sort()).toEqual([...SINKS]);
    for (const decision of decisions) {
      expect(decision).toMatchObject({ disposition: 'quarantine', classification: 'unknown' });
      expect(decision.unreadable.length).toBeGreaterThan(0);
    }
    const held = (await tables.items('quarantine')).filter(
      (item) => item['messageId'] === messageId,
    );
    expect(held).toHaveLength(2);
    const [sealed] = (await tables.items('vault')).filter(
      (item) => item['recordId'] === held[0]?.['recordId'],
    );
    expect(sealed).toBeDefined();
    for (const sink of SINKS) expect(await acceptedIds(ready, sink)).not.toContain(messageId);
  });
});

interface SeenDecision {
  readonly target: { readonly id: string };
  readonly disposition: string;
  readonly classification: string;
  readonly unreadable: readonly string[];
}

async function decisionsOf(messageId: string): Promise<readonly SeenDecision[]> {
  const response = await fetch(`${ready.apis.decisions}?messageId=${messageId}`, {
    headers: { authorization: `Bearer ${ready.credentials.auditKey}` },
  });
  return ((await response.json()) as { decisions: SeenDecision[] }).decisions;
}

function rawSignature(id: string, body: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const mac = createHmac('sha256', key).update(signed).digest('base64');
  return { 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}

describe('a webhook that comes again', () => {
  it('is answered with success and delivered once, also when many come at once', async () => {
    const body = form('again');
    const first = await Promise.all(
      Array.from({ length: 8 }, () => postWebhook(intake, secret, 'again', body)),
    );
    const later = await postWebhook(intake, secret, 'again', body);
    expect(first.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(first.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(later.status).toBe(200);
    await waitUntilDrained(tables);
    const { messageId } = first.find(({ status }) => status === 202)!;
    for (const sink of SINKS) {
      const ids = await acceptedIds(ready, sink);
      expect(ids.filter((id) => id === messageId)).toHaveLength(1);
    }
  });

  it('is another one when it comes to another source', async () => {
    const body = form('shared id');
    const url = ready.sources['newsletter']!.url;
    expect((await signedPost('shared', body)).status).toBe(202);
    const other = await postWebhook(url, ready.credentials.sources.newsletter, 'shared', body);
    expect(other.status).toBe(202);
  });
});

describe('a malformed request to send', () => {
  const message = {
    channel: 'email',
    from: 'hello@news.cordon.example',
    to: ['reader@example.org'],
    subject: 'Hello',
    text: 'Hello',
  };
  const send = (body: string, authorization = `Bearer ${ready.credentials.marketingKey}`) =>
    fetch(ready.apis.messages, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });

  it.each<[string, unknown, string]>([
    ['recipients that are none', { ...message, to: ['Maria Keller 1961'] }, '/to/0'],
    ['no recipient', { ...message, to: [] }, '/to'],
    ['no subject', { ...message, subject: undefined }, '/subject'],
    ['a line break in the subject', { ...message, subject: 'a\r\nbcc: x@example.org' }, '/subject'],
    ['an unknown channel', { ...message, channel: 'pigeon of Maria Keller' }, '/channel'],
    ['neither text nor HTML', { ...message, text: undefined }, '/text'],
    ['a number for text', { ...message, text: 42 }, '/text'],
    ['an unknown purpose', { ...message, purpose: 'Maria Keller' }, '/purpose'],
  ])('is answered with problem details that name the field: %s', async (_what, body, field) => {
    const response = await send(JSON.stringify(body));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const text = await response.text();
    const problem = JSON.parse(text) as { status: number; errors: { field: string }[] };
    expect(problem.status).toBe(400);
    expect(problem.errors.map((error) => error.field)).toContain(field);
    expect(text).not.toMatch(/Maria|Keller|1961/);
  });

  it.each(['{"to": ["Maria Keller"', '"Maria Keller"', '', 'null', '[]'])(
    'is answered with problem details when it is no JSON object: %s',
    async (body) => {
      const response = await send(body);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.text()).not.toContain('Keller');
    },
  );

  it.each([
    ['none', ''],
    ['an unknown one', `Bearer mk_0123456789abcdef.${'A'.repeat(43)}`],
    ['no key at all', 'Bearer Maria Keller'],
    ['a user and a password', `Basic ${btoa('Maria:Keller')}`],
  ])('is answered 401 for a key that is not known: %s', async (_which, authorization) => {
    const response = await send(JSON.stringify(message), authorization);
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/Maria|Keller/);
  });

  it('is answered 401 for a known key with a wrong secret, and for a key that may not send', async () => {
    const { marketingKey, auditKey } = ready.credentials;
    const wrong = `${marketingKey.split('.')[0] ?? ''}.${'A'.repeat(43)}`;
    expect((await send(JSON.stringify(message), `Bearer ${wrong}`)).status).toBe(401);
    expect((await send(JSON.stringify(message), `Bearer ${auditKey}`)).status).toBe(401);
  });

  it('lets no sender read decisions', async () => {
    const { marketingKey, clinicalKey } = ready.credentials;
    for (const key of [marketingKey, clinicalKey, 'ak_0123456789abcdef.x']) {
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(ready.apis.decisions, { headers })).status).toBe(401);
    }
    expect((await fetch(ready.apis.decisions)).status).toBe(401);
  });
});

describe('a connection that means harm', () => {
  const host = (): string => new URL(ready.url).host;

  it('is answered 431 when its headers are too large', async () => {
    const answer = await exchange(ready.url, [
      requestText('GET /healthz', { host: host(), 'x-large': 'x'.repeat(20_000) }),
    ]);
    expect(answer.statuses).toEqual([431]);
    expect(answer.cut).toBe(true);
  });

  it.each<[string, readonly string[], string]>([
    ['both a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], '0\r\n\r\n'],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 4'], ''],
    ['a length with a sign', ['Content-Length: +4'], 'body'],
    ['a length that is no number', ['Content-Length: 4x'], 'body'],
    ['a negative length', ['Content-Length: -1'], ''],
    ['an encoding nobody knows', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'],
    ['chunks that are not the last encoding', ['Transfer-Encoding: chunked, gzip'], '0\r\n\r\n'],
    ['a space before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n'],
    ['a chunk whose size is none', ['Transfer-Encoding: chunked'], 'zz\r\n\r\n'],
    ['a header without a colon', ['Content-Length: 0', 'nonsense'], ''],
  ])('gets nothing past the parser with %s', async (_what, lines, body) => {
    const before = (await tables.items('messages')).length;
    const hidden = '{"smuggled":true}';
    const smuggled = requestText(
      'POST /webhooks/intake',
      {
        host: host(),
        ...standardHeaders(secret, `smuggled-${lines.join()}`, hidden),
        'content-length': String(hidden.length),
      },
      hidden,
    );
    const start = ['POST /webhooks/intake HTTP/1.1', `Host: ${host()}`, ...lines].join('\r\n');
    const answer = await exchange(ready.url, [`${start}\r\n\r\n${body}${smuggled}`]);
    expect(answer.statuses).toEqual([400]);
    expect(answer.cut).toBe(true);
    expect(await tables.items('messages')).toHaveLength(before);
  });

  it('does not stop others by being many and idle', async () => {
    const idle = await openIdle(ready.url, 300);
    try {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          signedPost(`beside-the-idle-${at}`, form('beside the idle')),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  it('is cut off when it sends its headers a byte at a time', async () => {
    const { cut, lasted, statuses } = await slowHeaders;
    expect(cut).toBe(true);
    expect(lasted).toBeGreaterThan(HEADERS_MUST_COME - 1000);
    expect(lasted).toBeLessThan(HEADERS_MUST_COME + SLACK);
    expect(statuses).toEqual([408]);
  });

  it('is cut off when it sends its body a byte at a time', async () => {
    const { cut, lasted } = await slowBody;
    expect(cut).toBe(true);
    expect(lasted).toBeLessThan(REQUEST_MUST_COME + SLACK);
    const known = (await tables.items('messages')).map((item) => item['size']);
    expect(known).not.toContain(1000);
  });

  it('leaves the gateway as it was', async () => {
    expect((await signedPost('at the end', form('at the end'))).status).toBe(202);
    await waitUntilDrained(tables);
    expect(gateway.stderr()).toBe('');
  });
});
