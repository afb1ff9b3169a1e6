import { Hono } from 'hono';
import * as z from 'zod';
import { SETTLEMENTS } from '../../core/message/held-message.ts';
import { settleHeld, type SettleDependencies } from '../../pipeline/settle-held.ts';
import { errorClass } from '../../ports/log.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { listQuery, MAX_LISTED } from './list-range.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

export type QuarantineDependencies = RequireUseDependencies & SettleDependencies;

const query = z.strictObject({ limit: listQuery.shape.limit });
const settleBody = z.strictObject({ as: z.enum(SETTLEMENTS), why: z.unknown() });

/** What is held, `/v1/quarantine`: officers and auditors look, officers settle. What it says is shown to nobody. */
export function createQuarantineApp(deps: QuarantineDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'quarantine', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'The quarantine cannot be reached now', {
      detail: 'Try again. If something was to be settled, look first: it may have been.',
    });
  });

  app.get('/v1/quarantine', reads, async (c) => {
    const parsed = query.safeParse(c.req.query());
    if (!parsed.success) {
      const detail = `"limit" is a number from 1 to ${String(MAX_LISTED)}.`;
      return problem(400, 'malformed-request', 'The query is malformed', { detail });
    }
    // Whoever reads a list must know whether it is all of it.
    return answer(c, await deps.quarantine.waiting(parsed.data.limit));
  });

  app.get('/v1/quarantine/:id', reads, async (c) => {
    const found = await deps.quarantine.show(c.req.param('id'));
    return found === undefined ? unknownHeld() : answer(c, found);
  });

  app.post('/v1/quarantine/:id/settle', changes, async (c) => {
    const body = await readAdminBody(c, settleBody);
    if (body instanceof Response) return body;
    const who = { by: c.var.key.id, why: whyOf(body.why) };
    const outcome = await settleHeld(c.req.param('id'), body.as, who, deps);
    switch (outcome.kind) {
      case 'settled':
        return answer(c, { settled: true });
      case 'unknown':
        return unknownHeld();
      case 'settled_before':
        return problem(409, 'already-settled', 'It was settled before: nothing was changed');
      case 'invalid': {
        const title = 'Nothing was changed: the reason cannot be recorded';
        return problem(422, 'invalid-entry', title, { errors: outcome.problems });
      }
    }
  });
  return app;
}

function unknownHeld(): Response {
  return problem(404, 'unknown-held', 'Nothing is held under this id');
}
