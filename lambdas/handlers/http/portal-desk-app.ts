import { Hono } from 'hono';
import * as z from 'zod';
import { LINK_ID } from '../../core/portal/secrets.ts';
import {
  closeLinks,
  findLinks,
  summarizeLink,
  type PortalDeskDependencies,
} from '../../pipeline/portal-desk.ts';
import { errorClass } from '../../ports/log.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { listQuery, listRange, MAX_LISTED } from './list-range.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

export type PortalDeskAppDependencies = RequireUseDependencies & PortalDeskDependencies;

const whyBody = z.strictObject({ why: z.unknown() });
/** A link, or a message for all its links. */
const ID = new RegExp(`${LINK_ID.source}|^msg_[0-9a-z]{26}$`);

/** Pick-up links, `/v1/portal/links`: officers and auditors look, officers take back and destroy. */
export function createPortalDeskApp(deps: PortalDeskAppDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'portal', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'The portal cannot be reached now', {
      detail: 'Try again. If something was to be closed, look first: it may have been.',
    });
  });

  app.get('/v1/portal/links', reads, async (c) => {
    const parsed = listQuery.safeParse(c.req.query());
    if (!parsed.success) {
      const detail = `"since", "until" and "limit" (1 to ${String(MAX_LISTED)}) narrow the list.`;
      return problem(400, 'malformed-request', 'The query is malformed', { detail });
    }
    const { limit } = parsed.data;
    const now = deps.clock.now();
    const range = listRange(parsed.data, now);
    if (range instanceof Response) return range;
    const found = await deps.links.list({ ...range, limit: limit + 1 });
    const links = found.slice(0, limit).map((link) => summarizeLink(link, now));
    // Whoever reads a list must know whether it is all of it.
    return answer(c, { links, more: found.length > limit });
  });

  app.get('/v1/portal/links/:id', reads, async (c) => {
    const id = c.req.param('id');
    const found = ID.test(id) ? await findLinks(id, deps) : [];
    if (found.length === 0) return unknownLink();
    return answer(c, { links: found.map((link) => summarizeLink(link, deps.clock.now())) });
  });

  for (const [verb, to] of [
    ['recall', 'recalled'],
    ['wipe', 'wiped'],
  ] as const) {
    app.post(`/v1/portal/links/:id/${verb}`, changes, async (c) => {
      const body = await readAdminBody(c, whyBody);
      if (body instanceof Response) return body;
      const id = c.req.param('id');
      if (!ID.test(id)) return unknownLink();
      const who = { by: c.var.key.id, why: whyOf(body.why) };
      const outcome = await closeLinks(id, to, who, deps);
      switch (outcome.kind) {
        case 'done':
          return answer(c, { links: outcome.links });
        case 'nothing_to_do':
          return problem(409, 'already-closed', 'Nothing was changed', {
            detail: `It is ${outcome.links.map(({ state }) => state).join(', ')} already.`,
            links: outcome.links,
          });
        case 'unknown':
          return unknownLink();
        case 'invalid':
          return problem(
            422,
            'invalid-entry',
            'Nothing was changed: the reason cannot be recorded',
            {
              errors: outcome.problems,
            },
          );
      }
    });
  }
  return app;
}

function unknownLink(): Response {
  return problem(404, 'unknown-link', 'There is no such link, nor a message with links');
}
