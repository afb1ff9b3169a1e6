import { describe, expect, it } from 'vitest';
import { mailchimpTransactional } from '../../../../lambdas/core/verify/schemes/mailchimp-transactional.ts';
import { describeScheme } from '../common-rows.ts';
import { readVectors, verifyVector } from '../vectors.ts';

describeScheme(mailchimpTransactional);

describe('the type of a form from Mailchimp, which is not signed', () => {
  const [first] = readVectors('mailchimp-transactional').cases;
  const withType = (contentType: string) =>
    verifyVector(mailchimpTransactional, first!, {
      request: { headers: { ...first!.headers, 'content-type': contentType } },
    });

  it.each([
    'application/x-www-form-urlencoded',
    'Application/X-WWW-Form-Urlencoded; charset=utf-8',
  ])('is a form: %s', (type) => {
    expect(withType(type)).toMatchObject({ kind: 'verified' });
  });

  it.each(['text/plain', 'application/json', 'multipart/form-data; boundary=b', ''])(
    'is refused when the body would be read in another way: %s',
    (type) => {
      expect(withType(type)).toMatchObject({ kind: 'refused', reason: 'body_mismatch' });
    },
  );
});
