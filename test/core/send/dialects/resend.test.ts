import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../../lambdas/core/send/dialect.ts';
import { RESEND_DIALECTS } from '../../../../lambdas/core/send/dialects/resend.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import { expectNoEcho } from '../malformed.ts';
import { dialectRequest, PLAIN } from '../messages.ts';
import { ACCEPTED, FULL_MESSAGE, HELD_BACK, messagesOf, problemsIn, REFUSED } from './reading.ts';

const [single, batch] = RESEND_DIALECTS as [Dialect, Dialect];
const MINIMAL = {
  from: 'Clinic News <news@clinic.example>',
  to: 'reader@mail.example',
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const FULL = {
  ...MINIMAL,
  to: ['A Reader <reader@mail.example>', 'second@mail.example'],
  cc: ['copy@mail.example'],
  bcc: 'blind@mail.example',
  reply_to: 'desk@clinic.example',
  html: '<p>We are open</p>',
  headers: { 'X-Campaign': 'autumn' },
  attachments: [
    { filename: 'hours.csv', content: 'TW9uZGF5', content_id: 'c1' },
    { filename: 'x', content: 'AA==', content_type: 'image/png' },
  ],
  tags: [{ name: 'wave', value: 'one' }],
};

const crowd = Array(500).fill('reader@mail.example').join(', ');

describe("a request to Resend's POST /emails", () => {
  it('in its smallest form is one message', () => {
    expect(messagesOf(single, MINIMAL)).toEqual([PLAIN]);
  });

  it('leaves at the time that it has', () => {
    const scheduled_at = '2027-01-05T16:30:00+02:00';
    const message = { ...PLAIN, sendAt: '2027-01-05T14:30:00.000Z' };
    expect(messagesOf(single, { ...MINIMAL, scheduled_at })).toEqual([message]);
    expect(messagesOf(batch, [{ ...MINIMAL, scheduled_at }])).toEqual([message]);
  });

  it('keeps everything that is sent, and scans the rest as metadata', () => {
    expect(messagesOf(single, FULL)).toEqual([
      {
        ...FULL_MESSAGE,
        attachments: [
          {
            ...{ filename: 'hours.csv', contentType: 'application/octet-stream', contentId: 'c1' },
            content: Buffer.from('Monday'),
          },
          { filename: 'x', contentType: 'image/png', content: Buffer.from([0]) },
        ],
        metadata: { 'tags.0.name': 'wave', 'tags.0.value': 'one' },
      },
    ]);
  });

  it.each<[string, object, string]>([
    ['no recipient', { to: [] }, '/to'],
    ['a recipient that is none', { to: ['Zebediah Quill'] }, '/to'],
    ['a subject of two lines', { subject: 'a\r\nBcc: x@evil.example' }, '/subject'],
    ['no body', { text: undefined }, '/html'],
    [
      'more recipients than a request may name',
      { to: Array(2).fill(crowd), cc: 'c@mail.example' },
      '',
    ],
    ['a time to send it at', { scheduled_at: 'in 1 hour' }, '/scheduled_at'],
    ['a stored template', { template: { id: 'welcome' } }, '/template'],
    [
      'a file to be fetched',
      { attachments: [{ filename: 'a.pdf', path: 'https://files.example/a.pdf' }] },
      '/attachments/0/content',
    ],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    expect(problemsIn(single, { ...MINIMAL, ...change }).map((one) => one.field)).toEqual([field]);
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(single, FULL, 422);
  });
});

describe("a request to Resend's POST /emails/batch", () => {
  const permissive = { 'x-batch-validation': 'permissive' };

  it('has one answer for all, or one for each where it says so', () => {
    const parsed = batch.parse(dialectRequest([MINIMAL, FULL]));
    expect(parsed).not.toHaveProperty('each');
    expect(batch.parse(dialectRequest([MINIMAL], permissive))).toHaveProperty('each', true);
    const both = { ...ACCEPTED, decisions: ACCEPTED.decisions.concat(ACCEPTED.decisions) };
    const second = { ...both.decisions[1]!, messageId: 'msg_2' };
    const all = batch.render({ ...both, decisions: [both.decisions[0]!, second] }, []);
    expect(JSON.parse(all.body)).toEqual({ data: [{ id: 'msg_1' }, { id: 'msg_2' }] });
    const each = batch.renderEach!([REFUSED, ACCEPTED, HELD_BACK], []);
    expect(JSON.parse(each.body)).toEqual({
      data: [{ id: 'msg_1' }, { id: 'msg_1' }],
      errors: [{ index: 0, message: expect.stringContaining('clinical sender key') as unknown }],
    });
  });

  it.each([
    ['no list', MINIMAL],
    ['an empty list', []],
    ['more than 100', Array(101).fill(MINIMAL)],
    ['more than a thousand recipients', Array(3).fill({ ...MINIMAL, to: crowd })],
  ])('with %s is malformed', (_what, body) => {
    expect(problemsIn(batch, body)).toHaveLength(1);
  });
});

describe('the answer', () => {
  const answer = (outcome: SendOutcome) => {
    const { status, body } = single.render(outcome, messagesOf(single, FULL));
    return { status, body: JSON.parse(body) as unknown };
  };

  it.each([ACCEPTED, HELD_BACK])('to what was taken is its id: $kind', (outcome) => {
    expect(answer(outcome)).toEqual({ status: 200, body: { id: 'msg_1' } });
  });

  it.each<[SendOutcome, number, string, string]>([
    [REFUSED, 422, 'validation_error', 'Send it with a clinical sender key.'],
    [{ kind: 'unauthenticated' }, 401, 'invalid_api_key', 'API key is invalid'],
    [
      { kind: 'forbidden', problems: [{ field: '/channel', message: 'no' }] },
      ...([403, 'invalid_access', 'channel no'] as const),
    ],
    [
      { kind: 'malformed', problems: [{ field: '/to', message: 'no' }] },
      ...([422, 'validation_error', 'to no'] as const),
    ],
    [{ kind: 'too_large', limitBytes: 5 }, 413, 'validation_error', '5 bytes'],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
      'rate_limit_exceeded',
      'in 7 s',
    ],
    [
      { kind: 'conflict', reason: 'other_request' },
      409,
      'invalid_idempotent_request',
      'another request',
    ],
    [
      { kind: 'conflict', reason: 'in_progress' },
      409,
      'concurrent_idempotent_requests',
      'worked on',
    ],
    [{ kind: 'unavailable' }, 503, 'internal_server_error', 'Nothing was sent'],
  ])('to %j has status %i and name %s, in the body as well', (outcome, status, name, says) => {
    expect(answer(outcome)).toEqual({
      status,
      body: { statusCode: status, name, message: expect.stringContaining(says) as unknown },
    });
  });
});
