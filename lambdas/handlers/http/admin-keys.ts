import { Hono, type Context } from 'hono';
import * as z from 'zod';
import { useSchema } from '../../core/registry/access-key.ts';
import { entityId, line } from '../../core/registry/fields.ts';
import {
  createKey,
  revokeKey,
  rotateSecret,
  type IssuedKey,
  type ManageKeysDependencies,
} from '../../pipeline/manage-keys.ts';
import { answer, changed, unknown } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

const createBody = z.strictObject({
  entityId,
  holder: line.optional(),
  use: useSchema,
  why: z.unknown(),
});
const rotateBody = z.strictObject({
  /** How long the secret before stays valid. */
  overlapSeconds: z.number(),
  why: z.unknown(),
});
const revokeBody = z.strictObject({ why: z.unknown() });

/** What only keys have: a secret that is made here and shown once. */
export function keysApp(deps: RequireUseDependencies & ManageKeysDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const changes = requireUse(deps, 'officer');
  const changer = (c: Context<KeyVariables>, why: unknown) => ({
    by: c.var.key.id,
    why: whyOf(why),
  });

  app.post('/', changes, async (c) => {
    const body = await readAdminBody(c, createBody);
    if (body instanceof Response) return body;
    const { entityId: entity, holder, use, why } = body;
    const wanted = { entityId: entity, use, ...(holder === undefined ? {} : { holder }) };
    return issued(c, await createKey(wanted, changer(c, why), deps), 201);
  });

  app.post('/:id/rotate', changes, async (c) => {
    const body = await readAdminBody(c, rotateBody);
    if (body instanceof Response) return body;
    const who = changer(c, body.why);
    return issued(c, await rotateSecret(c.req.param('id'), body.overlapSeconds, who, deps), 200);
  });

  app.post('/:id/revoke', changes, async (c) => {
    const body = await readAdminBody(c, revokeBody);
    if (body instanceof Response) return body;
    const outcome = await revokeKey(c.req.param('id'), changer(c, body.why), deps);
    return outcome.kind === 'unknown' ? unknown('key') : changed(c, outcome);
  });
  return app;
}

function issued(c: Context, outcome: IssuedKey, status: 200 | 201): Response {
  switch (outcome.kind) {
    case 'written': {
      const { kind: _written, ...told } = outcome;
      return answer(c, told, status);
    }
    case 'unknown':
      return unknown('key');
    case 'conflict':
    case 'refused':
      return changed(c, outcome);
  }
}
