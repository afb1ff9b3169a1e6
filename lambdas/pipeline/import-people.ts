import { documentOf } from '../core/people/assemble-person.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import { type LineProblem, type PersonLine, readPersonLines } from '../core/people/person-lines.ts';
import { same } from '../core/registry/changed-fields.ts';
import { BusyPersonError, createPerson, indexesOf } from './change-person.ts';
import { findPerson } from './find-person.ts';
import { inBatches } from './in-batches.ts';
import { ownersOf } from './people-admin.ts';
import type { Actor, PeopleAdminDependencies } from './people-dependencies.ts';
import { replacement, replacePerson } from './replace-person.ts';

/** Somebody else changed people whose lines say on which version they were made. */
export interface ImportConflict {
  readonly kind: 'conflict';
  readonly problems: readonly LineProblem[];
  /** Whether the other lines took effect: it was found out only when these were written. */
  readonly written: boolean;
}

export type ImportOutcome =
  | ImportConflict
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] }
  | {
      readonly kind: 'imported' | 'checked';
      readonly created: number;
      readonly changed: number;
      readonly unchanged: number;
    };

type Plan =
  | { readonly kind: 'create'; readonly line: PersonLine; readonly indexes: readonly string[] }
  | {
      readonly kind: 'replace';
      readonly line: PersonLine;
      readonly key: string;
      /** As it was when the lines were checked. */
      readonly version: number;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem' | 'conflict'; readonly problem: LineProblem };

/**
 * Imports people, all of them or none: every line is read and held against what is there before the first is
 * written. Should writing fail half-way, importing the same lines again finishes it: a line that is done already
 * changes nothing. What somebody else changes between the check and the writing is not overwritten.
 */
export async function importPeople(
  text: string,
  checkOnly: boolean,
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<ImportOutcome> {
  const read = readPersonLines(text, deps.clock.now());
  if (!read.ok) return { kind: 'refused', problems: read.problems };
  const plans: Plan[] = [];
  await inBatches(read.lines, async (line) => {
    plans.push(await planFor(line, actor.entityId, deps));
  });
  const problems = problemsIn(plans, 'problem', 'conflict');
  if (problemsIn(plans, 'problem').length > 0) return { kind: 'refused', problems };
  if (problems.length > 0) return { kind: 'conflict', problems, written: false };
  if (!checkOnly) {
    const late = await write(plans, actor, deps);
    if (late.length > 0) return { kind: 'conflict', problems: late, written: true };
  }
  const count = (kind: Plan['kind']) => plans.filter((plan) => plan.kind === kind).length;
  return {
    kind: checkOnly ? 'checked' : 'imported',
    created: count('create'),
    changed: count('replace'),
    unchanged: count('nothing'),
  };
}

const inOrder = (problems: readonly LineProblem[]) => problems.toSorted((a, b) => a.line - b.line);

function problemsIn(plans: readonly Plan[], ...kinds: readonly Plan['kind'][]) {
  return inOrder(
    plans.flatMap((plan) => ('problem' in plan && kinds.includes(plan.kind) ? [plan.problem] : [])),
  );
}

/** @returns the lines that somebody else was faster than */
async function write(
  plans: readonly Plan[],
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<readonly LineProblem[]> {
  const late: LineProblem[] = [];
  await inBatches(plans, async (plan) => {
    if (plan.kind === 'create') {
      const { line, indexes } = plan;
      const outcome = await createPerson(line.document, indexes, actor, deps);
      if (outcome.kind === 'conflict') throw new BusyPersonError('a person was added by others');
    } else if (plan.kind === 'replace') {
      const { key, line, version } = plan;
      const outcome = await replacePerson(key, line.document, actor, deps, version);
      if (outcome.kind === 'conflict') late.push(movedOn(line, outcome.version));
    }
  });
  return inOrder(late);
}

async function planFor(
  line: PersonLine,
  entityId: string,
  deps: PeopleAdminDependencies,
): Promise<Plan> {
  const { document } = line;
  const indexes = await indexesOf(document.addresses, entityId, deps);
  if (document.id !== undefined) {
    const found = await deps.store.get('person', document.id);
    if (found === undefined) return { kind: 'create', line, indexes };
    if (found.entry.entityId !== entityId) {
      // Not a word about whose it is.
      return problemAt(line, '/id', 'cannot be used here');
    }
    if (await isAsWritten(document.id, document, entityId, deps)) return { kind: 'nothing' };
    const after = await replacement(document, found.entry, indexes, deps);
    if (after === 'full') {
      return problemAt(line, '', 'leaves no room for what this person refused before');
    }
    if (after === found.entry) return { kind: 'nothing' };
    const { version } = found;
    // Only now: what is there already has been imported before, whatever its version was then.
    if (line.version !== undefined && line.version !== version) {
      return { kind: 'conflict', problem: movedOn(line, version) };
    }
    return { kind: 'replace', line, key: document.id, version };
  }
  const owners = await ownersOf(indexes, entityId, deps);
  const [owner] = owners;
  if (owner === undefined) return { kind: 'create', line, indexes };
  if (owners.length === 1 && (await isAsWritten(owner, document, entityId, deps))) {
    return { kind: 'nothing' };
  }
  return problemAt(
    line,
    '/addresses',
    `belong already to ${owners.slice(0, 3).join(', ')}: give the id to change a person`,
  );
}

function movedOn({ line }: PersonLine, version: number): LineProblem {
  const reason = `is not the one that is there any more, which is ${String(version)}`;
  return { line, field: '/version', reason };
}

function problemAt({ line }: PersonLine, field: string, reason: string): Plan {
  return { kind: 'problem', problem: { line, field, reason } };
}

async function isAsWritten(
  key: string,
  document: PersonDocument,
  entityId: string,
  deps: PeopleAdminDependencies,
): Promise<boolean> {
  const found = await findPerson(key, entityId, deps);
  if (found === undefined) return false;
  const there = documentOf(found.entry, await deps.opener.open(found.entry));
  return same(withoutNotes(there), withoutNotes(document));
}

/** Without what Cordon itself notes: ids, and when something was recorded. */
function withoutNotes({ id: _id, authorizations, ...rest }: PersonDocument): object {
  return {
    ...rest,
    authorizations: authorizations.map(({ document, revokedAt }) => ({ document, revokedAt })),
  };
}
