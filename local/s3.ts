import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AwsServiceError } from './aws-json.ts';
import { cannot } from './data-folder-error.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';
import { type ObjectFolder, type ObjectHead, openObjectFolder } from './object-folder.ts';
import { crc32Base64, readUpload } from './s3-body.ts';

export interface S3Options extends LoopbackOptions {
  /** Each bucket is a folder in it. A bucket needs no creating: every valid name is one. */
  readonly folder: string;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** S3's own limit, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;
const METADATA_PREFIX = 'x-amz-meta-';

/**
 * The part of S3's API that stores and returns whole objects, by path (`/bucket/key`), in a folder. An
 * answered write is on the disk, and an object is never seen half-written.
 *
 * @throws DataFolderError when the folder is not accessible.
 */
export async function startS3(options: S3Options): Promise<Endpoint> {
  const buckets = new Buckets(options.folder);
  await buckets.openAll();
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('x-amz-request-id', randomUUID());
  });
  app.put('*', limitUpload(), (context) => put(context, buckets));
  // Hono answers HEAD by running GET and dropping the body.
  app.get('*', (context) => get(context, buckets));
  app.notFound((context) => answerError(context, notImplemented()));
  app.onError((error, context) =>
    answerError(
      context,
      error instanceof AwsServiceError
        ? error
        : new AwsServiceError('InternalError', 'The endpoint failed.', 500),
    ),
  );
  return serveOnLoopback(app, options);
}

/** The buckets, each opened once. */
class Buckets {
  readonly #folder: string;
  readonly #opened = new Map<string, Promise<ObjectFolder>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens those that exist, so that a folder that cannot be used is noticed at the start. */
  async openAll(): Promise<void> {
    try {
      for (const name of await readdir(this.#folder)) await this.get(name);
    } catch (error) {
      throw cannot('use the object folder', this.#folder, error);
    }
  }

  /** Undefined for what is not a bucket name. */
  async get(name: string): Promise<ObjectFolder | undefined> {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return undefined;
    const found = this.#opened.get(name) ?? openObjectFolder(join(this.#folder, name));
    this.#opened.set(name, found);
    // A bucket that could not be opened is tried again by the next request.
    found.catch(() => this.#opened.delete(name));
    return found;
  }
}

async function put(context: Context, buckets: Buckets): Promise<Response> {
  const { bucket, key } = await locate(context, buckets);
  const condition = context.req.header('if-none-match');
  if (condition !== undefined && condition !== '*') throw notImplemented();
  if (context.req.header('if-match') !== undefined) throw notImplemented();
  if (context.req.header('x-amz-copy-source') !== undefined) throw notImplemented();
  const { bytes, contentEncoding } = readUpload(
    Buffer.from(await context.req.arrayBuffer()),
    context.req.raw.headers,
  );
  const head: ObjectHead = {
    key,
    contentType: context.req.header('content-type') ?? 'application/octet-stream',
    ...(contentEncoding !== undefined && { contentEncoding }),
    metadata: metadataOf(context.req.raw.headers),
    etag: createHash('md5').update(bytes).digest('hex'),
    crc32: crc32Base64(bytes),
    modifiedAt: new Date().toISOString(),
  };
  if ((await bucket.put({ head, bytes }, condition === '*')) === 'exists') {
    throw new AwsServiceError('PreconditionFailed', 'The object exists already.', 412);
  }
  return context.body(null, 200, { etag: `"${head.etag}"`, 'x-amz-checksum-crc32': head.crc32 });
}

async function get(context: Context, buckets: Buckets): Promise<Response> {
  const { bucket, key } = await locate(context, buckets);
  const object = await bucket.get(key);
  if (!object) throw new AwsServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  const { head, bytes } = object;
  const headers = new Headers({
    'content-type': head.contentType,
    'content-length': String(bytes.length),
    etag: `"${head.etag}"`,
    'last-modified': new Date(head.modifiedAt).toUTCString(),
  });
  if (head.contentEncoding !== undefined) headers.set('content-encoding', head.contentEncoding);
  if (context.req.header('x-amz-checksum-mode') === 'ENABLED') {
    headers.set('x-amz-checksum-crc32', head.crc32);
    headers.set('x-amz-checksum-type', 'FULL_OBJECT');
  }
  for (const [name, value] of Object.entries(head.metadata)) {
    headers.set(`${METADATA_PREFIX}${name}`, value);
  }
  return new Response(context.req.method === 'HEAD' ? null : new Uint8Array(bytes), { headers });
}

async function locate(
  context: Context,
  buckets: Buckets,
): Promise<{ bucket: ObjectFolder; key: string }> {
  // The request line as it came: a URL object would resolve `..`, which S3 takes as part of the key.
  const line = (context.env as HttpBindings).incoming.url ?? '/';
  const [pathname = '/', query] = line.split('?', 2);
  // A query names another operation (uploads, ACLs, versions), except for the client's own label.
  for (const name of new URLSearchParams(query).keys()) if (name !== 'x-id') throw notImplemented();
  const [, name = '', ...rest] = pathname.split('/');
  let key: string;
  try {
    key = decodeURIComponent(rest.join('/'));
  } catch {
    throw new AwsServiceError('InvalidURI', 'The key is not percent-encoded UTF-8.');
  }
  const bucket = await buckets.get(name);
  if (!bucket) throw new AwsServiceError('NoSuchBucket', 'The bucket does not exist.', 404);
  if (key === '') throw notImplemented();
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new AwsServiceError('KeyTooLongError', 'The key is too long.');
  }
  return { bucket, key };
}

function metadataOf(headers: Headers): Record<string, string> {
  const metadata: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (name.startsWith(METADATA_PREFIX)) metadata[name.slice(METADATA_PREFIX.length)] = value;
  });
  return metadata;
}

function limitUpload() {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new AwsServiceError('EntityTooLarge', 'The object is too large.');
    },
  });
}

function notImplemented(): AwsServiceError {
  return new AwsServiceError('NotImplemented', 'The operation is not supported.', 501);
}

function answerError(context: Context, error: AwsServiceError): Response {
  const headers = { 'content-type': 'application/xml' };
  if (context.req.method === 'HEAD') return context.body(null, error.status, headers);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.type}</Code><Message>${error.message}</Message></Error>`;
  return context.body(body, error.status, headers);
}
