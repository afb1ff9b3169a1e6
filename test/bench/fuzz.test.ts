import { describe, expect, it } from 'vitest';
import { checkBody, checkBytes } from '../../bench/fuzz/check-body.ts';
import { FUZZED } from '../../bench/fuzz/formats.ts';
import { runFormat } from '../../bench/fuzz/run-format.ts';

/** `npm run fuzz` makes a hundred thousand of each. */
const FEW = 60;

describe('generated bodies', () => {
  it.each(Object.entries(FUZZED))(
    'of %s never pass with what is planted in them, nor throw, nor take a second',
    (format, generate) => {
      const { failures, found, quarantined } = runFormat(format, generate, FEW, 20260101);
      expect(failures).toEqual([]);
      expect(found + quarantined).toBe(FEW);
      expect(found).toBeGreaterThan(0);
    },
  );
});

describe('the judge of bodies', () => {
  const plant = { text: 'SSN: 219-45-7730', value: '219-45-7730' };
  const body = (text: string, type = 'text/plain'): { type: string; bytes: Buffer } => ({
    type,
    bytes: Buffer.from(text),
  });

  it.each([
    ['is found', 'SSN: 219-45-7730', 'text/plain', 'found'],
    ['is in a body that nobody reads', '{"a":', 'application/json', 'quarantined'],
    ['stands where no recogniser sees it', 'SSN: two one nine', 'text/plain', 'passed'],
  ])('knows when a value %s', (_, text, type, verdict) => {
    expect(checkBody(body(text, type), plant)).toBe(verdict);
  });

  it('says nothing of bytes that are read without harm', () => {
    expect(checkBytes(body('hello'))).toBe('quarantined');
  });
});
