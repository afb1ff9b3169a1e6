import * as z from 'zod';
import { problem } from './problem.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
/** Entries of one list. */
export const MAX_LISTED = 200;

const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => new Date(text).toISOString());

/** What narrows a list in time and number. */
export const listQuery = z.strictObject({
  since: moment.optional(),
  until: moment.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(50),
});

/** From when to when (ISO 8601), the last thirty days unless it is said; a problem where the end comes first. */
export function listRange(
  given: Pick<z.infer<typeof listQuery>, 'since' | 'until'>,
  now: Date,
): { readonly since: string; readonly until: string } | Response {
  const until = given.until ?? new Date(now.getTime() + 1000).toISOString();
  const since = given.since ?? new Date(Date.parse(until) - DEFAULT_DAYS * DAY_MS).toISOString();
  if (since <= until) return { since, until };
  const detail = '"since" is later than "until", or than now.';
  return problem(400, 'malformed-request', 'The query is malformed', { detail });
}
