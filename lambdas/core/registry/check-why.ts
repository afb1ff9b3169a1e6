import { isIdentifierLabel } from '../scan/labels.ts';
import { scan } from '../scan/scan.ts';
import type { EntryProblem } from './check-entry.ts';

const MAX_LENGTH = 300;

/** Agreements have dates, but none of birth. */
const BIRTH = /\b(?:d\.?o\.?b|born|birth(?:day|date)?)\b/iu;

/**
 * Why something was changed goes into the ledger, which never holds a person's data: a reason that names somebody, or
 * tells of somebody's health, is refused. Read as if it came from care, where an identifier alone is PHI (45 CFR
 * 160.103); a date is no identifier there, because agreements have dates.
 */
export function checkWhy(why: unknown): readonly EntryProblem[] {
  const field = '/why';
  if (typeof why !== 'string' || why.trim() === '') {
    return [{ field, reason: 'is required: say in a few words why' }];
  }
  if (why.length > MAX_LENGTH) {
    return [{ field, reason: `must have at most ${String(MAX_LENGTH)} characters` }];
  }
  if (/\p{Cc}/u.test(why)) return [{ field, reason: 'holds control characters' }];
  if (identifies(why)) {
    return [
      {
        field,
        reason:
          'seems to name a person or to give a number of one: the ledger keeps it, so name nobody',
      },
    ];
  }
  return [];
}

function identifies(text: string): boolean {
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
