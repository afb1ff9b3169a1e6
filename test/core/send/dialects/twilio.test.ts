import { describe, expect, it } from 'vitest';
import { accountSidOf } from '../../../../lambdas/core/send/account-sid.ts';
import { twilioDialect } from '../../../../lambdas/core/send/dialects/twilio.ts';
import type { Template } from '../../../../lambdas/core/registry/template.ts';
import type { OutboundMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import fc from '../../../support/properties.ts';
import { CANARY } from '../malformed.ts';
import { REFUSAL } from '../messages.ts';
import { ACCEPTED, HELD_BACK, REFUSED } from './reading.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;
const PLAIN: Fields = { To: '+12025550123', From: '+12025550100', Body: 'We are open on Monday.' };
const KEY = `mk_testtest01.${'s'.repeat(43)}`;
const ACCOUNT = accountSidOf('mk_testtest01');
const SERVICE = `MG${'a1'.repeat(16)}`;

function parse(fields: Fields) {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return twilioDialect.parse({
    ...{ method: 'POST', path: '/' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  });
}

function read(fields: Fields): OutboundMessage {
  const parsed = parse(fields);
  if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
  expect(parsed.messages).toHaveLength(1);
  return parsed.messages[0]!;
}

function answer(outcome: SendOutcome, messages: readonly OutboundMessage[] = []) {
  const { status, body, headers } = twilioDialect.render(outcome, messages);
  return { status, headers, body: JSON.parse(body) as Record<string, unknown> };
}

/** What a client is told of a request that is not as it should be. */
function refusal(fields: Fields) {
  const parsed = parse(fields);
  if (parsed.kind !== 'malformed') throw new Error('the request was read');
  return answer(parsed).body;
}

describe('a request of a Twilio client', () => {
  it('is a text', () => {
    expect(read(PLAIN)).toEqual({
      channel: 'sms',
      from: '+12025550100',
      to: ['+12025550123'],
      text: 'We are open on Monday.',
      mediaUrls: [],
      metadata: {},
    });
  });

  it('is a WhatsApp message where it says so', () => {
    const fields = { ...PLAIN, To: 'whatsapp:+12025550123', From: 'whatsapp:+12025550100' };
    expect(read(fields)).toMatchObject({
      ...{ channel: 'whatsapp', from: '+12025550100', to: ['+12025550123'] },
    });
  });

  it.each(['24680', 'Clinic', 'Two Words', SERVICE])('may be from %j', (from) => {
    expect(read({ ...PLAIN, From: from })).toMatchObject({ from });
  });

  it('may be from a messaging service', () => {
    const { From: _none, ...rest } = PLAIN;
    expect(read({ ...rest, MessagingServiceSid: SERVICE })).toMatchObject({ from: SERVICE });
  });

  it('leaves at the time that it has, from a messaging service', () => {
    const { From: _none, ...rest } = PLAIN;
    const at = { ScheduleType: 'fixed', SendAt: '2027-01-05T14:30:00Z' };
    expect(read({ ...rest, ...at, MessagingServiceSid: SERVICE })).toMatchObject({
      ...{ from: SERVICE, sendAt: '2027-01-05T14:30:00.000Z', metadata: {} },
    });
  });

  it('carries media, one or several, with or without words', () => {
    const urls = ['https://files.clinic.example/a.png', 'https://files.clinic.example/b.png'];
    expect(read({ ...PLAIN, MediaUrl: urls })).toMatchObject({ mediaUrls: urls });
    expect(read({ ...PLAIN, MediaUrl: urls[0]!, Body: '' })).toMatchObject({
      ...{ text: '', mediaUrls: [urls[0]] },
    });
  });

  it('keeps everything else to be scanned', () => {
    const beside = {
      StatusCallback: 'https://app.clinic.example/status?patient=Jane',
      Tags: '{"campaign":"autumn"}',
      Unheard: ['of', 'it'],
    };
    expect(read({ ...PLAIN, ...beside }).metadata).toEqual({
      StatusCallback: 'https://app.clinic.example/status?patient=Jane',
      Tags: '{"campaign":"autumn"}',
      'Unheard.0': 'of',
      'Unheard.1': 'it',
    });
  });

  it.each<[string, Fields, number, string]>([
    ['nobody', { ...PLAIN, To: '' }, 21211, 'To'],
    ['a number that is not E.164', { ...PLAIN, To: '(202) 555-0123' }, 21211, 'To'],
    ['two people at once', { ...PLAIN, To: ['+12025550123', '+12025550124'] }, 21211, 'To'],
    ['a channel that is none of these', { ...PLAIN, To: 'messenger:12345' }, 21211, 'To'],
    ['a sender that is none', { ...PLAIN, From: 'The whole clinic!' }, 21212, 'From'],
    ['no sender', { To: '+12025550123', Body: 'Hello' }, 21212, 'From'],
    [
      'a service that is none',
      { ...PLAIN, MessagingServiceSid: 'MG1' },
      21212,
      'MessagingServiceSid',
    ],
    ['two channels', { ...PLAIN, To: 'whatsapp:+12025550123' }, 21212, 'From'],
    ['no words', { ...PLAIN, Body: '' }, 21602, 'Body'],
    ['1,601 characters', { ...PLAIN, Body: 'a'.repeat(1601) }, 21602, 'Body'],
    ['a NUL', { ...PLAIN, Body: 'a\0b' }, 21602, 'Body'],
    ['media that is no address', { ...PLAIN, MediaUrl: 'file:///etc/passwd' }, 21620, 'MediaUrl'],
    [
      'a password in an address',
      { ...PLAIN, MediaUrl: 'https://a:b@c.example/' },
      21620,
      'MediaUrl',
    ],
    [
      'eleven media',
      { ...PLAIN, MediaUrl: Array(11).fill('https://c.example/') },
      21620,
      'MediaUrl',
    ],
    ['a template', { ...PLAIN, ContentSid: 'HX1' }, 20422, 'ContentSid'],
    ['data of a template', { ...PLAIN, ContentVariables: '{"1":"x"}' }, 20422, 'ContentVariables'],
    ['a schedule without a time', { ...PLAIN, ScheduleType: 'fixed' }, 20422, 'SendAt'],
    ['a schedule of another kind', { ...PLAIN, ScheduleType: 'optimized' }, 20422, 'ScheduleType'],
    ['a time alone', { ...PLAIN, SendAt: '2026-12-01T00:00:00Z' }, 20422, 'SendAt'],
    [
      'a time and no service',
      { ...PLAIN, ScheduleType: 'fixed', SendAt: '2026-12-01T00:00:00Z' },
      21212,
      'MessagingServiceSid',
    ],
    ['an end', { ...PLAIN, ValidityPeriod: '60' }, 20422, 'ValidityPeriod'],
  ])('with %s is malformed, by the code and the name', (_what, fields, code, name) => {
    expect(refusal(fields)).toMatchObject({
      ...{ code, status: 400, more_info: `https://www.twilio.com/docs/errors/${String(code)}` },
      message: expect.stringContaining(name) as string,
    });
  });

  it.each(['application/json', 'text/plain', ''])('of type %j is malformed', (type) => {
    const request = { method: 'POST', path: '/', headers: { 'content-type': type } };
    expect(twilioDialect.parse({ ...request, body: Buffer.from('{}') }).kind).toBe('malformed');
  });

  it('is never repeated in the answer when it is malformed', () => {
    const names = [...Object.keys(PLAIN), 'MediaUrl', 'MessagingServiceSid', 'SendAt', 'Own'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(CANARY, `${CANARY}\0`, CANARY.repeat(200), `whatsapp:${CANARY}`),
        (name, text) => {
          const parsed = parse({ ...PLAIN, [name]: text });
          if (parsed.kind !== 'malformed') return;
          expect(JSON.stringify(answer(parsed))).not.toContain(CANARY);
        },
      ),
    );
  });
});

describe('a Twilio client', () => {
  const credential = (user: string, password: string, account = user) =>
    twilioDialect.credential({
      ...{ method: 'POST', path: `/2010-04-01/Accounts/${account}/Messages.json` },
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      },
      body: Buffer.alloc(0),
    });

  it('is known by its account and its token', () => {
    expect(ACCOUNT).toMatch(/^AC[0-9a-f]{32}$/);
    expect(credential(ACCOUNT, KEY)).toBe(KEY);
  });

  it.each<[string, string, string, string?]>([
    ['with the account of another key', accountSidOf('mk_testtest02'), KEY],
    ['that names another account in the path', ACCOUNT, KEY, accountSidOf('mk_testtest02')],
    ['with the id of the key as account', 'mk_testtest01', KEY],
    ['with a token that is no key', ACCOUNT, 'token'],
    ['with no account', '', KEY],
  ])('%s is not', (_what, user, password, account) => {
    expect(credential(user, password, account)).toBeUndefined();
  });

  it('gets a message as Twilio shows it', () => {
    const message = read({
      ...{ ...PLAIN, To: 'whatsapp:+12025550123', From: 'whatsapp:+12025550100' },
      MediaUrl: 'https://files.clinic.example/a.png',
    });
    const account = accountSidOf(REFUSAL.origin.id);
    const { status, headers, body } = answer(ACCEPTED, [message]);
    expect([status, headers['x-message-id']]).toEqual([201, 'msg_1']);
    expect(body).toMatchObject({
      account_sid: account,
      ...{ status: 'queued', direction: 'outbound-api', error_code: null, error_message: null },
      ...{ from: 'whatsapp:+12025550100', to: 'whatsapp:+12025550123', num_media: '1' },
      ...{ date_created: 'Sat, 28 Nov 2026 17:00:00 +0000', date_sent: null },
      uri: `/2010-04-01/Accounts/${account}/Messages/${String(body['sid'])}.json`,
    });
    expect(body['sid']).toMatch(/^SM[0-9a-f]{32}$/);
  });

  it('names the service where one sends', () => {
    const { From: _none, ...rest } = PLAIN;
    const message = read({ ...rest, MessagingServiceSid: SERVICE });
    expect(answer(ACCEPTED, [message]).body).toMatchObject({
      ...{ from: null, messaging_service_sid: SERVICE },
    });
  });

  it('is told of what is held that it is not queued', () => {
    const { status, body } = answer(HELD_BACK, [read(PLAIN)]);
    expect([status, body['status']]).toEqual([201, 'accepted']);
    expect(body['error_message']).toContain('Held for review');
  });

  it.each<[SendOutcome, number, number, RegExp]>([
    [REFUSED, 400, 30007, /A marketing sender key sends no PHI.*NAME \(2\).*clinical sender key/],
    [
      {
        kind: 'refused',
        messageId: 'msg_1',
        decisions: [{ ...REFUSAL, reasonCode: 'opted-out' }],
      },
      ...([400, 21610, /./] as const),
    ],
    [{ kind: 'unauthenticated' }, 401, 20003, /^Authenticate$/],
    [
      { kind: 'forbidden', problems: [{ field: '/channel', message: 'is not one' }] },
      ...([403, 20003, /^channel is not one$/] as const),
    ],
    [{ kind: 'too_large', limitBytes: 5 }, 413, 21617, /5 bytes/],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date(0) },
      ...([429, 20429, /7 s/] as const),
    ],
    [{ kind: 'conflict', reason: 'in_progress' }, 409, 20409, /Idempotency-Key/],
    [{ kind: 'unavailable' }, 503, 20503, /Nothing was sent/],
    [{ kind: 'unavailable', partly: true }, 503, 20503, /may repeat it/],
  ])('is told %j in an error that its library reads', (outcome, status, code, says) => {
    const told = answer(outcome);
    expect([told.status, told.body['status'], told.body['code']]).toEqual([status, status, code]);
    expect(told.body['message']).toMatch(says);
    if (status === 429) expect(told.headers['retry-after']).toBe('7');
  });
});

