import { documentOf } from '../core/people/assemble-person.ts';
import type { Person } from '../core/people/person.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import type { Page, Versioned } from '../ports/versioned-store.ts';
import type { PeopleAdminDependencies } from './people-dependencies.ts';

export type ExportedPerson = PersonDocument & { readonly version: number };

/** Pages of a store that are read for one page of a covered entity. */
const MAX_PAGES = 20;

/** The people of one covered entity, in the order of their keys. `after` is there when there may be more. */
export async function listPeople(
  entityId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  deps: Pick<PeopleAdminDependencies, 'store'>,
): Promise<{ readonly people: readonly Versioned<Person>[]; readonly after?: string }> {
  const people: Versioned<Person>[] = [];
  let last = after;
  for (let turn = 0; turn < MAX_PAGES && people.length < limit; turn += 1) {
    const page: Page = {
      limit: limit - people.length,
      ...(last === undefined ? {} : { after: last }),
    };
    const found = await deps.store.list('person', page);
    people.push(...found.entries.filter(({ entry }) => entry.entityId === entityId));
    last = found.after;
    if (last === undefined) return { people };
  }
  return { people, ...(last === undefined ? {} : { after: last }) };
}

/** The same with everything in the clear, as import reads it, and with the version, so that it can be compared. */
export async function exportPeople(
  entityId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
  deps: PeopleAdminDependencies,
): Promise<{ readonly lines: readonly ExportedPerson[]; readonly after?: string }> {
  const { people, ...rest } = await listPeople(entityId, page, deps);
  const lines: ExportedPerson[] = [];
  for (const { entry, version } of people) {
    lines.push({ version, ...documentOf(entry, await deps.opener.open(entry)) });
  }
  return { lines, ...rest };
}
