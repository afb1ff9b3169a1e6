import { Hono } from 'hono';
import * as z from 'zod';
import { checkShape, futureMoments } from '../../core/people/check-person.ts';
import { personChangeSchema } from '../../core/people/person-change.ts';
import { notePerson } from '../../pipeline/people-admin.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody } from './admin-body.ts';
import { actorOf, invalid, type PeopleAppDependencies, unknownPerson } from './people-answers.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables } from './require-use.ts';

const body = z.strictObject({ change: z.unknown(), why: z.unknown() });

/** `POST /v1/people/{key}/changes`: a consent, an opt-out, a request, a choice, one at a time. */
export function notesApp(deps: PeopleAppDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  app.post('/:id/changes', requireUse(deps, 'officer'), async (c) => {
    const given = await readAdminBody(c, body);
    if (given instanceof Response) return given;
    const actor = actorOf(c, given.why);
    if (actor instanceof Response) return actor;
    const checked = checkShape(personChangeSchema, given.change);
    if (!checked.ok) return invalid(checked.problems);
    const late = futureMoments(checked.value, deps.clock.now());
    if (late.length > 0) return invalid(late);
    const outcome = await notePerson(c.req.param('id'), checked.value, actor, deps);
    switch (outcome.kind) {
      case 'written':
      case 'unchanged':
        return answer(c, { version: outcome.version, changed: outcome.kind === 'written' });
      case 'unknown_person':
        return unknownPerson();
      case 'unknown_address':
        return invalid([
          { field: '/address', reason: 'is not one of the addresses of this person' },
        ]);
      case 'full':
        return problem(409, 'full', 'There is no room for one more', {
          detail: 'End or revoke what is no longer in force first.',
        });
    }
  });
  return app;
}
