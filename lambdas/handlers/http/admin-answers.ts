import type { Context } from 'hono';
import type { RegistryKind } from '../../core/registry/entries.ts';
import type { ChangeOutcome } from '../../pipeline/change-registry.ts';
import type { ImportOutcome } from '../../pipeline/import-registry.ts';
import { problem } from './problem.ts';

/** What was written, or why it was not. */
export function changed(c: Context, outcome: ChangeOutcome): Response {
  switch (outcome.kind) {
    case 'written':
      return answer(c, { version: outcome.version });
    case 'conflict':
      return problem(409, 'conflict', 'The entry is at another version', {
        detail:
          outcome.version === 0
            ? 'There is no such entry: somebody removed it, or it never was. Expect version 0 to create it.'
            : `It is at version ${String(outcome.version)} now: somebody else changed it, or it was there already. Read it, and make your change on that one.`,
        version: outcome.version,
      });
    case 'refused':
      return problem(422, 'invalid-entry', 'Nothing was changed: the entry is not valid', {
        errors: outcome.problems,
      });
  }
}

export function imported(c: Context, outcome: ImportOutcome): Response {
  switch (outcome.kind) {
    case 'imported': {
      const { created, changed: updated, unchanged } = outcome;
      return answer(c, { created, changed: updated, unchanged });
    }
    case 'refused':
      return problem(422, 'invalid-entry', 'Nothing was changed: some entries are not valid', {
        errors: outcome.problems,
      });
    case 'conflict':
      return problem(409, 'conflict', 'Somebody else changed one of the entries meanwhile', {
        detail: `${outcome.id} is at version ${String(outcome.version)} now. ${String(outcome.done)} of them are imported; import again to go on.`,
        done: outcome.done,
      });
  }
}

export function unknown(kind: RegistryKind): Response {
  return problem(404, 'unknown-entry', `There is no such ${kind}`);
}

export function answer(c: Context, body: object, status: 200 | 201 = 200): Response {
  return c.json(body, status, { 'cache-control': 'no-store' });
}
