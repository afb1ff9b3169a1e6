import type { Replacement, UnreadableReason } from '../parse/parsed.ts';
import type { Segment } from '../scan/document.ts';
import type { FindingCounts, ScanReport } from '../scan/finding.ts';
import type { Replacer } from './replacer.ts';

/** Why there is no output: it could not all be read, or something was found in it to the end. */
export type RefusedReason = UnreadableReason | 'unreadable_part' | 'not_clean';

/** Something that was read and scanned, and how to write it anew. */
export interface Scanned<Content> {
  readonly segments: readonly Segment[];
  readonly report: ScanReport;
  readonly rewrite: (replacements: readonly Replacement[]) => Content;
}

export type ReplaceResult<Content> =
  | {
      readonly kind: 'replaced';
      readonly current: Content;
      /** What was found at first. */
      readonly report: ScanReport;
      readonly replaced: FindingCounts;
    }
  | { readonly kind: 'refused'; readonly reason: RefusedReason };

/** Replacing may bring something to light; what the first passes leave is masked by the last. */
const PASSES = 3;

/**
 * Replaces what is found, and reads and scans what comes out, until nothing is found in it. Fails closed: what cannot
 * be read has no output, and neither has that in which something is still found after the last pass.
 */
export function replaceAll<Content>(
  content: Content,
  replacer: Replacer,
  read: (current: Content) => RefusedReason | Scanned<Content>,
): ReplaceResult<Content> {
  let current = content;
  let first: ScanReport | undefined;
  for (let pass = 0; pass <= PASSES; pass++) {
    const scanned = read(current);
    if (typeof scanned === 'string') {
      return { kind: 'refused', reason: first === undefined ? scanned : 'not_clean' };
    }
    const { segments, report, rewrite } = scanned;
    first ??= report;
    const left = replacer.leftIn(segments, report.findings);
    if (left.length === 0) {
      return { kind: 'replaced', current, report: first, replaced: replacer.counts() };
    }
    if (pass === PASSES) break;
    current = rewrite(replacer.replacements(segments, left, pass === PASSES - 1));
  }
  return { kind: 'refused', reason: 'not_clean' };
}
