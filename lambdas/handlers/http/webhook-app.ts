import { Hono, type Context } from 'hono';
import type { Answer } from '../../core/verify/scheme.ts';
import {
  acceptWebhook,
  type AcceptDependencies,
  type AcceptOutcome,
} from '../../pipeline/accept.ts';
import { errorClass } from '../../ports/log.ts';
import { headersOf, readBody } from './read-body.ts';

/** A HEAD is answered before a vendor has a secret to sign with (Mailchimp Transactional). */
const METHODS: ReadonlySet<string> = new Set(['POST', 'GET', 'HEAD']);

/** A throttled table or key has recovered by then, as a rule; vendors that do not read it have a schedule of their own. */
const RETRY_AFTER_SECONDS = 30;

/**
 * `POST /webhooks/{source}`, with `GET` where the vendor's handshake is one, and `HEAD`. Vendors need a status and
 * nothing more: a refusal names no detail, which is in the log and for `cordon webhooks check`.
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
      if (request.method === 'HEAD') {
        const source = await deps.registry.source(sourceId);
        return c.body(null, source === undefined ? 404 : 200);
      }
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
    case 'unknown_source':
      return c.json({ error: 'unknown source' }, 404);
    case 'refused': {
      if (outcome.reason === 'method_not_accepted') return notAllowed(c);
      // A subscription by GET with another token is forbidden; there is nothing to sign in with.
      if (c.req.method === 'GET') return c.json({ error: 'not accepted' }, 403);
      const { challenge } = outcome;
      const headers = challenge === undefined ? {} : { 'www-authenticate': challenge };
      return c.json({ error: 'signature not accepted' }, 401, headers);
    }
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
