import { describe, expect, it } from 'vitest';
import { sesv2Dialect } from '../../../../lambdas/core/send/dialects/sesv2.ts';
import type { SendOutcome } from '../../../../lambdas/core/send/outcome.ts';
import { expectNoEcho } from '../malformed.ts';
import { PLAIN } from '../messages.ts';
import { ACCEPTED, FULL_MESSAGE, HELD_BACK, messagesOf, problemsIn, REFUSED } from './reading.ts';

const simple = (change: object) => ({
  Simple: {
    Subject: { Data: 'Opening hours' },
    Body: { Text: { Data: 'We are open on Monday.' } },
    ...change,
  },
});
const MINIMAL = {
  FromEmailAddress: 'Clinic News <news@clinic.example>',
  Destination: { ToAddresses: ['reader@mail.example'] },
  Content: simple({}),
};
const FULL = {
  FromEmailAddress: 'Clinic News <news@clinic.example>',
  Destination: {
    ToAddresses: ['A Reader <reader@mail.example>', 'second@mail.example'],
    CcAddresses: ['copy@mail.example'],
    BccAddresses: ['blind@mail.example'],
  },
  ReplyToAddresses: ['desk@clinic.example'],
  ConfigurationSetName: 'own',
  EmailTags: [{ Name: 'wave', Value: 'one' }],
  Content: simple({
    Subject: { Data: 'Opening hours', Charset: 'UTF-8' },
    Body: {
      Text: { Data: 'We are open on Monday.', Charset: 'UTF-8' },
      Html: { Data: '<p>We are open</p>' },
    },
    Headers: [{ Name: 'X-Campaign', Value: 'autumn' }],
    Attachments: [
      {
        ...{ FileName: 'hours.txt', ContentType: 'text/plain', RawContent: 'TW9uZGF5' },
        ...{ ContentId: 'c1', ContentDisposition: 'INLINE' },
      },
      { FileName: 'x', RawContent: 'AA==' },
    ],
  }),
};

const crowd = Array(501).fill('reader@mail.example');

describe("a request to Amazon SES's SendEmail", () => {
  it('in its smallest form is one message', () => {
    expect(messagesOf(sesv2Dialect, MINIMAL)).toEqual([PLAIN]);
  });

  it('keeps everything that is sent, and scans the rest as metadata', () => {
    expect(messagesOf(sesv2Dialect, FULL)).toEqual([
      {
        ...FULL_MESSAGE,
        attachments: [
          {
            ...{ filename: 'hours.txt', contentType: 'text/plain', contentId: 'c1' },
            content: Buffer.from('Monday'),
          },
          {
            ...{ filename: 'x', contentType: 'application/octet-stream' },
            content: Buffer.from([0]),
          },
        ],
        metadata: {
          ConfigurationSetName: 'own',
          'EmailTags.0.Name': 'wave',
          'EmailTags.0.Value': 'one',
        },
      },
    ]);
  });

  it.each<[string, object, string]>([
    ['nobody to send to', { Destination: {} }, '/Destination'],
    [
      'a recipient that is none',
      { Destination: { ToAddresses: ['Zebediah Quill'] } },
      '/Destination/ToAddresses',
    ],
    [
      'more recipients than a request may name',
      { Destination: { ToAddresses: crowd, CcAddresses: crowd } },
      '',
    ],
    ['no body', { Content: simple({ Body: {} }) }, '/Content/Simple/Body'],
    [
      'a subject of two lines',
      { Content: simple({ Subject: { Data: 'a\r\nBcc: x@evil.example' } }) },
      '/Content/Simple/Subject/Data',
    ],
    ['raw mail', { Content: { ...simple({}), Raw: { Data: 'eA==' } } }, '/Content/Raw'],
    [
      'a template beside the content',
      { Content: { ...simple({}), Template: { TemplateName: 'x' } } },
      '/Content/Simple',
    ],
    [
      'a reserved header',
      { Content: simple({ Headers: [{ Name: 'Bcc', Value: 'x@evil.example' }] }) },
      '/Content/Simple/Headers',
    ],
  ])('with %s is malformed, and says where', (_what, change, field) => {
    const problems = problemsIn(sesv2Dialect, { ...MINIMAL, ...change });
    expect(problems.map((one) => one.field)).toEqual([field]);
  });

  it('is never repeated in the answer when it is malformed', () => {
    expectNoEcho(sesv2Dialect, FULL);
  });
});

describe('the answer', () => {
  const answer = (outcome: SendOutcome) => {
    const { status, headers, body } = sesv2Dialect.render(outcome, []);
    return { status, type: headers['x-amzn-errortype'], body: JSON.parse(body) as unknown };
  };

  it.each([ACCEPTED, HELD_BACK])('to what was taken is its id: $kind', (outcome) => {
    expect(answer(outcome)).toEqual({ status: 200, type: undefined, body: { MessageId: 'msg_1' } });
  });

  it.each<[SendOutcome, number, string, string]>([
    [REFUSED, 400, 'MessageRejected', 'Send it with a clinical sender key.'],
    [{ kind: 'unauthenticated' }, 403, 'InvalidClientTokenId', 'not valid'],
    [
      { kind: 'forbidden', problems: [{ field: '/channel', message: 'no' }] },
      ...([403, 'AccessDeniedException', 'channel no'] as const),
    ],
    [
      { kind: 'malformed', problems: [{ field: '/Content', message: 'no' }] },
      ...([400, 'BadRequestException', 'Content no'] as const),
    ],
    [{ kind: 'too_large', limitBytes: 5 }, 413, 'BadRequestException', '5 bytes'],
    [
      { kind: 'rate_limited', retryAfterSeconds: 7, retryAt: new Date('2026-11-26T10:00:00.200Z') },
      429,
      'TooManyRequestsException',
      'in 7 s',
    ],
    [{ kind: 'conflict', reason: 'other_request' }, 409, 'ConflictException', 'another request'],
    [{ kind: 'conflict', reason: 'in_progress' }, 409, 'ConflictException', 'worked on'],
    [{ kind: 'unavailable' }, 503, 'ServiceUnavailable', 'Nothing was sent'],
    [{ kind: 'unavailable', partly: true }, 409, 'ConflictException', 'may have been queued'],
  ])('to %j has status %i and the type %s', (outcome, status, type, says) => {
    expect(answer(outcome)).toEqual({
      ...{ status, type },
      body: { message: expect.stringContaining(says) as unknown },
    });
  });
});
