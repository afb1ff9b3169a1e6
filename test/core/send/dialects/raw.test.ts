import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../../lambdas/core/send/dialect.ts';
import { cordonDialect } from '../../../../lambdas/core/send/dialects/cordon.ts';
import { mailgunMimeDialect } from '../../../../lambdas/core/send/dialects/mailgun-mime.ts';
import { mandrillRawDialect } from '../../../../lambdas/core/send/dialects/mandrill-raw.ts';
import { sesv2Dialect } from '../../../../lambdas/core/send/dialects/sesv2.ts';
import { recipientsHeader } from '../../../../lambdas/core/send/recipients-header.ts';
import fc from '../../../support/properties.ts';
import { CANARY } from '../malformed.ts';
import { dialectRequest, PLAIN } from '../messages.ts';
import { HEADER, mail } from '../mime/mail.ts';
import { messagesOf, problemsIn } from './reading.ts';

const RAW = mail(...HEADER, 'X-Campaign: autumn', '', 'We are open on Monday.').toString();
const MESSAGE = { ...PLAIN, headers: { 'X-Campaign': 'autumn' } };
const BLIND = { ...MESSAGE, to: [], bcc: [{ address: 'blind@mail.example' }] };
const MIME = { 'content-type': 'message/rfc822' };
const FORM = { 'content-type': 'multipart/form-data; boundary=f' };

