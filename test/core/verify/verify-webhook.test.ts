import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { anyEqual } from '../../../lambdas/core/verify/constant-time.ts';
import { findScheme } from '../../../lambdas/core/verify/schemes.ts';
import { standardWebhooks } from '../../../lambdas/core/verify/schemes/standard-webhooks.ts';
import { checkTimestamp } from '../../../lambdas/core/verify/timestamp.ts';
import { verifyWebhook } from '../../../lambdas/core/verify/verify-webhook.ts';
import { NOW, NOW_SECONDS, request, SECRET, standardHeaders } from './signed-request.ts';

describe('finding a scheme', () => {
  it.each(['standard-webhooks', 'calendly'])('finds %s', (name) => {
    expect(findScheme(name)?.name).toBe(name);
  });

  it.each(['', 'none', 'Calendly', '__proto__', 'constructor'])(
    'finds nothing for %j: no scheme stands in for another',
    (name) => {
      expect(findScheme(name)).toBeUndefined();
    },
  );
});

describe('verifying a webhook', () => {
  const raw = request(standardHeaders('msg_1', NOW_SECONDS - 60, '{}'), '{}');

  it('gives the request as it came, with its replay key', () => {
    const outcome = verifyWebhook(standardWebhooks, raw, { secrets: [SECRET], now: NOW });
    expect(outcome).toEqual({ kind: 'verified', webhook: { ...raw, replayKey: 'msg_1' } });
  });

  it("uses the source's own tolerance, and the scheme's without one", () => {
    const outcome = (toleranceSeconds: number | undefined) =>
      verifyWebhook(standardWebhooks, raw, { secrets: [SECRET], now: NOW, toleranceSeconds }).kind;
    expect(outcome(undefined)).toBe('verified');
    expect(outcome(60)).toBe('verified');
    expect(outcome(59)).toBe('refused');
  });
});

describe('comparing signatures', () => {
  it('finds an equal one in any place, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.nat(), (others, wanted, position) => {
        expect(anyEqual(others, wanted)).toBe(others.includes(wanted));
        const at = position % (others.length + 1);
        expect(anyEqual([...others.slice(0, at), wanted, ...others.slice(at)], wanted)).toBe(true);
      }),
    );
  });

  it('looks at every candidate, and does as much for one of another length', () => {
    const looked: number[] = [];
    const candidates = ['right', 'wrong', 'a much longer one', ''];
    const watched = new Proxy(candidates, {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) looked.push(Number(name));
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    expect(anyEqual(watched, 'right')).toBe(true);
    expect(looked).toEqual([0, 1, 2, 3]);
  });
});

describe('a timestamp', () => {
  it('is fresh exactly within the tolerance, in both directions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -4000, max: 4000 }),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 0, max: 999 }),
        (offset, tolerance, millis) => {
          const now = new Date(NOW.getTime() + millis);
          const fault = checkTimestamp(
            String(NOW_SECONDS + offset),
            { now, toleranceSeconds: tolerance },
            'a header',
          );
          expect(fault === undefined).toBe(Math.abs(offset) <= tolerance);
        },
      ),
    );
  });

  it('of thirteen digits, as in milliseconds, is malformed where seconds are meant', () => {
    const clock = { now: NOW, toleranceSeconds: 300 };
    const given = String(NOW_SECONDS * 1000);
    expect(checkTimestamp(given, clock, 'a header')?.reason).toBe('timestamp_malformed');
    expect(checkTimestamp(given, clock, 'a header', 'milliseconds')).toBeUndefined();
  });
});
