import type { ScanReport } from '../scan/finding.ts';
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
  return isSoOf(
    text,
    true,
    ({ unreadable, findings }) =>
      unreadable.length > 0 ||
      findings.some(
        ({ label }) => isIdentifierLabel(label) && (label !== 'DATE' || BIRTH.test(text)),
      ),
  );
}

/** Whether words that an officer wrote about somebody tell of health or care. */
export function tellsOfHealth(text: string): boolean {
  return isSoOf(
    text,
    // A date alone, which is PHI where it comes from care, tells of nothing.
    false,
    ({ classification }) => classification === 'health' || classification === 'phi',
  );
}

function isSoOf(
  text: string,
  careContext: boolean,
  question: (report: ScanReport) => boolean,
): boolean {
  try {
    const segments = [{ path: 'text', text, role: 'value' }] as const;
    return question(scan({ segments, unreadable: [], careContext }, { point: 'balanced' }));
  } catch {
    // A scanner that failed has read nothing, and what nobody read is not clean.
    return true;
  }
}
