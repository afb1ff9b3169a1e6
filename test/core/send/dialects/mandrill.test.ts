import { describe, expect, it } from 'vitest';
import { mandrillDialect } from '../../../../lambdas/core/send/dialects/mandrill.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import { expectNoEcho } from '../malformed.ts';
import { dialectRequest, PLAIN, REFUSAL } from '../messages.ts';
import { ACCEPTED, HELD_BACK, messagesOf, problemsIn, REFUSED } from './reading.ts';

const MESSAGE = {
  from_email: 'news@clinic.example',
  from_name: 'Clinic News',
  to: [{ email: 'reader@mail.example' }],
  subject: 'Opening hours',
  text: 'We are open on Monday.',
};
const FULL = {
  ...MESSAGE,
  to: [
    { email: 'reader@mail.example', name: 'A Reader', type: 'to' },
    { email: 'Second@mail.example', type: 'cc' },
  ],
  text: 'Dear *|FNAME|*, *|place|* is open. *|unknown|*',
  html: '<p>Dear *|fname|*</p>',
  headers: { 'Reply-To': 'desk@clinic.example', 'X-Campaign': 'autumn' },
  bcc_address: 'archive@clinic.example',
  global_merge_vars: [
    { name: 'place', content: 'Springfield' },
    { name: 'fname', content: 'reader' },
  ],
  merge_vars: [{ rcpt: 'second@mail.example', vars: [{ name: 'FNAME', content: 'second' }] }],
  recipient_metadata: [{ rcpt: 'reader@mail.example', values: { wave: '1' } }],
  tags: ['hours'],
  attachments: [{ type: 'text/plain', name: 'hours.txt', content: 'TW9uZGF5' }],
  images: [{ type: 'image/png', name: 'logo', content: 'AA==' }],
};
const request = (message: object) => ({ key: 'mk_a.b', message, async: false });
const read = (message: object) => messagesOf(mandrillDialect, request(message));

describe("a request to Mailchimp Transactional's messages/send", () => {
  it('in its smallest form is one message', () => {
    expect(read(MESSAGE)).toEqual([{ ...PLAIN, metadata: { async: 'false' } }]);
  });

  it('is one message for each recipient, with their own variables, and nobody else’s facts', () => {
    const [first, second] = read(FULL);
    expect(first).toMatchObject({
      to: [{ address: 'reader@mail.example', name: 'A Reader' }],
      ...{ cc: [], bcc: [{ address: 'archive@clinic.example' }] },
      replyTo: [{ address: 'desk@clinic.example' }],
      headers: { 'X-Campaign': 'autumn' },
      text: 'Dear reader, Springfield is open. *|unknown|*',
      html: '<p>Dear reader</p>',
      attachments: [
        { filename: 'hours.txt', contentType: 'text/plain', content: Buffer.from('Monday') },
        { filename: 'logo', contentType: 'image/png', contentId: 'logo' },
      ],
      metadata: {
        'message.tags.0': 'hours',
        'message.global_merge_vars.0.content': 'Springfield',
        'message.recipient_metadata.0.values.wave': '1',
      },
    });
    expect(second).toMatchObject({
      to: [{ address: 'Second@mail.example' }],
      text: 'Dear second, Springfield is open. *|unknown|*',
      metadata: { 'message.merge_vars.0.vars.0.content': 'second' },
    });
    expect(JSON.stringify(first?.metadata)).not.toContain('second');
    expect(JSON.stringify(second?.metadata)).not.toContain('wave');
  });

  it('is one message for all where they are to see one another', () => {
    const [only, other] = read({ ...FULL, preserve_recipients: true });
    expect(other).toBeUndefined();
    expect(only).toMatchObject({
      to: [{ address: 'reader@mail.example' }],
      cc: [{ address: 'Second@mail.example' }],
      bcc: [{ address: 'archive@clinic.example' }],
      text: 'Dear reader, Springfield is open. *|unknown|*',
    });
    expect(JSON.stringify(only?.metadata)).toContain('second');
  });

  it.each<[string, object, string]>([
    ['no recipient', { to: [] }, '/message/to'],
    ['a recipient that is none', { to: [{ email: 'Zebediah' }] }, '/message/to/0/email'],
    ['a subject of two lines', { subject: 'a\r\nBcc: x@evil.example' }, '/message/subject'],
    ['no body', { text: undefined }, '/message/text'],
    ['another merge language', { merge_language: 'handlebars' }, '/message/merge_language'],
    ['a tag that decides', { text: '*|IF:FNAME|*Hello*|END:IF|*' }, '/message'],
    ['a reserved header', { headers: { 'message-id': 'x' } }, '/message/headers'],
    ['two Reply-To', { headers: { 'reply-to': 'a@b.example', 'Reply-To': 'c@d.example' } }, head],
    [
      'a variable that breaks the subject',
      { subject: '*|A|*', global_merge_vars: [{ name: 'a', content: 'x\r\nBcc: y@evil.example' }] },
      '/message/merge_vars',
    ],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    const problems = problemsIn(mandrillDialect, request({ ...MESSAGE, ...change }));
    expect(problems.map((one) => one.field)).toEqual([field]);
  });

  it('leaves at the time that it has, in UTC', () => {
    const body = { ...request(MESSAGE), send_at: '2027-01-01 00:00:00' };
    const sendAt = '2027-01-01T00:00:00.000Z';
    const [message] = messagesOf(mandrillDialect, body);
    expect(message).toMatchObject({ sendAt });
    expect(JSON.stringify(message?.metadata)).not.toContain('2027');
    const without = { ...request(MESSAGE), send_at: '' };
    expect(messagesOf(mandrillDialect, without)[0]).not.toHaveProperty('sendAt');
  });

  it('is malformed with a time that is none', () => {
    const body = { ...request(MESSAGE), send_at: 'tomorrow' };
    expect(problemsIn(mandrillDialect, body)[0]?.field).toBe('/send_at');
  });

  it('cannot blow up', () => {
    const to = Array.from({ length: 1000 }, (_, n) => ({ email: `r${String(n)}@mail.example` }));
    const content = 'x'.repeat(100_000);
    const body = { ...MESSAGE, to, text: '*|A|*', global_merge_vars: [{ name: 'a', content }] };
    expect(problemsIn(mandrillDialect, request(body))[0]?.message).toContain('split the request');
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(mandrillDialect, request(FULL));
  });

  it('carries its key in the body, which is not content', () => {
    expect(mandrillDialect.credential(dialectRequest(request(MESSAGE)))).toBe('mk_a.b');
    expect(mandrillDialect.credential(dialectRequest({ key: 5 }))).toBeUndefined();
    expect(mandrillDialect.credential(dialectRequest('{'))).toBeUndefined();
    expect(JSON.stringify(read(MESSAGE))).not.toContain('mk_a');
  });
});

