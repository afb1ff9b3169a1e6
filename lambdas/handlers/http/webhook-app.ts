import { Hono, type Context } from 'hono';
import type { Answer } from '../../core/verify/scheme.ts';
import {
  acceptWebhook,
  type AcceptDependencies,
  type AcceptOutcome,
} from '../../pipeline/accept.ts';
import { errorClass } from '../../ports/log.ts';
import { headersOf, readBody } from './read-body.ts';

/** Some vendors ask without credentials first (RFC 7617); a 401 has to say what would be taken (RFC 9110, 15.5.2). */
const CHALLENGE = { 'www-authenticate': 'Basic realm="webhooks"' } as const;
/** A HEAD is answered before a vendor has a secret to sign with (Mailchimp Transactional). */
const METHODS: ReadonlySet<string> = new Set(['POST', 'GET', 'HEAD']);

/** A throttled table or key has recovered by then, as a rule; vendors that do not read it have a schedule of their own. */
const RETRY_AFTER_SECONDS = 30;

/**
 * `POST /webhooks/{source}`, with `GET` where the vendor's handshake is one, and `HEAD`. Vendors need a status and
 * nothing more: a refusal names no detail, which is in the log and for `cordon webhooks check`. That a source does not
 * exist is such a detail.
 *
 * @param publicUrl what vendors post to, up to `/webhooks`, as configured
 */
export function createWebhookApp(deps: AcceptDependencies, publicUrl: string): Hono {
  const app = new Hono();
  // It may have a path of its own, such as the stage of an API.
  const base = publicUrl.replace(/\/$/, '');
  app.all('/webhooks/:source', async (c) => {
    const request = c.req.raw;
    if (!METHODS.has(request.method)) return notAllowed(c);
    try {
      const sourceId = c.req.param('source');
      // As a vendor's first question that is not signed, it is answered for any source, also for none.
      if (request.method === 'HEAD') return c.body(null, 200);
      const outcome = await acceptWebhook(
        {
          sourceId,
          method: request.method,
          url: `${base}${c.req.path}`,
          query: queryOf(request.url),
          headers: headersOf(request),
          readBody: (limit) => readBody(request, limit),
        },
        deps,
      );
      return answerTo(c, outcome);
    } catch (error) {
      // Not safe yet: the vendor is told to send it again.
      const route = 'webhooks';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return c.json({ error: 'not stored, send it again' }, 503, {
        'retry-after': String(RETRY_AFTER_SECONDS),
      });
    }
  });
  return app;
}

function answerTo(c: Context, outcome: AcceptOutcome): Response {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.answer === undefined
        ? c.json({ status: 'accepted', messageId: outcome.messageId }, 202)
        : give(outcome.answer);
    case 'duplicate':
      return outcome.answer === undefined
        ? c.json({ status: 'duplicate' }, 200)
        : give(outcome.answer);
    case 'answered':
      return give(outcome.answer);
    case 'confirmed':
      return c.json({ status: 'confirmed' }, 200);
    case 'not_a_delivery':
      return notAllowed(c);
    case 'refused':
      // The same for all reasons, no such source among them, and for all schemes: names cannot be tried out.
      return c.req.method === 'GET'
        ? c.json({ error: 'not accepted' }, 403)
        : c.json({ error: 'signature not accepted' }, 401, CHALLENGE);
    case 'too_large':
      return c.json({ error: 'body too large', limitBytes: outcome.limitBytes }, 413);
  }
}

function give({ status, contentType, body }: Answer): Response {
  const headers = { 'content-type': contentType, 'x-content-type-options': 'nosniff' };
  return new Response(body, { status, headers });
}

function notAllowed(c: Context): Response {
  return c.json({ error: 'use POST' }, 405, { allow: 'POST' });
}

/** As it came: signatures over the URL are made of the same characters. */
function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start).replace(/#.*$/s, '');
}
