import type { EntryProblem } from './check-entry.ts';
import { namesSomebody, tellsOfHealth } from './names-somebody.ts';

const MAX_LENGTH = 300;

/**
 * Why something was changed goes into the ledger, which never holds a person's data: a reason that names somebody is
 * refused.
 */
export function checkWhy(why: unknown): readonly EntryProblem[] {
  const field = '/why';
  if (typeof why !== 'string' || why.trim() === '') {
    return [{ field, reason: 'is required: say in a few words why' }];
  }
  if (why.length > MAX_LENGTH) {
    return [{ field, reason: `must have at most ${String(MAX_LENGTH)} characters` }];
  }
  // Those that are not shown (a change of direction, a joiner) make a reason read as another one.
  if (/[\p{Cc}\p{Cf}]/u.test(why)) return [{ field, reason: 'holds control characters' }];
  if (namesSomebody(why)) {
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

/**
 * Why a person was changed. It stands beside the person's key, so that a word about health would be about that person:
 * such a reason is refused, too (45 CFR 160.103).
 */
export function checkWhyOfPerson(why: unknown): readonly EntryProblem[] {
  const problems = checkWhy(why);
  if (problems.length > 0 || typeof why !== 'string') return problems;
  const reason =
    'seems to tell of the health of this person: the ledger keeps it, so leave that out';
  return tellsOfHealth(why) ? [{ field: '/why', reason }] : [];
}
