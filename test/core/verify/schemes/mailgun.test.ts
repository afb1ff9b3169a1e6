import { describe, expect, it } from 'vitest';
import { mailgun } from '../../../../lambdas/core/verify/schemes/mailgun.ts';
import { describeScheme } from '../common-rows.ts';
import { readVectors, verifyVector } from '../vectors.ts';

describeScheme(mailgun);

describe('time and token of Mailgun, signed as one text', () => {
  const [first] = readVectors('mailgun').cases;
  const withCut = (timestamp: string, token: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const signature = /[0-9a-f]{64}/.exec(first!.body)?.[0] ?? '';
    const body = Buffer.from(new URLSearchParams({ timestamp, token, signature }).toString());
    return verifyVector(mailgun, first!, { request: { headers, body } });
  };
  const timestamp = /timestamp\W+(\d{10})/.exec(first!.body)?.[1] ?? '';
  const token = /token\W+([\w-]+)/.exec(first!.body)?.[1] ?? '';
  const text = `${timestamp}${token}`;

  it('verify where Mailgun cuts them', () => {
    expect(withCut(timestamp, token)).toMatchObject({ kind: 'verified' });
  });

  it.each([1, 5, 9, 11, 12, 20])(
    'are not cut after %i characters, which would be another token',
    (at) => {
      expect(withCut(text.slice(0, at), text.slice(at))).toMatchObject({
        kind: 'refused',
        reason: 'timestamp_malformed',
      });
    },
  );
});
