import type { EntryProblem } from '../core/registry/check-entry.ts';
import type { RegistryEntries, RegistryKind } from '../core/registry/entries.ts';
import type { VersionedStore } from '../ports/versioned-store.ts';

type Store = VersionedStore<RegistryEntries>;

const PAGE = 1_000;

/**
 * What keeps an entry from being put, because of what else there is. A reference that leads nowhere would have every
 * decision refuse what goes that way, and nobody would know why; a key that was revoked stays so.
 *
 * @param beside what is put together with it, by id: entries of its own kind that it may refer to
 */
export async function contradictions(
  kind: RegistryKind,
  entry: RegistryEntries[RegistryKind],
  store: Store,
  beside: ReadonlyMap<string, RegistryEntries[RegistryKind]> = new Map(),
): Promise<readonly EntryProblem[]> {
  switch (kind) {
    case 'vendor':
    case 'hold':
      return [];
    case 'destination': {
      const { vendorId } = entry as RegistryEntries['destination'];
      const isThere = (await store.get('vendor', vendorId)) !== undefined;
      const reason = 'is not the id of a vendor; add the vendor first';
      return isThere ? [] : [{ field: '/vendorId', reason }];
    }
    case 'source': {
      const { destinationIds } = entry as RegistryEntries['source'];
      const found = await Promise.all(destinationIds.map((id) => store.get('destination', id)));
      const reason = 'is not the id of a destination; add the destination first';
      return found.flatMap((one, index) =>
        one === undefined ? [{ field: `/destinationIds/${String(index)}`, reason }] : [],
      );
    }
    case 'template': {
      const { sameAs, entityId, lanes } = entry as RegistryEntries['template'];
      if (sameAs === undefined) return [];
      const meant =
        (beside.get(sameAs) as RegistryEntries['template'] | undefined) ??
        (await store.get('template', sameAs))?.entry;
      const reason = 'is not a template with content, of that entity and for those lanes';
      const isOf =
        meant?.sameAs === undefined &&
        meant?.entityId === entityId &&
        lanes.every((lane) => meant.lanes.includes(lane));
      return isOf ? [] : [{ field: '/sameAs', reason }];
    }
    case 'key': {
      const { id, revokedAt, use } = entry as RegistryEntries['key'];
      const before = (await store.get('key', id))?.entry.revokedAt;
      const reason = 'was set for good, and may only come sooner: add a new key instead';
      const isSooner =
        before === undefined ||
        (revokedAt !== undefined && Date.parse(revokedAt) <= Date.parse(before));
      return [
        ...(isSooner ? [] : [{ field: '/revokedAt', reason }]),
        ...(use.kind === 'send' ? await ofEvents(use, store) : []),
      ];
    }
  }
}

/** What still refers to an entry, and keeps it from being removed. */
export async function usesOf(
  kind: RegistryKind,
  id: string,
  store: Store,
): Promise<readonly EntryProblem[]> {
  switch (kind) {
    case 'source':
      return [];
    case 'key':
      return [{ field: '/id', reason: 'is that of a key: revoke it, it stays on file' }];
    case 'hold':
      return [{ field: '/id', reason: 'is that of a hold: release it, it stays on file' }];
    case 'vendor':
      return await usedBy(store, 'destination', ({ vendorId }) => vendorId === id);
    case 'destination':
      return [
        ...(await usedBy(store, 'source', ({ destinationIds }) => destinationIds.includes(id))),
        // Keys stay on file for good; what a revoked one sent before is told nowhere then.
        ...(await usedBy(
          store,
          'key',
          ({ use, revokedAt }) =>
            revokedAt === undefined && use.kind === 'send' && use.events === id,
        )),
      ];
    case 'template':
      return await usedBy(store, 'template', ({ sameAs }) => sameAs === id);
  }
}

async function ofEvents(
  { events, lane }: Extract<RegistryEntries['key']['use'], { readonly kind: 'send' }>,
  store: Store,
): Promise<readonly EntryProblem[]> {
  if (events === undefined) return [];
  const isOfLane = (await store.get('destination', events))?.entry.lane === lane;
  const reason = 'is not the id of a destination of the key’s lane; add the destination first';
  return isOfLane ? [] : [{ field: '/use/events', reason }];
}

async function usedBy<K extends 'destination' | 'key' | 'source' | 'template'>(
  store: Store,
  kind: K,
  uses: (entry: RegistryEntries[K]) => boolean,
): Promise<readonly EntryProblem[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(kind, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    ids.push(...page.entries.filter(({ entry }) => uses(entry)).map(({ id }) => id));
    after = page.after;
  } while (after !== undefined);
  return ids.map((id) => ({ field: '/id', reason: `is still used by the ${kind} ${id}` }));
}
