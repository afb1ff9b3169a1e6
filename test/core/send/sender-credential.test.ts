import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  hashSecret,
  parseCredential,
  secretMatches,
} from '../../../lambdas/core/send/sender-credential.ts';
import { effectiveSender } from '../../../lambdas/core/send/sender-identity.ts';

const SECRET = randomBytes(32).toString('base64url');

describe('a sender credential', () => {
  it.each(['mk_abcd1234', 'ck_abcd1234', 'ak_abcd1234'])('of key %s is read', (id) => {
    expect(parseCredential(`${id}.${SECRET}`)).toEqual({ id, secret: SECRET });
  });

  it.each(['SG.', 're_', 'md-', 'key-'])('may begin as the keys of an API do: %s', (start) => {
    expect(parseCredential(`${start}mk_abcd1234.${SECRET}`)?.id).toBe('mk_abcd1234');
  });

  it.each([
    undefined,
    '',
    'mk_abcd1234',
    `xk_abcd1234.${SECRET}`,
    `mk_abc.${SECRET}`,
    `mk_abcd1234.${SECRET}x`,
    `mk_abcd1234.${SECRET.slice(1)}`,
    `mk_abcd1234.${SECRET}\n`,
    ` mk_abcd1234.${SECRET}`,
    `SG.SG.mk_abcd1234.${SECRET}`,
    `mk_${'a'.repeat(200)}.${SECRET}`,
  ])('is not %s', (text) => {
    expect(parseCredential(text)).toBeUndefined();
  });

  it('matches the hash of its own secret alone', () => {
    expect(secretMatches(SECRET, hashSecret(SECRET))).toBe(true);
    expect(secretMatches(`${SECRET}x`, hashSecret(SECRET))).toBe(false);
    expect(secretMatches('', hashSecret(SECRET))).toBe(false);
  });

  it.each(['', 'zz', hashSecret(SECRET).slice(2), `${hashSecret(SECRET)}00`])(
    'matches no stored hash of another form: %s',
    (stored) => {
      expect(secretMatches(SECRET, stored)).toBe(false);
      expect(secretMatches('', stored)).toBe(false);
    },
  );
});

describe('the sender that mail leaves with', () => {
  const identity = { domain: 'clinical.example', defaultFrom: 'no-reply@clinical.example' };

  it.each(['a@clinical.example', 'a@CLINICAL.Example'])(
    "stays %s, of the lane's own domain",
    (address) => {
      expect(effectiveSender({ address, name: 'Desk' }, identity)).toEqual({
        from: { address, name: 'Desk' },
      });
    },
  );

  it.each([
    'a@marketing.example',
    'a@notclinical.example',
    'a@clinical.example.evil.example',
    'clinical.example@evil.example',
    'a@desk.clinical.example',
  ])("becomes the lane's own in place of %s, which then gets the answers", (address) => {
    expect(effectiveSender({ address, name: 'Desk' }, identity)).toEqual({
      from: { address: 'no-reply@clinical.example', name: 'Desk' },
      replyTo: { address, name: 'Desk' },
    });
    expect(effectiveSender({ address }, identity).from).toEqual({
      address: 'no-reply@clinical.example',
    });
  });
});
