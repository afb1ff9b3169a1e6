import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../lambdas/ports/log.ts';
import { listenForSmtp, type SmtpListener } from '../../../local/smtp/listener.ts';
import type { MailIn } from '../../../local/smtp/receiving.ts';
import { createSelfSigned } from '../../../local/smtp/self-signed-certificate.ts';
import type { Post } from '../../../local/smtp/submission.ts';

const KEY = `mk_0123456789abcdef.${'k'.repeat(43)}`;
const certificate = createSelfSigned(new Date());
const ACCEPTED = JSON.stringify({ messageId: 'msg_1', status: 'accepted' });
const MAX_BYTES = 10_000;

const NO_MAIL: MailIn = {
  takes: () => Promise.reject(new TypeError('no mail comes in')),
  receive: () => Promise.reject(new TypeError('no mail comes in')),
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Posted {
  readonly headers: Headers;
  readonly body: string;
}

/** A listener whose messages come here. */
async function listen(
  answer: (posted: Posted) => Response | Promise<Response> = () =>
    new Response(ACCEPTED, { status: 202 }),
  isSenderKey: (key: string) => Promise<boolean> = (key) => Promise.resolve(key === KEY),
  isImplicit = false,
) {
  const posted: Posted[] = [];
  const events: LogEvent[] = [];
  const post: Post = async (request) => {
    const one = { headers: request.headers, body: await request.text() };
    posted.push(one);
    return answer(one);
  };
  const listener = await listenForSmtp({
    ...{ host: '127.0.0.1', port: 0, isImplicit, certificate, maxBytes: MAX_BYTES },
    ...{ isSenderKey, post, mailIn: NO_MAIL },
    log: { write: (event) => void events.push(event) },
  });
  closing.push(() => listener.close());
  return { listener, posted, events };
}

/** A conversation, reply by reply. */
class Client {
  #socket: Socket;
  #text = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  #listen(): void {
    this.#socket.setMaxListeners(0);
    this.#socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
    });
    this.#socket.on('error', () => undefined);
    closing.push(() => this.#socket.destroy());
  }

  get isClosed(): boolean {
    return this.#socket.readableEnded || this.#socket.destroyed;
  }

  /** Everything of the next reply, its lines with `|` between. */
  async reply(): Promise<string> {
    const whole = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/;
    while (!whole.test(this.#text)) {
      if (this.isClosed) return `closed: ${this.#text}`;
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]);
    }
    const [reply = ''] = whole.exec(this.#text) ?? [];
    this.#text = this.#text.slice(reply.length);
    return reply.trimEnd().replaceAll('\r\n', '|');
  }

  write(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  async say(line: string): Promise<string> {
    this.write(`${line}\r\n`);
    return this.reply();
  }

  async secure(): Promise<void> {
    this.#socket.removeAllListeners('data');
    this.#socket = connectTls({
      socket: this.#socket,
      ca: certificate.certificate,
      host: 'localhost',
    });
    await once(this.#socket, 'secureConnect');
    this.#text = '';
    this.#listen();
  }
}

async function open({ port }: SmtpListener): Promise<Client> {
  const client = new Client(connect(port, '127.0.0.1'));
  expect(await client.reply()).toMatch(/^220 cordon ESMTP/);
  return client;
}

async function openSecure(listener: SmtpListener): Promise<Client> {
  const client = await open(listener);
  await client.say('EHLO a');
  expect(await client.say('STARTTLS')).toMatch(/^220/);
  await client.secure();
  return client;
}

const plain = (key: string) => `AUTH PLAIN ${Buffer.from(`\0any\0${key}`).toString('base64')}`;

/** Logged in, and up to DATA. */
async function openForData(listener: SmtpListener): Promise<Client> {
  const client = await openSecure(listener);
  await client.say('EHLO a');
  expect(await client.say(plain(KEY))).toMatch(/^235/);
  await begin(client);
  return client;
}

async function begin(client: Client): Promise<void> {
  await client.say('MAIL FROM:<news@clinic.example>');
  await client.say('RCPT TO:<reader@mail.example>');
  expect(await client.say('DATA')).toMatch(/^354/);
}

const MAIL = 'From: a@clinic.example\r\nSubject: x\r\n\r\nHello\r\n';

