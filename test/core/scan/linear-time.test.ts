import { describe, expect, it } from 'vitest';
import { RECOGNISERS } from '../../../lambdas/core/scan/recognisers/index.ts';
import { scanText } from './support/scan-text.ts';

const MEGABYTE = 1_000_000;
const fill = (piece: string): string =>
  piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);

/** Texts that make a careless expression try everything at every position. */
const HOSTILE = [
  'a',
  'A',
  '1',
  '@',
  ' ',
  '-',
  '1-',
  'a.',
  'a@',
  'a@b.',
  '1 ',
  '1.',
  '1/',
  'a:',
  ':',
  '(',
  '[',
  'Ab ',
  '1 Ab ',
  'in Ab, CO ',
  'Dr. Ab ',
  'mrn ',
  'id:',
  'May ',
  "O'",
  'http://',
  'www.a.',
  'a(at)',
  '&#49;',
  '\u200b',
  '１',
  'fax 555-555-5555 ',
  'tok_name_',
  'blood pressure is ',
  'patient Ab Cd ',
];

describe('hostile texts of a megabyte', () => {
  it.each(RECOGNISERS)(
    'take the $name recogniser less than two seconds each',
    (recogniser) => {
      for (const piece of HOSTILE) {
        const started = process.cpuUsage();
        let count = 0;
        for (const span of recogniser.recognise({
          path: 'text',
          text: fill(piece),
          role: 'value',
        })) {
          count += span.end > span.start ? 1 : 0;
        }
        const { user } = process.cpuUsage(started);
        expect({ piece, slow: user / 1e6 > 2, count }).toEqual({ piece, slow: false, count });
      }
    },
    120_000,
  );

  it('take twice the time when they are twice as long, not four times', () => {
    const text = fill(
      'Dr. Jane Roe, 303-555-0121, MRN 5518820, 1950-10-10, jane.roe@example.org. ',
    );
    const time = (length: number): number => {
      const started = process.cpuUsage();
      scanText(text.slice(0, length));
      return process.cpuUsage(started).user;
    };
    time(100_000);
    const ratio = time(800_000) / time(200_000);
    expect(ratio).toBeLessThan(10);
  }, 60_000);
});
