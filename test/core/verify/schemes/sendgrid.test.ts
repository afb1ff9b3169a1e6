import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sendgrid, sendgridInbound } from '../../../../lambdas/core/verify/schemes/sendgrid.ts';
import { describeScheme } from '../common-rows.ts';
import { NOW_SECONDS, request, verifyWith } from '../signed-request.ts';

describeScheme(sendgrid);
describeScheme(sendgridInbound);

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

/** A mail as SendGrid posts it, signed; the type stands in an unsigned header. */
function verifyMail(
  fields: readonly (readonly [string, string])[],
  contentType = 'multipart/form-data; boundary=xYzZY',
  boundary = 'xYzZY',
) {
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = `${parts.join('')}--${boundary}--\r\n`;
  const seconds = String(NOW_SECONDS);
  const signature = sign('sha256', Buffer.from(`${seconds}${body}`), privateKey);
  const headers = {
    'content-type': contentType,
    'x-twilio-email-event-webhook-signature': signature.toString('base64'),
    'x-twilio-email-event-webhook-timestamp': seconds,
  };
  return verifyWith(sendgridInbound, request(headers, body), [KEY]);
}

const ENVELOPE = [
  'envelope',
  '{"to":["in@parse.clinic.example"],"from":"pat@mail.example"}',
] as const;
const headersWith = (id: string) =>
  ['headers', `Received: by mx\nMessage-ID: <${id}@mail.example>\nSubject: Hello\n`] as const;
const MAIL = [headersWith('m1'), ENVELOPE, ['text', 'Hello']] as const;

describe('the type of a mail from SendGrid, which is not signed', () => {
  it.each([
    'multipart/form-data; boundary=xYzZY',
    'multipart/form-data; boundary="xYzZY"',
    'Multipart/Form-Data;boundary=xYzZY; charset=utf-8',
  ])('is believed when it names the boundary of the body: %s', (type) => {
    expect(verifyMail(MAIL, type)).toEqual(verifyMail(MAIL));
    expect(verifyMail(MAIL, type)).toMatchObject({ kind: 'verified' });
  });

  it('may name a boundary that is called one', () => {
    const boundary = '----WebKitFormBoundary7MA4';
    const type = `multipart/form-data; boundary=${boundary}`;
    expect(verifyMail(MAIL, type, boundary)).toEqual(verifyMail(MAIL));
  });

  it.each([
    'multipart/form-data; boundary =other; boundary=xYzZY',
    'multipart/form-data; boundary=other',
    'multipart/form-data; boundary=xYzZ',
    'multipart/form-data; boundary=xYzZY; boundary=other',
    'multipart/form-data; boundary=other; boundary=xYzZY',
    'multipart/form-data',
    'multipart/mixed; boundary=xYzZY',
    'text/plain',
    'application/json',
    '',
  ])('is refused when it names another reading of the body: %s', (type) => {
    expect(verifyMail(MAIL, type)).toMatchObject({ kind: 'refused', reason: 'body_mismatch' });
  });
});

describe('what names a mail from SendGrid', () => {
  const forwarded = (note: string) =>
    ['text', `${note}\r\nMessage-ID: <old@mail.example>\r\n`] as const;

  it('is the id in its header, not one that its text quotes', () => {
    const first = verifyMail([forwarded('one'), ENVELOPE, headersWith('m1')]);
    const second = verifyMail([forwarded('two'), ENVELOPE, headersWith('m2')]);
    expect(first).toMatchObject({ kind: 'verified' });
    expect(second).not.toEqual(first);
  });

  it('is its content when its header has no id', () => {
    const header = ['headers', 'Received: by mx\nSubject: Hello\n'] as const;
    const first = verifyMail([header, ENVELOPE, forwarded('one')]);
    const second = verifyMail([header, ENVELOPE, forwarded('two')]);
    expect(first).toMatchObject({ kind: 'verified' });
    expect(second).not.toEqual(first);
  });

  it('is the id in the header of a whole message, when SendGrid sends that', () => {
    const email = (text: string) =>
      ['email', `Message-ID: <m1@mail.example>\r\nSubject: Hello\r\n\r\n${text}`] as const;
    expect(verifyMail([ENVELOPE, email('Hello')])).toEqual(verifyMail([ENVELOPE, email('Hello.')]));
    const without = (text: string) =>
      ['email', `Subject: Hello\r\n\r\n${text}\r\nMessage-ID: <m1@mail.example>`] as const;
    expect(verifyMail([ENVELOPE, without('a')])).not.toEqual(verifyMail([ENVELOPE, without('b')]));
  });
});
