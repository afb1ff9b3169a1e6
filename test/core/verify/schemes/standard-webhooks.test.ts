import { randomBytes } from 'node:crypto';
import fc from '../../../support/properties.ts';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { signWebhook } from '../../../../lambdas/core/deliver/sign-webhook.ts';
import { standardWebhooks } from '../../../../lambdas/core/verify/schemes/standard-webhooks.ts';
import { describeScheme } from '../common-rows.ts';
import {
  NOW,
  NOW_SECONDS,
  request,
  SECRET,
  standardHeaders,
  verifyWith,
} from '../signed-request.ts';
import { processorTime } from '../../../support/processor-time.ts';

const BODY = '{"type":"intake.submitted","data":{"id":"8f0e2c9b"}}';
const refused = (reason: string) => ({ kind: 'refused', reason });

describeScheme(standardWebhooks);

describe('a Standard Webhooks request', () => {
  it('is verified, and its id finds a repeat', () => {
    const raw = request(standardHeaders('msg_1', NOW_SECONDS, BODY), BODY);
    expect(verifyWith(standardWebhooks, raw)).toEqual({ kind: 'verified', replayKey: 'msg_1' });
  });

  it('is verified under the header names of Svix', () => {
    const named = Object.entries(standardHeaders('msg_1', NOW_SECONDS, BODY));
    const headers = Object.fromEntries(
      named.map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
    );
    expect(verifyWith(standardWebhooks, request(headers, BODY)).kind).toBe('verified');
  });

  it('is verified with an empty body', () => {
    const raw = request(standardHeaders('msg_1', NOW_SECONDS, ''), '');
    expect(verifyWith(standardWebhooks, raw).kind).toBe('verified');
  });

  it('is verified on raw bytes, which need not be UTF-8', () => {
    const body = Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80);
    const raw = request(standardHeaders('msg_1', NOW_SECONDS, body), body);
    expect(verifyWith(standardWebhooks, raw).kind).toBe('verified');
  });

  it('is not verified with other bytes that decode to the same replacement characters', () => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, Uint8Array.of(0xff, 0x41));
    const raw = request(headers, Uint8Array.of(0xfe, 0x41));
    expect(verifyWith(standardWebhooks, raw)).toMatchObject(refused('signature_mismatch'));
  });

  it.each([
    [-300, 'verified'],
    [300, 'verified'],
    [-301, 'timestamp_stale'],
    [301, 'timestamp_future'],
  ])('signed %i seconds from now is %s', (offset, outcome) => {
    const raw = request(standardHeaders('msg_1', NOW_SECONDS + offset, BODY), BODY);
    const result = verifyWith(standardWebhooks, raw);
    expect(result.kind === 'refused' ? result.reason : result.kind).toBe(outcome);
  });

  it.each([
    '',
    'soon',
    '-5',
    '1e9',
    '0x6929',
    ' 1764349200',
    '1764349200.0',
    '１７６４３４９２００',
  ])('with the timestamp %j is refused although the signature is right', (timestamp) => {
    const raw = request(standardHeaders('msg_1', timestamp, BODY), BODY);
    expect(verifyWith(standardWebhooks, raw).kind).toBe('refused');
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'without %s is refused',
    (name) => {
      const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
      expect(verifyWith(standardWebhooks, request({ ...headers, [name]: '' }, BODY)).kind).toBe(
        'refused',
      );
      const { [name]: _gone, ...rest } = headers;
      expect(verifyWith(standardWebhooks, request(rest, BODY)).kind).toBe('refused');
    },
  );

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'whose %s came twice, joined by a comma, is not verified by the copy',
    (name) => {
      const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
      const forged = { ...headers, [name]: `forged, ${headers[name]!}` };
      const result = verifyWith(standardWebhooks, request(forged, BODY));
      // A second signature header only adds candidates: the true one among them still decides.
      expect(result.kind).toBe(name === 'webhook-signature' ? 'verified' : 'refused');
    },
  );

  it('has all of its headers under one family of names', () => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
    const { 'webhook-id': id, ...rest } = headers;
    const moved = { ...rest, 'svix-id': id! };
    expect(verifyWith(standardWebhooks, request(moved, BODY))).toMatchObject(
      refused('signature_missing'),
    );
    const replaced = { ...moved, 'webhook-id': 'msg_2' };
    expect(verifyWith(standardWebhooks, request(replaced, BODY))).toMatchObject(
      refused('signature_mismatch'),
    );
  });

  it('finds the right one among several signatures', () => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
    const many = `v1a,abc v1,${Buffer.alloc(32).toString('base64')} ${headers['webhook-signature']!}`;
    const raw = request({ ...headers, 'webhook-signature': many }, BODY);
    expect(verifyWith(standardWebhooks, raw).kind).toBe('verified');
  });

  it('may carry sixteen signatures, and no more', () => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
    const verified = (count: number) => {
      const list = Array.from({ length: count }, () => headers['webhook-signature']!).join(' ');
      const raw = request({ ...headers, 'webhook-signature': list }, BODY);
      return verifyWith(standardWebhooks, raw);
    };
    expect(verified(16).kind).toBe('verified');
    expect(verified(17)).toMatchObject(refused('signature_malformed'));
  });

  it('with a megabyte of signature header is refused at once', () => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
    const raw = request({ ...headers, 'webhook-signature': 'v1,A '.repeat(200_000) }, BODY);
    const elapsed = processorTime();
    expect(verifyWith(standardWebhooks, raw)).toMatchObject(refused('signature_malformed'));
    expect(elapsed()).toBeLessThan(1000);
  });

  it.each(['v2,', 'v1=', 'V1,', ''])('is refused with its signature marked %j', (mark) => {
    const headers = standardHeaders('msg_1', NOW_SECONDS, BODY);
    const signature = headers['webhook-signature']!.replace('v1,', mark);
    const raw = request({ ...headers, 'webhook-signature': signature }, BODY);
    expect(verifyWith(standardWebhooks, raw).kind).toBe('refused');
  });

  it('may have an id of 256 characters, and no longer one', () => {
    const verified = (length: number) => {
      const raw = request(standardHeaders('m'.repeat(length), NOW_SECONDS, BODY), BODY);
      return verifyWith(standardWebhooks, raw);
    };
    expect(verified(256).kind).toBe('verified');
    expect(verified(257)).toMatchObject(refused('signature_malformed'));
  });

  it('cannot be cut in other places: what was the time and body does not become another message', () => {
    // The signed text of both is `msg_1.TIME.TIME.hello`.
    const signed = standardHeaders('msg_1', NOW_SECONDS, `${String(NOW_SECONDS)}.hello`);
    const headers = { ...signed, 'webhook-id': `msg_1.${String(NOW_SECONDS)}` };
    expect(verifyWith(standardWebhooks, request(headers, 'hello')).kind).toBe('refused');
  });

  it('changed in any one byte of body, id or timestamp is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
        fc.integer({ min: -300, max: 300 }),
        fc.constantFrom('body', 'id', 'timestamp'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (body, id, offset, part, position, flip) => {
          const headers = standardHeaders(id, NOW_SECONDS + offset, body);
          expect(verifyWith(standardWebhooks, request(headers, body)).kind).toBe('verified');
          const changed = Uint8Array.from(body);
          if (part === 'body') changed[position % body.length]! ^= flip;
          else {
            const name = `webhook-${part}`;
            headers[name] = changeCharacter(headers[name]!, position, flip);
          }
          expect(verifyWith(standardWebhooks, request(headers, changed)).kind).toBe('refused');
        },
      ),
    );
  });
});

