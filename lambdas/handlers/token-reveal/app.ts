import { Hono } from 'hono';
import * as z from 'zod';
import { REVEAL_PURPOSES } from '../../core/record/reveal-record.ts';
import { authenticate, type AuthenticateDependencies } from '../../pipeline/authenticate.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import { mayAsk, revealToken, type RevealDependencies } from '../../pipeline/reveal-token.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import { errorClass } from '../../ports/log.ts';
import { answer } from '../http/admin-answers.ts';
import { readAdminBody } from '../http/admin-body.ts';
import { problem } from '../http/problem.ts';

export interface TokenRevealDependencies extends RevealDependencies, AuthenticateDependencies {
  readonly keyUse: KeyUse;
}

const body = z.strictObject({
  token: z.string().max(128),
  purpose: z.enum(REVEAL_PURPOSES, { error: `is not one of ${REVEAL_PURPOSES.join(', ')}` }),
  breakGlass: z.strictObject({ reason: z.string().max(1000) }).optional(),
});

/** `POST /v1/tokens/reveal`, for keys of the clinical lane. */
export function createTokenRevealApp(deps: TokenRevealDependencies): Hono {
  const app = new Hono();
  app.onError((error) => {
    deps.log.write({ event: 'request.failed', route: 'tokens', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'Nothing can be revealed now', { detail: 'Try again.' });
  });
  app.post('/v1/tokens/reveal', async (c) => {
    const presented = /^Bearer ([!-~]{1,128})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const key = await authenticate(presented, deps);
    if (key === undefined) {
      return problem(401, 'unknown-key', 'The key is missing or not known', {
        detail: 'Send a key of the clinical lane as "Authorization: Bearer KEY".',
      });
    }
    if (!mayAsk(key)) return wrongLane();
    await noteUse(key.id, deps);
    const asked = await readAdminBody(c, body);
    if (asked instanceof Response) return asked;
    const { token, purpose, breakGlass } = asked;
    const request = {
      ...{ token, purpose },
      ...(breakGlass === undefined ? {} : { breakGlass: breakGlass.reason }),
    };
    const outcome = await revealToken(request, key, deps);
    switch (outcome.kind) {
      case 'revealed':
        return answer(c, { token, value: outcome.value });
      case 'wrong_lane':
        return wrongLane();
      case 'beyond_key':
        return problem(403, 'beyond-key', 'The key may not reveal tokens', {
          detail:
            'An officer gives a key "reveals". In an emergency send "breakGlass" with a reason: it is recorded, and raises an alarm.',
        });
      case 'unknown_token':
        return problem(404, 'unknown-token', 'There is no such token');
      case 'invalid':
        return problem(
          422,
          'invalid-entry',
          'Nothing was revealed: the reason cannot be recorded',
          {
            errors: outcome.problems,
          },
        );
    }
  });
  return app;
}

function wrongLane(): Response {
  return problem(403, 'beyond-key', 'The key may not do this', {
    detail: 'Tokens are revealed to the clinical lane alone.',
  });
}
