import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE_NAMES } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { CANARY, CANARY_TEXT, canariesIn, canaryForm, contentOf } from './support/canary.ts';
import { folderForAll } from './support/folders.ts';
import { type CordonProcess, runCordon, waitForOutput } from './support/gateway-process.ts';
import { exchange, requestText } from './support/raw-http.ts';
import { acceptedIds, latestDeliveries } from './support/sinks.ts';
import { openTables, type Tables, waitUntilDrained } from './support/tables.ts';
import { calendlyHeaders } from './support/vendor.ts';

/** What the canary was sent down, and what came back. */
interface Trip {
  readonly path: string;
  readonly status: number;
  /** Headers and body of the answer. */
  readonly answer: string;
}

interface Credentials {
  readonly marketingKey: string;
  readonly clinicalKey: string;
  readonly auditKey: string;
  readonly officerKey: string;
  readonly sources: Readonly<Record<'intake' | 'calendly-intake' | 'newsletter', string>>;
}

let data: string;
let cordon: CordonProcess;
let url: string;
let credentials: Credentials;
let tables: Tables;
const trips: Trip[] = [];

const phi = encodeURIComponent(CANARY.name);

/** Messages that wait for tomorrow. */
const SCHEDULED = 1;

beforeAll(async () => {
  data = await folderForAll();
  // For a person, because that one prints every event.
  cordon = runCordon(['start', '--data', data, '--port', '0']);
  await waitForOutput(cordon, /Try next/);
  const read = async (name: string) =>
    JSON.parse(await readFile(join(data, name), 'utf8')) as unknown;
  ({ url } = (await read('runtime.json')) as { url: string });
  credentials = (await read('credentials.json')) as Credentials;
  tables = openTables(/\(dynamodb API\)\s+(\S+)/.exec(cordon.stdout())![1]!);
  await postWebhooks();
  await postRefusedWebhooks();
  await sendMessages();
  await askForOtherThings();
  await waitUntilDrained(tables, 60_000, SCHEDULED);
}, 180_000);

afterAll(async () => {
  tables.destroy();
  await cordon.end('SIGINT');
});

async function go(path: string, target: string, init: RequestInit): Promise<void> {
  const response = await fetch(target, init);
  const answer = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
  trips.push({ path, status: response.status, answer });
}