function form(raw: string, fields: Readonly<Record<string, string>>, field = 'message'): string {
  const parts = Object.entries(fields).map(
    ([name, text]) => `--f\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  const file = `--f\r\nContent-Disposition: form-data; name="${field}"; filename="MimeMessage"\r\n\r\n${raw}\r\n`;
  return `${parts.join('')}${file}--f--\r\n`;
}

const ses = (raw: string, more: object = {}) => ({
  Content: { Raw: { Data: Buffer.from(raw).toString('base64') } },
  ...more,
});

describe('a message in MIME, to POST /v1/messages', () => {
  it('goes to those whom it names', () => {
    expect(messagesOf(cordonDialect, RAW, MIME)).toEqual([MESSAGE]);
  });

  it('goes to those of the envelope instead, where there is one', () => {
    const recipients = ['blind@mail.example', 'ünal+a%b@mail.example'];
    const headers = { ...MIME, 'cordon-recipients': recipientsHeader(recipients) };
    expect(messagesOf(cordonDialect, RAW, headers)[0]?.bcc).toEqual(
      recipients.map((address) => ({ address })),
    );
  });

  it.each([
    ['an envelope that is none', { 'cordon-recipients': '%' }, 'cordon-recipients'],
    ['an envelope of nobody', { 'cordon-recipients': '' }, 'recipients'],
    [
      'more recipients than a request may have',
      {
        'cordon-recipients': Array.from(
          { length: 1001 },
          (_, n) => `a${String(n)}@mail.example`,
        ).join(),
      },
      '',
    ],
  ])('with %s is malformed', (_, headers, field) => {
    const problems = problemsIn(cordonDialect, RAW, { ...MIME, ...headers });
    expect(problems.map((one) => one.field)).toEqual([field]);
  });
});

describe("raw content, to Amazon SES's SendEmail", () => {
  it('goes to those whom it names', () => {
    expect(messagesOf(sesv2Dialect, ses(RAW))).toEqual([MESSAGE]);
  });

  it('goes to the destination instead, where there is one, and the rest is scanned', () => {
    const request = ses(RAW, {
      FromEmailAddress: 'The News <other@clinic.example>',
      Destination: { BccAddresses: ['A Blind Reader <blind@mail.example>'] },
      ReplyToAddresses: ['desk@clinic.example'],
      EmailTags: [{ Name: 'wave', Value: 'one' }],
    });
    expect(messagesOf(sesv2Dialect, request)).toEqual([
      {
        ...BLIND,
        replyTo: [{ address: 'desk@clinic.example' }],
        metadata: {
          'EmailTags.0.Name': 'wave',
          'EmailTags.0.Value': 'one',
          'recipient name': 'The News\nA Blind Reader',
        },
      },
    ]);
  });

  it.each([
    ['no message', { Content: { Raw: {} } }, '/Content/Raw/Data'],
    ['no base64', { Content: { Raw: { Data: 'no base64' } } }, '/Content/Raw/Data'],
    ['a message that is none', ses('no message'), '/Content/Raw/Data'],
  ])('with %s is malformed', (_, request, field) => {
    expect(problemsIn(sesv2Dialect, request).map((one) => one.field)).toEqual([field]);
  });
});

describe("a message to Mailchimp Transactional's messages/send-raw", () => {
  it('goes to those whom it names, or to those of the request', () => {
    expect(messagesOf(mandrillRawDialect, { key: 'k', raw_message: RAW })).toEqual([MESSAGE]);
    const to = ['blind@mail.example'];
    expect(
      messagesOf(mandrillRawDialect, { key: 'k', raw_message: RAW, to, async: false }),
    ).toEqual([{ ...BLIND, metadata: { async: 'false' } }]);
  });

  it('leaves at the time of the request', () => {
    const request = { raw_message: RAW, send_at: '2027-01-01 00:00:00' };
    const sendAt = '2027-01-01T00:00:00.000Z';
    expect(messagesOf(mandrillRawDialect, request)).toEqual([{ ...MESSAGE, sendAt }]);
    const wrong = { raw_message: RAW, send_at: 'x' };
    expect(problemsIn(mandrillRawDialect, wrong)[0]?.field).toBe('/send_at');
  });
});

describe("a message to Mailgun's messages.mime", () => {
  it('goes to those of the request', () => {
    const body = form(RAW, { to: 'Blind <blind@mail.example>', 'o:tag': 'autumn' });
    expect(messagesOf(mailgunMimeDialect, body, FORM)).toEqual([
      { ...BLIND, metadata: { 'o:tag': 'autumn', 'recipient name': 'Blind' } },
    ]);
  });

  it('leaves at the time of the request', () => {
    const body = form(RAW, {
      to: 'blind@mail.example',
      'o:deliverytime': 'Fri, 01 Jan 2027 00:00:00 GMT',
    });
    const sendAt = '2027-01-01T00:00:00.000Z';
    expect(messagesOf(mailgunMimeDialect, body, FORM)).toMatchObject([{ sendAt, metadata: {} }]);
  });

  it.each([
    ['another file', form(RAW, { to: 'a@b.example' }, 'attachment'), 'message'],
    ['nobody it goes to', form(RAW, {}), '/to'],
    [
      'a time of its own',
      form(RAW, { to: 'a@b.example', 'o:deliverytime': 'x' }),
      '/o:deliverytime',
    ],
  ])('with %s is malformed', (_, body, field) => {
    expect(problemsIn(mailgunMimeDialect, body, FORM).map((one) => one.field)).toEqual([field]);
  });
});

describe('an answer to a malformed message', () => {
  const asked: readonly (readonly [string, Dialect, (raw: string) => object | string, object])[] = [
    ['Cordon', cordonDialect, (raw) => raw, MIME],
    ['Amazon SES', sesv2Dialect, (raw) => ses(raw), {}],
    ['Mailchimp', mandrillRawDialect, (raw) => ({ key: 'k', raw_message: raw }), {}],
    ['Mailgun', mailgunMimeDialect, (raw) => form(raw, { to: 'a@b.example' }), FORM],
  ];
  const source = mail(
    ...HEADER,
    'Cordon-Purpose: marketing',
    'Content-Type: multipart/mixed; boundary="m"; x-own=1',
    'Content-Transfer-Encoding: 7bit',
    '',
    '--m',
    'Content-Type: text/plain; charset=utf-8; name="a.txt"',
    'Content-Disposition: attachment; filename=a.txt',
    'Content-ID: <a@b>',
    'Content-Transfer-Encoding: base64',
    '',
    'TW9uZGF5',
    '--m--',
    '',
  ).toString();

  it.each(asked)('repeats nothing of it, to a client of %s', (_, dialect, request, headers) => {
    let malformed = 0;
    const planted = fc.constantFrom(
      CANARY,
      ` ${CANARY}`,
      `\r\n${CANARY}: x\r\n`,
      `\r${CANARY}`,
      `"${CANARY}`,
      `=?x?q?${CANARY}?=`,
    );
    fc.assert(
      fc.property(
        fc.nat({ max: source.length }),
        fc.nat({ max: 20 }),
        planted,
        (at, length, text) => {
          const raw = `${source.slice(0, at)}${text}${source.slice(at + length)}`;
          const parsed = dialect.parse(
            dialectRequest(request(raw), headers as Record<string, string>),
          );
          if (parsed.kind !== 'malformed') return;
          malformed += 1;
          const { body } = dialect.render(parsed, []);
          expect(JSON.stringify([body, parsed.problems])).not.toContain(CANARY);
        },
      ),
      { numRuns: 500 },
    );
    expect(malformed).toBeGreaterThan(50);
  });
});
