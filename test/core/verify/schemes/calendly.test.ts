import { createHmac } from 'node:crypto';
import fc from '../../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { calendly } from '../../../../lambdas/core/verify/schemes/calendly.ts';
import { describeScheme } from '../common-rows.ts';
import { NOW_SECONDS, request, verifyWith } from '../signed-request.ts';
import { processorTime } from '../../../support/processor-time.ts';

const KEY = 'signing key of a test';
const BODY = '{"event":"invitee.created"}';

function signed(body: Uint8Array | string, seconds = NOW_SECONDS, key = KEY): string {
  const mac = createHmac('sha256', key)
    .update(`${String(seconds)}.`)
    .update(body)
    .digest('hex');
  return `t=${String(seconds)},v1=${mac}`;
}

const verifyHeader = (header: string, body: Uint8Array | string = BODY, secrets = [KEY]) =>
  verifyWith(calendly, request({ 'calendly-webhook-signature': header }, body), secrets);

describeScheme(calendly);

describe('a Calendly request', () => {
  it('sent again later is found as a repeat, another event is not', () => {
    const first = verifyHeader(signed(BODY));
    const again = verifyHeader(signed(BODY, NOW_SECONDS + 60));
    const other = verifyHeader(signed(`${BODY} `), `${BODY} `);
    expect(first).toMatchObject({ kind: 'verified' });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('is verified on raw bytes, which need not be UTF-8', () => {
    const body = Uint8Array.of(0xff, 0x00, 0xc3, 0x28);
    expect(verifyHeader(signed(body), body).kind).toBe('verified');
    const alike = Uint8Array.of(0xfe, 0x00, 0xc3, 0x28);
    expect(verifyHeader(signed(body), alike).kind).toBe('refused');
  });

  it('is verified by either of two keys in rotation', () => {
    expect(verifyHeader(signed(BODY), BODY, ['another', KEY]).kind).toBe('verified');
    expect(verifyHeader(signed(BODY), BODY, [KEY, 'another']).kind).toBe('verified');
    expect(verifyHeader(signed(BODY), BODY, ['another']).kind).toBe('refused');
  });

  it('is refused when there is no key, or one of two is empty', () => {
    const missing = { kind: 'refused', reason: 'secret_missing' };
    expect(verifyHeader(signed(BODY), BODY, [])).toMatchObject(missing);
    expect(verifyHeader(signed(BODY), BODY, [KEY, ''])).toMatchObject(missing);
    expect(verifyHeader(signed(BODY, NOW_SECONDS, ''), BODY, [''])).toMatchObject(missing);
  });

  it('may carry four signatures, of which one is right', () => {
    const wrong = `,v1=${'0'.repeat(64)}`.repeat(3);
    expect(verifyHeader(`${signed(BODY)}${wrong}`).kind).toBe('verified');
    expect(verifyHeader(`${signed(BODY)}${wrong},v1=00`).kind).toBe('refused');
  });

  it('with a megabyte of header is answered at once', () => {
    const elapsed = processorTime();
    expect(verifyHeader(`${signed(BODY)}${',v1=00'.repeat(200_000)}`).kind).toBe('refused');
    expect(verifyHeader(`${signed(BODY)}${',x=0'.repeat(200_000)}`).kind).toBe('verified');
    expect(elapsed()).toBeLessThan(2000);
  });

  it('changed in any one byte of body, time or signature is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.constantFrom('body', 'time', 'signature'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (body, part, position, flip) => {
          const changed = Uint8Array.from(body);
          let header = signed(body);
          if (part === 'body') changed[position % body.length]! ^= flip;
          else if (part === 'time') header = header.replace(/\d(?=,)/, (d) => nextDigit(d, flip));
          else header = header.replace(/[0-9a-f]$/, (digit) => nextHexDigit(digit, flip));
          expect(verifyHeader(header, changed).kind).toBe('refused');
        },
      ),
    );
  });

  it('never breaks the verifier, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (header) => {
        expect(verifyHeader(header).kind).toBe('refused');
      }),
    );
  });
});

function nextDigit(digit: string, step: number): string {
  return String((Number(digit) + 1 + (step % 9)) % 10);
}

function nextHexDigit(digit: string, step: number): string {
  return ((Number.parseInt(digit, 16) + 1 + (step % 15)) % 16).toString(16);
}
