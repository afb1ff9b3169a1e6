import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ALL_SCHEMES } from '../../../lambdas/core/verify/schemes.ts';
import { standardWebhooks } from '../../../lambdas/core/verify/schemes/standard-webhooks.ts';
import {
  readVectors,
  requestOf,
  secretsOf,
  verifyVector,
  type Changes,
  type Vector,
} from './vectors.ts';

/** Says nothing about who sent it: a scheme may look at it or not, and is asked about it elsewhere. */
const PASSIVE: ReadonlySet<string> = new Set([
  ...['content-type', 'signature-input', 'x-amz-sns-message-type'],
]);

type Mutation = (value: string) => string;

const hexToBase64: Mutation = (value) =>
  value.replace(/[0-9a-f]{40,128}/i, (hex) => Buffer.from(hex, 'hex').toString('base64'));
const base64ToHex: Mutation = (value) =>
  value.replace(/[A-Za-z0-9+/]{27,}={1,2}/, (text) => Buffer.from(text, 'base64').toString('hex'));
/** Another character whose bits differ only where base64 holds nothing. */
const trailingBits: Mutation = (value) =>
  value.replace(/([A-Za-z0-9+/])(={1,2})(?=$|[\s,])/, (_, last: string, padding: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return `${alphabet[alphabet.indexOf(last) ^ 1]!}${padding}`;
  });

