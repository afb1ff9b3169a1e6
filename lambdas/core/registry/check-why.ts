import type { EntryProblem } from './check-entry.ts';
import { namesSomebody } from './names-somebody.ts';

const MAX_LENGTH = 300;

/**
 * Why something was changed goes into the ledger, which never holds a person's data: a reason that names somebody, or
 * tells of somebody's health, is refused.
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
