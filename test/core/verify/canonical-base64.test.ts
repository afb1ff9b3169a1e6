import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { decodeCanonicalBase64 } from '../../../lambdas/core/verify/canonical-base64.ts';

describe('base64 in its one spelling', () => {
  it('is what bytes are written as', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(decodeCanonicalBase64(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no padding', 'YQ'],
    ['half of its padding', 'YQ='],
    ['more padding', 'YWI=='],
    ['bits after the last byte', 'YR=='],
    ['the alphabet of URLs', '_-8='],
    ['white space', 'YW Jj'],
    ['a line end', 'YWJj\n'],
    ['a character of neither', 'YW*Jj'],
    ['text after it', 'YQ==YQ=='],
    ['letters that only look so', 'YWЈj'],
  ])('is not %s', (_, text) => {
    expect(decodeCanonicalBase64(text)).toBeUndefined();
  });
});
