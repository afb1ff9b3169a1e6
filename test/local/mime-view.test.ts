import fc from '../support/properties.ts';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { headerValue, viewMime } from '../../local/mime-view.ts';

function message(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

describe('a MIME message', () => {
  it('that a common library composed shows its headers, texts and attachments', async () => {
    const raw = await new MailComposer({
      from: 'a@x.example',
      to: 'b@x.example',
      subject: 'Größe — eine ziemlich lange Zeile, die umbrochen und kodiert werden muss ✓',
      text: 'Zeile eins\nÜbung = 1',
      html: '<p>Übung</p>',
      attachments: [{ filename: 'Anhang ü.pdf', content: Buffer.alloc(1000, 7) }],
    })
      .compile()
      .build();
    const { headers, parts } = viewMime(raw);
    expect(Object.fromEntries(headers)).toMatchObject({
      From: 'a@x.example',
      Subject: 'Größe — eine ziemlich lange Zeile, die umbrochen und kodiert werden muss ✓',
    });
    expect(parts.map(({ contentType }) => contentType)).toEqual([
      'text/plain',
      'text/html',
      'application/pdf',
    ]);
    expect(parts[0]?.text?.replaceAll('\r\n', '\n').trim()).toBe('Zeile eins\nÜbung = 1');
    expect(parts[1]?.text?.trim()).toBe('<p>Übung</p>');
    expect(parts[2]).toMatchObject({ size: 1000 });
    expect(parts[2]).not.toHaveProperty('text');
  });

  it.each([
    ['base64', message('Content-Transfer-Encoding: BASE64', '', 'w7wg', 'MQ=='), 'ü 1'],
    [
      'quoted-printable',
      message('Content-Transfer-Encoding: quoted-printable', '', '=C3=BC=', ' 1'),
      'ü 1',
    ],
    ['latin1', message('Content-Type: text/plain; charset="iso-8859-1"', '', '\xfc'), 'ü'],
    ['an unknown charset', message('Content-Type: text/plain; charset=klingon', '', '\xfc'), 'ü'],
    ['no headers', message('', 'only a body'), 'only a body'],
    ['bare line feeds', Buffer.from('Subject: s\n\nbody'), 'body'],
  ])('is decoded from %s', (_what, raw, text) => {
    expect(viewMime(raw).parts).toMatchObject([{ text }]);
  });

  it('finds headers whatever their case, folding and encoding', () => {
    const raw = message(
      'x: 1',
      'SUBJECT: =?utf-8?B?w7w=?=',
      ' =?utf-8?q?_b=C3=A4?= end',
      '',
      'Subject: no',
    );
    expect(headerValue(raw, 'subject')).toBe('ü bä end');
    expect(headerValue(raw, 'from')).toBeUndefined();
  });

  it('nested without end is shown as far as it is reasonable', () => {
    let raw = 'deep';
    for (let depth = 0; depth < 100; depth += 1) {
      raw = `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${raw}\r\n--b--`;
    }
    expect(viewMime(Buffer.from(raw)).parts).toHaveLength(1);
    const wide = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}`;
    expect(viewMime(Buffer.from(wide)).parts.length).toBeLessThanOrEqual(65);
  });

  it('made to be slow is shown quickly', () => {
    const began = Date.now();
    const spaces = ' '.repeat(500_000);
    viewMime(message('Content-Transfer-Encoding: quoted-printable', '', spaces));
    viewMime(message(`Content-Type: text/plain${';a="'.repeat(15_000)}`, '', 'x'));
    viewMime(message(`Content-Type: multipart/x; boundary=b`, '', '--b'.repeat(500_000)));
    viewMime(message(`Subject: ${'=?a?q?'.repeat(10_000)}${' ?= '.repeat(5000)}`, '', 'x'));
    expect(Date.now() - began).toBeLessThan(3000);
  });

  it('of any bytes is shown somehow', () => {
    const pieces = fc.constantFrom(
      '\r\n',
      '\r\n\r\n',
      '--b',
      '--b--',
      'Content-Type: ',
      'multipart/x',
      '; boundary=b',
      'Content-Transfer-Encoding: base64',
      '=?utf-8?q?',
      '?=',
      '=',
      'x',
    );
    const hostile = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 })
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(hostile, (raw) => {
        const { headers, parts } = viewMime(raw);
        expect(headers.length).toBeLessThanOrEqual(200);
        expect(parts.length).toBeLessThanOrEqual(65);
      }),
    );
  });
});
