import { isIdentifierLabel } from '../scan/labels.ts';
import { scan } from '../scan/scan.ts';

/** Agreements have dates, but none of birth. */
const BIRTH = /\b(?:d\.?o\.?b|born|birth(?:day|date)?)\b/iu;

/**
 * Whether words that an officer wrote seem to name a person or to give a number of one. Read as if they came from
 * care, where an identifier alone is PHI (45 CFR 160.103); a date is no identifier there, because agreements have
 * dates.
 */
export function namesSomebody(text: string): boolean {
  try {
    const segments = [{ path: 'text', text, role: 'value' }] as const;
    const report = scan({ segments, unreadable: [], careContext: true }, { point: 'balanced' });
    return (
      report.unreadable.length > 0 ||
      report.findings.some(
        ({ label }) => isIdentifierLabel(label) && (label !== 'DATE' || BIRTH.test(text)),
      )
    );
  } catch {
    // A scanner that failed has read nothing, and what nobody read is not clean.
    return true;
  }
}
