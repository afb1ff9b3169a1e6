import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  closeContent,
  formTokenOf,
  hashCode,
  hashSession,
  LINK_ID,
  linkIdOf,
  newCode,
  newSecret,
  openContent,
  readCode,
  readSecret,
  sameText,
} from '../../../lambdas/core/portal/secrets.ts';

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const TOKEN = newSecret(random);
const HALF = newSecret(random);
const PLAIN = Buffer.from('what was sent');

describe('a link', () => {
  it('has 256 random bits', () => {
    expect(Buffer.from(TOKEN, 'base64url')).toHaveLength(32);
    expect(newSecret(random)).not.toBe(TOKEN);
  });

  it('is named by a hash, the same each time and for no other link', () => {
    expect(linkIdOf(TOKEN)).toMatch(LINK_ID);
    expect(linkIdOf(TOKEN)).toBe(linkIdOf(TOKEN));
    expect(linkIdOf(HALF)).not.toBe(linkIdOf(TOKEN));
    expect(linkIdOf(TOKEN)).not.toContain(TOKEN.slice(0, 6));
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['one that was cut short', TOKEN.slice(0, 42)],
    ['one with more behind it', `${TOKEN}A`],
    ['a path', '../../../../../../../../../../../etc/passwd/'],
    ['another spelling of the same bits', `${'A'.repeat(42)}B`],
  ])('is not read from %s', (_, text) => {
    expect(readSecret(text)).toBeUndefined();
  });

  it('is read as it was written', () => {
    expect(readSecret(TOKEN)).toBe(TOKEN);
  });
});

describe('a code', () => {
  it('is eight digits, each as likely as the next', () => {
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 2_000; n += 1) {
      const code = newCode(random);
      expect(code).toMatch(/^[0-9]{8}$/);
      for (const digit of code) counts[Number(digit)]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 1600)).toBeLessThan(250);
  });

  it('takes no digit from bytes that would favor small ones', () => {
    const bytes = [
      [255, 254, 253, 252, 251, 250, 249, 0],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ];
    expect(newCode({ bytes: () => Uint8Array.from(bytes.shift() ?? []) })).toBe('90123456');
  });

  it.each([
    ['12345678', '12345678'],
    ['1234 5678', '12345678'],
    [' 1234-5678\n', '12345678'],
    ['1234567', undefined],
    ['123456789', undefined],
    ['1234567a', undefined],
    ['１２３４５６７８', undefined],
    ['', undefined],
    [' '.repeat(1000), undefined],
  ])('is read from %j as %j', (typed, code) => {
    expect(readCode(typed)).toBe(code);
  });

  it('is hashed under its own link: the same code of another link is another hash', () => {
    expect(hashCode('12345678', TOKEN)).toBe(hashCode('12345678', TOKEN));
    expect(hashCode('12345678', TOKEN)).not.toBe(hashCode('12345678', HALF));
    expect(hashCode('12345678', TOKEN)).not.toBe(hashCode('12345679', TOKEN));
  });
});

describe('what is kept', () => {
  it('opens with both halves of its key', () => {
    expect(openContent(closeContent(PLAIN, HALF, TOKEN), HALF, TOKEN)).toEqual(PLAIN);
  });

  it.each([
    ['the link alone', newSecret(random), TOKEN],
    ['our half alone', HALF, newSecret(random)],
  ])('does not open with %s', (_, half, token) => {
    expect(openContent(closeContent(PLAIN, HALF, TOKEN), half, token)).toBeUndefined();
  });

  it.each([
    ['altered', (bytes: Uint8Array) => bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte))],
    ['cut short', (bytes: Uint8Array) => bytes.subarray(1)],
    ['gone', () => new Uint8Array()],
  ])('does not open when it was %s', (_, change) => {
    expect(openContent(change(closeContent(PLAIN, HALF, TOKEN)), HALF, TOKEN)).toBeUndefined();
  });
});

describe('a session', () => {
  it('is known by a hash, and its forms by a token of their own', () => {
    const known = [hashSession(TOKEN), formTokenOf(TOKEN), linkIdOf(TOKEN), TOKEN];
    expect(new Set(known).size).toBe(4);
  });

  it('is compared in constant time, whatever the lengths', () => {
    expect(sameText('a', 'a')).toBe(true);
    expect(sameText('a', 'aa')).toBe(false);
  });
});