/** Signs by hand: ids and bodies here are not what the reference library expects. */
function signed(secret: string, id: string, body: string | Buffer, contentType: string) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const bytes = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
  return {
    'content-type': contentType,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${createHmac('sha256', key).update(bytes).digest('base64')}`,
  };
}

async function postWebhooks(): Promise<void> {
  const form = new URLSearchParams({
    patient_name: CANARY.name,
    date_of_birth: CANARY.birth,
    email: CANARY.email,
    notes: CANARY_TEXT,
  }).toString();
  const json = 'application/json';
  const long = canaryForm({ answers: Array.from({ length: 1000 }, () => CANARY_TEXT) });
  const webhooks: readonly (readonly [path: string, body: string | Buffer, type: string])[] = [
    ['JSON', canaryForm(), json],
    ['JSON inside JSON', canaryForm({ raw: canaryForm() }), json],
    ['names of members', JSON.stringify({ patients: { [CANARY.email]: CANARY_TEXT } }), json],
    [
      'the same name twice',
      `{"email":"${CANARY.email}","diagnosis":"diabetes","email":"${CANARY.email}"}`,
      json,
    ],
    ['escapes', canaryForm().replace('Otto', String.raw`\u004ftto`), json],
    ['a body of half a megabyte', long, json],
    ['a form', form, 'application/x-www-form-urlencoded'],
    ['plain text', CANARY_TEXT, 'text/plain; charset=utf-8'],
    ['malformed JSON', canaryForm().slice(0, -3), json],
    ['a kind nobody reads', CANARY_TEXT, 'image/png'],
  ];
  for (const [path, body, type] of webhooks) {
    const id = `canary ${path}`.replaceAll(' ', '-');
    for (const source of ['intake', 'newsletter'] as const) {
      const headers = signed(credentials.sources[source], id, body, type);
      await go(`${source}: ${path}`, `${url}/webhooks/${source}`, {
        method: 'POST',
        headers,
        body,
      });
    }
  }
  const { intake } = credentials.sources;
  const body = canaryForm({ at: 'the id' });
  const headers = { ...signed(intake, CANARY.record, body, json), 'user-agent': CANARY.name };
  await go('intake: the id, a query and other headers', `${url}/webhooks/intake?for=${phi}`, {
    method: 'POST',
    headers: { ...headers, cookie: `patient=${phi}`, 'x-patient': CANARY.name },
    body,
  });
  const invitee = JSON.stringify({
    event: 'invitee.created',
    payload: {
      name: CANARY.name,
      email: CANARY.email,
      text_reminder_number: CANARY.phone,
      questions_and_answers: [
        { question: 'Date of birth', answer: CANARY.birth },
        { question: 'Why do you come?', answer: CANARY_TEXT },
      ],
    },
  });
  await go('calendly-intake: an invitee', `${url}/webhooks/calendly-intake`, {
    method: 'POST',
    headers: calendlyHeaders(credentials.sources['calendly-intake'], invitee),
    body: invitee,
  });
}

async function postRefusedWebhooks(): Promise<void> {
  const body = canaryForm();
  const wrong = signed(`whsec_${btoa('x'.repeat(24))}`, CANARY.email, body, 'application/json');
  const init = { method: 'POST', headers: wrong, body };
  await go('a wrong signature', `${url}/webhooks/intake`, init);
  await go('a malformed signature', `${url}/webhooks/intake`, {
    ...init,
    headers: { ...wrong, 'webhook-signature': CANARY.name, 'webhook-timestamp': CANARY.birth },
  });
  await go('an unknown source', `${url}/webhooks/${phi}`, init);
  await go('another method', `${url}/webhooks/intake?for=${phi}`, { ...init, method: 'PUT' });
  const tooLong = CANARY_TEXT.repeat(4000);
  await go('a body over the limit', `${url}/webhooks/intake`, {
    method: 'POST',
    headers: signed(credentials.sources.intake, 'long', tooLong, 'text/plain'),
    body: tooLong,
  });
  const host = new URL(url).host;
  const rest = { ...wrong, host, 'content-length': '4000' };
  for (const [path, text] of [
    ['a connection that ends in the middle', requestText('POST /webhooks/intake', rest, body)],
    [
      'a malformed header',
      `POST /webhooks/intake HTTP/1.1\r\nHost: ${host}\r\n${CANARY.name}\r\n\r\n`,
    ],
    ['a malformed request line', `${CANARY.name} HTTP/1.1\r\n\r\n`],
  ] as const) {
    const { statuses, text: answer } = await exchange(url, [text], 300);
    trips.push({ path, status: statuses[0] ?? 0, answer });
  }
}

async function sendMessages(): Promise<void> {
  const message = {
    channel: 'email',
    from: 'hello@news.cordon.example',
    to: [{ address: CANARY.email, name: CANARY.name }],
    subject: `Results of ${CANARY.name}`,
    text: CANARY_TEXT,
    html: `<p title="${CANARY.name}">${CANARY_TEXT}</p>`,
    metadata: { patient: CANARY.record },
    attachments: [
      { filename: `${CANARY.last}.txt`, contentType: 'text/plain', content: btoa(CANARY_TEXT) },
    ],
  };
  const sendGrid = {
    personalizations: [{ to: [{ email: CANARY.email, name: CANARY.name }] }],
    from: { email: 'hello@news.cordon.example' },
    subject: `Results of ${CANARY.name}`,
    content: [{ type: 'text/plain', value: CANARY_TEXT }],
    custom_args: { patient: CANARY.record },
  };
  const { marketingKey, clinicalKey, auditKey } = credentials;
  const bodies: readonly (readonly [path: string, messages: string, sendGrid: string])[] = [
    ['a message', JSON.stringify(message), JSON.stringify(sendGrid)],
    [
      'a message to be picked up',
      JSON.stringify({ ...message, channel: 'portal' }),
      JSON.stringify(sendGrid),
    ],
    ['malformed JSON', JSON.stringify(message).slice(0, -9), JSON.stringify(sendGrid).slice(0, -9)],
    [
      'an unknown member',
      JSON.stringify({ ...message, [CANARY.name]: 1 }),
      JSON.stringify({ ...sendGrid, [CANARY.name]: 1 }),
    ],
    [
      'a wrong header and wrong metadata',
      JSON.stringify({ ...message, headers: { [CANARY.name]: '' }, metadata: { [CANARY.ssn]: 1 } }),
      JSON.stringify({
        ...sendGrid,
        headers: { [CANARY.name]: 1 },
        custom_args: { [CANARY.ssn]: 1 },
      }),
    ],
    [
      'a wrong address',
      JSON.stringify({ ...message, to: [CANARY_TEXT] }),
      JSON.stringify({ ...sendGrid, personalizations: [{ to: [{ email: CANARY_TEXT }] }] }),
    ],
    [
      'a wrong choice',
      JSON.stringify({ ...message, channel: CANARY.name, purpose: CANARY.name }),
      JSON.stringify({ ...sendGrid, content: [{ type: CANARY.name, value: CANARY.name }] }),
    ],
  ];
  const keys = {
    marketing: marketingKey,
    clinical: clinicalKey,
    audit: auditKey,
    no: CANARY.email,
  };
  for (const [lane, key] of Object.entries(keys)) {
    for (const [path, own, theirs] of bodies) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers };
      await go(`messages, ${lane} key: ${path}`, `${url}/v1/messages`, { ...init, body: own });
      await go(`SendGrid, ${lane} key: ${path}`, `${url}/v3/mail/send`, { ...init, body: theirs });
    }
  }
  const sendAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
  await go('messages, clinical key: a message for tomorrow', `${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${clinicalKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...message, sendAt }),
  });
}

