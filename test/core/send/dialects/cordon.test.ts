import { describe, expect, it } from 'vitest';
import { cordonDialect } from '../../../../lambdas/core/send/dialects/cordon.ts';
import type { EmailMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import type { TextMessage } from '../../../../lambdas/core/send/text-message.ts';
import { expectNoEcho } from '../malformed.ts';
import { dialectRequest, emailsIn, REFUSAL } from '../messages.ts';

const MINIMAL = {
  channel: 'email',
  from: 'news@clinic.example',
  to: ['reader@mail.example'],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const FULL = {
  ...MINIMAL,
  from: { address: 'news@clinic.example', name: 'Clinic News' },
  replyTo: ['desk@clinic.example'],
  to: [{ address: 'reader@mail.example', name: 'A Reader' }, 'other@mail.example'],
  cc: ['copy@mail.example'],
  bcc: ['blind@mail.example'],
  html: '<p>We are open on Monday.</p>',
  headers: { 'X-Campaign': 'autumn', 'List-Unsubscribe': '<https://clinic.example/u>' },
  metadata: { campaign: 'autumn' },
  attachments: [
    { filename: 'hours.txt', contentType: 'text/plain', content: 'TW9uZGF5', contentId: 'c1' },
  ],
  purpose: 'general_business',
  exception: 'refill_reminder',
  remuneration: 'reasonable_cost',
  about: `prs_${'a1'.repeat(13)}`,
};

function parse(body: unknown): EmailMessage {
  const parsed = cordonDialect.parse(dialectRequest(body));
  if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
  expect(parsed.messages).toHaveLength(1);
  return emailsIn(parsed.messages)[0]!;
}

function problems(body: unknown): readonly { field: string; message: string }[] {
  const parsed = cordonDialect.parse(dialectRequest(body));
  if (parsed.kind !== 'malformed') throw new Error('the request was read');
  return parsed.problems;
}

function render(outcome: SendOutcome): { status: number; type: string; body: unknown } {
  const { status, headers, body } = cordonDialect.render(outcome, []);
  return { status, type: headers['content-type']!, body: JSON.parse(body) as unknown };
}

describe('a text to POST /v1/messages', () => {
  const SMS = { channel: 'sms', to: ['+12025550123'], text: 'We are open on Monday.' };
  const read = (body: unknown): TextMessage => {
    const parsed = cordonDialect.parse(dialectRequest(body));
    if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
    const [message, second] = parsed.messages;
    if (message?.channel === 'email' || second !== undefined) throw new Error('it is no text');
    return message!;
  };

  it('needs no more than a channel, a number and words', () => {
    expect(read(SMS)).toEqual({ ...SMS, mediaUrls: [], metadata: {} });
  });

  it('keeps everything that can be said', () => {
    const full = {
      ...{ ...SMS, channel: 'whatsapp', to: ['+12025550123', '+12025550124'] },
      ...{ from: '+12025550100', mediaUrls: ['https://files.clinic.example/a.png'] },
      ...{ metadata: { wave: 'one' }, purpose: 'general_business', exception: 'refill_reminder' },
      ...{ remuneration: 'reasonable_cost', about: `prs_${'a1'.repeat(13)}` },
    };
    const about = { kind: 'person', value: full.about };
    expect(read(full)).toEqual({ ...full, about });
  });

  it('goes to an app by the token that it was given', () => {
    const push = { ...SMS, channel: 'push', to: ['dGhpcyBpcyBh:APA91b_x-y'] };
    expect(read(push)).toMatchObject({ channel: 'push', to: push.to });
  });

  it.each<[string, object, string]>([
    ['nobody', { to: [] }, '/to'],
    ['too many people', { to: Array(1001).fill('+12025550123') }, '/to'],
    ['a mail address', { to: ['+12025550123', 'a@b.example'] }, '/to/1'],
    ['a number without a country', { to: ['2025550123'] }, '/to/0'],
    ['a token of two words', { channel: 'push', to: ['to ken'] }, '/to/0'],
    ['a token beyond measure', { channel: 'push', to: ['t'.repeat(513)] }, '/to/0'],
    ['a sender that is none', { from: 'a@b.example' }, '/from'],
    ['no words and no media', { text: '' }, '/text'],
    ['1,601 characters', { text: 'a'.repeat(1601) }, '/text'],
    ['a NUL', { text: 'J\0ane' }, '/text'],
    ['media that is no address', { mediaUrls: ['file:///etc/passwd'] }, '/mediaUrls/0'],
    ['too many media', { mediaUrls: Array(11).fill('https://c.example/a') }, '/mediaUrls'],
    ['media for an app', { channel: 'push', mediaUrls: ['https://c.example/a'] }, '/mediaUrls'],
    ['a subject, which it has not', { subject: 'Hours' }, ''],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    expect(problems({ ...SMS, ...change }).map((p) => p.field)).toContain(field);
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(cordonDialect, { ...SMS, mediaUrls: ['https://c.example/a'], from: '24680' });
  });
});

describe('a request to POST /v1/messages', () => {
  it('leaves at the time that it has', () => {
    const at = { sendAt: '2027-01-05T16:30:00+02:00' };
    expect(parse({ ...FULL, ...at }).sendAt).toBe('2027-01-05T14:30:00.000Z');
    expect(problems({ ...FULL, sendAt: 'tomorrow' }).map(({ field }) => field)).toEqual([
      '/sendAt',
    ]);
  });

  it('needs no more than a sender, a recipient, a subject and a text', () => {
    expect(parse(MINIMAL)).toEqual({
      channel: 'email',
      from: { address: 'news@clinic.example' },
      replyTo: [],
      to: [{ address: 'reader@mail.example' }],
      cc: [],
      bcc: [],
      subject: 'Opening hours',
      text: 'We are open on Monday.',
      headers: {},
      metadata: {},
      attachments: [],
    });
  });

  it('keeps everything that can be said', () => {
    expect(parse(FULL)).toEqual({
      ...FULL,
      about: { kind: 'person', value: FULL.about },
      replyTo: [{ address: 'desk@clinic.example' }],
      to: [{ address: 'reader@mail.example', name: 'A Reader' }, { address: 'other@mail.example' }],
      cc: [{ address: 'copy@mail.example' }],
      bcc: [{ address: 'blind@mail.example' }],
      attachments: [
        {
          filename: 'hours.txt',
          contentType: 'text/plain',
          content: Buffer.from('Monday'),
          contentId: 'c1',
        },
      ],
    });
  });

  it.each<[string, object, string]>([
    ['no channel', { channel: undefined }, '/channel'],
    ['a channel that is not served', { channel: 'fax' }, '/channel'],
    ['no sender', { from: undefined }, '/from'],
    ['no recipients', { to: [] }, '/to'],
    ['too many recipients', { to: Array(1001).fill('a@b.example') }, '/to'],
    ['a recipient that is no address', { to: ['ok@b.example', 'nobody'] }, '/to/1'],
    ['a subject that is no text', { subject: 5 }, '/subject'],
    ['neither text nor HTML', { text: undefined }, '/text'],
    ['a NUL in the text', { text: 'J\0ane' }, '/text'],
    ['a purpose that is none', { purpose: 'fun' }, '/purpose'],
    ['an exception that is none', { exception: 'newsletter' }, '/exception'],
    ['an exception that nobody can declare', { exception: 'unknown' }, '/exception'],
    ['a remuneration that is none', { remuneration: 'some' }, '/remuneration'],
    ['an address for the person it is about', { about: 'jane@mail.example' }, '/about'],
    ['metadata that is no text', { metadata: { secret: 5 } }, '/metadata/*'],
    ['a header that is no text', { headers: { secret: 5 } }, '/headers/*'],
    ['base64 that is none', { attachments: [attachment({ content: 'a*b' })] }, contentField],
    ['base64 cut short', { attachments: [attachment({ content: 'abcde' })] }, contentField],
    ['no file name', { attachments: [attachment({ filename: '' })] }, '/attachments/0/filename'],
    ['too many attachments', { attachments: Array(21).fill(attachment({})) }, '/attachments'],
    ['a member nobody knows', { secret: 1 }, ''],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    expect(problems({ ...FULL, html: undefined, ...change }).map((p) => p.field)).toContain(field);
  });

  it.each([
    ['{', 'is not JSON in UTF-8'],
    ['', 'is not JSON in UTF-8'],
    ['[]', 'must be of type object'],
    ['null', 'must be of type object'],
    ['['.repeat(1_000_000), 'is nested too deeply'],
    [`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 'is nested too deeply'],
    [`{"a":"${'['.repeat(100)}\\"["}`, 'has members that are not known here'],
  ])('with the body %.20s is malformed: %s', (body, message) => {
    expect(problems(body).map((problem) => problem.message)).toContain(message);
  });

  it('that is not UTF-8 is malformed', () => {
    const body = Buffer.from(JSON.stringify(MINIMAL).replace('Monday', 'M\u00fcnchen'), 'latin1');
    const parsed = cordonDialect.parse({ method: 'POST', path: '/', headers: {}, body });
    expect(parsed.kind).toBe('malformed');
  });

  it.each(['\r\nBcc: x@evil.example', '\n', '\r', '\0', '\u0085', '\u001b[2J'])(
    'cannot smuggle %j into a header',
    (injection) => {
      const at = (change: object) => problems({ ...FULL, ...change }).map(({ field }) => field);
      expect(at({ subject: `Hi${injection}` })).toEqual(['/subject']);
      expect(at({ from: { address: 'a@b.example', name: `A${injection}` } })).toEqual(['/from']);
      expect(at({ from: `a@b.example${injection}` })).toEqual(['/from']);
      expect(at({ headers: { 'X-A': `b${injection}` } })).toEqual(['/headers/*']);
      expect(at({ headers: { [`X-A${injection}`]: 'b' } })).toEqual(['/headers']);
      const named = attachment({ filename: `a${injection}` });
      expect(at({ attachments: [named] })).toEqual(['/attachments/0/filename']);
      const typed = attachment({ contentType: `text/plain;${injection}` });
      expect(at({ attachments: [typed] })).toEqual(['/attachments/0/contentType']);
      const marked = attachment({ contentId: `c${injection}` });
      expect(at({ attachments: [marked] })).toEqual(['/attachments/0/contentId']);
    },
  );

  it.each([
    ...['From', 'to', 'CC', 'bcc', 'Sender', 'Reply-To', 'Subject', 'Date', 'Message-ID'],
    ...['Return-Path', 'Received', 'DKIM-Signature', 'MIME-Version', 'Content-Type'],
    ...['Content-ID', 'Resent-Bcc', 'X-SES-CONFIGURATION-SET', 'x-ses-message-tags'],
  ])('cannot set the header %s, which the gateway writes', (name) => {
    expect(problems({ ...MINIMAL, headers: { [name]: 'x' } })).toEqual([
      { field: '/headers', message: 'sets a header that is written by the gateway' },
    ]);
  });

  it('is bounded in its headers', () => {
    const headers = Object.fromEntries(
      Array.from({ length: 51 }, (_, n) => [`X-${String(n)}`, 'x']),
    );
    expect(problems({ ...MINIMAL, headers })[0]?.field).toBe('/headers');
    expect(problems({ ...MINIMAL, headers: { 'X-A': 'x'.repeat(999) } })[0]?.field).toBe(
      '/headers/*',
    );
    expect(problems({ ...MINIMAL, headers: { [`X-${'a'.repeat(80)}`]: 'x' } })[0]?.field).toBe(
      '/headers',
    );
  });

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty'])(
    'changes no prototype by a member called %s',
    (name) => {
      const poison = `{"${name}":{"polluted":"yes","subject":"poisoned"}}`;
      const body = JSON.stringify(MINIMAL).replace('{', `{${poison.slice(1, -1)},`);
      expect(problems(body)).toEqual([
        { field: '', message: 'has members that are not known here' },
      ]);
      const inside = JSON.stringify({ ...MINIMAL, metadata: { a: 'b' } });
      const text = JSON.stringify({ polluted: 'yes' });
      const parsed = cordonDialect.parse(
        dialectRequest(inside.replace('"a":"b"', `"${name}":${JSON.stringify(text)}`)),
      );
      expect(parsed.kind).toBe('messages');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(cordonDialect, FULL);
  });
});

describe('the sender key', () => {
  it.each([
    ['Bearer mk_abc.def', 'mk_abc.def'],
    ['bearer x', 'x'],
    ['Basic x', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    [`Bearer ${'x'.repeat(129)}`, undefined],
    ['', undefined],
  ])('of "%s" is %s', (authorization, key) => {
    expect(cordonDialect.credential(dialectRequest('', { authorization }))).toBe(key);
  });
});

describe('the answer', () => {
  it('to what was accepted or held is 202 with the decisions', () => {
    const decisions = [REFUSAL];
    const summary = {
      recipient: 1,
      decisionId: 'msg_1~r1',
      disposition: 'block',
      reasonCode: 'marketing-lane-sends-no-phi',
      rules: REFUSAL.rules,
    };
    expect(render({ kind: 'accepted', messageId: 'msg_1', decisions })).toEqual({
      status: 202,
      type: 'application/json',
      body: { messageId: 'msg_1', status: 'accepted', decisions: [summary] },
    });
    expect(render({ kind: 'held', messageId: 'msg_1', decisions })).toMatchObject({
      status: 202,
      body: { status: 'held_for_review' },
    });
  });

  it('to what was refused says why, on which source, and what to do', () => {
    const { status, type, body } = render({
      kind: 'refused',
      messageId: 'msg_1',
      decisions: [REFUSAL],
    });
    expect([status, type]).toEqual([422, 'application/problem+json']);
    expect(body).toMatchObject({
      type: 'urn:cordon:problem:message-refused',
      title: 'The message was refused by policy',
      status: 422,
      detail:
        'A marketing sender key sends no PHI. Identifiers found: NAME (2), MRN (1). ' +
        'Health context found: CONDITION (1). Not readable: unsupported_format. ' +
        'Source: 45 CFR 164.502(a); 45 CFR 164.508(a)(3).',
      remedy: 'Send it with a clinical sender key.',
      messageId: 'msg_1',
      decisions: [{ decisionId: 'msg_1~r1' }],
    });
  });

  it('to what is malformed lists the fields (RFC 9457)', () => {
    const outcome = {
      kind: 'malformed',
      problems: [
        { field: '', message: 'is not JSON in UTF-8' },
        { field: '/to/0', message: 'is required (string)' },
      ],
    } as const;
    expect(render(outcome)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: {
        type: 'urn:cordon:problem:malformed-request',
        status: 400,
        detail: 'body is not JSON in UTF-8; /to/0 is required (string)',
        errors: outcome.problems,
      },
    });
  });

  it('to a failure says whether anything may have been sent', () => {
    const detail = (outcome: SendOutcome) => (render(outcome).body as { detail: string }).detail;
    expect(detail({ kind: 'unavailable' })).toContain('Nothing was sent.');
    expect(detail({ kind: 'unavailable', partly: true })).toContain('may have been queued');
    expect(detail({ kind: 'unavailable', partly: true })).not.toContain('Nothing was sent');
  });

  it.each<[SendOutcome, number]>([
    [{ kind: 'unauthenticated' }, 401],
    [{ kind: 'too_large', limitBytes: 5 }, 413],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 422],
    [{ kind: 'conflict', reason: 'in_progress' }, 409],
    [{ kind: 'unavailable' }, 503],
  ])('to %j is a problem with status %i', (outcome, status) => {
    expect(render(outcome)).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status },
    });
  });
});

