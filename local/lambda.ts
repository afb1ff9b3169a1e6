import { Hono } from 'hono';
import { answerErrors, AwsServiceError, limitBody, readJson, withRequestId } from './aws-json.ts';
import { type Endpoint, type LoopbackOptions, serveOnLoopback } from './loopback-server.ts';

/** A function of the deployment that others invoke. */
export type LocalFunction = (event: unknown) => Promise<object>;

export interface LambdaEndpoint extends Endpoint {
  /** Makes a function known under its name; the gateway builds them after the services. */
  register(name: string, handler: LocalFunction): void;
}

/** Lambda's own limit of a synchronous payload, in bytes. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * The one operation of Lambda's API that Cordon uses: a synchronous `Invoke`, which calls the handler in
 * this process with what came over the wire.
 */
export async function startLambda(options: LoopbackOptions = {}): Promise<LambdaEndpoint> {
  const functions = new Map<string, LocalFunction>();
  const app = new Hono();
  app.use(withRequestId());
  app.post(
    '/2015-03-31/functions/:name/invocations',
    limitBody(MAX_PAYLOAD_BYTES),
    async (context) => {
      const handler = functions.get(context.req.param('name'));
      if (handler === undefined) {
        throw new AwsServiceError('ResourceNotFoundException', 'The function does not exist.', 404);
      }
      const event = await readJson(context);
      try {
        return context.json(await handler(event));
      } catch (error) {
        // As Lambda answers for a function that threw, without the error's words.
        const errorType = error instanceof Error ? error.name : 'Error';
        context.header('x-amz-function-error', 'Unhandled');
        return context.json({ errorType, errorMessage: 'the function failed' });
      }
    },
  );
  answerErrors(app);
  const endpoint = await serveOnLoopback(app, options);
  return {
    ...endpoint,
    register: (name, handler) => {
      functions.set(name, handler);
    },
  };
}
