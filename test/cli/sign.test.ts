import { describe, expect, it } from 'vitest';
import { signForAws } from '../../bin/gateway/sign.ts';
import { isSignedWith, readAwsSignature } from '../../lambdas/core/send/aws-signature.ts';

const at = (iso: string) => ({ region: 'us-east-1', now: new Date(iso) });

describe('a request that is signed for AWS', () => {
  // get-vanilla of AWS's Signature Version 4 test suite; its key is an example's.
  it('has the signature that AWS publishes for it', () => {
    const headers = signForAws(
      { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '' },
      {
        accessKeyId: 'AKIDEXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      },
      { ...at('2015-08-30T12:36:00Z'), service: 'service' },
    );
    expect(headers['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });

  it.each([
    ['GET', '/v1/admin/vendors/acme%2Fmail', '', {}],
    ['POST', '/v1/disposals', '{"why":"retention is over"}', { 'cordon-key': 'ok_1.secret' }],
  ] as const)('is accepted by whoever checks it: %s %s', (method, path, body, own) => {
    const now = '2026-11-26T17:00:00Z';
    const headers = signForAws(
      { method, url: `https://api.example.com${path}`, headers: own, body },
      { accessKeyId: 'ck_1', secretAccessKey: 'secret', sessionToken: 'session' },
      { ...at(now), service: 'ses' },
    );
    const request = {
      ...{ method, path, body: Buffer.from(body) },
      headers: { ...headers, host: 'api.example.com' },
    };
    const claimed = readAwsSignature(request);
    if (claimed === undefined) throw new TypeError('not signed');
    expect(claimed.signedHeaders).toContain('x-amz-security-token');
    expect(isSignedWith('secret', claimed, request, new Date(now))).toBe(true);
    const changed = { ...request, body: Buffer.from(`${body} `) };
    expect(isSignedWith('secret', claimed, changed, new Date(now))).toBe(false);
  });
});