const contentField = '/attachments/0/content';

function attachment(change: object): object {
  return { filename: 'a.txt', contentType: 'text/plain', content: 'TW9uZGF5', ...change };
}

describe('a request with variables for each recipient', () => {
  const to = (address: string, variables?: object) => ({
    address,
    ...(variables === undefined ? {} : { variables }),
  });
  const INVITED = {
    ...MINIMAL,
    subject: 'Seat {{seat}}',
    text: 'Dear {{ name }}, your seat is {{seat}}.',
    html: '<p>Dear {{name}}</p>',
    to: [
      to('one@mail.example', { name: 'Ada & Co', seat: '1' }),
      to('two@mail.example', { name: 'Ben', seat: '2', unused: 'kept to be scanned' }),
    ],
  };

  it('is a message for each, filled in, and scanned with what is filled in by nobody, too', () => {
    const parsed = cordonDialect.parse(dialectRequest(INVITED));
    if (parsed.kind !== 'messages') throw new Error('it is malformed');
    expect(parsed.each).toBe(true);
    expect(emailsIn(parsed.messages)).toMatchObject([
      {
        to: [{ address: 'one@mail.example' }],
        subject: 'Seat 1',
        text: 'Dear Ada & Co, your seat is 1.',
        html: '<p>Dear Ada &amp; Co</p>',
      },
      {
        to: [{ address: 'two@mail.example' }],
        subject: 'Seat 2',
        metadata: { 'variables.unused': 'kept to be scanned' },
      },
    ]);
  });

  it('takes a thousand of them, and a thousand in one message', () => {
    const some = Array.from({ length: 1000 }, (_, n) =>
      to(`r${String(n)}@mail.example`, { name: 'Ada', seat: String(n) }),
    );
    const read = (body: object) => {
      const parsed = cordonDialect.parse(dialectRequest(body));
      return parsed.kind === 'messages' ? parsed.messages.length : parsed;
    };
    expect(read({ ...INVITED, to: some })).toBe(1000);
    const plain = some.map(({ address }) => to(address));
    expect(read({ ...MINIMAL, to: plain })).toBe(1);
  });

  it.each<[string, object, string]>([
    ['none for a name', { to: [INVITED.to[0], to('b@c.example', { seat: '2' })] }, '/to/1'],
    ['none at all for one of them', { to: [INVITED.to[0], 'b@c.example'] }, '/to/1'],
    [
      'a line break for the subject',
      { to: [to('b@c.example', { name: 'a', seat: '1\n2' })] },
      '/to/0',
    ],
    ['a name that is none', { to: [to('b@c.example', { 'a b': 'x' })] }, '/to/0'],
    ['copies beside them', { cc: ['c@d.example'] }, '/cc'],
    ['blind copies beside them', { bcc: ['c@d.example'] }, '/bcc'],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    expect(problems({ ...INVITED, ...change }).map((p) => p.field)).toContain(field);
  });

  it('is answered for each of them, and refused where nobody gets it', () => {
    const kept = { ...REFUSAL, disposition: 'as_is', reasonCode: 'permitted' } as const;
    const taken = { kind: 'accepted', messageId: 'msg_2', decisions: [kept] } as const;
    const refused = { kind: 'refused', messageId: 'msg_1', decisions: [REFUSAL] } as const;
    const answer = (...outcomes: (typeof taken | typeof refused)[]) => {
      const { status, body } = cordonDialect.renderEach?.(outcomes, []) ?? { status: 0, body: '' };
      return { status, body: JSON.parse(body) as object };
    };
    expect(answer(refused, taken)).toMatchObject({
      status: 202,
      body: {
        messageId: 'msg_2',
        status: 'accepted',
        decisions: [
          { recipient: 1, messageId: 'msg_1', disposition: 'block' },
          { recipient: 2, messageId: 'msg_2', disposition: 'as_is' },
        ],
      },
    });
    expect(answer(refused, refused)).toMatchObject({
      status: 422,
      body: { type: 'urn:cordon:problem:message-refused', decisions: [{}, { recipient: 2 }] },
    });
  });
});