describe('the secrets of a Standard Webhooks source', () => {
  const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  const raw = request(standardHeaders('msg_1', NOW_SECONDS, BODY), BODY);

  it('may be two while they are rotated, in either order', () => {
    expect(verifyWith(standardWebhooks, raw, [other, SECRET]).kind).toBe('verified');
    expect(verifyWith(standardWebhooks, raw, [SECRET, other]).kind).toBe('verified');
    expect(verifyWith(standardWebhooks, raw, [other])).toMatchObject(refused('signature_mismatch'));
  });

  it('verify nothing when there are none', () => {
    expect(verifyWith(standardWebhooks, raw, [])).toMatchObject(refused('secret_missing'));
  });

  it('verify nothing when one is empty', () => {
    expect(verifyWith(standardWebhooks, raw, [SECRET, ''])).toMatchObject(
      refused('secret_missing'),
    );
  });

  it.each(['whsec_', 'whsec_not base64', 'whsec_====', 'A', 'whsec_abcde', 'whsec_ab=c', 'é'])(
    'verify nothing when one is %j, not even what it would sign itself',
    (secret) => {
      const own = request(standardHeaders('msg_1', NOW_SECONDS, BODY, secret), BODY);
      expect(verifyWith(standardWebhooks, own, [secret])).toMatchObject(
        refused('secret_malformed'),
      );
      expect(verifyWith(standardWebhooks, raw, [SECRET, secret])).toMatchObject(
        refused('secret_malformed'),
      );
    },
  );
});

