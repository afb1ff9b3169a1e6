import { Hono } from 'hono';
import type { Dialect, DialectRequest, DialectResponse } from '../../core/send/dialect.ts';
import { DIALECTS } from '../../core/send/dialects.ts';
import type { Lane } from '../../core/vocabulary.ts';
import { beyondScope } from '../../core/send/key-scope.ts';
import { nameSubjects } from '../../core/send/name-subject.ts';
import { authenticate, authenticateSigned } from '../../pipeline/authenticate.ts';
import { fillTemplates } from '../../pipeline/fill-templates.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import {
  PartlyReleasedError,
  type OutboundDependencies,
} from '../../pipeline/outbound-dependencies.ts';
import { startStopwatch } from '../../pipeline/stopwatch.ts';
import { errorClass } from '../../ports/log.ts';
import { headersOf, readBody } from './read-body.ts';
import { sendParsed } from './send-parsed.ts';

/** Bytes of one send request, attachments included. */
export const MAX_SEND_BYTES = 5 * 1024 * 1024;

/** Before a path: the covered entity whose keys it takes, so that each has a base URL of its own. */
const OF_ENTITY = '/t/:entity';

/**
 * The send APIs. A deployed function serves one lane; the embedded gateway serves both on one port. A key
 * of a lane that is not served here is as unknown as any other.
 */
export function createSendApp(lanes: Readonly<Partial<Record<Lane, OutboundDependencies>>>): Hono {
  const app = new Hono();
  const [any] = Object.values(lanes);
  if (any === undefined) throw new TypeError('a send app serves at least one lane');
  for (const dialect of DIALECTS) {
    const paths = dialect.paths.flatMap((path) => [path, `${OF_ENTITY}${path}`]);
    app.on(dialect.method, paths, async (c) => {
      const entity = c.req.param('entity');
      try {
        return respond(await send(dialect, c.req.raw, c.req.path, entity, lanes, any));
      } catch (error) {
        const route = dialect.name;
        any.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
        const partly = error instanceof PartlyReleasedError;
        return respond(dialect.render({ kind: 'unavailable', ...(partly ? { partly } : {}) }, []));
      }
    });
  }
  return app;
}

async function send(
  dialect: Dialect,
  raw: Request,
  path: string,
  entity: string | undefined,
  lanes: Readonly<Partial<Record<Lane, OutboundDependencies>>>,
  any: OutboundDependencies,
): Promise<DialectResponse> {
  const watch = startStopwatch(any.clock);
  const body = await readBody(raw, MAX_SEND_BYTES);
  if (body === 'too_large') {
    return dialect.render({ kind: 'too_large', limitBytes: MAX_SEND_BYTES }, []);
  }
  const request: DialectRequest = { method: raw.method, path, headers: headersOf(raw), body };
  watch.mark('receive');

  const credential = dialect.credential(request);
  const key =
    typeof credential === 'object'
      ? await authenticateSigned(credential, request, any)
      : await authenticate(credential, any);
  const deps = key?.use.kind === 'send' ? lanes[key.use.lane] : undefined;
  const isOfEntity = entity === undefined || entity === key?.entityId;
  if (key?.use.kind !== 'send' || deps === undefined || !isOfEntity) {
    any.log.write({ event: 'send.unauthenticated', dialect: dialect.name });
    return dialect.render({ kind: 'unauthenticated' }, []);
  }
  await noteUse(key.id, deps);
  watch.mark('authenticate');

  const of = { entityId: key.entityId, lane: key.use.lane };
  const parsed = nameSubjects(
    await fillTemplates(dialect.parse(request), of, deps),
    request.headers,
  );
  if (parsed.kind === 'malformed') {
    const fields = parsed.problems.length;
    any.log.write({ event: 'send.malformed', dialect: dialect.name, fields });
    return dialect.render(parsed, []);
  }
  const { messages } = parsed;
  watch.mark('parse');
  const problems = beyondScope(messages, key.use, deps.textChannels);
  if (problems.length > 0) {
    any.log.write({ event: 'send.forbidden', dialect: dialect.name, keyId: key.id });
    return dialect.render({ kind: 'forbidden', problems }, messages);
  }
  return await sendParsed({ dialect, request, parsed, key, use: key.use, watch }, deps);
}

function respond(response: DialectResponse): Response {
  return new Response(response.body === '' ? null : response.body, {
    status: response.status,
    headers: response.headers,
  });
}
