import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { LevelDatabase } from 'dynalite/db/index.js';
import { createDynalite, finishTables } from './dynalite-store.ts';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import {
  boundServer,
  type Endpoint,
  isLoopbackRequest,
  listenOnLoopback,
  type LoopbackOptions,
} from './loopback-server.ts';

export interface DynamoDbOptions extends LoopbackOptions {
  /** Folder of the LevelDB store; created when absent. */
  readonly folder: string;
}

/** Bytes; DynamoDB's own limit for a request. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Milliseconds that operations under way get at the end. */
const DRAIN = 2000;

/**
 * DynamoDB's API on disk (dynalite). An answered write survives the death of the process at any moment.
 *
 * @throws DataFolderError when the store is locked, damaged or not accessible.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<Endpoint> {
  const { server, database } = createDynalite(options.folder);
  try {
    await openDatabase(database, options.folder);
    await finishTables(database);
  } catch (error) {
    throw error instanceof DataFolderError ? error : damaged(options.folder);
  }
  const [handler] = server.listeners('request') as RequestListener[];
  if (!handler) throw new Error('dynalite has no request handler');
  const front = new Front(handler);
  server.removeAllListeners('request');
  server.on('request', (request, response) => void front.handle(request, response));
  boundServer(server);
  const url = await listenOnLoopback(server, options.port ?? 0).catch(async (error: unknown) => {
    await closeDatabase(database);
    throw error;
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await front.drain();
    const closed = new Promise<void>((done) => {
      // Stops listening, and closes LevelDB after the last connection is gone.
      server.close(() => {
        done();
      });
    });
    server.closeAllConnections();
    await closed;
  };
  return { url, close: () => (closing ??= close()) };
}

async function openDatabase(database: LevelDatabase, folder: string): Promise<void> {
  try {
    await database.open();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = errorCode(cause) ?? errorCode(error);
    if (code === 'LEVEL_LOCKED') {
      throw new DataFolderError(`Another Cordon is using the database in ${folder}.`);
    }
    const refused = systemCode(cause);
    if (refused) throw cannot('open the database in', folder, { code: refused });
    // Corruption that LevelDB recognizes, and a file of its own that is missing or makes no sense.
    throw damaged(folder);
  }
}

/** LevelDB tells the system's error as text only ("IO error: FILE: Permission denied"). */
function systemCode(cause: unknown): string | undefined {
  const text = cause instanceof Error ? cause.message : '';
  if (/permission denied|not permitted/i.test(text)) return 'EACCES';
  if (/not a directory|file exists/i.test(text)) return 'ENOTDIR';
  if (/no space left/i.test(text)) return 'ENOSPC';
  if (/read-only file system/i.test(text)) return 'EROFS';
  return undefined;
}

function damaged(folder: string): DataFolderError {
  return new DataFolderError(
    `The database in ${folder} is damaged; restore the data folder from a backup or choose a new one.`,
  );
}

async function closeDatabase(database: LevelDatabase): Promise<void> {
  await (database as unknown as { close(): Promise<void> }).close();
}

/**
 * Reads each request whole before dynalite sees it: dynalite ends the process when a client goes away in
 * the middle of one, and answers web pages.
 */
class Front {
  readonly #handler: RequestListener;
  #underWay = 0;
  #draining = false;

  constructor(handler: RequestListener) {
    this.#handler = handler;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isLoopbackRequest(request.headers.host, request.headers.origin)) {
      refuse(request, response, 403);
      return;
    }
    const body = await readBody(request);
    if (body === 'aborted') return;
    if (body === 'too large') {
      refuse(request, response, 413);
      return;
    }
    if (this.#draining) {
      refuse(request, response, 503);
      return;
    }
    this.#pass(request, body, response);
  }

  /** Waits until every operation that began has been answered, for at most {@link DRAIN}. */
  async drain(): Promise<void> {
    this.#draining = true;
    const until = Date.now() + DRAIN;
    while (this.#underWay > 0 && Date.now() < until) {
      await new Promise((next) => setTimeout(next, 5));
    }
  }

  #pass(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.#underWay += 1;
    const end = response.end.bind(response);
    // An operation is over when dynalite answers it, whether or not the client still listens.
    response.end = ((...values: Parameters<typeof end>) => {
      this.#underWay -= 1;
      response.end = end;
      return end(...values);
    }) as typeof response.end;
    const replayed = Object.assign(new EventEmitter(), {
      method: request.method,
      url: request.url,
      headers: request.headers,
    });
    try {
      this.#handler(replayed as unknown as IncomingMessage, response);
      if (body.length > 0) replayed.emit('data', body);
      replayed.emit('end');
    } catch {
      refuse(request, response, 500);
    }
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  // What was not read is not worth reading: the connection ends with the answer.
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  response.end();
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > MAX_BODY_BYTES) return 'too large';
      chunks.push(chunk as Buffer);
    }
  } catch {
    return 'aborted';
  }
  return Buffer.concat(chunks, size);
}
