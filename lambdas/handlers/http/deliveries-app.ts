import { Hono } from 'hono';
import * as z from 'zod';
import { DELIVERY_STATES } from '../../core/message/delivery.ts';
import { entryId } from '../../core/registry/fields.ts';
import { LANES } from '../../core/vocabulary.ts';
import {
  destinationHealth,
  enableDestination,
  type EnableDependencies,
} from '../../pipeline/enable-destination.ts';
import {
  replayDelivery,
  showDelivery,
  type ReplayDependencies,
  type ReplayRefusal,
} from '../../pipeline/replay-delivery.ts';
import { errorClass } from '../../ports/log.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { listQuery, listRange, MAX_LISTED } from './list-range.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables, type RequireUseDependencies } from './require-use.ts';

export type DeliveriesDependencies = RequireUseDependencies &
  ReplayDependencies &
  EnableDependencies;

const query = z.strictObject({
  ...listQuery.shape,
  state: z.enum(DELIVERY_STATES).default('dead'),
  lane: z.enum(LANES).optional(),
  destination: entryId.optional(),
});
const whyBody = z.strictObject({ why: z.unknown() });

const REFUSALS: Readonly<Record<ReplayRefusal, string>> = {
  not_dead: 'It is pending or was delivered: only a dead delivery is replayed.',
  is_a_message:
    'It is a message to a person, whose consent and address may be others by now: send it again.',
  destination_not_registered: 'Its destination is not registered any more.',
  lane_mismatch: 'Its destination belongs to the other lane now.',
  agreement_not_active: 'The agreement that it was to go under is not in force.',
  decision_not_found: 'The decision, or the source it came from, is not on record any more.',
  policy_refuses: 'The policy in force would not let it go like that.',
};

/**
 * Dead letters and how destinations do: `/v1/deliveries` and `/v1/destinations`. Officers and auditors look, officers
 * replay and enable.
 */
export function createDeliveriesApp(deps: DeliveriesDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'deliveries', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'The deliveries cannot be reached now', {
      detail: 'Try again. If it was a replay, look at the delivery first: it may have been made.',
    });
  });

  app.get('/v1/deliveries', reads, async (c) => {
    const parsed = query.safeParse(c.req.query());
    if (!parsed.success) {
      const detail = `"state" is pending, delivered, dead or recalled; "lane", "destination", "since", "until" and "limit" (1 to ${String(MAX_LISTED)}) narrow the list.`;
      return problem(400, 'malformed-request', 'The query is malformed', { detail });
    }
    const { lane, destination, limit, state } = parsed.data;
    const range = listRange(parsed.data, deps.clock.now());
    if (range instanceof Response) return range;
    const wanted = {
      ...{ state, ...range, limit: limit + 1 },
      ...(destination === undefined ? {} : { destinationId: destination }),
    };
    const lanes = lane === undefined ? LANES : [lane];
    const found = (await Promise.all(lanes.map((one) => deps.desks[one].list(wanted)))).flat();
    found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    // Whoever reads a list must know whether it is all of it.
    return answer(c, { deliveries: found.slice(0, limit), more: found.length > limit });
  });

  app.get('/v1/deliveries/:id', reads, async (c) => {
    const found = await showDelivery(c.req.param('id'), deps);
    return found === undefined ? unknownDelivery() : answer(c, found);
  });

  app.post('/v1/deliveries/:id/replay', changes, async (c) => {
    const body = await readAdminBody(c, whyBody);
    if (body instanceof Response) return body;
    const who = { by: c.var.key.id, why: whyOf(body.why) };
    const outcome = await replayDelivery(c.req.param('id'), who, deps);
    switch (outcome.kind) {
      case 'replayed':
        return answer(c, { replayed: true });
      case 'unknown':
        return unknownDelivery();
      case 'invalid':
        return invalid(outcome.problems);
      case 'refused': {
        const { kind: _kind, ...why } = outcome;
        const detail = REFUSALS[outcome.reason];
        return problem(409, 'cannot-replay', 'Nothing was replayed', { detail, ...why });
      }
    }
  });

  app.get('/v1/destinations/:id', reads, async (c) => {
    const health = await destinationHealth(c.req.param('id'), deps);
    return health === undefined ? unknownDestination() : answer(c, health);
  });

  app.post('/v1/destinations/:id/enable', changes, async (c) => {
    const body = await readAdminBody(c, whyBody);
    if (body instanceof Response) return body;
    const who = { by: c.var.key.id, why: whyOf(body.why) };
    const outcome = await enableDestination(c.req.param('id'), who, deps);
    switch (outcome.kind) {
      case 'enabled':
        return answer(c, { enabled: true });
      case 'unknown':
        return unknownDestination();
      case 'invalid':
        return invalid(outcome.problems);
      case 'not_disabled':
        return problem(409, 'not-disabled', 'The destination is not disabled');
    }
  });
  return app;
}

function invalid(errors: readonly object[]): Response {
  return problem(422, 'invalid-entry', 'Nothing was changed: the reason cannot be recorded', {
    errors,
  });
}

function unknownDelivery(): Response {
  return problem(404, 'unknown-delivery', 'There is no such delivery');
}

function unknownDestination(): Response {
  return problem(404, 'unknown-entry', 'There is no such destination');
}
