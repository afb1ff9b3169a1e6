import { Hono } from 'hono';
import * as z from 'zod';
import {
  POLICY_ID,
  POLICY_KIND,
  POLICY_SCHEMAS,
  type PolicyEntry,
} from '../../core/decide/policy-entry.ts';
import { checkWhy } from '../../core/registry/check-why.ts';
import { publishPolicy, type PublishPolicyDependencies } from '../../pipeline/publish-policy.ts';
import { errorClass } from '../../ports/log.ts';
import type { ChangeReason } from '../../ports/versioned-store.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

export type PolicyDependencies = RequireUseDependencies & PublishPolicyDependencies;

const version = z.number().int();
const publishBody = z.strictObject({
  policy: POLICY_SCHEMAS[POLICY_KIND],
  /** The version that the change was made on; 0: none is published. */
  expectedVersion: version.nonnegative(),
  why: z.unknown(),
});
const rollbackBody = z.strictObject({
  to: version.positive(),
  expectedVersion: version.nonnegative(),
  why: z.unknown(),
});

/**
 * The published policy and its history, for officers and auditors; publishing and rolling back, for officers.
 * Nothing is in force that was not checked and proved.
 */
export function createPolicyApp(deps: PolicyDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const base = '/v1/admin/policy';
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'policy', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'The policy cannot be read or written now', {
      detail: 'Try again. If it was a change, look at the history first: it may have been made.',
    });
  });

  app.get(base, reads, async (c) => {
    const found = await deps.policies.get(POLICY_KIND, POLICY_ID);
    if (found === undefined) return answer(c, { version: 0 });
    const { entry: policy, ...made } = found;
    return answer(c, { ...made, policy });
  });

  app.get(`${base}/history`, reads, async (c) => {
    const past = await deps.policies.history(POLICY_KIND, POLICY_ID);
    const versions = past.map(({ version: number, updatedAt, updatedBy, why, action }) => ({
      ...{ version: number, updatedAt, updatedBy, why, action },
    }));
    return answer(c, { versions });
  });

  app.put(base, changes, async (c) => {
    const body = await readAdminBody(c, publishBody);
    if (body instanceof Response) return body;
    return await publish(body.policy, { ...reasonOf(body), by: c.var.key.id }, deps);
  });

  app.post(`${base}/rollback`, changes, async (c) => {
    const body = await readAdminBody(c, rollbackBody);
    if (body instanceof Response) return body;
    const past = await deps.policies.history(POLICY_KIND, POLICY_ID);
    const entry = past.find(({ version: number }) => number === body.to)?.entry;
    if (entry === undefined) {
      return problem(404, 'no-such-version', 'There is no such version of the policy', {
        detail: 'The history says which versions there are.',
      });
    }
    return await publish(entry, { ...reasonOf(body), by: c.var.key.id }, deps);
  });
  return app;
}

function reasonOf({ expectedVersion, why }: { expectedVersion: number; why: unknown }) {
  return { expectedVersion, why: whyOf(why) };
}

async function publish(
  entry: PolicyEntry,
  reason: ChangeReason,
  deps: PolicyDependencies,
): Promise<Response> {
  const faults = checkWhy(reason.why);
  if (faults.length > 0) {
    return problem(422, 'invalid-entry', 'Nothing was changed: the reason cannot be recorded', {
      errors: faults,
    });
  }
  const outcome = await publishPolicy(entry, reason, deps);
  switch (outcome.kind) {
    case 'published': {
      const { version: number, policyVersion } = outcome;
      return Response.json(
        { version: number, policyVersion },
        { headers: { 'cache-control': 'no-store' } },
      );
    }
    case 'conflict':
      return problem(409, 'conflict', 'Somebody else published a policy first', {
        detail: `Version ${String(outcome.version)} is there now. Look at it, and publish on top of it.`,
        version: outcome.version,
      });
    case 'refused':
      return problem(422, 'policy-refused', 'Nothing was changed: the policy is refused', {
        errors: outcome.problems.map((reasonOfRefusal) => ({
          field: '/policy',
          reason: reasonOfRefusal,
        })),
      });
  }
}
