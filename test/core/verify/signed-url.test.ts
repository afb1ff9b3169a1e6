import { createHash, createHmac } from 'node:crypto';
import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { RawRequest, Scheme } from '../../../lambdas/core/verify/scheme.ts';
import { genericHmac } from '../../../lambdas/core/verify/schemes/generic-hmac.ts';
import { hubspotV2 } from '../../../lambdas/core/verify/schemes/hubspot-legacy.ts';
import { hubspot } from '../../../lambdas/core/verify/schemes/hubspot.ts';
import { verifyWebhook } from '../../../lambdas/core/verify/verify-webhook.ts';
import { NOW } from './signed-request.ts';

const BASE = 'https://hooks.clinic.example/webhooks/x';
const SECRET = 'a secret of the app';
const TIME = String(NOW.getTime());

interface Signing {
  readonly name: string;
  readonly scheme: Scheme;
  readonly options?: object;
  /** Headers for a text that stands where URL and body stand, as the vendor makes them. */
  readonly headers: (urlAndBody: string) => Readonly<Record<string, string>>;
  /** What stands between URL and body in what is signed. */
  readonly between?: string;
}

const hmac = (text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', SECRET).update(text).digest(encoding);
const generic = (signed: string, between: string): Signing => ({
  ...{ name: `generic-hmac, ${signed}`, between, scheme: genericHmac },
  options: { header: 'X-Signature', signed },
  headers: (text) => ({
    'x-signature': hmac(signed.startsWith('{method}') ? `POST${text}` : text, 'hex'),
  }),
});

const SIGNINGS: readonly Signing[] = [
  {
    ...{ name: 'hubspot', scheme: hubspot },
    headers: (text) => ({
      'x-hubspot-signature-v3': hmac(`POST${text}${TIME}`, 'base64'),
      'x-hubspot-request-timestamp': TIME,
    }),
  },
  {
    ...{ name: 'hubspot-v2', scheme: hubspotV2 },
    headers: (text) => ({
      'x-hubspot-signature': createHash('sha256').update(`${SECRET}POST${text}`).digest('hex'),
    }),
  },
  generic('{url}{body}', ''),
  generic('{method}{url}{body}', ''),
  generic('{url}.{body}', '.'),
];

/** A request for what was signed, cut into URL and body as given. */
function outcomeOf(signing: Signing, signed: readonly [string, string], cut = signed) {
  const between = signing.between ?? '';
  const text = signed.join(between);
  expect(cut.join(between)).toBe(text);
  const [url, body] = cut;
  const headers = { 'content-type': 'application/json', ...signing.headers(text) };
  const request: RawRequest = { method: 'POST', url, headers, body: Buffer.from(body) };
  return verifyWebhook(signing.scheme, request, {
    ...{ secrets: [SECRET], now: NOW, options: signing.options },
  }).kind;
}

describe.each(SIGNINGS)('a signature over URL and body: $name', (signing) => {
  const { between = '' } = signing;

  it.each([
    [BASE, '[{"eventId":1}]'],
    [BASE, ''],
    [BASE, 'a=1&b=2'],
    [`${BASE}?tenant=5`, '[{"eventId":1}]'],
    [`${BASE}?tenant=5`, '{"a":"?b=[1]"}'],
  ])('verifies as it was signed: %s %s', (url, body) => {
    expect(outcomeOf(signing, [url, body])).toBe('verified');
  });

  it.each([
    ['of the query into the body', `${BASE}?tenant=5${between}[]`, `${BASE}?ten`],
    ['of the whole query into the body', `${BASE}?tenant=5${between}[]`, BASE],
    [
      'of the body into the query',
      `${BASE}?tenant=5${between}[{"a":1},{"b":2}]`,
      `${BASE}?tenant=5${between}[{"a":1},`,
    ],
    [
      'of the whole body into the query',
      `${BASE}?tenant=5${between}[]`,
      `${BASE}?tenant=5${between}[]`,
    ],
  ])('verifies with no part %s', (_, text, url) => {
    // What separates them is to be found in what is moved, or there is nothing to cut.
    const whole = url === text ? `${text}${between}` : text;
    const cut = [url, whole.slice(url.length + between.length)] as const;
    if (cut.join(between) !== whole) return;
    const at = whole.indexOf(`${between}[`);
    const signed = [whole.slice(0, at), whole.slice(at + between.length)] as const;
    expect(outcomeOf(signing, signed, cut)).toBe('refused');
  });

  it('verifies in one place only, whatever JSON it is', () => {
    const values = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(values, fc.nat(), (value, at) => {
        const body = JSON.stringify(value);
        const signed = [`${BASE}?tenant=5`, body] as const;
        const whole = signed.join(between);
        const end = BASE.length + 1 + (at % (whole.length - BASE.length));
        fc.pre(whole.slice(end, end + between.length) === between);
        const cut = [whole.slice(0, end), whole.slice(end + between.length)] as const;
        fc.pre(cut[0] !== signed[0] && URL.canParse(cut[0]));
        expect(outcomeOf(signing, signed, cut)).toBe('refused');
      }),
    );
  });
});
