import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { deidentify } from '../../../lambdas/core/protect/deidentify.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';

/** The text with `[LABEL]` for what is found in it, in a value of JSON. */
function masked(text: string): string {
  const result = parsePayload(Buffer.from(JSON.stringify({ t: text })), 'application/json');
  if (result.kind !== 'parsed') throw new Error(`unreadable: ${result.reason}`);
  const { segments, unreadable } = result.payload;
  expect(unreadable).toEqual([]);
  const report = scan({ segments, unreadable, careContext: false });
  const { bytes } = deidentify(result.payload, report, (label) => `[${label}]`);
  return (JSON.parse(Buffer.from(bytes).toString()) as { t: string }).t;
}

describe('marks of emphasis', () => {
  it.each([
    ['*Patient:* Mara Lindqvist', '*Patient:* [NAME]'],
    ['**Patient name:** Mara Lindqvist', '**Patient name:** [NAME]'],
    ['*Member ID:* XQH883120947', '*Member ID:* [HEALTH_PLAN_ID]'],
    ['`MRN` `00482913`', '`MRN` `[MRN]`'],
    ['**MRN:**00482913', '**MRN:**[MRN]'],
    ['Patient Ma**ra** Lindqvist has asthma', 'Patient [NAME]**** has asthma'],
    ['| Member ID | XQH883120947 |', '| Member ID | [HEALTH_PLAN_ID] |'],
  ])('do not part a label from its value: %s', (text, wanted) => {
    expect(masked(text)).toBe(wanted);
  });

  it.each(['a * b * c', '* one\n* two', 'snake_case_name', '5*3*2', '**bold** and _thin_', '|'])(
    'are left where they stand: %j',
    (text) => {
      expect(masked(text)).toBe(text);
    },
  );

  it.each(['*', '`', '*a', '**a ', '|', '| a | b |\n', '_', '*a*', '~a'])(
    'are sought in a megabyte of %j in linear time',
    (unit) => {
      const bytes = Buffer.from(JSON.stringify([unit.repeat(1_000_000 / unit.length)]));
      const start = process.cpuUsage();
      parsePayload(bytes, 'application/json');
      expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    },
  );
});
