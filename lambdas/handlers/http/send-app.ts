import { Hono } from 'hono';
import type { Dialect, DialectRequest, DialectResponse } from '../../core/send/dialect.ts';
import { DIALECTS } from '../../core/send/dialects.ts';
import type { SendOutcome } from '../../core/send/outcome.ts';
import type { Lane } from '../../core/vocabulary.ts';
import { beyondScope, defaultPurpose } from '../../core/send/key-scope.ts';
import { authenticate } from '../../pipeline/authenticate.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import { sendMessages } from '../../pipeline/outbound.ts';
import {
  PartlyReleasedError,
  type OutboundDependencies,
} from '../../pipeline/outbound-dependencies.ts';
import { startStopwatch } from '../../pipeline/stopwatch.ts';
import { errorClass } from '../../ports/log.ts';
import { headersOf, readBody } from './read-body.ts';

/** Bytes of one send request, attachments included. */
export const MAX_SEND_BYTES = 5 * 1024 * 1024;

/**
 * The send APIs. A deployed function serves one lane; the embedded gateway serves both on one port. A key
 * of a lane that is not served here is as unknown as any other.
 */
export function createSendApp(lanes: Readonly<Partial<Record<Lane, OutboundDependencies>>>): Hono {
  const app = new Hono();
  const [any] = Object.values(lanes);
  if (any === undefined) throw new TypeError('a send app serves at least one lane');
  for (const dialect of DIALECTS) {
    app.on(dialect.method, dialect.path, async (c) => {
      try {
        const outcome = await send(dialect, c.req.raw, c.req.path, lanes, any);
        return respond(dialect.render(outcome));
      } catch (error) {
        const route = dialect.name;
        any.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
        const partly = error instanceof PartlyReleasedError;
        return respond(dialect.render({ kind: 'unavailable', ...(partly ? { partly } : {}) }));
      }
    });
  }
  return app;
}

async function send(
  dialect: Dialect,
  raw: Request,
  path: string,
  lanes: Readonly<Partial<Record<Lane, OutboundDependencies>>>,
  any: OutboundDependencies,
): Promise<SendOutcome> {
  const watch = startStopwatch(any.clock);
  const body = await readBody(raw, MAX_SEND_BYTES);
  if (body === 'too_large') return { kind: 'too_large', limitBytes: MAX_SEND_BYTES };
  const request: DialectRequest = { method: raw.method, path, headers: headersOf(raw), body };
  watch.mark('receive');

  const key = await authenticate(dialect.credential(request), any);
  const deps = key?.use.kind === 'send' ? lanes[key.use.lane] : undefined;
  if (key?.use.kind !== 'send' || deps === undefined) {
    any.log.write({ event: 'send.unauthenticated', dialect: dialect.name });
    return { kind: 'unauthenticated' };
  }
  await noteUse(key.id, deps);
  watch.mark('authenticate');

  const parsed = dialect.parse(request);
  if (parsed.kind === 'malformed') {
    const fields = parsed.problems.length;
    any.log.write({ event: 'send.malformed', dialect: dialect.name, fields });
    return parsed;
  }
  watch.mark('parse');
  const problems = beyondScope(parsed.messages, key.use);
  if (problems.length > 0) {
    any.log.write({ event: 'send.forbidden', dialect: dialect.name, keyId: key.id });
    return { kind: 'forbidden', problems };
  }
  const { lane, shadow, part2 } = key.use;
  const sender = {
    ...{ keyId: key.id, entityId: key.entityId, lane, purpose: defaultPurpose(key.use) },
    ...(shadow === undefined ? {} : { shadow }),
    ...(part2 === undefined ? {} : { part2 }),
  };
  return await sendMessages(parsed.messages, sender, watch, deps);
}

function respond(response: DialectResponse): Response {
  return new Response(response.body === '' ? null : response.body, {
    status: response.status,
    headers: response.headers,
  });
}
