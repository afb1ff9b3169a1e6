import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { StatusCode } from 'hono/utils/http-status';
import { cannot } from './data-folder-error.ts';
import { openSinkFolder, type SinkDelivery, type SinkFolder } from './sink-folder.ts';
import { isSignedWith } from './webhook-check.ts';

export type { SinkDelivery } from './sink-folder.ts';

/** What a sink answers to a webhook that is rightly signed. */
export interface SinkAnswer {
  readonly status: StatusCode;
  readonly retryAfterSeconds?: number;
}

export interface SinksOptions {
  readonly folder: string;
  /** The Standard Webhooks secret (`whsec_...`) of each sink, by the sink's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** For tests: decides the answer to a rightly signed webhook; 204 unless told. */
  readonly answer?: (webhook: { readonly sink: string; readonly id: string }) => SinkAnswer;
  /** Milliseconds since 1970; the system's clock unless told. */
  readonly now?: () => number;
}

/** The destinations of the development gateway: systems that only remember what they were sent. */
export interface Sinks {
  readonly names: readonly string[];
  /**
   * `POST /sinks/:name` receives; `GET /sinks/:name?limit=` (JSON, newest first) and
   * `GET /sinks/:name/ids` (text, one accepted webhook id a line, oldest first) tell.
   */
  readonly app: Hono;
  /** Newest first; undefined when there is no such sink. */
  deliveries(name: string, limit: number): Promise<readonly SinkDelivery[] | undefined>;
  /** The id of every accepted webhook, once for each time it was accepted. */
  acceptedIds(name: string): Promise<readonly string[] | undefined>;
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_LIMIT = 10;
const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type'] as const;
/** Longer header values are cut before they are kept. */
const MAX_HEADER = 1024;

/** @throws DataFolderError when the folder is not accessible. */
export async function openSinks(options: SinksOptions): Promise<Sinks> {
  const folders = new Map<string, SinkFolder>();
  for (const name of Object.keys(options.secrets)) {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) throw new Error('not a sink name');
    const folder = join(options.folder, name);
    const opened = await openSinkFolder(folder).catch((error: unknown) => {
      throw cannot('use the folder of a sink', folder, error);
    });
    folders.set(name, opened);
  }
  const deliveries: Sinks['deliveries'] = async (name, limit) => folders.get(name)?.latest(limit);
  const acceptedIds: Sinks['acceptedIds'] = async (name) => folders.get(name)?.loggedIds();

  const app = new Hono();
  app.post('/sinks/:name', bodyLimit({ maxSize: MAX_BODY_BYTES }), async (context) => {
    const name = context.req.param('name');
    const folder = folders.get(name);
    if (!folder) return context.json({ error: 'there is no such sink' }, 404);
    return receive(context, name, folder, options);
  });
  app.get('/sinks/:name', async (context) => {
    const found = await deliveries(context.req.param('name'), readLimit(context));
    if (!found) return context.json({ error: 'there is no such sink' }, 404);
    return context.json({ sink: context.req.param('name'), deliveries: found });
  });
  app.get('/sinks/:name/ids', async (context) => {
    const ids = await acceptedIds(context.req.param('name'));
    if (!ids) return context.json({ error: 'there is no such sink' }, 404);
    return context.text(ids.map((id) => `${id}\n`).join(''));
  });
  return { names: [...folders.keys()], app, deliveries, acceptedIds };
}

/** The `limit` of a request: 1 to 1000. */
export function readLimit(context: Context, otherwise = DEFAULT_LIMIT): number {
  const limit = context.req.query('limit') ?? '';
  return /^\d{1,4}$/.test(limit) ? Math.min(Math.max(Number(limit), 1), 1000) : otherwise;
}

async function receive(
  context: Context,
  name: string,
  folder: SinkFolder,
  options: SinksOptions,
): Promise<Response> {
  const now = options.now?.() ?? Date.now();
  const body = Buffer.from(await context.req.arrayBuffer());
  const id = context.req.header('webhook-id');
  // One line of the log holds one id.
  const wellFormed = id !== undefined && /^[\x21-\x7e]{1,256}$/.test(id);
  const verified =
    wellFormed &&
    isSignedWith(
      options.secrets[name] ?? '',
      {
        id,
        timestamp: context.req.header('webhook-timestamp'),
        signature: context.req.header('webhook-signature'),
        body,
      },
      now,
    );
  const answer: SinkAnswer = verified
    ? (options.answer?.({ sink: name, id }) ?? { status: 204 })
    : { status: 401 };
  const accepted = verified && answer.status >= 200 && answer.status < 300;
  // Both are written before the answer: what a sink has confirmed, it has.
  if (accepted) await folder.logId(id);
  const asText = isUtf8(body);
  await folder.keep({
    receivedAt: new Date(now).toISOString(),
    status: answer.status,
    verified,
    headers: Object.fromEntries(
      HEADERS.flatMap((header) => {
        const value = context.req.header(header);
        return value === undefined ? [] : [[header, value.slice(0, MAX_HEADER)]];
      }),
    ),
    body: body.toString(asText ? 'utf8' : 'base64'),
    encoding: asText ? 'utf8' : 'base64',
  });
  if (answer.retryAfterSeconds !== undefined) {
    context.header('retry-after', String(answer.retryAfterSeconds));
  }
  return context.body(null, answer.status);
}
