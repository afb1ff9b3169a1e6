import { describe, expect, it } from 'vitest';
import { found } from './support/scan-text.ts';

/** The start of a PDF, and bytes whose letters look like a card, a month and a device. */
const IN_HEX = `255044462d312e370a${'ab'.repeat(20)}15cc4222107bb0a4${'ab'.repeat(20)}`;
const IN_BASE64 = Buffer.concat([
  Buffer.from('%PDF-1.7\n'),
  Buffer.from('EInA1wZEmHiZed9/+S89R3V6Y9O/+S/Njd7kdBVKw6Bju00YA7jh', 'base64'),
]).toString('base64');

describe('the letters of a file in a value', () => {
  it.each([IN_HEX, IN_BASE64, `data:application/pdf;base64,${IN_BASE64}`, `see ${IN_HEX} above`])(
    'are no words: %s',
    (text) => {
      expect(found({ file: text })).toEqual([]);
    },
  );

  it('are a photo where the field says so', () => {
    expect(found({ photo: IN_BASE64 })).toEqual([`PHOTO /photo ${IN_BASE64}`]);
  });

  it('do not hide what stands beside them', () => {
    const beside = 'SSN 591-52-4422';
    for (const text of [`${beside} ${IN_HEX}`, `${IN_BASE64} ${beside}`]) {
      expect(found({ file: text })).toEqual(['SSN /file 591-52-4422']);
    }
  });

  it('are looked at where nobody knows the file', () => {
    expect(found({ file: IN_BASE64.slice(8) })).not.toEqual([]);
  });
});
