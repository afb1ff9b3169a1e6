import type { MiddlewareHandler } from 'hono';
import { authenticate, type AuthenticateDependencies } from '../../pipeline/authenticate.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import type { Log } from '../../ports/log.ts';
import type { AccessKey } from '../../ports/registry.ts';
import { problem } from './problem.ts';
import { presentedKey } from './presented-key.ts';

/** What a route that requires a key finds in its context: `c.var.key`. */
export interface KeyVariables {
  readonly Variables: { key: AccessKey };
}

export interface RequireUseDependencies extends AuthenticateDependencies {
  readonly keyUse: KeyUse;
  readonly log: Log;
}

type Use = Exclude<AccessKey['use']['kind'], 'send'>;

/**
 * Lets holders of a key of one of these uses in. A key that is not known is answered 401, one of another use 403:
 * whoever holds a key may know that it is one.
 */
export function requireUse(
  deps: RequireUseDependencies,
  ...uses: readonly Use[]
): MiddlewareHandler<KeyVariables> {
  return async (c, next) => {
    const presented = presentedKey(c.req);
    const key = await authenticate(presented, deps);
    const kinds = uses.join(' or ');
    if (key === undefined) {
      return problem(401, 'unknown-key', 'The key is missing or not known', {
        detail: `Send a key of use ${kinds} as "Authorization: Bearer KEY".`,
      });
    }
    const { use } = key;
    if (!uses.some((kind) => kind === use.kind)) {
      return problem(403, 'beyond-key', 'The key may not do this', {
        detail: `It needs a key of use ${kinds}; this one is of use ${use.kind}.`,
      });
    }
    await noteUse(key.id, deps);
    c.set('key', key);
    await next();
    return undefined;
  };
}
