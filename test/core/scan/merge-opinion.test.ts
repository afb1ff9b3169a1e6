import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../lambdas/core/scan/document.ts';
import { IDENTIFIER_LABELS, isIdentifierLabel } from '../../../lambdas/core/scan/labels.ts';
import { mergeOpinion, type OpinionFinding } from '../../../lambdas/core/scan/merge-opinion.ts';
import { scan } from '../../../lambdas/core/scan/scan.ts';
import { PHI_CLASSES } from '../../../lambdas/core/vocabulary.ts';
import { parseOrThrow } from './support/scan-text.ts';

const documentOf = (value: unknown): Document => {
  const { segments, unreadable } = parseOrThrow(JSON.stringify(value));
  return { segments, unreadable, careContext: false };
};
const merge = (document: Document, opinions: readonly OpinionFinding[]) =>
  mergeOpinion(document, scan(document), 'other', opinions);

describe('a second opinion', () => {
  const document = documentOf({ note: 'zork blarg has asthma, MRN 5518820' });
  const note = 1;

  it('adds what was not found, and can make a document PHI', () => {
    const plain = documentOf({ note: 'zork blarg has asthma' });
    expect(scan(plain).classification).toBe('health');
    const merged = merge(plain, [{ segment: note, label: 'NAME', start: 0, end: 10, score: 0.9 }]);
    expect(merged.classification).toBe('phi');
    expect(merged.findings[0]).toEqual({
      label: 'NAME',
      recogniser: 'other',
      segment: note,
      path: '/note',
      start: 0,
      end: 10,
      score: 0.9,
    });
  });

  it('leaves what was found as it is, and adds only what it did not cover', () => {
    const local = scan(document);
    const all = { segment: note, label: 'OTHER_ID', start: 0, end: 34, score: 1 } as const;
    const merged = merge(document, [all, all]);
    for (const finding of local.findings) expect(merged.findings).toContainEqual(finding);
    const added = merged.findings.filter(({ recogniser }) => recogniser === 'other');
    expect(added.map(({ start, end }) => [start, end])).toEqual([[0, 27]]);
  });

  it.each([
    ['before the text', -1, 4],
    ['behind the text', 30, 99],
    ['backwards', 9, 3],
    ['nowhere', 3, 3],
    ['between characters', 0.5, 3],
    ['not at numbers', Number.NaN, 3],
  ])('that stands %s is none', (_, start, end) => {
    const merged = merge(document, [{ segment: note, label: 'NAME', start, end, score: 1 }]);
    expect(merged).toEqual(scan(document));
  });

  it('about another document’s segment is none', () => {
    const opinion = { segment: 99, label: 'NAME', start: 0, end: 3, score: 1 } as const;
    expect(merge(document, [opinion])).toEqual(scan(document));
  });

  it('finds nothing in tokens and masks, nor in a year', () => {
    const masked = documentOf({ note: '[NAME] born 1984' });
    const merged = merge(masked, [
      { segment: note, label: 'NAME', start: 0, end: 6, score: 1 },
      { segment: note, label: 'DATE', start: 12, end: 16, score: 1 },
    ]);
    expect(merged.findings).toEqual([]);
  });

  it('shows no path that names somebody', () => {
    const keyed = documentOf({ patients: { 'Walter Grace': { note: 'quiet morning' } } });
    const segment = keyed.segments.findIndex(({ text }) => text === 'quiet morning');
    const merged = merge(keyed, [{ segment, label: 'NAME', start: 0, end: 13, score: 1 }]);
    const added = merged.findings.find(({ recogniser }) => recogniser === 'other');
    expect(added?.path).not.toContain('Walter');
  });

  it('never makes a document cleaner, whatever it says', () => {
    const opinion = fc.record({
      segment: fc.integer({ min: 0, max: 6 }),
      label: fc.constantFrom(...IDENTIFIER_LABELS),
      start: fc.integer({ min: -2, max: 40 }),
      end: fc.integer({ min: -2, max: 40 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const several = documentOf({ first_name: 'Walter', note: 'asthma, 303-555-0121', x: 'zork' });
    const local = scan(several);
    fc.assert(
      fc.property(fc.array(opinion, { maxLength: 8 }), (opinions) => {
        const merged = merge(several, opinions);
        // A name among the fields' names takes itself out of the paths.
        const pathless = merged.findings.map((finding) => ({ ...finding, path: '' }));
        for (const finding of local.findings) {
          expect(pathless).toContainEqual({ ...finding, path: '' });
        }
        expect(PHI_CLASSES.indexOf(merged.classification)).toBeGreaterThanOrEqual(
          PHI_CLASSES.indexOf(local.classification),
        );
        const identifiers = merged.findings.filter(({ label }) => isIdentifierLabel(label));
        identifiers.forEach((one, index) => {
          const next = identifiers[index + 1];
          if (next?.segment === one.segment) expect(next.start).toBeGreaterThanOrEqual(one.end);
        });
      }),
    );
  });
});
