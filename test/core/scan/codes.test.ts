import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { found } from './support/scan-text.ts';

/** Hashes of hashes: the same ones each time. */
function hashes(count: number): Buffer[] {
  const all: Buffer[] = [];
  let last = Buffer.from('seed');
  for (let index = 0; index < count; index += 1) {
    last = createHash('sha256').update(last).digest();
    all.push(last);
  }
  return all;
}

describe('hashes, keys and random ids', () => {
  it.each([32, 40, 64])('of %i hexadecimal digits are nobody’s number', (length) => {
    const codes = hashes(1000).map((hash) => hash.toString('hex').slice(0, length));
    expect(codes.flatMap((code) => found({ id: code, etag: code.toUpperCase() }))).toEqual([]);
  });

  it.each([
    'cc539896a49de061e990fea921e7a3712',
    'aa4cc2293ca7cca4a002551453ab35f75',
    '7acc1234be',
    'MRnMpTqz9ivOAMXjXsdaD4rSEhBh42jWtQg',
    'DCn3CdU6KFi0PzSpN5',
    '3a8feb20c1',
    'c01FEB7',
  ])('have letters that look like a cue or a month: %s', (code) => {
    expect(found({ id: code })).toEqual([]);
  });

  it.each([
    ['MRN00918273', 'MRN'],
    ['mrn00918273', 'MRN'],
    ['MRN4A11B2', 'MRN'],
    ['cc4111111111111111', 'ACCOUNT'],
    ['12feb2023', 'DATE'],
    ['8feb', 'DATE'],
    ['seen 8feb, fine', 'DATE'],
  ])('are not what people write as one word: %s', (text, label) => {
    expect(found({ note: text }).map((line) => line.split(' ')[0])).toContain(label);
  });
});
