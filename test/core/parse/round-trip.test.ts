import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { FUZZED } from '../../../bench/fuzz/formats.ts';
import { plant } from '../../../bench/fuzz/plant.ts';
import { parsePayload } from '../../../lambdas/core/parse/parse.ts';
import type { ParsedPayload } from '../../../lambdas/core/parse/parsed.ts';
import { createTokenMaker } from '../../../lambdas/core/protect/tokens.ts';
import { isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { scanPayload } from '../scan/support/scan-text.ts';

/** The same bodies every time: chance has its place in `npm run fuzz`. */
const CHOICE = { numRuns: 80, seed: 20260101 };
/** What is read otherwise once something in it is replaced, or held then. */
const DISORDERLY: ReadonlySet<string> = new Set(['mistyped', 'nested', 'hostile', 'short']);
/** What may be a line break for the eye is read twice, with and without it. */
const READ_TWICE = /=[ \t]*\r?\n/;
/** As long as tokens are: what is short is not looked at for other texts in it. */
const TOKEN = createTokenMaker('4f7kq2m9x0c1v8b3n6h5g4d2sa')('SSN');

/** Every path of a payload with its text, but for those whose text the function changes. */
function others(payload: ParsedPayload, changed: ReadonlySet<string>): readonly string[] {
  return payload.segments
    .filter(({ path }) => !changed.has(path))
    .map(({ path, role, text }) => `${role} ${path} ${text}`);
}

describe('writing a payload back', () => {
  it.each(Object.entries(FUZZED))(
    'changes no byte of %s when nothing is replaced',
    (_, generate) => {
      fc.assert(
        fc.property(plant.chain(generate), ({ bytes, type }) => {
          const result = parsePayload(bytes, type);
          if (result.kind === 'parsed') {
            expect(Buffer.compare(result.payload.rewrite([]), bytes)).toBe(0);
          }
        }),
        CHOICE,
      );
    },
  );

  it.each(Object.entries(FUZZED).filter(([name]) => !DISORDERLY.has(name)))(
    'puts what replaces an identifier in its place in %s, and leaves all else as it was',
    (_, generate) => {
      fc.assert(
        fc.property(plant.chain(generate), ({ bytes, type }) => {
          const result = parsePayload(bytes, type);
          if (result.kind !== 'parsed') return;
          const { payload } = result;
          const hits = scanPayload(payload).findings.filter(
            ({ label, segment }) =>
              isIdentifierLabel(label) && payload.segments[segment]?.role === 'value',
          );
          if (hits.length === 0 || payload.unreadable.length > 0) return;
          const again = parsePayload(
            payload.rewrite(
              hits.map(({ segment, start, end }) => ({ segment, start, end, text: TOKEN })),
            ),
            type,
          );
          if (again.kind !== 'parsed') throw new Error(again.reason);
          const changed = new Set(hits.map(({ segment }) => payload.segments[segment]?.path ?? ''));
          expect(again.payload.segments.some(({ text }) => text.includes(TOKEN))).toBe(true);
          if (READ_TWICE.test(Buffer.from(bytes).toString('latin1'))) return;
          if (again.payload.segments.length === payload.segments.length) {
            expect(others(again.payload, changed)).toEqual(others(payload, changed));
          }
        }),
        CHOICE,
      );
    },
  );
});
