import { Hono } from 'hono';
import * as z from 'zod';
import { authorizationSchema } from '../../core/people/authorization.ts';
import type { AuthorizationTerms } from '../../core/people/authorization-terms.ts';
import {
  authorizationFaults,
  authorizationFaultsFor,
} from '../../core/people/authorization-validity.ts';
import { checkShape, futureDates } from '../../core/people/check-person.ts';
import { momentInput } from '../../core/people/person-document.ts';
import { CHANNELS, PURPOSES } from '../../core/vocabulary.ts';
import { findPerson } from '../../pipeline/find-person.ts';
import {
  type AuthorizationOutcome,
  recordAuthorization,
  revokeAuthorization,
} from '../../pipeline/people-admin.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody } from './admin-body.ts';
import {
  actorOf,
  invalid,
  malformedQuery,
  type PeopleAppDependencies,
  unknownPerson,
} from './people-answers.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables } from './require-use.ts';

const addBody = z.strictObject({ authorization: z.unknown(), why: z.unknown() });
const revokeBody = z.strictObject({ why: z.unknown() });
const checkQuery = z.strictObject({
  purpose: z.enum(PURPOSES),
  channel: z.enum(CHANNELS),
  remunerated: z.stringbool().default(false),
  at: momentInput.optional(),
});

/** Authorizations of one person (45 CFR 164.508): recorded as they were signed, judged when asked. */
export function authorizationsApp(deps: PeopleAppDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  const base = '/:id/authorizations';

  app.get(base, reads, async (c) => {
    const found = await findPerson(c.req.param('id'), c.var.key.entityId, deps);
    if (found === undefined) return unknownPerson();
    const now = deps.clock.now();
    return answer(c, {
      authorizations: found.entry.authorizations.map((terms) => judged(terms, now)),
    });
  });

  app.post(base, changes, async (c) => {
    const body = await readAdminBody(c, addBody);
    if (body instanceof Response) return body;
    const actor = actorOf(c, body.why);
    if (actor instanceof Response) return actor;
    const checked = checkShape(authorizationSchema, body.authorization);
    if (!checked.ok) return invalid(checked.problems);
    const late = futureDates(checked.value, deps.clock.now());
    if (late.length > 0) return invalid(late);
    return respond(await recordAuthorization(c.req.param('id'), checked.value, actor, deps), 201);
  });

  app.get(`${base}/check`, reads, async (c) => {
    const query = checkQuery.safeParse(c.req.query());
    if (!query.success) {
      return malformedQuery('Ask for a "purpose" and a "channel"; "remunerated" is true or false.');
    }
    const found = await findPerson(c.req.param('id'), c.var.key.entityId, deps);
    if (found === undefined) return unknownPerson();
    const { purpose, channel, remunerated, at } = query.data;
    const now = at === undefined ? deps.clock.now() : new Date(at);
    const authorizations = found.entry.authorizations.map((terms) => ({
      id: terms.id,
      faults: authorizationFaultsFor(terms, { purpose, channel, remunerated, now }),
    }));
    const isValid = authorizations.some(({ faults }) => faults.length === 0);
    const state = isValid ? 'valid' : authorizations.length === 0 ? 'none' : 'invalid';
    return answer(c, { state, at: now.toISOString(), authorizations });
  });

  app.get(`${base}/:authorization`, changes, async (c) => {
    const found = await findPerson(c.req.param('id'), c.var.key.entityId, deps);
    if (found === undefined) return unknownPerson();
    const id = c.req.param('authorization');
    const terms = found.entry.authorizations.find((one) => one.id === id);
    if (terms === undefined) return unknownAuthorization();
    const { authorizations } = await deps.opener.open(found.entry);
    return answer(c, { ...judged(terms, deps.clock.now()), document: authorizations[id] });
  });

  app.post(`${base}/:authorization/revoke`, changes, async (c) => {
    const body = await readAdminBody(c, revokeBody);
    if (body instanceof Response) return body;
    const actor = actorOf(c, body.why);
    if (actor instanceof Response) return actor;
    const { id, authorization } = c.req.param();
    return respond(await revokeAuthorization(id, authorization, actor, deps), 200);
  });
  return app;

  function respond(outcome: AuthorizationOutcome, status: 200 | 201): Response {
    switch (outcome.kind) {
      case 'written': {
        const headers = { 'cache-control': 'no-store' };
        return Response.json(judged(outcome.terms, deps.clock.now()), { status, headers });
      }
      case 'unknown_person':
        return unknownPerson();
      case 'unknown_authorization':
        return unknownAuthorization();
      case 'too_many':
        return problem(409, 'full', 'There is no room for one more authorization');
    }
  }
}

function judged(terms: AuthorizationTerms, now: Date): object {
  const faults = authorizationFaults(terms, now);
  return { ...terms, state: faults.length === 0 ? 'valid' : 'invalid', faults };
}

function unknownAuthorization(): Response {
  return problem(404, 'unknown-authorization', 'This person has no such authorization');
}
