import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../../lambdas/core/send/dialect.ts';
import { POSTMARK_DIALECTS } from '../../../../lambdas/core/send/dialects/postmark.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import { expectNoEcho } from '../malformed.ts';
import { dialectRequest, PLAIN } from '../messages.ts';
import { ACCEPTED, FULL_MESSAGE, HELD_BACK, messagesOf, problemsIn, REFUSED } from './reading.ts';

const [single, batch] = POSTMARK_DIALECTS as [Dialect, Dialect];
const MINIMAL = {
  From: 'Clinic News <news@clinic.example>',
  To: 'reader@mail.example',
  Subject: 'Opening hours',
  TextBody: 'We are open on Monday.',
};
const FULL = {
  ...MINIMAL,
  To: 'A Reader <reader@mail.example>, =?utf-8?Q?J=C3=BCrgen?= <second@mail.example>',
  Cc: 'copy@mail.example',
  Bcc: 'blind@mail.example',
  ReplyTo: '"Desk, Front" <desk@clinic.example>',
  HtmlBody: '<p>We are open</p>',
  Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
  Attachments: [
    { Name: 'hours.txt', Content: 'TW9uZGF5', ContentType: 'text/plain', ContentID: 'cid:c1' },
  ],
  Tag: 'hours',
  Metadata: { wave: '1' },
  TrackOpens: false,
  MessageStream: 'outbound',
};

const crowd = Array(500).fill('reader@mail.example').join(', ');

describe("a request to Postmark's POST /email", () => {
  it('in its smallest form is one message', () => {
    expect(messagesOf(single, MINIMAL)).toEqual([PLAIN]);
  });

  it('keeps everything that is sent, and scans the rest as metadata', () => {
    expect(messagesOf(single, FULL)).toEqual([
      {
        ...FULL_MESSAGE,
        to: [
          { address: 'reader@mail.example', name: 'A Reader' },
          { address: 'second@mail.example', name: 'Jürgen' },
        ],
        replyTo: [{ address: 'desk@clinic.example', name: 'Desk, Front' }],
        attachments: [
          {
            ...{ filename: 'hours.txt', contentType: 'text/plain', contentId: 'c1' },
            content: Buffer.from('Monday'),
          },
        ],
        metadata: {
          ...{ Tag: 'hours', 'Metadata.wave': '1', TrackOpens: 'false' },
          MessageStream: 'outbound',
        },
      },
    ]);
  });

  it.each<[string, object, string]>([
    ['no recipient', { To: '' }, '/To'],
    ['a recipient that is none', { To: 'Zebediah Quill' }, '/To'],
    ['a group of recipients', { To: 'Friends: a@mail.example;' }, '/To'],
    ['a line break among the recipients', { To: 'a@mail.example,\r\nb@mail.example' }, '/To'],
    [
      'more recipients than a request may name',
      { To: crowd, Cc: crowd, Bcc: 'c@mail.example' },
      '',
    ],
    ['two senders', { From: 'a@clinic.example, b@clinic.example' }, '/From'],
    ['a subject of two lines', { Subject: 'a\r\nBcc: x@evil.example' }, '/Subject'],
    ['no body', { TextBody: undefined }, '/TextBody'],
    ['a stored template', { TemplateAlias: 'welcome' }, '/TemplateAlias'],
    ['a reserved header', { Headers: [{ Name: 'Bcc', Value: 'x@evil.example' }] }, '/Headers'],
    [
      'a header twice',
      {
        Headers: [
          { Name: 'X-A', Value: '1' },
          { Name: 'x-a', Value: '2' },
        ],
      },
      '/Headers',
    ],
    ['base64 that is none', { Attachments: [{ ...FULL.Attachments[0], Content: '*' }] }, file],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    expect(problemsIn(single, { ...MINIMAL, ...change }).map((one) => one.field)).toEqual([field]);
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(single, FULL, 422);
  });

  it('carries its key in a header of its own', () => {
    const request = dialectRequest('', { 'x-postmark-server-token': 'mk_a.b' });
    expect(single.credential(request)).toBe('mk_a.b');
    expect(single.credential(dialectRequest('', { authorization: 'Bearer mk_a.b' }))).toBe(
      undefined,
    );
  });
});

describe("a request to Postmark's POST /email/batch", () => {
  it('is one message for each entry, with an answer of its own', () => {
    const parsed = batch.parse(dialectRequest([MINIMAL, FULL]));
    expect(parsed).toMatchObject({ kind: 'messages', each: true });
    expect(messagesOf(batch, [MINIMAL, FULL])).toHaveLength(2);
    const answer = batch.renderEach!([ACCEPTED, REFUSED], messagesOf(batch, [MINIMAL, FULL]));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject([
      { ErrorCode: 0, Message: 'OK', MessageID: 'msg_1', To: 'reader@mail.example' },
      { ErrorCode: 300, Message: expect.stringContaining('clinical sender key') as unknown },
    ]);
  });

  it.each([
    ['no list', MINIMAL],
    ['an empty list', []],
    ['more than 500', Array(501).fill(MINIMAL)],
  ])('with %s is malformed', (_what, body) => {
    expect(problemsIn(batch, body)).toHaveLength(1);
  });

  it('with more than a thousand recipients, or too much text, is malformed', () => {
    const crowd = { ...MINIMAL, To: Array(201).fill('reader@mail.example').join(',') };
    expect(problemsIn(batch, Array(5).fill(crowd))[0]?.message).toContain('1000 recipients');
    const long = (n: number) => ({ ...MINIMAL, TextBody: `${String(n)} ${'x'.repeat(2_000_000)}` });
    const message = problemsIn(batch, [1, 2, 3, 4].map(long))[0]?.message;
    expect(message).toContain('split the request');
  });
});

describe('the answer', () => {
  const answer = (outcome: SendOutcome) => {
    const { status, body } = single.render(outcome, messagesOf(single, FULL));
    return { status, body: JSON.parse(body) as Record<string, unknown> };
  };

  it('to what was accepted names recipients, time and id', () => {
    expect(answer(ACCEPTED)).toEqual({
      status: 200,
      body: {
        To: 'reader@mail.example, second@mail.example',
        Cc: 'copy@mail.example',
        Bcc: 'blind@mail.example',
        SubmittedAt: '2026-11-28T17:00:00.000Z',
        MessageID: 'msg_1',
        ErrorCode: 0,
        Message: 'OK',
      },
    });
    expect(answer(HELD_BACK).body['Message']).toMatch(/^Held for review/);
  });

  it.each<[SendOutcome, number, number, string]>([
    [REFUSED, 422, 300, 'Send it with a clinical sender key.'],
    [{ kind: 'unauthenticated' }, 401, 10, 'Server API token'],
    [{ kind: 'forbidden', problems: [{ field: '/purpose', message: 'no' }] }, 422, 405, 'purpose'],
    [{ kind: 'malformed', problems: [{ field: '/To', message: 'no' }] }, 422, 300, 'To no'],
    [{ kind: 'too_large', limitBytes: 5 }, 413, 300, '5 bytes'],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
      429,
      'in 7 s',
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 409, 300, 'another request'],
    [{ kind: 'conflict', reason: 'in_progress' }, 409, 300, 'worked on'],
    [{ kind: 'unavailable' }, 503, 500, 'Nothing was sent'],
  ])('to %j has status %i and code %i', (outcome, status, code, says) => {
    expect(answer(outcome)).toEqual({
      status,
      body: { ErrorCode: code, Message: expect.stringContaining(says) as unknown },
    });
  });
});

const file = '/Attachments/0/Content';
