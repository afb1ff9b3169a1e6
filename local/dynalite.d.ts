/** The parts of dynalite 4.0.0 that the embedded runtime uses; the package ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** Folder of the LevelDB store. */
    path?: string;
    /** Milliseconds that a table stays in state CREATING. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  export default function dynalite(options: DynaliteOptions): Server;
}

declare module 'dynalite/db/index.js' {
  import type { DynaliteOptions } from 'dynalite';

  export type Callback = (error?: Error | null, value?: unknown) => void;

  export interface BatchOperation {
    type: 'put' | 'del';
    key: string;
    value?: unknown;
  }

  /** abstract-level's database, with the callback forms that dynalite adds. */
  export interface LevelDatabase {
    open(): Promise<void>;
    get(key: string, callback: Callback): void;
    put(key: string, value: unknown, callback: Callback): void;
    del(key: string, callback: Callback): void;
    batch(operations: BatchOperation[], callback: Callback): void;
    values(range: { gte: string; lt: string }): { all(): Promise<unknown[]> };
  }

  export interface Table {
    TableName: string;
    TableStatus: string;
    GlobalSecondaryIndexes?: Index[];
    LocalSecondaryIndexes?: Index[];
  }

  export interface Index {
    IndexName: string;
    IndexStatus?: string;
  }

  export interface Store {
    db: LevelDatabase;
  }

  export interface IndexActions {
    puts: { index: string; key: string; item: unknown }[];
    deletes: { index: string; key: string }[];
  }

  type Item = Record<string, unknown> | null | undefined;

  const db: {
    create: (options: DynaliteOptions) => Store;
    updateIndexes: (
      store: Store,
      table: Table,
      existing: Item,
      item: Item,
      callback: Callback,
    ) => void;
    getIndexActions(indexes: Index[], existing: Item, item: Item, table: Table): IndexActions;
  };
  export default db;
}
