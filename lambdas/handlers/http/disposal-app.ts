import { Hono } from 'hono';
import * as z from 'zod';
import { checkWhy } from '../../core/registry/check-why.ts';
import { disposeOfRecords, type DisposeDependencies } from '../../pipeline/dispose-ledger.ts';
import { authenticate } from '../../pipeline/authenticate.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { problem } from './problem.ts';
import { presentedKey } from './presented-key.ts';

export interface DisposalDependencies extends DisposeDependencies {
  readonly registry: Registry;
  readonly keyUse: KeyUse;
  readonly log: Log;
}

const body = z.strictObject({
  before: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], {
      error: 'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)',
    })
    .transform((text) => new Date(text).toISOString()),
  dryRun: z.boolean(),
  after: z.number().int().nonnegative().default(0),
  why: z.unknown(),
});

/**
 * `POST /v1/disposals`: retention, for holders of an officer key. One at a time: two that look at the same records
 * would each leave a tombstone for them. In AWS the function has one copy, so that this process is the only one.
 */
export function createDisposalApp(deps: DisposalDependencies): Hono {
  const app = new Hono();
  let isUnderWay = false;
  app.post('/v1/disposals', async (c) => {
    try {
      const presented = presentedKey(c.req);
      const key = await authenticate(presented, deps);
      if (key?.use.kind !== 'officer') {
        return problem(401, 'unknown-key', "The officer's key is missing or not known", {
          detail: 'Send a key of use officer as "Authorization: Bearer KEY".',
        });
      }
      await noteUse(key.id, deps);
      const asked = await readAdminBody(c, body);
      if (asked instanceof Response) return asked;
      const errors = checkWhy(asked.why);
      if (errors.length > 0) {
        return problem(400, 'malformed-request', 'The reason cannot be recorded', { errors });
      }
      const request = { ...asked, by: key.id, why: whyOf(asked.why) };
      if (isUnderWay && !asked.dryRun) {
        return problem(409, 'under-way', 'Records are being disposed of already', {
          detail: 'Ask again when that is done: what is left is disposed of then.',
        });
      }
      if (!asked.dryRun) isUnderWay = true;
      try {
        const done = await disposeOfRecords(deps, request);
        return c.json(done, 200, { 'cache-control': 'no-store' });
      } finally {
        if (!asked.dryRun) isUnderWay = false;
      }
    } catch (error) {
      const route = 'disposals';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return problem(503, 'unavailable', 'The records cannot be disposed of now', {
        detail: 'What was begun is finished by asking again.',
      });
    }
  });
  return app;
}