async function askForOtherThings(): Promise<void> {
  const headers = { authorization: `Bearer ${credentials.auditKey}` };
  for (const query of [
    `messageId=${phi}`,
    `since=${phi}`,
    `lane=${phi}`,
    `${phi}=1`,
    `limit=${phi}`,
  ]) {
    await go(`decisions?${query.split('=')[0] ?? ''}`, `${url}/v1/decisions?${query}`, { headers });
  }
  const officer = { authorization: `Bearer ${credentials.officerKey}` };
  const entry = { id: 'canary', name: 'Canary' };
  const why = `${CANARY.name}, ${CANARY.email}, asked for it`;
  for (const [what, method, at, body] of [
    ['why', 'PUT', 'vendors/canary', { entry, expectedVersion: 0, why }],
    ['id', 'PUT', `vendors/${phi}`, { entry: { ...entry, id: CANARY.name }, expectedVersion: 0 }],
    ['member', 'PUT', 'vendors/canary', { entry: { ...entry, [CANARY.name]: CANARY.email } }],
    ['import', 'POST', 'vendors/import', { entries: [{ id: CANARY.email }], why: 'inventory' }],
    ['text', 'PUT', 'vendors/canary', CANARY.name],
    ['unknown id', 'GET', `vendors/${phi}`, undefined],
  ] as const) {
    await go(`registry: ${what}`, `${url}/v1/admin/${at}`, {
      ...{ method, headers: officer },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  const person = { addresses: [{ kind: 'email', value: CANARY.email }] };
  for (const [what, at, body] of [
    ['why', '', { person, why }],
    ['member', '', { person: { ...person, [CANARY.name]: CANARY.email }, why: 'intake' }],
    ['a person', '', { person, why: 'from the intake form' }],
    ['the same again', '', { person, why: 'from the intake form' }],
    ['found', '/find', { address: CANARY.email }],
    ['import', '/import', { lines: `{"name":"${CANARY.name}"}`, why: 'from the intake form' }],
    ['unknown id', `/${phi}/changes`, { change: { change: 'opt_out' }, why: 'by telephone' }],
  ] as const) {
    await go(`people: ${what}`, `${url}/v1/people${at}`, {
      ...{ method: 'POST', headers: officer, body: JSON.stringify(body) },
    });
  }
  await go('a path that is not there', `${url}/v1/${phi}?q=${phi}`, { headers });
  await go('a page of the console', `${url}/dev/mailbox/${phi}`, {});
  await go('a sink that is not there', `${url}/dev/sinks/${phi}.json`, {});
}

describe('the canary', () => {
  const bytes = Buffer.from(`{"a":"${CANARY.name}"}`);
  it.each([
    ['as it is', bytes],
    ['in capitals', bytes.toString().toUpperCase()],
    ['in base64', bytes.toString('base64')],
    ['in base64, one later', Buffer.from(` ${bytes.toString()}`).toString('base64')],
    ['in hexadecimal', bytes.toString('hex')],
    ['in a URL', encodeURIComponent(bytes.toString())],
    ['in the bytes of an item', contentOf({ body: { bytes: new Uint8Array(bytes) } })],
  ])('is found %s', (_how, content) => {
    expect(canariesIn(content)).toContain('last');
  });
});

describe('protected health information, sent down every path', () => {
  it('took the ways that it was meant to take', () => {
    const answered = (path: string) =>
      trips.find((trip) => trip.path === path)?.status ?? `no trip ${path}`;
    const webhooks = trips.filter(({ path }) =>
      /^(intake|newsletter|calendly-intake): /.test(path),
    );
    expect(webhooks.filter(({ status }) => status !== 202)).toEqual([]);
    expect(answered('a wrong signature')).toBe(401);
    expect(answered('an unknown source')).toBe(401);
    expect(answered('a body over the limit')).toBe(413);
    expect(answered('a malformed header')).toBe(400);
    expect(answered('messages, marketing key: a message')).toBe(422);
    expect(answered('SendGrid, marketing key: a message')).toBe(422);
    expect(answered('messages, clinical key: a message')).toBe(202);
    expect(answered('SendGrid, clinical key: a message')).toBe(202);
    expect(answered('messages, clinical key: a message for tomorrow')).toBe(202);
    expect(answered('messages, marketing key: an unknown member')).toBe(400);
    expect(answered('messages, no key: a message')).toBe(401);
    expect(answered('decisions?since')).toBe(400);
    expect(answered('registry: why')).toBe(422);
    expect(answered('registry: import')).toBe(422);
    expect(answered('registry: unknown id')).toBe(404);
    expect(answered('people: why')).toBe(422);
    expect(answered('people: a person')).toBe(201);
    expect(answered('people: the same again')).toBe(409);
    expect(answered('people: found')).toBe(200);
  });

  it('reached those it was for', async () => {
    const clinical = await latestDeliveries({ consoleUrl: `${url}/dev` }, 'clinical-sink');
    const whole = clinical.filter(({ body }) => body === canaryForm());
    expect(whole.length).toBeGreaterThan(0);
    const mails = (await (await fetch(`${url}/dev/mailbox.json`)).json()) as {
      messages: { lane: string }[];
    };
    expect(new Set(mails.messages.map(({ lane }) => lane))).toEqual(new Set(['clinical']));
    expect(
      (await acceptedIds({ consoleUrl: `${url}/dev` }, 'marketing-sink')).length,
    ).toBeGreaterThan(0);
  });

  it('waits for its time where it is looked for below, and is sealed for review beside it', async () => {
    const waiting = (await tables.items('outbox-clinical')).filter(
      ({ state, due }) => state === 'pending' && due !== undefined,
    );
    expect(waiting).toHaveLength(SCHEDULED);
    const sealed = (await tables.items('vault')).map(({ recordId }) => recordId);
    const messageId = String(waiting[0]?.['messageId']);
    expect(sealed).toEqual(expect.arrayContaining([messageId, `${messageId}~held`]));
  });

  it('comes back in no answer', () => {
    const echoed = trips.filter(({ answer }) => canariesIn(answer).length > 0);
    expect(echoed.map(({ path, answer }) => [path, ...canariesIn(answer)])).toEqual([]);
  });

  it('is printed nowhere', () => {
    // The control: events are printed at all.
    expect(cordon.stdout()).toMatch(/decision\.recorded/);
    expect(canariesIn(cordon.stdout())).toEqual([]);
    expect(cordon.stderr()).toBe('');
  });

  it('is in no log', async () => {
    const files = await readdir(join(data, 'logs'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const text = await readFile(join(data, 'logs', file));
      expect(text.toString()).toContain('"event":"webhook.accepted"');
      expect(canariesIn(text), file).toEqual([]);
    }
  });

  it('is in no decision', async () => {
    const response = await fetch(`${url}/v1/decisions?limit=1000`, {
      headers: { authorization: `Bearer ${credentials.auditKey}` },
    });
    const text = await response.text();
    expect(text).toContain('deidentified');
    expect(canariesIn(text)).toEqual([]);
  });

  it.each(TABLE_NAMES)('is in no item of the table %s', async (table) => {
    const items = await tables.items(table);
    expect(items.length).toBeGreaterThan(0);
    const found = items.flatMap((item) => canariesIn(contentOf(item)));
    expect([...new Set(found)]).toEqual([]);
    if (table === 'outbox-marketing') {
      // The control: what is in the bodies of this table can be read here.
      expect(items.some((item) => contentOf(item).includes('tok_name_'))).toBe(true);
    }
  });

  it('reaches the marketing system in no webhook', async () => {
    const deliveries = await latestDeliveries({ consoleUrl: `${url}/dev` }, 'marketing-sink');
    expect(deliveries.some(({ body }) => body.includes('tok_'))).toBe(true);
    const leaks = deliveries.flatMap(({ headers, body }) => [
      ...canariesIn(JSON.stringify(headers)).map((name) => `header: ${name}`),
      ...canariesIn(body).map((name) => `body: ${name}`),
    ]);
    expect([...new Set(leaks)]).toEqual([]);
  });

  it('is on the disk nowhere in the clear, but with those it was for', async () => {
    const entries = await readdir(data, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(data, join(entry.parentPath, entry.name)))
      .filter((file) => !['sinks', 'mailbox'].includes(file.split(sep)[0] ?? ''));
    const contents = await Promise.all(files.map((file) => readFile(join(data, file))));
    const leaks = files.filter((_, at) => canariesIn(contents[at]!).length > 0);
    expect(leaks).toEqual([]);
    // The control: the database's files are readable, and the search reads them.
    const [message] = await tables.items('messages');
    const id = String(message?.['messageId']);
    const holding = files.filter((_, at) => contents[at]!.includes(id));
    expect(holding.some((file) => file.startsWith(`dynamodb${sep}`))).toBe(true);
    expect(files.some((file) => file.startsWith(`s3${sep}`))).toBe(true);
  });

  it('is not carried on by the content type that a vendor declares', async () => {
    const body = canaryForm({ at: 'the content type' });
    const type = `application/json; note="${CANARY.email}"`;
    const headers = signed(credentials.sources.intake, 'content-type', body, type);
    const target = `${url}/webhooks/intake`;
    expect((await fetch(target, { method: 'POST', headers, body })).status).toBe(202);
    await waitUntilDrained(tables, 60_000, SCHEDULED);
    const [delivery] = await latestDeliveries({ consoleUrl: `${url}/dev` }, 'marketing-sink');
    expect(canariesIn(JSON.stringify(delivery?.headers))).toEqual([]);
    for (const table of ['messages', 'outbox-marketing'] as const) {
      const found = (await tables.items(table)).flatMap((item) => canariesIn(contentOf(item)));
      expect(found, table).toEqual([]);
    }
  });
});
