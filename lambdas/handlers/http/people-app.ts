import { Hono } from 'hono';
import * as z from 'zod';
import { authorizationFaults } from '../../core/people/authorization-validity.ts';
import { ADDRESS_KINDS, addressKindOf, normalizeAddress } from '../../core/people/address.ts';
import { checkPerson } from '../../core/people/check-person.ts';
import { consentFor } from '../../core/people/consent.ts';
import type { Person } from '../../core/people/person.ts';
import { momentInput } from '../../core/people/person-document.ts';
import { CHANNELS, PURPOSES } from '../../core/vocabulary.ts';
import { findPerson } from '../../pipeline/find-person.ts';
import { exportPeople, listPeople } from '../../pipeline/list-people.ts';
import { importPeople } from '../../pipeline/import-people.ts';
import { addPerson, ownersOf, showPerson } from '../../pipeline/people-admin.ts';
import { replacePerson } from '../../pipeline/replace-person.ts';
import { errorClass } from '../../ports/log.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody } from './admin-body.ts';
import {
  actorOf,
  importConflict,
  invalid,
  malformedQuery,
  noRoom,
  type PeopleAppDependencies,
  unknownPerson,
} from './people-answers.ts';
import { authorizationsApp } from './people-authorizations.ts';
import { notesApp } from './people-notes.ts';
import { problem } from './problem.ts';
import { requireUse, type KeyVariables } from './require-use.ts';

