import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { problem } from './problem.ts';

/** What API Gateway gives beside the request. */
interface Given {
  readonly event: { readonly path: string };
}

interface App {
  readonly fetch: (request: Request, given: Given) => Response | Promise<Response>;
}

/**
 * An app behind API Gateway. A path that is another one once it is read as a URL is answered 404: IAM and API Gateway go by the
 * path as it was sent (`v1/deliveries/%2e%2e/other`), the app by what it comes to (WHATWG URL, 4.4: dot segments, backslashes), and
 * whoever may call the one need not be let to the other.
 */
export function serve(app: App, options?: Parameters<typeof handle>[1]): ReturnType<typeof handle> {
  const door = new Hono<{ Bindings: Given }>();
  door.all('*', (c) =>
    isPlain(c.env.event.path)
      ? app.fetch(c.req.raw, c.env)
      : problem(404, 'unknown-path', 'There is nothing at this path'),
  );
  return handle(door, options);
}

function isPlain(path: string): boolean {
  if (path.includes('\\')) return false;
  const whole = `https://any${path}`;
  if (!URL.canParse(whole)) return false;
  // Whatever is folded, or cut off behind ? and #, leaves fewer parts.
  return new URL(whole).pathname.split('/').length === path.split('/').length;
}