describe('the answer', () => {
  it('has an entry for each recipient, with what became of it', () => {
    const { status, body } = mandrillDialect.renderEach!([REFUSED, ACCEPTED], read(FULL));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual([
      {
        email: 'reader@mail.example',
        _id: 'msg_1~r1',
        status: 'rejected',
        reject_reason: expect.stringContaining('Send it with a clinical sender key.') as unknown,
      },
      {
        ...{ email: 'Second@mail.example', _id: 'msg_1~r1' },
        ...{ status: 'queued', reject_reason: null },
      },
    ]);
  });

  it('tells apart those who get a message that not all of them may get', () => {
    const [message] = read({ ...FULL, preserve_recipients: true });
    const decisions = [...ACCEPTED.decisions, { ...REFUSAL, decisionId: 'msg_1~r2' }];
    const { body } = mandrillDialect.renderEach!([{ ...ACCEPTED, decisions }], [message!]);
    expect(JSON.parse(body)).toMatchObject([{ status: 'queued' }, { status: 'rejected' }]);
  });

  it('says that something is held', () => {
    const { body } = mandrillDialect.renderEach!([HELD_BACK], read(MESSAGE));
    expect(JSON.parse(body)).toMatchObject([
      { status: 'queued', queued_reason: expect.stringContaining('review') as unknown },
    ]);
  });

  it.each<[SendOutcome, number, string]>([
    [{ kind: 'unauthenticated' }, 401, 'Invalid_Key'],
    [{ kind: 'forbidden', problems: [] }, 403, 'ValidationError'],
    [{ kind: 'malformed', problems: [] }, 400, 'ValidationError'],
    [{ kind: 'too_large', limitBytes: 5 }, 413, 'ValidationError'],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
      'GeneralError',
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 409, 'ValidationError'],
    [{ kind: 'conflict', reason: 'in_progress' }, 409, 'ValidationError'],
    [{ kind: 'unavailable' }, 503, 'GeneralError'],
  ])('to %j has status %i and name %s', (outcome, status, name) => {
    const answer = mandrillDialect.render(outcome, []);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', name });
  });
});

const head = '/message/headers';