describe('a mail program', () => {
  it('is offered nothing but STARTTLS before TLS, and no login is taken', async () => {
    const { listener, posted } = await listen();
    const client = await open(listener);
    const offered = await client.say('EHLO a');
    expect(offered).toContain('STARTTLS');
    expect(offered).not.toContain('AUTH');
    expect(await client.say(plain(KEY))).toMatch(/^5/);
    expect(await client.say('AUTH LOGIN')).toMatch(/^5/);
    // What somebody between took STARTTLS out of is refused to the end of it.
    expect(await client.say('MAIL FROM:<a@clinic.example>')).toMatch(/^530 5\.7\.0/);
    expect(await client.say('RCPT TO:<b@mail.example>')).toMatch(/^5/);
    expect(await client.say('DATA')).toMatch(/^5/);
    expect(posted).toEqual([]);
  });

  it('is offered login, size, 8BITMIME and SMTPUTF8 after it', async () => {
    const { listener } = await listen();
    const client = await openSecure(listener);
    const offered = (await client.say('EHLO a')).split('|').map((line) => line.slice(4));
    expect(offered).toEqual(
      expect.arrayContaining([
        'AUTH PLAIN LOGIN',
        `SIZE ${String(MAX_BYTES)}`,
        '8BITMIME',
        'SMTPUTF8',
      ]),
    );
    expect(offered).not.toContain('STARTTLS');
    expect(await client.say('MAIL FROM:<a@clinic.example>')).toMatch(/^530 5\.7\.0/);
  });

  it('may use TLS from the first byte', async () => {
    const { listener } = await listen(undefined, undefined, true);
    const client = new Client(
      connectTls({ port: listener.port, host: 'localhost', ca: certificate.certificate }),
    );
    expect(await client.reply()).toMatch(/^220/);
    expect(await client.say('EHLO a')).toContain('AUTH PLAIN LOGIN');
    expect(await client.say(plain(KEY))).toMatch(/^235/);
  });

  it('cannot be made to say something before TLS that counts after it', async () => {
    const { listener } = await listen();
    const client = await open(listener);
    await client.say('EHLO a');
    client.write(`STARTTLS\r\nEHLO a\r\n${plain(KEY)}\r\n`);
    expect(await client.reply()).toMatch(/^220/);
    await client.secure();
    // The first answer is the one to this, and nobody is logged in.
    expect(await client.say('NOOP')).toMatch(/^250/);
    expect(await client.say('MAIL FROM:<a@clinic.example>')).toMatch(/^5\d\d/);
  });

  it('logs in by PLAIN or LOGIN with a sender key, whatever its user name', async () => {
    const { listener } = await listen();
    const client = await openSecure(listener);
    await client.say('EHLO a');
    expect(await client.say('AUTH LOGIN')).toMatch(/^334/);
    expect(await client.say(Buffer.from('anybody').toString('base64'))).toMatch(/^334/);
    expect(await client.say(Buffer.from(KEY).toString('base64'))).toMatch(/^235/);
  });

  it('is let go after three wrong passwords, each answered later than the one before', async () => {
    const { listener, events } = await listen();
    const client = await openSecure(listener);
    await client.say('EHLO a');
    const times: number[] = [];
    for (const code of [535, 535, 421]) {
      const start = performance.now();
      expect(await client.say(plain('wrong'))).toMatch(new RegExp(`^${String(code)} 5\\.7\\.8`));
      times.push(performance.now() - start);
    }
    expect(times[2]).toBeGreaterThan(2 * (times[0] ?? 0));
    expect(events).toEqual(Array(3).fill({ event: 'send.unauthenticated', dialect: 'smtp' }));
  });

  it('is told to come again where its key cannot be looked up', async () => {
    const { listener } = await listen(undefined, () => Promise.reject(new Error('away')));
    const client = await openSecure(listener);
    await client.say('EHLO a');
    expect(await client.say(plain(KEY))).toMatch(/^454 4\.7\.0/);
  });

  it('hands over its message as it is, without the dots of the protocol, with its envelope and key', async () => {
    const { listener, posted } = await listen();
    const client = await openForData(listener);
    expect(await client.say(`${MAIL}..dot\r\n.`)).toBe('250 2.6.0 Accepted as msg_1');
    expect(posted[0]?.body).toBe(`${MAIL}.dot\r\n`);
    expect(posted[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(posted[0]?.headers.get('content-type')).toBe('message/rfc822');
    expect(decodeURIComponent(posted[0]?.headers.get('cordon-recipients') ?? '')).toBe(
      'reader@mail.example',
    );
  });

  it('hears nothing of its message before it is decided and durable', async () => {
    let decide: (response: Response) => void = () => undefined;
    const { listener, posted } = await listen(() => new Promise((answer) => (decide = answer)));
    const client = await openForData(listener);
    let heard: string | undefined;
    const waiting = client.say(`${MAIL}.`).then((reply) => (heard = reply));
    await expect.poll(() => posted.length).toBe(1);
    expect(heard).toBeUndefined();
    decide(new Response('{}', { status: 503 }));
    expect(await waiting).toMatch(/^451 4\.3\.0/);
  });

  it('is told of a refusal in as many lines as it takes', async () => {
    const detail = `A marketing key sends no PHI. ${'Why. '.repeat(150)}`;
    const { listener } = await listen(() =>
      Response.json({ title: 'Refused', detail, remedy: 'Use the clinical key.' }, { status: 422 }),
    );
    const client = await openForData(listener);
    const lines = (await client.say(`${MAIL}.`)).split('|');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(0, -1).every((line) => line.startsWith('550-5.7.1 '))).toBe(true);
    expect(lines.at(-1)).toBe('550 5.7.1 Use the clinical key.');
  });

  it('is told that nothing was taken where the gateway fails', async () => {
    const { listener, events } = await listen(() => Promise.reject(new Error('a canary')));
    const client = await openForData(listener);
    expect(await client.say(`${MAIL}.`)).toBe(
      '451 4.3.0 The message was not taken; try again later',
    );
    expect(events).toEqual([{ event: 'request.failed', route: 'smtp', errorClass: 'Error' }]);
  });

  it('sends no more than the size it was told, announced or not', async () => {
    const { listener, posted } = await listen();
    const client = await openForData(listener);
    expect(await client.say(`${MAIL}${'x'.repeat(100)}\r\n`.repeat(200) + '.')).toMatch(
      /^552 5\.3\.4/,
    );
    expect(posted).toEqual([]);
    expect(await client.say(`MAIL FROM:<a@clinic.example> SIZE=${String(MAX_BYTES + 1)}`)).toMatch(
      /^552/,
    );
    await begin(client);
    expect(await client.say(`${MAIL}.`)).toMatch(/^250/);
  });

  it.each([
    ['an LF alone before the dot', `${MAIL}\n.\r\nMAIL FROM:<evil@evil.example>\r\n`],
    ['LFs alone around the dot', `${MAIL}\n.\nMAIL FROM:<evil@evil.example>\r\n`],
    ['CRs alone around the dot', `${MAIL}\r.\rMAIL FROM:<evil@evil.example>\r\n`],
  ])('smuggles no message behind %s', async (_, text) => {
    const { listener, posted } = await listen();
    const client = await openForData(listener);
    expect(await client.say(`${text}.`)).toMatch(/^554 5\.6\.0/);
    expect(await client.say('RCPT TO:<a@mail.example>')).toMatch(/^503/);
    expect(posted).toEqual([]);
  });

  it('names 1,000 recipients at most, each an address', async () => {
    const { listener } = await listen();
    const client = await openSecure(listener);
    await client.say('EHLO a');
    await client.say(plain(KEY));
    await client.say('MAIL FROM:<a@clinic.example>');
    expect(await client.say('RCPT TO:<"a b"@mail.example>')).toMatch(/^5\d\d/);
    for (let n = 0; n < 1000; n += 1) client.write(`RCPT TO:<a${String(n)}@mail.example>\r\n`);
    for (let n = 0; n < 1000; n += 1) expect(await client.reply()).toMatch(/^250/);
    expect(await client.say('RCPT TO:<more@mail.example>')).toMatch(/^452/);
  });

  it('that goes away in the middle of its message has sent none', async () => {
    const { listener, posted } = await listen();
    const client = await openForData(listener);
    client.write(MAIL);
    await closing.pop()?.();
    const other = await openForData(listener);
    expect(await other.say(`${MAIL}.`)).toMatch(/^250/);
    expect(posted.length).toBe(1);
  });

  it('hears what became of its message where the gateway stops, and those who wait hear 421', async () => {
    let decide: (response: Response) => void = () => undefined;
    const { listener, posted } = await listen(() => new Promise((answer) => (decide = answer)));
    const idle = await openSecure(listener);
    const busy = await openForData(listener);
    const waiting = busy.say(`${MAIL}.`);
    await expect.poll(() => posted.length).toBe(1);
    const stopped = listener.close();
    closing.shift();
    expect(await idle.reply()).toMatch(/^421/);
    decide(new Response(ACCEPTED, { status: 202 }));
    expect(await waiting).toBe('250 2.6.0 Accepted as msg_1');
    expect(await busy.reply()).toMatch(/^421/);
    await stopped;
  });
});