describe('a content template', () => {
  const sid = `HX${'a1'.repeat(16)}`;
  const { Body: _body, ...rest } = PLAIN;
  const stored = (text: string): Template => ({
    ...{ id: sid, entityId: 'clinic', lanes: ['marketing'], syntax: 'handlebars' },
    ...{ subject: '', text },
  });
  const fill = (fields: Fields, template?: Template) => {
    const parsed = parse({ ...rest, ContentSid: sid, ...fields });
    if (parsed.kind !== 'templated') throw new Error('the request names no template');
    expect(parsed.names).toEqual([sid]);
    return parsed.fill((name) => (name === sid ? template : undefined));
  };
  const variables = (data: object) => ({ ContentVariables: JSON.stringify(data) });

  it('is the one that is stored here under its id, and leaves as the text that it comes to', () => {
    const template = stored('We are open on {{1}}, {{2}}.');
    const filled = fill(variables({ 1: 'Monday', 2: 9 }), template);
    expect(filled).toMatchObject({
      messages: [{ text: 'We are open on Monday, 9.', channel: 'sms' }],
    });
  });

  it('has variables that are scanned though it does not show them', () => {
    const filled = fill(variables({ 1: 'Monday', note: 'Walter Grace' }), stored('On {{1}}'));
    expect(filled).toMatchObject({
      messages: [
        { metadata: { ContentVariables: '{"1":"Monday","note":"Walter Grace"}', ContentSid: sid } },
      ],
    });
  });

  it.each<[string, Fields, Template | undefined, string]>([
    ['is not stored here', {}, undefined, '/ContentSid'],
    [
      'shows a variable that is not there',
      variables({ 2: 'x' }),
      stored('{{1}}'),
      '/ContentVariables',
    ],
    ['has no text', variables({ 1: '' }), stored('{{1}}'), '/ContentSid'],
    ['is too long', variables({ 1: 'x'.repeat(1601) }), stored('{{1}}'), '/ContentSid'],
  ])('that %s is refused', (_what, fields, template, field) => {
    expect(fill(fields, template)).toMatchObject({ kind: 'malformed', problems: [{ field }] });
  });

  it.each<[string, Fields, string]>([
    ['beside a body', { Body: 'x' }, 'ContentSid'],
    ['with variables that are no object', { ContentVariables: '["Jane Roe"]' }, 'ContentVariables'],
    ['with variables that are no JSON', { ContentVariables: 'Jane Roe' }, 'ContentVariables'],
  ])('%s is refused', (_what, fields, field) => {
    const told = refusal({ ...rest, ContentSid: sid, ...fields });
    expect(told).toMatchObject({ code: 20422, message: expect.stringContaining(field) as string });
    expect(JSON.stringify(told)).not.toContain('Jane');
  });
});
