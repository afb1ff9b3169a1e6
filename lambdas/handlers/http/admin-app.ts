import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { vendorStatus } from '../../core/registry/baa-state.ts';
import type { RegistryEntries, RegistryKind } from '../../core/registry/entries.ts';
import { changeEntry, removeEntry, type Changer } from '../../pipeline/change-registry.ts';
import { importEntries } from '../../pipeline/import-registry.ts';
import type { ManageKeysDependencies } from '../../pipeline/manage-keys.ts';
import type { KeyUseReader } from '../../ports/key-use.ts';
import { errorClass } from '../../ports/log.ts';
import { RegistryError } from '../../ports/registry.ts';
import type { Versioned } from '../../ports/versioned-store.ts';
import { answer, changed, imported, unknown } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { keysApp } from './admin-keys.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

export interface AdminDependencies extends RequireUseDependencies, ManageKeysDependencies {
  readonly keyUse: RequireUseDependencies['keyUse'] & KeyUseReader;
}

/** How the kinds are called in addresses. */
const KINDS = {
  vendors: 'vendor',
  sources: 'source',
  destinations: 'destination',
  keys: 'key',
  holds: 'hold',
  templates: 'template',
} as const satisfies Readonly<Record<string, RegistryKind>>;

const page = z.strictObject({
  after: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const putBody = z.strictObject({
  entry: z.unknown(),
  expectedVersion: z.number().int().nonnegative(),
  why: z.unknown(),
});
const removeBody = z.strictObject({
  expectedVersion: z.number().int().positive(),
  why: z.unknown(),
});
const importBody = z.strictObject({ entries: z.array(z.unknown()).min(1), why: z.unknown() });

/**
 * The registries, for the privacy officer: `/v1/admin/{vendors,sources,destinations,keys,holds,templates}`. Auditors read. Every
 * change has a reason, and a version that it was made on.
 */
export function createAdminApp(deps: AdminDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'admin', errorClass: errorClass(error) });
    if (error instanceof RegistryError) {
      // Says which entry, and nothing of it.
      return problem(500, 'unusable-entry', 'An entry that is stored cannot be used', {
        detail: error.message,
      });
    }
    return problem(503, 'unavailable', 'The registry cannot be reached now', {
      detail: 'Try again. If it was a change, read the entry first: it may have been made.',
    });
  });
  app.route('/v1/admin/keys', keysApp(deps));

  for (const [path, kind] of Object.entries(KINDS)) {
    const base = `/v1/admin/${path}`;
    app.get(base, reads, async (c) => {
      const query = page.safeParse(c.req.query());
      if (!query.success) {
        const detail =
          '"limit" is from 1 to 1000; "after" is the id that the last page ended with.';
        return problem(400, 'malformed-request', 'The query is malformed', { detail });
      }
      const { after, limit } = query.data;
      const found = await deps.store.list(kind, {
        limit,
        ...(after === undefined ? {} : { after }),
      });
      const entries = await Promise.all(found.entries.map((one) => view(kind, one, deps)));
      return answer(c, { entries, ...(found.after === undefined ? {} : { after: found.after }) });
    });

    app.post(`${base}/import`, changes, async (c) => {
      const body = await readAdminBody(c, importBody);
      if (body instanceof Response) return body;
      const by = c.var.key.id;
      const outcome = await importEntries(kind, body.entries, { by, why: whyOf(body.why) }, deps);
      return imported(c, outcome);
    });

    app.get(`${base}/:id`, reads, async (c) => {
      const id = c.req.param('id');
      const found = await deps.store.get(kind, id);
      if (found === undefined) return unknown(kind);
      return answer(c, await view(kind, { id, ...found }, deps));
    });

    app.get(`${base}/:id/history`, reads, async (c) => {
      const versions = await deps.store.history(kind, c.req.param('id'));
      return versions.length === 0 ? unknown(kind) : answer(c, { versions });
    });

    app.put(`${base}/:id`, changes, async (c) => {
      const body = await readAdminBody(c, putBody);
      if (body instanceof Response) return body;
      const { entry: value, expectedVersion } = body;
      const change = { kind, id: c.req.param('id'), value, expectedVersion };
      return changed(c, await changeEntry(change, changer(c, body.why), deps));
    });

    app.delete(`${base}/:id`, changes, async (c) => {
      const body = await readAdminBody(c, removeBody);
      if (body instanceof Response) return body;
      const id = c.req.param('id');
      if ((await deps.store.get(kind, id)) === undefined) return unknown(kind);
      const who = changer(c, body.why);
      return changed(c, await removeEntry(kind, id, body.expectedVersion, who, deps));
    });
  }
  return app;
}

function changer(c: Context<KeyVariables>, why: unknown): Changer {
  return { by: c.var.key.id, why: whyOf(why) };
}

type Shown<K extends RegistryKind> = Versioned<RegistryEntries[K]> & { readonly id: string };

/** With what is not stored: a vendor's status today, and when a key was used last. */
async function view<K extends RegistryKind>(
  kind: K,
  one: Shown<K>,
  deps: AdminDependencies,
): Promise<object> {
  if (kind === 'vendor') {
    const { entry } = one as Shown<'vendor'>;
    return { ...one, status: vendorStatus(entry, deps.clock.now()) };
  }
  if (kind !== 'key') return one;
  const lastUsedAt = await deps.keyUse.lastUsed(one.id);
  return { ...one, ...(lastUsedAt === undefined ? {} : { lastUsedAt }) };
}
