import type { PhiClass } from '../vocabulary.ts';
import type { Document } from './document.ts';
import type { Finding } from './finding.ts';
import { isIdentifierLabel } from './labels.ts';

/**
 * From this score on an identifier counts as identifying somebody. Below it a finding is removed with
 * the others but makes nothing PHI by itself: a time stamp of the machinery, a company's bare web
 * address, a role's mailbox, a toll-free number. Where the source by its nature means care they all count.
 */
export const IDENTIFYING_SCORE = 0.5;

/** One term with this score is evidence enough; weaker ones must add up to `EVIDENCE_SUM`. */
export const EVIDENCE_ALONE = 0.9;
export const EVIDENCE_SUM = 1;

/**
 * 45 CFR 160.103: an identifier together with health, care or payment for care is PHI; so is an
 * identifier alone in a document whose source by its nature means care.
 */
export function classify(document: Document, findings: readonly Finding[]): PhiClass {
  const strong = findings.some(
    ({ label, score }) => !isIdentifierLabel(label) && score >= EVIDENCE_ALONE,
  );
  const identifies = findings.some(({ label, score }) => {
    if (!isIdentifierLabel(label)) return false;
    if (document.careContext || score >= IDENTIFYING_SCORE) return true;
    // The id of a person in somebody's system, beside a diagnosis: no key is needed to be a patient.
    return strong && label === 'OTHER_ID';
  });
  const health = strong || speaksOfHealth(document, findings);
  if (identifies && (health || document.careContext)) return 'phi';
  if (identifies) return 'identifier';
  return health ? 'health' : 'none';
}

/** Each term counts once, however often it stands there: "care, care, care" is one weak word. */
function speaksOfHealth({ segments }: Document, findings: readonly Finding[]): boolean {
  const terms = new Map<string, number>();
  let total = 0;
  for (const { label, segment, start, end, score } of findings) {
    if (isIdentifierLabel(label)) continue;
    const text = segments[segment]?.text.slice(start, Math.min(end, start + 64)) ?? '';
    const term = text.toLowerCase().replace(/s$/, '');
    const known = terms.get(term) ?? 0;
    terms.set(term, Math.max(score, known));
    total += Math.max(0, score - known);
  }
  // Sums of tenths: half a hundredth is rounding, not evidence.
  return total >= EVIDENCE_SUM - 0.005;
}
