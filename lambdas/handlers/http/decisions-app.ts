import { Hono } from 'hono';
import * as z from 'zod';
import { problemsOf } from '../../core/send/parse-problems.ts';
import { DIRECTIONS, DISPOSITIONS, LANES } from '../../core/vocabulary.ts';
import { authenticate } from '../../pipeline/authenticate.ts';
import type { LedgerReader } from '../../ports/ledger.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';

export interface DecisionsDependencies {
  readonly registry: Registry;
  readonly ledger: LedgerReader;
  readonly log: Log;
}

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  lane: z.enum(LANES).optional(),
  direction: z.enum(DIRECTIONS).optional(),
  disposition: z.enum(DISPOSITIONS).optional(),
  messageId: z.string().max(64).optional(),
});

/** `GET /v1/decisions`, newest first, for holders of an audit key. */
export function createDecisionsApp(deps: DecisionsDependencies): Hono {
  const app = new Hono();
  app.get('/v1/decisions', async (c) => {
    const credential = /^Bearer ([!-~]{1,128})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    try {
      const key = await authenticate(credential, deps.registry);
      if (key?.use.kind !== 'audit') {
        const detail = 'Send an audit key as "Authorization: Bearer KEY".';
        return problem(401, 'unknown-key', 'The audit key is missing or not known', { detail });
      }
      const parsed = query.safeParse(c.req.query());
      if (!parsed.success) {
        const errors = problemsOf(parsed.error, query);
        return problem(400, 'malformed-request', 'The query is malformed', { errors });
      }
      const decisions = await deps.ledger.list(dropUndefined(parsed.data));
      return c.json({ decisions }, 200, { 'cache-control': 'no-store' });
    } catch (error) {
      const route = 'decisions';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return problem(503, 'unavailable', 'The ledger cannot be read now', {});
    }
  });
  return app;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** An absent option is left out rather than undefined. */
function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
}

function problem(status: number, type: string, title: string, members: object): Response {
  const body = { type: `urn:cordon:problem:${type}`, title, status, ...members };
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });
}
