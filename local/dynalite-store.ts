import type { Server } from 'node:http';
import dynalite from 'dynalite';
import internals, {
  type BatchOperation,
  type Callback,
  type LevelDatabase,
  type Store,
  type Table,
} from 'dynalite/db/index.js';

/**
 * Dynalite 4.0.0 with two of its habits changed, because the embedded runtime must survive being killed
 * at any moment:
 *
 * - Dynalite writes an item's index entries first and the item after, one write each. A process killed
 *   in between leaves an unfinished item that the index does not list, which the sweeper would never
 *   find. Here an item and its index entries are one LevelDB batch, which is applied whole or not at all.
 * - Dynalite throws errors of LevelDB (a full disk) outside any request, which ends the process. Here the
 *   request is answered 500, as DynamoDB does, and the client tries again.
 *
 * Both work on functions of dynalite that it does not document; the version is pinned and the tests of
 * this folder notice when a newer one behaves differently.
 */
export interface DynaliteParts {
  readonly server: Server;
  readonly database: LevelDatabase;
}

/** Index writes that wait for the write of the item they belong to, by that item. */
const waiting = new WeakMap<object, BatchOperation[]>();
const changed = new WeakSet<Store>();

/** A server that is not listening yet, and its database, which is still being opened. */
export function createDynalite(path: string): DynaliteParts {
  atomicIndexes();
  const create = internals.create;
  const stores: Store[] = [];
  internals.create = (options) => {
    const store = create(options);
    stores.push(store);
    return store;
  };
  let server: Server;
  try {
    server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  } finally {
    internals.create = create;
  }
  const [store] = stores;
  if (!store) throw new Error('dynalite did not create its store');
  changeWrites(store.db);
  changed.add(store);
  return { server, database: store.db };
}

/**
 * A process killed just after it asked for a table leaves it in state CREATING, which only a timer of
 * that process would have ended. Such a table is complete, and empty.
 */
export async function finishTables(database: LevelDatabase): Promise<void> {
  const tables = (await database.values({ gte: 'table~', lt: 'table~~' }).all()) as Table[];
  for (const table of tables.filter(({ TableStatus }) => TableStatus === 'CREATING')) {
    table.TableStatus = 'ACTIVE';
    for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
    await new Promise<void>((done, failed) => {
      database.put(`table~${table.TableName}`, table, (error) => {
        if (error) failed(error);
        else done();
      });
    });
  }
}

let patched = false;

function atomicIndexes(): void {
  if (patched) return;
  patched = true;
  const updateIndexes = internals.updateIndexes;
  internals.updateIndexes = (store, table, existing, item, callback) => {
    // Deleting writes the index first, too; what a crash leaves then is an item, not a lost one.
    if (!item || !changed.has(store)) {
      updateIndexes(store, table, existing, item, callback);
      return;
    }
    const indexes = table.GlobalSecondaryIndexes ?? [];
    const { puts, deletes } = internals.getIndexActions(indexes, existing, item, table);
    const prefix = (index: string): string => `index-global~${table.TableName}~${index}~`;
    waiting.set(item, [
      ...deletes.map(({ index, key }) => ({ type: 'del' as const, key: prefix(index) + key })),
      ...puts.map((put) => ({
        type: 'put' as const,
        key: prefix(put.index) + put.key,
        value: put.item,
      })),
    ]);
    callback();
  };
}

function changeWrites(database: LevelDatabase): void {
  const get = database.get.bind(database);
  const put = database.put.bind(database);
  const del = database.del.bind(database);
  const batch = database.batch.bind(database);
  database.get = (key, callback) => {
    get(key, answering500(callback));
  };
  database.put = (key, value, callback) => {
    const first = typeof value === 'object' && value !== null ? waiting.get(value) : undefined;
    if (first === undefined) put(key, value, answering500(callback));
    else batch([...first, { type: 'put', key, value }], answering500(callback));
  };
  database.del = (key, callback) => {
    del(key, answering500(callback));
  };
  database.batch = (operations, callback) => {
    batch(operations, answering500(callback));
  };
}

/** Dynalite answers errors that carry a status and a body, and throws all others. */
function answering500(callback: Callback): Callback {
  return (error, value) => {
    if (error && !('statusCode' in error)) {
      Object.assign(error, {
        statusCode: 500,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' },
      });
    }
    callback(error, value);
  };
}
