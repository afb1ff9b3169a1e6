import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { scanPayload } from './support/scan-text.ts';

interface Sample {
  readonly kind: 'phi' | 'clean';
  readonly contentType: string;
  readonly body: string;
  readonly phi?: readonly { readonly value: string; readonly label: string; readonly in: string }[];
}

const folder = new URL('../../corpus/payloads/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    sample: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample,
  }));

/** Labels in the samples that are evidence of health, or ages that need not be removed. */
const NOT_IDENTIFIERS = new Set([
  'CONDITION',
  'PROCEDURE',
  'LAB',
  'MEDICATION',
  'ICD10',
  'DEVICE',
  'AGE',
]);
/** Standards whose values are parted: their samples are checked on the raw text, in tests of their own. */
const isParted = ({ contentType }: Sample): boolean => contentType.includes('hl7');

describe('sample webhooks of real vendors', () => {
  it('are there', () => {
    expect(samples.length).toBeGreaterThanOrEqual(40);
  });

  it.each(samples.filter(({ sample }) => sample.kind === 'phi' && !isParted(sample)))(
    '$name is PHI, and every identifier in it is found wherever it stands',
    ({ sample }) => {
      const result = parsePayload(Buffer.from(sample.body), sample.contentType);
      if (result.kind !== 'parsed') throw new Error(result.reason);
      const { segments } = result.payload;
      const report = scanPayload(result.payload);
      expect(report.classification).toBe('phi');
      const covered = segments.map(({ text }, index) => {
        const mask = text.split('');
        for (const { label, segment, start, end } of report.findings) {
          if (segment === index && isIdentifierLabel(label)) mask.fill('\u0000', start, end);
        }
        return mask.join('');
      });
      for (const { value, label, in: where } of sample.phi ?? []) {
        if (NOT_IDENTIFIERS.has(label)) continue;
        if (where === 'raw' || where === 'decoded') {
          expect(segments.some(({ text }) => text.includes(value))).toBe(true);
        }
        expect(covered.filter((text) => text.includes(value)).length).toBe(0);
      }
    },
  );

  it.each(samples.filter(({ sample }) => sample.kind === 'clean'))(
    '$name has the same shape and is not PHI',
    ({ sample }) => {
      const result = parsePayload(Buffer.from(sample.body), sample.contentType);
      if (result.kind !== 'parsed') throw new Error(result.reason);
      expect(scanPayload(result.payload).classification).not.toBe('phi');
    },
  );
});
