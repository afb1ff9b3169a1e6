import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { isLoopbackRequest } from './loopback-server.ts';
import type { MovableClock } from './movable-clock.ts';

/** Seconds: a year either way is more than anything here waits. */
const MOST = 366 * 24 * 60 * 60;
const moveSchema = z.strictObject({ seconds: z.number().min(-MOST).max(MOST) });
const MAX_BODY_BYTES = 1024;

/**
 * `GET /clock` tells the gateway's time; `POST /clock` `{"seconds": 3600}` moves it, and answers when what is due by then
 * has been handed out. Only where the gateway was started with a clock that moves.
 *
 * @param moved hands out what has become due
 */
export function createClockControl(clock: MovableClock, moved: () => Promise<void>): Hono {
  const app = new Hono();
  app.use('/clock', async (context, next) => {
    // A page in this machine's browser can reach loopback, too.
    if (!isLoopbackRequest(context.req.header('host'), context.req.header('origin'))) {
      return context.json({ error: 'only for programs on this machine' }, 403);
    }
    await next();
    return;
  });
  const tell = () => ({ now: clock.now().toISOString() });
  app.get('/clock', (context) => context.json(tell()));
  app.post('/clock', bodyLimit({ maxSize: MAX_BODY_BYTES }), async (context) => {
    const asked = moveSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!asked.success) return context.json({ error: 'the body is {"seconds": NUMBER}' }, 400);
    clock.move(asked.data.seconds);
    await moved();
    return context.json(tell());
  });
  return app;
}