describe('the reference library', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const secrets = fc
    .uint8Array({ minLength: 24, maxLength: 64 })
    .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);
  const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

  it('makes signatures that we verify', () => {
    fc.assert(
      fc.property(secrets, ids, fc.string({ unit: 'binary' }), (secret, id, text) => {
        // What cannot be encoded is not a body that a client could send.
        const body = Buffer.from(text).toString('utf8');
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(NOW_SECONDS),
          'webhook-signature': new Webhook(secret).sign(id, NOW, body),
        };
        const result = verifyWith(standardWebhooks, request(headers, body), [secret]);
        expect(result).toEqual({ kind: 'verified', replayKey: id });
      }),
    );
  });

  it('verifies the signatures that we make', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    fc.assert(
      fc.property(secrets, ids, fc.json(), (secret, id, body) => {
        const headers = signWebhook(id, NOW, Buffer.from(body), secret);
        expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
        expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
      }),
    );
  });
});

describe('what Cordon signs', () => {
  it('is verified by its own scheme, byte for byte', () => {
    const body = randomBytes(2048);
    const headers = signWebhook('msg_1', NOW, body, SECRET);
    expect(verifyWith(standardWebhooks, request(headers, body)).kind).toBe('verified');
    body[1000]! ^= 1;
    expect(verifyWith(standardWebhooks, request(headers, body)).kind).toBe('refused');
  });
});

/** Another character of the visible ASCII set in one place. */
function changeCharacter(text: string, position: number, step: number): string {
  const at = position % text.length;
  const code = ((text.charCodeAt(at) - 0x21 + 1 + (step % 93)) % 94) + 0x21;
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
}

describe('a public key under which anybody can sign', () => {
  const POINTS = [
    ['zeros', '00'.repeat(32)],
    ['the neutral point', `01${'00'.repeat(31)}`],
    ['the neutral point with a sign', `01${'00'.repeat(30)}80`],
    ['a point of order two', `ec${'ff'.repeat(30)}7f`],
    ['zero, written as the prime', `ed${'ff'.repeat(30)}7f`],
    ['one, written as the prime and one', `ee${'ff'.repeat(30)}7f`],
    ['a point of order eight', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['another of them', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
  ] as const;

  it.each(POINTS)('is no key, whatever is signed: %s', (_, hex) => {
    const key = `whpk_${Buffer.from(hex, 'hex').toString('base64')}`;
    // S = 0 and R of small order: the equation holds for some messages, for the neutral point for all.
    const signatures = POINTS.map(([, r]) =>
      Buffer.concat([Buffer.from(r, 'hex'), Buffer.alloc(32)]).toString('base64'),
    );
    for (let number = 0; number < 32; number += 1) {
      const headers = {
        'webhook-id': `msg_${String(number)}`,
        'webhook-timestamp': String(NOW_SECONDS),
        'webhook-signature': signatures.map((each) => `v1a,${each}`).join(' '),
      };
      const outcome = verifyWith(standardWebhooks, request(headers, BODY), [key]);
      expect(outcome).toMatchObject(refused('secret_malformed'));
    }
  });
});
