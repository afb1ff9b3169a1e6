import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { genericHmac } from '../../../../lambdas/core/verify/schemes/generic-hmac.ts';
import {
  SchemeOptionsError,
  verifyWebhook,
} from '../../../../lambdas/core/verify/verify-webhook.ts';
import { describeScheme } from '../common-rows.ts';
import { NOW, request } from '../signed-request.ts';

describeScheme(genericHmac);

const KEY = 'a secret of a vendor';
const sha256 = (text: string, key = KEY) => createHmac('sha256', key).update(text).digest('hex');

function verifySigned(
  signed: string,
  { id, body, text }: Readonly<Record<'id' | 'body' | 'text', string>>,
) {
  const headers = { 'x-id': id, 'x-signature': sha256(text) };
  const options = { header: 'X-Signature', signed, replay: { header: 'X-Id' } };
  return verifyWebhook(genericHmac, request(headers, body), {
    ...{ secrets: [KEY], now: NOW, options },
  });
}

describe('an id in a header that finds repeats', () => {
  it.each([
    ['{header:x-id}.{body}', 'id-1', '{"v":1.5}', 'id-1.{"v":1.5}'],
    ['{body}.{header:x-id}', 'id-1', '{"v":1.5}', '{"v":1.5}.id-1'],
    ['v1:{header:x-id}:{body}', 'v1', '{}', 'v1:v1:{}'],
  ])('is taken as the vendor cut it: %s', (signed, id, body, text) => {
    expect(verifySigned(signed, { id, body, text })).toMatchObject({ kind: 'verified' });
  });

  it.each([
    ['{header:x-id}.{body}', 'id-1.{"v":1', '5}', 'id-1.{"v":1.5}'],
    ['{body}.{header:x-id}', '5}.id-1', '{"v":1', '{"v":1.5}.id-1'],
  ])('is not cut in another place: %s', (signed, id, body, text) => {
    expect(verifySigned(signed, { id, body, text })).toMatchObject({
      kind: 'refused',
      reason: 'signature_malformed',
    });
  });

  it('has to be separated from the body', () => {
    const given = { id: 'id-1', body: '{}', text: 'id-1{}' };
    expect(() => verifySigned('{header:x-id}{body}', given)).toThrow(SchemeOptionsError);
  });
});

describe('a key of zeros, which signs as an empty one does', () => {
  it.each([
    ['base64', 'AAAA'],
    ['hex', '0000'],
  ])('is no secret: %s', (secretEncoding, secret) => {
    const headers = { 'x-signature': sha256('{}', '') };
    const outcome = verifyWebhook(genericHmac, request(headers, '{}'), {
      ...{ secrets: [secret], now: NOW, options: { header: 'X-Signature', secretEncoding } },
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'secret_missing' });
  });
});
