import { Hono } from 'hono';
import { acceptWebhook, type AcceptDependencies } from '../../pipeline/accept.ts';
import { errorClass } from '../../ports/log.ts';
import { headersOf, readBody } from './read-body.ts';

/**
 * `POST /webhooks/{source}`. Vendors need a status and nothing more: a refusal names no detail, which is
 * in the log and for `cordon webhooks check`.
 *
 * @param publicUrl what vendors post to, scheme and host, as configured
 */
export function createWebhookApp(deps: AcceptDependencies, publicUrl: string): Hono {
  const app = new Hono();
  app.post('/webhooks/:source', async (c) => {
    const request = c.req.raw;
    try {
      const outcome = await acceptWebhook(
        {
          sourceId: c.req.param('source'),
          method: request.method,
          url: new URL(c.req.path, publicUrl).href,
          headers: headersOf(request),
          readBody: (limit) => readBody(request, limit),
        },
        deps,
      );
      switch (outcome.kind) {
        case 'accepted':
          return c.json({ status: 'accepted', messageId: outcome.messageId }, 202);
        case 'duplicate':
          return c.json({ status: 'duplicate' }, 200);
        case 'unknown_source':
          return c.json({ error: 'unknown source' }, 404);
        case 'refused':
          return c.json({ error: 'signature not accepted' }, 401);
        case 'too_large':
          return c.json({ error: 'body too large', limitBytes: outcome.limitBytes }, 413);
      }
    } catch (error) {
      // Not safe yet: the vendor is told to send it again.
      const route = 'webhooks';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return c.json({ error: 'not stored, send it again' }, 503);
    }
  });
  app.all('/webhooks/:source', (c) => c.json({ error: 'use POST' }, 405, { allow: 'POST' }));
  return app;
}