/** What is done to each header that proves something. */
const OF_HEADER: Readonly<Record<string, Mutation>> = {
  'left empty': () => '',
  'of spaces': () => '   ',
  'of the word undefined': () => 'undefined',
  'without its last character': (value) => value.slice(0, -1),
  'without its first character': (value) => value.slice(1),
  'of its first half': (value) => value.slice(0, value.length / 2),
  'with a character more': (value) => `${value}0`,
  'with a character before': (value) => `0${value}`,
  'sent twice': (value) => `${value}, ${value}`,
  'sent twice, joined without a space': (value) => `${value},${value}`,
  'beside another': (value) => `${value}, 0`,
  'behind another': (value) => `0, ${value}`,
  'cut at a comma and joined again': (value) => value.replace(',', ', '),
  'between quotation marks': (value) => `"${value}"`,
  'between brackets': (value) => `[${value}]`,
  'with a zero byte': (value) => `${value}\0`,
  'with a line end': (value) => `${value}\n`,
  'with a soft hyphen': (value) => `${value}\u00ad`,
  'without padding': (value) => value.replace(/=+$/, ''),
  'with more padding': (value) => `${value}=`,
  'with bits that base64 ignores': trailingBits,
  'in the base64 of URLs': (value) => value.replaceAll('+', '-').replaceAll('/', '_'),
  'with a space inside': (value) => `${value.slice(0, -4)} ${value.slice(-4)}`,
  'in base64 instead of hexadecimal': hexToBase64,
  'in hexadecimal instead of base64': base64ToHex,
  'escaped for URLs': (value) => encodeURIComponent(value),
  'in full-width characters': (value) =>
    value.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)),
  'with letters that look the same': (value) => value.replace(/[aeopcx]/, (each) => LOOK[each]!),
  'of SHA-1': (value) => value.replace('sha256=', 'sha1='),
  'of no algorithm': (value) => value.replace(/sha256=|sha1=/, 'none='),
  'without the name of the algorithm': (value) => value.replace(/^(?:sha256|sha1|v0|sig1)=/, ''),
  'with the name in capitals': (value) =>
    value.replace(/^[a-z0-9]+=/, (name) => name.toUpperCase()),
  'of another version': (value) => value.replace(/v1([,=])/, 'v0$1').replace(/^v0=/, 'v1='),
  'of a version that is to come': (value) => value.replace(/v[01]([,=])/, 'v9$1'),
  'with every signature zero': (value) =>
    value.replace(/[0-9a-f]{40,}/i, (hex) => '0'.repeat(hex.length)),
  'as a fraction': (value) => value.replace(TIME, '$&.0'),
  'with a sign': (value) => value.replace(TIME, '+$&'),
  negative: (value) => value.replace(TIME, '-$&'),
  'with a zero before': (value) => value.replace(TIME, '0$&'),
  'with a space before': (value) => value.replace(TIME, ' $&'),
  'as a power': (value) => value.replace(TIME, '$&e0'),
  'in hexadecimal': (value) => value.replace(TIME, (time) => `0x${Number(time).toString(16)}`),
  'in other units': (value) => value.replace(TIME, '$&000'),
  huge: (value) => value.replace(TIME, '9'.repeat(40)),
  'without a number': (value) => value.replace(TIME, 'NaN'),
  'without an end': (value) => value.replace(TIME, 'Infinity'),
  'a second later': (value) => value.replace(TIME, (time) => String(Number(time) + 1)),
  'in digits of another script': (value) =>
    value.replace(TIME, (time) =>
      time.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
    ),
  'twice, the other first': (value) => value.replace(/t=\d+/, 't=1,$&'),
  'twice, the other behind': (value) => value.replace(/t=\d+/, '$&,t=1'),
};
const TIME = /\b\d{10}(?:\d{3})?\b/;
const LOOK: Readonly<Record<string, string>> = {
  ...{ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х' },
};

const text = (change: (body: string) => string) => (body: Buffer) =>
  Buffer.from(change(body.toString('latin1')), 'latin1');

/** What is done to a body that the signature covers. */
const OF_BODY: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  empty: () => Buffer.alloc(0),
  cut: (body) => body.subarray(0, -1),
  doubled: (body) => Buffer.concat([body, body]),
  'with a line end': text((body) => `${body}\n`),
  'with a space before': text((body) => ` ${body}`),
  'with a byte order mark': (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  'with a zero byte': text((body) => `${body}\0`),
  compressed: (body) => gzipSync(body),
  'in UTF-16': (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  'in base64': (body) => Buffer.from(body.toString('base64')),
  'in capitals': text((body) => body.toUpperCase()),
  'with another value': text((body) =>
    body.replace(/\d(?=\D*$)/, (digit) => String(9 - Number(digit))),
  ),
  'with a member more': text((body) => body.replace(/^([[{]?)/, '$1"x":1,')),
  escaped: text((body) => encodeURIComponent(body)),
};

/** Schemes in whose headers the case of hexadecimal digits, or a name that HTTP reads in any case, means nothing. */
const SAME_IN_ANY_CASE = /^(?:[a-z0-9]+=)?[0-9a-f]+$|^t=\d+,v1=[0-9a-f]+$|^basic |^bearer /i;

interface Case {
  readonly scheme: (typeof ALL_SCHEMES)[number];
  readonly given: Vector;
  readonly coversBody: boolean;
}
const CASES: readonly (readonly [string, Case])[] = ALL_SCHEMES.map((scheme) => {
  const file = readVectors(scheme.name);
  const given = file.cases.find(
    ({ expected, answer, confirm }) => expected && answer === undefined && confirm === undefined,
  );
  if (given === undefined) throw new Error('a scheme has no delivery among its vectors');
  return [scheme.name, { scheme, given, coversBody: file.coversBody }];
});

/** Whether a request verifies that says something else than the vendor signed. */
function accepted({ scheme, given }: Case, changes: Changes): boolean {
  const outcome = verifyVector(scheme, given, changes);
  if (outcome.kind === 'refused') return false;
  if (scheme.name !== 'sns' || changes.request?.body === undefined) return true;
  // Its signature is over values: white space is nobody's, and what is not signed goes no further.
  return (
    outcome.kind !== 'verified' || toldBy(outcome.webhook.body) !== toldBy(requestOf(given).body)
  );
}

const toldBy = (body: Uint8Array): string => {
  const { SigningCertURL: _, ...members } = JSON.parse(Buffer.from(body).toString()) as object & {
    readonly SigningCertURL: string;
  };
  return JSON.stringify(members);
};

describe.each(CASES)('of %s', (_, each) => {
  const { given, coversBody } = each;
  const { headers, body } = requestOf(given);
  const proofs = Object.keys(headers).filter((name) => !PASSIVE.has(name));

  it('the request itself verifies', () => {
    expect(accepted(each, {})).toBe(true);
  });

  it.runIf(proofs.length > 0)('no header verifies in another form', () => {
    const forged: string[] = [];
    for (const name of proofs) {
      const own = headers[name]!;
      for (const [how, mutate] of Object.entries(OF_HEADER)) {
        const value = mutate(own);
        if (value === own) continue;
        // Lists: spaces may follow a comma in the form of Stripe, and a second header of Standard Webhooks adds candidates.
        if (own.startsWith('t=') && value.replaceAll(', ', ',') === own) continue;
        if (own.startsWith('v1,') && value.split(' ').includes(own)) continue;
        const isSame = SAME_IN_ANY_CASE.test(own) && value.toLowerCase() === own.toLowerCase();
        if (isSame) continue;
        if (accepted(each, { request: { headers: { ...headers, [name]: value } } })) {
          forged.push(`${name} ${how}`);
        }
      }
    }
    expect(forged).toEqual([]);
  });

  it.runIf(proofs.length > 0)('no header verifies when it is gone', () => {
    const optional = ['x-hubspot-signature-version'];
    const forged = proofs.filter((name) => {
      const { [name]: gone, ...others } = headers;
      return gone !== undefined && accepted(each, { request: { headers: others } });
    });
    expect(forged.filter((name) => !optional.includes(name))).toEqual([]);
  });

  it.runIf(coversBody)('no body verifies in another form', () => {
    const forged: string[] = [];
    for (const [how, mutate] of Object.entries(OF_BODY)) {
      const other = mutate(Buffer.from(body));
      if (other.equals(body)) continue;
      for (const encoding of ['', 'gzip']) {
        const changed = {
          ...{ ...headers, ...(encoding === '' ? {} : { 'content-encoding': encoding }) },
        };
        if (accepted(each, { request: { headers: changed, body: other } })) forged.push(how);
      }
    }
    expect(forged).toEqual([]);
  });

  it('no secret near the right one verifies', () => {
    const [own] = secretsOf(given);
    if (own === undefined) return;
    const near = [
      ...['', ' ', '\0', 'undefined', 'null', own.slice(0, -1), `${own}0`, `${own}${own}`],
      ...[own.toUpperCase(), own.toLowerCase(), Buffer.from(own).toString('base64')],
    ];
    const forged = near.filter((secret) => secret !== own && accepted(each, { secrets: [secret] }));
    expect(forged.map((secret) => near.indexOf(secret))).toEqual([]);
    expect(accepted(each, { secrets: [] })).toBe(false);
  });

  it('no other method verifies', () => {
    const methods = ['PUT', 'PATCH', 'DELETE', 'post', 'Post', ''];
    const forged = methods.filter((method) => accepted(each, { request: { method } }));
    expect(forged).toEqual([]);
  });
});

describe('a public key', () => {
  it('is no secret to sign with: an HMAC made with it does not verify', () => {
    const key = `whpk_${Buffer.alloc(32, 7).toString('base64')}`;
    const body = '{}';
    const forge = (bytes: Buffer | string) =>
      createHmac('sha256', bytes).update(`msg_1.1764349200.${body}`).digest('base64');
    for (const bytes of [key, key.slice(5), Buffer.alloc(32, 7), Buffer.from(key, 'base64')]) {
      for (const version of ['v1', 'v1a']) {
        const given = {
          ...({ id: 'x', method: 'POST', body, bodyEncoding: 'utf8', expected: false } as const),
          headers: {
            ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': '1764349200' },
            'webhook-signature': `${version},${forge(bytes)}`,
          },
          ...{ secret: key, now: 1764349200 },
        };
        expect(verifyVector(standardWebhooks, given)).toMatchObject({ kind: 'refused' });
      }
    }
  });
});
