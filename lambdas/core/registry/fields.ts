import * as z from 'zod';

/** Id of an entry that a person chose: it stands in URLs, in logs and in records. */
export const entryId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not lower-case letters, digits and hyphens, at most 63');

/** Whose data it is: the covered entity, the hospital whose agreement applies. */
export const entityId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}]*$/u, 'holds control characters');

/** A line that somebody wrote. No control characters: it is printed on terminals. */
export const line = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}]*$/u, 'holds control characters');

/** A calendar date, UTC. Days that no calendar has are refused. */
export const calendarDate = z.iso.date({ error: 'is not a calendar date (2026-01-31)' });

/** A moment in UTC. */
export const moment = z.iso.datetime({ error: 'is not a time in UTC (2026-01-31T12:00:00Z)' });

/** A list without repetition, of at least one. */
export function oneOrMore<T extends z.ZodType>(of: T) {
  return z.array(of).min(1).max(64).refine(isDistinct, 'names something twice');
}

export function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** A complaint about one member, from a check over several. The reason is static: it never repeats a value. */
export function complain(
  context: { readonly issues: unknown[] },
  path: readonly (string | number)[],
  reason: string,
): void {
  context.issues.push({ code: 'custom', path: [...path], message: reason, input: undefined });
}
