import { deflateRawSync, deflateSync } from 'node:zlib';
import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { isDeflated } from '../../../lambdas/core/parse/deflated-text.ts';
import { inflateHead } from '../../../lambdas/core/parse/inflate-head.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { scanMessage } from '../../../lambdas/core/send/scan-message.ts';
import { PLAIN } from '../send/messages.ts';

const NOTE = 'Patient Mara Lindqvist, SSN 123-45-6789, has asthma';
const isPdf = (head: Uint8Array): boolean => Buffer.from(head).includes('%PDF-');
const LEVELS = [0, 1, 6, 9] as const;

describe('the beginning of a DEFLATE stream', () => {
  it('comes out as zlib would expand it, at every level', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(text, fc.nat(30), fc.constantFrom(...LEVELS), (piece, times, level) => {
        const bytes = Buffer.from(piece.repeat(times + 1));
        const packed = deflateRawSync(bytes, { level });
        const head = inflateHead(packed, 64);
        const output = Buffer.from(head?.output ?? []);
        expect(output).toEqual(bytes.subarray(0, output.length));
        expect(output.length).toBeGreaterThanOrEqual(Math.min(64, bytes.length));
        if (output.length === bytes.length && bytes.length < 64)
          expect(head?.end).toBe(packed.length);
      }),
    );
  });

  it('never comes out of something that is cut off before it', () => {
    const packed = deflateRawSync(NOTE);
    for (let end = 0; end < packed.length; end++) {
      expect(inflateHead(packed.subarray(0, end), 64)).toBeUndefined();
    }
  });

  it('is read without error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const head = inflateHead(bytes, 64);
        expect((head?.output.length ?? 0) < 64 + 258).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a compressed text', () => {
  it.each(LEVELS)('is known at level %i, with the header of zlib and without', (level) => {
    for (const text of ['SSN 123-45-6789', NOTE, NOTE.repeat(100), 'José à l’hôpital, 12 ans']) {
      expect(isDeflated(deflateRawSync(text, { level }), isPdf)).toBe(true);
      expect(isDeflated(deflateSync(text, { level }), isPdf)).toBe(true);
      expect(isDeflated(deflateSync(text, { level, windowBits: 9 }), isPdf)).toBe(true);
    }
    expect(isDeflated(deflateRawSync(`%PDF-1.7\0\u0001\u0002${NOTE}`, { level }), isPdf)).toBe(
      true,
    );
  });

  it('is hardly ever seen in random bytes', () => {
    let seen = 0;
    // A linear congruential generator: the same bytes each time (Numerical Recipes).
    let state = 7;
    for (let round = 0; round < 50_000; round++) {
      const bytes = Uint8Array.from({ length: 16 + (round % 40) }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      });
      if (isDeflated(bytes, isPdf)) seen += 1;
    }
    expect(seen).toBeLessThanOrEqual(1);
  });

  it.each([
    ['base64', deflateRawSync(NOTE).toString('base64')],
    ['base64url', deflateRawSync(NOTE).toString('base64url')],
    ['base64 in prose', `see ${deflateRawSync(NOTE).toString('base64')} there`],
    ['hexadecimal digits', deflateRawSync(NOTE).toString('hex')],
    ['zlib with another header', deflateSync(NOTE, { level: 1 }).toString('base64')],
    ['zstd', Buffer.from('28b52ffd2033990100', 'hex').toString('base64').padEnd(28, 'A')],
  ])('makes a value unreadable, in %s', (_, value) => {
    const result = parsePayload(Buffer.from(JSON.stringify({ v: value })), 'application/json');
    expect(result.kind === 'parsed' && result.payload.unreadable).toEqual([
      { path: '/v', reason: 'encoded_content' },
    ]);
  });

  it('makes a message unreadable, however short it is', () => {
    const packed = deflateRawSync('SSN 123-45-6789').toString('base64');
    expect(scanMessage({ ...PLAIN, text: `For you: ${packed}` }).report.unreadable).toEqual([
      { path: 'text', reason: 'encoded_content' },
    ]);
  });
});