const page = z.strictObject({
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
const addBody = z.strictObject({
  person: z.unknown(),
  /** The addresses may be somebody else's too. */
  shared: z.boolean().default(false),
  why: z.unknown(),
});
const replaceBody = z.strictObject({
  person: z.unknown(),
  /** The version that the change was made on; absent: whatever is there. */
  expectedVersion: z.number().int().positive().optional(),
  why: z.unknown(),
});
const importBody = z.strictObject({
  /** JSON Lines. */
  lines: z.string().min(1),
  checkOnly: z.boolean().default(false),
  why: z.unknown(),
});
const findBody = z.strictObject({
  kind: z.enum(ADDRESS_KINDS).optional(),
  channel: z.enum(CHANNELS).optional(),
  address: z.string().min(1).max(1024),
});
const consentQuery = z.strictObject({
  /** Absent: each of them. */
  purpose: z.enum(PURPOSES).optional(),
  channel: z.enum(CHANNELS).optional(),
  at: momentInput.optional(),
});

/**
 * People, for the privacy officer: `/v1/people`. An auditor may see what somebody chose and when it was
 * changed, and no address: he does not need one (minimum necessary, 45 CFR 164.502(b)). Addresses are in bodies
 * alone, never in a URL, which is written into logs on its way.
 */
export function createPeopleApp(deps: PeopleAppDependencies): Hono<KeyVariables> {
  const app = new Hono<KeyVariables>();
  const reads = requireUse(deps, 'officer', 'audit');
  const changes = requireUse(deps, 'officer');
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'people', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'People cannot be reached now', {
      detail: 'Try again. If it was a change, read the person first: it may have been made.',
    });
  });
  const base = '/v1/people';

  app.get(base, reads, async (c) => {
    const query = page.safeParse(c.req.query());
    if (!query.success) return malformedQuery('"limit" is from 1 to 200; "after" is a person key.');
    const found = await listPeople(c.var.key.entityId, query.data, deps);
    return answer(c, { ...found, people: found.people.map(({ entry }) => summary(entry)) });
  });

  app.post(base, changes, async (c) => {
    const body = await readAdminBody(c, addBody);
    if (body instanceof Response) return body;
    const actor = actorOf(c, body.why);
    if (actor instanceof Response) return actor;
    const checked = checkPerson(body.person, deps.clock.now());
    if (!checked.ok) return invalid(checked.problems);
    if (checked.value.id !== undefined) {
      return invalid([{ field: '/id', reason: 'is given to a new person, not taken' }]);
    }
    const outcome = await addPerson(checked.value, body.shared, actor, deps);
    if (outcome.kind === 'written') return answer(c, { id: outcome.person.id, version: 1 }, 201);
    return problem(409, 'address-taken', 'Somebody has one of these addresses already', {
      detail: 'Change that person, or say that the address is shared ("shared": true, --shared).',
      people: outcome.people,
    });
  });

  app.post(`${base}/find`, reads, async (c) => {
    const body = await readAdminBody(c, findBody);
    if (body instanceof Response) return body;
    const kind = body.kind ?? addressKindOf(body.channel ?? 'email');
    const read = normalizeAddress(kind, body.address);
    if (read === undefined) return invalid([{ field: '/address', reason: 'cannot be read' }]);
    const { entityId } = c.var.key;
    const people = await ownersOf([await deps.index.of(entityId, read)], entityId, deps);
    return answer(c, { people });
  });

  app.post(`${base}/import`, changes, async (c) => {
    const body = await readAdminBody(c, importBody);
    if (body instanceof Response) return body;
    const actor = actorOf(c, body.why);
    if (actor instanceof Response) return actor;
    const outcome = await importPeople(body.lines, body.checkOnly, actor, deps);
    if (outcome.kind === 'conflict') return importConflict(outcome);
    if (outcome.kind !== 'refused') return answer(c, outcome);
    return problem(422, 'invalid-lines', 'Nothing was changed: some lines are not valid', {
      errors: outcome.problems,
    });
  });

  app.get(`${base}/export`, changes, async (c) => {
    const query = page.safeParse(c.req.query());
    if (!query.success) return malformedQuery('"limit" is from 1 to 200; "after" is a person key.');
    const { lines: people, after } = await exportPeople(c.var.key.entityId, query.data, deps);
    const lines = people.map((person) => `${JSON.stringify(person)}\n`).join('');
    return answer(c, { lines, ...(after === undefined ? {} : { after }) });
  });

  app.get(`${base}/:id`, reads, async (c) => {
    const { entityId, use } = c.var.key;
    const id = c.req.param('id');
    const found = await findPerson(id, entityId, deps);
    if (found === undefined) return unknownPerson();
    const { entry, version, updatedAt, updatedBy, why } = found;
    const noted = { version, updatedAt, updatedBy, why };
    if (use.kind === 'audit') return answer(c, { person: summary(entry), ...noted });
    const shown = await showPerson(id, entityId, deps);
    if (shown === undefined) return unknownPerson();
    // By its id a request is ended; the document, which another system may write, has none.
    const requests = entry.confidential.map(({ use: _use, avoid: _avoid, ...request }) => request);
    return answer(c, { person: shown.document, ...noted, requests });
  });

  app.put(`${base}/:id`, changes, async (c) => {
    const body = await readAdminBody(c, replaceBody);
    if (body instanceof Response) return body;
    const actor = actorOf(c, body.why);
    if (actor instanceof Response) return actor;
    const checked = checkPerson(body.person, deps.clock.now());
    if (!checked.ok) return invalid(checked.problems);
    const { expectedVersion } = body;
    const id = c.req.param('id');
    // What was exported of one person and is put in the place of another would mix the two.
    if (checked.value.id !== undefined && checked.value.id !== id) {
      return invalid([{ field: '/id', reason: 'is of another person' }]);
    }
    const outcome = await replacePerson(id, checked.value, actor, deps, expectedVersion);
    if (outcome.kind === 'unknown_person') return unknownPerson();
    if (outcome.kind === 'full') return noRoom();
    if (outcome.kind === 'conflict') {
      const { version } = outcome;
      return problem(409, 'conflict', 'Somebody else changed this person first', {
        detail: `Version ${String(version)} is there now. Read it, and make your change on that one.`,
        version,
      });
    }
    return answer(c, { id: outcome.person.id, version: outcome.version });
  });

  app.get(`${base}/:id/history`, reads, async (c) => {
    const id = c.req.param('id');
    if ((await findPerson(id, c.var.key.entityId, deps)) === undefined) return unknownPerson();
    const versions = await deps.store.history('person', id);
    // Who changed what, when and why; what it was is in the person, whom an officer may be shown.
    return answer(c, {
      versions: versions.map(({ entry, ...noted }) => ({
        ...noted,
        ...(entry === undefined ? {} : { consents: entry.consents, optOuts: entry.optOuts }),
      })),
    });
  });

  app.get(`${base}/:id/consent`, reads, async (c) => {
    const query = consentQuery.safeParse(c.req.query());
    if (!query.success)
      return malformedQuery('"purpose", "channel" and "at" (a time) narrow the question.');
    const found = await findPerson(c.req.param('id'), c.var.key.entityId, deps);
    if (found === undefined) return unknownPerson();
    const { at } = query.data;
    const moment = at === undefined ? deps.clock.now() : new Date(at);
    const purposes = query.data.purpose === undefined ? PURPOSES : [query.data.purpose];
    const channels = query.data.channel === undefined ? CHANNELS : [query.data.channel];
    const states = purposes.flatMap((purpose) =>
      channels.map((channel) => ({
        ...{ purpose, channel },
        ...consentFor(found.entry, { purpose, channel, at: moment }),
      })),
    );
    return answer(c, { at: moment.toISOString(), states });
  });

  app.route(base, notesApp(deps));
  app.route(base, authorizationsApp(deps));
  return app;

  function summary(person: Person): object {
    const { sealed: _sealed, addresses, authorizations, ...rest } = person;
    const now = deps.clock.now();
    return {
      ...rest,
      addresses: addresses.map(({ id, kind, addedAt }) => ({ id, kind, addedAt })),
      authorizations: authorizations.map((terms) => ({
        ...terms,
        faults: authorizationFaults(terms, now),
      })),
    };
  }
}
