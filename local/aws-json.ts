import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';

/**
 * An error that the service answers, in AWS's own shape. The message is static: it never repeats what
 * the request held.
 */
export class AwsServiceError extends Error {
  override readonly name = 'AwsServiceError';
  /** The error's name in the service's API, such as `NotFoundException`. */
  readonly type: string;
  /** HTTP status. */
  readonly status: ContentfulStatusCode;

  constructor(type: string, message: string, status: ContentfulStatusCode = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** One operation of a service: its input as the service takes it, and its output. */
export type AwsOperation = (input: unknown) => Promise<object>;

export interface AwsJsonService {
  /** What stands before the dot in `x-amz-target`. */
  readonly target: string;
  readonly operations: Readonly<Record<string, AwsOperation>>;
  /** Bytes. */
  readonly maxBodyBytes: number;
}

/** An operation whose input is checked by a schema first. */
export function awsOperation<Schema extends z.ZodType>(
  schema: Schema,
  operation: (input: z.output<Schema>) => Promise<object>,
): AwsOperation {
  return async (input) => {
    const parsed = schema.safeParse(input);
    // Which field is wrong is not said: zod's message may quote it.
    if (!parsed.success)
      throw new AwsServiceError('ValidationException', 'The input is not valid.');
    return operation(parsed.data);
  };
}

/**
 * A service that speaks AWS JSON 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html):
 * POST to `/`, the operation in `x-amz-target`, errors by `__type` and `x-amzn-errortype`.
 */
export function awsJsonApp(service: AwsJsonService): Hono {
  const app = new Hono();
  app.use(withRequestId());
  app.post('/', limitBody(service.maxBodyBytes), async (context) => {
    const [target, name = '', ...rest] = (context.req.header('x-amz-target') ?? '').split('.');
    if (target !== service.target || rest.length > 0 || !Object.hasOwn(service.operations, name)) {
      throw new AwsServiceError('UnknownOperationException', 'The operation is not known.');
    }
    const output = await service.operations[name]?.(await readJson(context));
    return json(context, output ?? {}, 200);
  });
  answerErrors(app);
  return app;
}

/** Puts a request id on every answer, as AWS does. */
export function withRequestId() {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    context.header('x-amzn-requestid', randomUUID());
  };
}

/** Answers a body over `maxBytes` with `RequestEntityTooLargeException`, without reading all of it. */
export function limitBody(maxBytes: number) {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new AwsServiceError('RequestEntityTooLargeException', 'The request is too large.', 413);
    },
  });
}

/** The request's JSON body. @throws AwsServiceError `SerializationException` when it is not JSON. */
export async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsServiceError('SerializationException', 'The request is not JSON.');
  }
}

/** Turns every error of the app into AWS's shape; an unexpected one becomes `InternalServiceError`. */
export function answerErrors(app: Hono): void {
  const unknown = new AwsServiceError(
    'UnknownOperationException',
    'The operation is not known.',
    404,
  );
  const internal = new AwsServiceError('InternalServiceError', 'The endpoint failed.', 500);
  app.notFound((context) => answerError(context, unknown));
  app.onError((error, context) =>
    answerError(context, error instanceof AwsServiceError ? error : internal),
  );
}

function answerError(context: Context, error: AwsServiceError): Response {
  context.header('x-amzn-errortype', error.type);
  return json(context, { __type: error.type, message: error.message }, error.status);
}

function json(context: Context, body: object, status: ContentfulStatusCode): Response {
  return context.body(JSON.stringify(body), status, {
    'content-type': 'application/x-amz-json-1.1',
  });
}
