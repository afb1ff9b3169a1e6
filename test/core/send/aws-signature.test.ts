import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedWith, readAwsSignature } from '../../../lambdas/core/send/aws-signature.ts';
import type { DialectRequest } from '../../../lambdas/core/send/dialect.ts';
import { signedRequest } from './sign-request.ts';

const SECRET = 'nobody-s-secret-for-tests-only';

const signed = (path = '') => signedRequest('mk_0123456789abcdef', SECRET, { path });
const request = await signed();
const now = new Date();

function verdict(change: Partial<DialectRequest>, secret = SECRET, at = now): boolean | undefined {
  const changed = { ...request, ...change };
  const claimed = readAwsSignature(changed);
  return claimed && isSignedWith(secret, claimed, changed, at);
}
const withHeaders = (headers: Readonly<Record<string, string>>) =>
  verdict({ headers: { ...request.headers, ...headers } });
const authorization = request.headers['authorization'] ?? '';

describe('a request that the AWS SDK signed', () => {
  it('is known by its secret alone', () => {
    expect(readAwsSignature(request)?.id).toBe('mk_0123456789abcdef');
    expect(verdict({})).toBe(true);
    expect(verdict({}, `${SECRET}x`)).toBe(false);
    expect(verdict({}, '')).toBe(false);
  });

  it.each(['/t/mercy-hospital', '/t/a b', "/t/a!'()*+~", '/t/%20'])(
    'is known below the path %s',
    async (path) => {
      const below = await signed(encodeURI(path));
      const claimed = readAwsSignature(below);
      expect(claimed && isSignedWith(SECRET, claimed, below, now)).toBe(true);
    },
  );

  it.each<[string, Partial<DialectRequest>]>([
    ['another body', { body: Buffer.from('{}') }],
    ['another path', { path: '/v2/email/outbound-bulk-emails' }],
    ['another method', { method: 'PUT' }],
    ['another host', { headers: { ...request.headers, host: 'evil.example' } }],
    ['another time', { headers: { ...request.headers, 'x-amz-date': later() } }],
  ])('is not it with %s', (_what, change) => {
    expect(verdict(change)).toBe(false);
  });

  it('is not it where a header says what its body hashes to, and it does not', () => {
    const stated = createHash('sha256').update(request.body).digest('hex');
    expect(withHeaders({ 'x-amz-content-sha256': stated })).toBe(true);
    expect(withHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })).toBe(false);
  });

  it.each([-301, 301])('is stale or early by %i seconds', (seconds) => {
    const time = Date.parse(
      (request.headers['x-amz-date'] ?? '').replace(
        /^(....)(..)(..)T(..)(..)(..)Z$/,
        '$1-$2-$3T$4:$5:$6Z',
      ),
    );
    expect(verdict({}, SECRET, new Date(time + seconds * 1000))).toBe(false);
    expect(verdict({}, SECRET, new Date(time + Math.sign(seconds) * 299_000))).toBe(true);
  });

  it.each([
    ['no header', undefined],
    ['another scheme', 'Bearer mk_a.b'],
    ['another service', authorization.replace('/ses/', '/s3/')],
    ['another day than its time', authorization.replace(/\/\d{8}\//, '/20200101/')],
    ['the host unsigned', authorization.replace('host;', '')],
    ['the time unsigned', authorization.replace('x-amz-date', 'x-amz-dat')],
    [
      'headers out of order',
      authorization.replace('content-length;content-type', 'content-type;content-length'),
    ],
    ['a header twice', authorization.replace('host;', 'host;host;')],
    ['a short signature', authorization.slice(0, -1)],
    ['a signature in capitals', authorization.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase())],
  ])('is none with %s', (_what, changed) => {
    const { authorization: _own, ...rest } = request.headers;
    const headers = changed === undefined ? rest : { ...rest, authorization: changed };
    expect(readAwsSignature({ ...request, headers })).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'x-not-there'])(
    'is not it where it signs a header that is not there: %s',
    (name) => {
      const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '';
      const more = [...names.split(';'), name].sort().join(';');
      expect(withHeaders({ authorization: authorization.replace(names, more) })).not.toBe(true);
    },
  );
});

function later(): string {
  return (request.headers['x-amz-date'] ?? '').replace(/\d\dZ$/, (end) =>
    end === '00Z' ? '01Z' : '00Z',
  );
}
