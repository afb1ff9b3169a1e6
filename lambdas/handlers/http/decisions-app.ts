import { Hono } from 'hono';
import * as z from 'zod';
import { problemsOf } from '../../core/send/parse-problems.ts';
import { DIRECTIONS, DISPOSITIONS, LANES } from '../../core/vocabulary.ts';
import { authenticate } from '../../pipeline/authenticate.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import { LedgerQueryError, type LedgerReader } from '../../ports/ledger.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';
import { problem } from './problem.ts';
import { presentedKey } from './presented-key.ts';

export interface DecisionsDependencies {
  readonly registry: Registry;
  readonly keyUse: KeyUse;
  readonly clock: Clock;
  readonly ledger: LedgerReader;
  readonly log: Log;
}

/** One less than the ledger's own limit: one more is read, to know whether there is one. */
const MAX_LIMIT = 1000;

/** A calendar date in UTC, or a time; always given on as a time. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)',
  })
  .transform((text) => new Date(text).toISOString());

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
  since: moment.optional(),
  until: moment.optional(),
  lane: z.enum(LANES).optional(),
  direction: z.enum(DIRECTIONS).optional(),
  disposition: z.enum(DISPOSITIONS).optional(),
  messageId: z.string().max(64).optional(),
  shadow: z.literal('true').optional(),
});

/**
 * Why the ledger does not answer a question, when the question itself is at fault: its range ends before
 * it begins, is too long, or holds too much. The words are static, the ledger's own.
 */
function faultOfQuestion(error: unknown): string | undefined {
  return error instanceof LedgerQueryError ? error.message : undefined;
}

/** `GET /v1/decisions`, newest first, for holders of an audit key. */
export function createDecisionsApp(deps: DecisionsDependencies): Hono {
  const app = new Hono();
  app.get('/v1/decisions', async (c) => {
    const credential = presentedKey(c.req);
    try {
      const key = await authenticate(credential, deps);
      if (key?.use.kind !== 'audit' && key?.use.kind !== 'officer') {
        const detail = 'Send an audit key as "Authorization: Bearer KEY".';
        return problem(401, 'unknown-key', 'The audit key is missing or not known', { detail });
      }
      await noteUse(key.id, deps);
      const parsed = query.safeParse(c.req.query());
      if (!parsed.success) {
        const errors = problemsOf(parsed.error, query);
        return problem(400, 'malformed-request', 'The query is malformed', { errors });
      }
      const { limit } = parsed.data;
      const found = await deps.ledger.list(dropUndefined({ ...parsed.data, limit: limit + 1 }));
      // Whoever reads a list must know whether it is all of it.
      const answer = { decisions: found.slice(0, limit), more: found.length > limit };
      return c.json(answer, 200, { 'cache-control': 'no-store' });
    } catch (error) {
      const fault = faultOfQuestion(error);
      if (fault !== undefined) {
        const errors = [{ field: '', message: fault }];
        return problem(400, 'malformed-request', 'The query cannot be answered', {
          detail: fault,
          errors,
        });
      }
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
