import { describe, expect, it } from 'vitest';
import { armorReason } from '../../../lambdas/core/parse/armored.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { parseOrThrow, scanPayload } from '../scan/support/scan-text.ts';

/** Letters that nobody encrypted: what is in an armor is not looked at. */
const armor = (label: string): string =>
  `-----BEGIN ${label}-----\nVersion: 1\n\nhQEMA5vJ+dQ0aBcDAQf/Xb3oG7y8aBcDeFgHiJkLmNo\n=AbCd\n-----END ${label}-----\n`;
const part = (type: string, body: string): string =>
  `From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${body}`;
const reasons = (body: string, type: string): string[] =>
  parseOrThrow(body, type).unreadable.map(({ reason }) => reason);

describe('armored texts', () => {
  it.each([
    ['PGP MESSAGE', 'encrypted'],
    ['PGP MESSAGE, PART 1/2', 'encrypted'],
    ['PKCS7', 'encrypted'],
    ['CMS', 'encrypted'],
    ['AGE ENCRYPTED FILE', 'encrypted'],
    ['ENCRYPTED PRIVATE KEY', 'encrypted'],
    ['PGP SIGNATURE', 'encoded_content'],
    ['PGP PUBLIC KEY BLOCK', 'encoded_content'],
    ['CERTIFICATE', 'encoded_content'],
  ])('of %s are unread, as %s', (label, reason) => {
    expect(armorReason(armor(label))).toBe(reason);
  });

  it.each([
    'Hello, all is well.',
    '-----BEGIN-----',
    '----- BEGIN PGP MESSAGE -----',
    '-----Original Message-----',
    '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello',
    '-----begin cutting here-----',
  ])('are no texts such as %j', (text) => {
    expect(armorReason(text)).toBeUndefined();
  });

  it('are found after a text that is signed in clear', () => {
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n${armor('PGP SIGNATURE')}`;
    expect(armorReason(signed)).toBe('encoded_content');
  });

  it.each([
    ['a text', 'text/plain', armor('PGP MESSAGE')],
    ['a letter', 'text/plain', `Hello,\n\n${armor('PGP MESSAGE')}\nBye`],
    ['a value of JSON', 'application/json', JSON.stringify({ a: armor('PGP MESSAGE') })],
    ['a page', 'text/html', `<p>Hello</p><pre>${armor('PGP MESSAGE')}</pre>`],
    [
      'a form',
      'application/x-www-form-urlencoded',
      `a=${encodeURIComponent(armor('PGP MESSAGE'))}`,
    ],
    ['a mail', 'message/rfc822', part('text/plain', armor('PGP MESSAGE'))],
    ['XML', 'application/xml', `<a>${armor('PGP MESSAGE')}</a>`],
  ])('make %s unread, and never clean', (_, type, body) => {
    expect(reasons(body, type)).toContain('encrypted');
    expect(scanPayload(parseOrThrow(body, type)).unreadable).not.toEqual([]);
  });
});

describe('mails that are encrypted or enclosed', () => {
  it.each([
    ['application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', 'encrypted'],
    ['application/pkcs7-mime; smime-type=authEnveloped-data', 'encrypted'],
    ['application/x-pkcs7-mime', 'encrypted'],
    ['application/pkcs7-mime; smime-type="signed-data"', 'encoded_content'],
    ['application/pkcs7-mime; smime-type=compressed-data', 'encoded_content'],
    ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', 'encrypted'],
  ])('%s is unread with its reason', (type, reason) => {
    const body = '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n';
    expect(reasons(part(type, body), 'message/rfc822')).toEqual([reason]);
    expect(parsePayload(Buffer.from(body), type)).toEqual({ kind: 'unreadable', reason });
    const forwarded = part(
      'multipart/mixed; boundary=c',
      `--c\r\nContent-Type: ${type}\r\n\r\n${body}\r\n--c--\r\n`,
    );
    expect(reasons(forwarded, 'message/rfc822')).toEqual([reason]);
  });

  it('what is signed in clear is read, and its signature is not', () => {
    const body = [
      '--b\r\nContent-Type: text/plain\r\n\r\nhello',
      '--b\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB',
      '--b--\r\n',
    ].join('\r\n');
    const type = 'multipart/signed; protocol="application/pkcs7-signature"; boundary=b';
    const payload = parseOrThrow(part(type, body), 'message/rfc822');
    expect(payload.segments.map(({ text }) => text)).toContain('hello');
    expect(payload.unreadable.map(({ reason }) => reason)).toEqual(['unsupported_format']);
  });
});
