import { Hono, type Context } from 'hono';
import { messagePage, recallBody } from '../../core/send/message-api.ts';
import { OPENAPI_PATH, openApiDocument } from '../../core/send/openapi.ts';
import type { Lane } from '../../core/vocabulary.ts';
import { authenticate, type AuthenticateDependencies } from '../../pipeline/authenticate.ts';
import {
  recallMessage,
  showMessage,
  type Asker,
  type MessageStatus,
  type MessageStatusDependencies,
} from '../../pipeline/message-status.ts';
import { noteUse } from '../../pipeline/note-use.ts';
import type { KeyUse } from '../../ports/key-use.ts';
import { errorClass } from '../../ports/log.ts';
import type { AccessKey } from '../../ports/registry.ts';
import { answer } from './admin-answers.ts';
import { readAdminBody, whyOf } from './admin-body.ts';
import { problem } from './problem.ts';

export interface MessagesDependencies extends MessageStatusDependencies, AuthenticateDependencies {
  readonly keyUse: KeyUse;
}

type Lanes = Readonly<Partial<Record<Lane, MessagesDependencies>>>;

/** What a key that sends finds: its own lane's messages of its own entity. */
interface Caller {
  readonly key: AccessKey;
  readonly asker: Asker;
  readonly deps: MessagesDependencies;
}

/** `GET /v1/messages/ID` and `POST /v1/messages/ID/recall`, for keys that send. */
export function createMessagesApp(lanes: Lanes): Hono {
  const app = new Hono();
  const [any] = Object.values(lanes);
  if (any === undefined) throw new TypeError('a messages app serves at least one lane');
  app.onError((error) => {
    any.log.write({ event: 'request.failed', route: 'messages', errorClass: errorClass(error) });
    return problem(503, 'unavailable', 'The messages cannot be reached now', {
      detail: 'Try again. If it was a recall, look at the message first: it may have been made.',
    });
  });
  for (const prefix of ['', '/t/:entity']) {
    app.get(`${prefix}${OPENAPI_PATH}`, (c) => c.json(document()));
    app.get(`${prefix}/v1/messages/:id`, async (c) => {
      const caller = await callerOf(c, lanes, any);
      if (caller instanceof Response) return caller;
      const found = await showMessage(c.req.param('id'), caller.asker, caller.deps);
      if (found === undefined) return unknownMessage();
      const page = messagePage.safeParse(c.req.query());
      if (!page.success) {
        return problem(400, 'malformed-request', 'The page is malformed', {
          detail: 'after is the ordinal of a recipient, limit is 1 to 1000.',
        });
      }
      const { after, limit } = page.data;
      const decisions = found.decisions.slice(after, after + limit);
      return answer(c, view({ ...found, decisions }));
    });
    app.post(`${prefix}/v1/messages/:id/recall`, async (c) => {
      const caller = await callerOf(c, lanes, any);
      if (caller instanceof Response) return caller;
      const body = await readAdminBody(c, recallBody);
      if (body instanceof Response) return body;
      const who = { by: caller.key.id, why: whyOf(body.why) };
      const id = c.req.param('id');
      const outcome = await recallMessage(id, caller.asker, who, caller.deps);
      switch (outcome.kind) {
        case 'unknown':
          return unknownMessage();
        case 'invalid':
          return problem(422, 'invalid-entry', 'Nothing was recalled: the reason is not valid', {
            errors: outcome.problems,
          });
        case 'recalled':
          return outcome.recalled > 0
            ? answer(c, { recalled: outcome.recalled, ...view(outcome.status) })
            : problem(409, 'not-recalled', 'There is nothing left that could be recalled', {
                ...view(outcome.status),
                status: 409,
              });
      }
    });
  }
  return app;
}

let made: object | undefined;

/** Made when it is asked for first. */
function document(): object {
  made ??= openApiDocument();
  return made;
}

async function callerOf(
  c: Context,
  lanes: Lanes,
  any: MessagesDependencies,
): Promise<Caller | Response> {
  const presented = /^Bearer ([!-~]{1,128})$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const key = await authenticate(presented, any);
  const use = key?.use;
  const deps = use?.kind === 'send' ? lanes[use.lane] : undefined;
  const entity = c.req.param('entity');
  const isOfEntity = entity === undefined || entity === key?.entityId;
  if (key === undefined || use?.kind !== 'send' || deps === undefined || !isOfEntity) {
    return problem(401, 'unknown-key', 'The sender key is missing or not known', {
      detail: 'Send a sender key as "Authorization: Bearer KEY".',
    });
  }
  await noteUse(key.id, deps);
  return { key, asker: { lane: use.lane, entityId: key.entityId }, deps };
}

const KINDS = { accepted: 'accepted', held: 'held_for_review', refused: 'refused' } as const;

function view({ kind, ...rest }: MessageStatus): object {
  return { ...rest, status: KINDS[kind] };
}

function unknownMessage(): Response {
  return problem(404, 'unknown-message', 'There is no such message', {
    detail: 'It is not one of this key’s entity and lane, or it is more than 90 days old.',
  });
}
