import type { Context } from 'hono';
import { checkWhyOfPerson } from '../../core/registry/check-why.ts';
import type { Actor, PeopleAdminDependencies } from '../../pipeline/people-dependencies.ts';
import type { ImportConflict } from '../../pipeline/import-people.ts';
import { problem } from './problem.ts';
import type { KeyVariables, RequireUseDependencies } from './require-use.ts';

export type PeopleAppDependencies = RequireUseDependencies & PeopleAdminDependencies;

/** Who acts and why, or the answer that says what is wrong with the reason. */
export function actorOf(c: Context<KeyVariables>, why: unknown): Actor | Response {
  const problems = checkWhyOfPerson(why);
  if (problems.length > 0) return invalid(problems);
  const { id, entityId } = c.var.key;
  return { by: id, entityId, why: String(why) };
}

export function invalid(
  errors: readonly { readonly field: string; readonly reason: string }[],
): Response {
  return problem(422, 'invalid-person', 'Nothing was changed: what was given is not valid', {
    errors,
  });
}

export function unknownPerson(): Response {
  return problem(404, 'unknown-person', 'There is no such person here');
}

export function malformedQuery(detail: string): Response {
  return problem(400, 'malformed-request', 'The query is malformed', { detail });
}

export function noRoom(): Response {
  return problem(409, 'full', 'What was refused before has no room beside what is given', {
    detail:
      'A replacement keeps refusals that it does not mention, and their addresses: leave room.',
  });
}

export function importConflict({ problems, written }: ImportConflict): Response {
  const title = 'Somebody else changed these people first';
  const detail = written
    ? 'It happened while the others were written. Export these again, make your change on that, and import it.'
    : 'Nothing was changed. Export again, make your change on that, and import it.';
  return problem(409, 'conflict', title, { detail, errors: problems });
}
