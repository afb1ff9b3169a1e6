import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { chunkText } from '../../../lambdas/core/scan/chunk-text.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

describe('chunks of a text', () => {
  it('are the text, in order, each within its bytes and at its offset', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', '😀', ' ', '. ', '\n'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 60 }), (whole, most) => {
        const chunks = chunkText(whole, most);
        expect(chunks.map((chunk) => chunk.text).join('')).toBe(whole);
        for (const chunk of chunks) {
          expect(bytes(chunk.text)).toBeLessThanOrEqual(most);
          expect(chunk.text).not.toBe('');
          expect(whole.startsWith(chunk.text, chunk.start)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['a line', 'one two. three\nfour five', 20, ['one two. three\n', 'four five']],
    ['a sentence', 'one two. three four five', 20, ['one two. ', 'three four five']],
    ['a word', 'one two three four five', 20, ['one two three four ', 'five']],
    ['a character', 'ééééé', 5, ['éé', 'éé', 'é']],
  ])('end after %s where there is one', (_, text, most, expected) => {
    expect(chunkText(text, most).map((chunk) => chunk.text)).toEqual(expected);
  });

  it('of a short text are one, and of no text none', () => {
    expect(chunkText('Jane Roe', 100)).toEqual([{ start: 0, text: 'Jane Roe' }]);
    expect(chunkText('', 100)).toEqual([]);
  });
});
