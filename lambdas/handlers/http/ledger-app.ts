import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { problemsOf } from '../../core/send/parse-problems.ts';
import { accountDisclosures } from '../../pipeline/account-disclosures.ts';
import { authenticate } from '../../pipeline/authenticate.ts';
import { exportPage, type ExportDependencies } from '../../pipeline/export-ledger.ts';
import { ledgerStatus } from '../../pipeline/ledger-status.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import { proveRecord } from '../../pipeline/prove-record.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';
import { problem } from './problem.ts';
import { presentedKey } from './presented-key.ts';

export interface LedgerDependencies extends ExportDependencies {
  readonly registry: Registry;
  readonly keyUse: KeyUse;
  readonly log: Log;
}

/** A calendar date in UTC, or a time; always given on as a time. */
const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)',
  })
  .transform((text) => new Date(text).toISOString());

const exportQuery = z.strictObject({
  from: moment,
  to: moment,
  after: z
    .string()
    .regex(/^\d{1,12}(?:\.\d{1,12}){3}$/, 'is not what an earlier page gave')
    .optional(),
});
const accountingQuery = z.strictObject({
  person: z.string().regex(/^prs_[0-9a-z]{10,40}$/, 'is not the key of a person (prs_...)'),
  since: moment.optional(),
  until: moment.optional(),
  all: z.enum(['true', 'false']).default('false'),
});

/** Names the next page of an export. */
const NEXT_PAGE = 'cordon-next';

/** `/v1/ledger/...`: status, public key, export, proofs and accounting, for holders of an audit or officer key. */
export function createLedgerApp(deps: LedgerDependencies): Hono {
  const app = new Hono();
  const route = (path: string, answer: (c: Context) => Promise<Response>): void => {
    app.get(`/v1/ledger/${path}`, async (c) => {
      try {
        return (await refusal(c, deps)) ?? (await answer(c));
      } catch (error) {
        const failed = `ledger/${path.split('/')[0] ?? ''}`;
        deps.log.write({ event: 'request.failed', route: failed, errorClass: errorClass(error) });
        return problem(503, 'unavailable', 'The ledger cannot be read now', {
          detail: 'Try again; if it stays so, see docs/ledger.md.',
        });
      }
    });
  };
  const json = (c: Context, body: object) => c.json(body, 200, { 'cache-control': 'no-store' });

  route('status', async (c) => json(c, await ledgerStatus(deps)));
  route('public-key', async (c) => {
    const { key, keyId } = await deps.publicKey();
    return json(c, { keyId, pem: key.export({ format: 'pem', type: 'spki' }).toString() });
  });
  route('export', async (c) => {
    const parsed = exportQuery.safeParse(c.req.query());
    if (!parsed.success) return malformed(parsed.error, exportQuery);
    const { from, to, after } = parsed.data;
    if (from >= to) {
      const errors = [{ field: '/to', message: 'must be after from' }];
      return problem(400, 'malformed-request', 'The query is malformed', { errors });
    }
    const [first = 0, last = 0, sequence = 0, leaf = 0] = (after ?? '').split('.').map(Number);
    const cursor = after === undefined ? undefined : { first, last, sequence, leaf };
    const { text, next } = await exportPage(deps, { from, to }, cursor);
    return c.body(text, 200, {
      'content-type': 'application/jsonl; charset=utf-8',
      'cache-control': 'no-store',
      ...(next !== undefined && {
        [NEXT_PAGE]: [next.first, next.last, next.sequence, next.leaf].join('.'),
      }),
    });
  });
  route('proofs/:id', async (c) => {
    const outcome = await proveRecord(deps, c.req.param('id') ?? '');
    switch (outcome.kind) {
      case 'proven':
        return json(c, outcome.proof);
      case 'unknown':
        return problem(404, 'unknown-record', 'No record has this id');
      case 'not_sealed':
        return problem(409, 'not-sealed', 'The record is not sealed yet', {
          detail: 'A minute is sealed about a minute after its end: try again then.',
        });
    }
  });
  route('accounting', async (c) => {
    const parsed = accountingQuery.safeParse(c.req.query());
    if (!parsed.success) return malformed(parsed.error, accountingQuery);
    const { person, since, until, all } = parsed.data;
    return json(
      c,
      await accountDisclosures(deps, {
        person,
        includeExcluded: all === 'true',
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      }),
    );
  });
  return app;
}

async function refusal(c: Context, deps: LedgerDependencies): Promise<Response | undefined> {
  const credential = presentedKey(c.req);
  const key = await authenticate(credential, deps);
  if (key?.use.kind === 'audit' || key?.use.kind === 'officer') {
    await noteUse(key.id, deps);
    return undefined;
  }
  return problem(401, 'unknown-key', 'The audit key is missing or not known', {
    detail: 'Send an audit key as "Authorization: Bearer KEY".',
  });
}

function malformed(error: z.ZodError, schema: z.ZodType): Response {
  const errors = problemsOf(error, schema);
  return problem(400, 'malformed-request', 'The query is malformed', { errors });
}
