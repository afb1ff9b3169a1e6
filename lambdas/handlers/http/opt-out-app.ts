import { Hono } from 'hono';
import { basicOf, bearerOf } from '../../core/send/authorization.ts';
import { readInboundText } from '../../core/people/inbound-text.ts';
import { type KeywordMeaning, readKeyword } from '../../core/people/keywords.ts';
import { authenticate, type AuthenticateDependencies } from '../../pipeline/authenticate.ts';
import { optOutAddress, undoKeywords } from '../../pipeline/opt-out.ts';
import type { PeopleDependencies } from '../../pipeline/people-dependencies.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { AccessKey } from '../../ports/registry.ts';
import type { UnsubscribeReader } from '../../ports/unsubscribe-links.ts';
import { ASK_PAGE, DONE_PAGE, LATER_PAGE, UNKNOWN_PAGE } from './opt-out-pages.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';

export interface OptOutAppDependencies extends PeopleDependencies, AuthenticateDependencies {
  readonly unsubscribe: UnsubscribeReader;
  readonly log: Log;
}

/** Bytes; a text message and what a provider says about it. */
const MAX_TEXT_BYTES = 64 * 1024;
const MAX_CLICK_BYTES = 4 * 1024;

/** What comes from recipients themselves: the link in a message, and words in a text. */
export function createOptOutApp(deps: OptOutAppDependencies): Hono {
  const app = new Hono();

  // Mail scanners follow links by GET: it asks, and changes nothing (RFC 8058, 3.1). It does not even look.
  app.get('/u/:token', () => page(200, ASK_PAGE));

  app.post('/u/:token', async (c) => {
    try {
      const bytes = await readBody(c.req.raw, MAX_CLICK_BYTES);
      if (bytes === 'too_large' || !isOneClick(bytes)) return page(400, ASK_PAGE);
      const target = await deps.unsubscribe.read(c.req.param('token'));
      if (target === undefined) return page(404, UNKNOWN_PAGE);
      const { address, purpose, entityId } = target;
      const outcome = await optOutAddress(
        {
          ...{ entityId, kind: 'email', address },
          scope: { purpose, channel: 'email' },
          how: 'one_click',
        },
        deps,
      );
      // Nothing leaves to such an address but by an override; it must not be told that all is done.
      if (outcome.kind === 'unreadable_address') return page(404, UNKNOWN_PAGE);
      return page(200, DONE_PAGE);
    } catch (error) {
      const route = 'unsubscribe';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return page(503, LATER_PAGE);
    }
  });

  app.post('/v1/inbound-texts', async (c) => {
    try {
      const key = await authenticate(credentialOf(c.req.header('authorization')), deps);
      if (key?.use.kind !== 'send') {
        return problem(401, 'unknown-key', 'The key is missing or not known', {
          detail: 'Send a sender key as "Authorization: Bearer KEY", or as user and password.',
        });
      }
      const bytes = await readBody(c.req.raw, MAX_TEXT_BYTES);
      if (bytes === 'too_large') return problem(413, 'too-large', 'The message is too large');
      const text = readInboundText(c.req.header('content-type') ?? '', bytes);
      if (text === undefined) {
        const detail = 'Post "From" and "Body" as a form, or "from" and "text" as JSON.';
        return problem(400, 'malformed-request', 'No text message was found', { detail });
      }
      const meaning = readKeyword(text.text);
      // Whoever may say START may undo a refusal: not the lane that gains by it.
      if (meaning === 'opt_in' && key.use.lane !== 'clinical') {
        return problem(403, 'beyond-key', 'This key may not undo an opt-out', {
          detail: 'Let the provider post inbound texts with a sender key of the clinical lane.',
        });
      }
      return c.json({ meaning: await hear(meaning, text, key) });
    } catch (error) {
      const route = 'inbound-texts';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      return problem(503, 'unavailable', 'Not recorded, send it again');
    }
  });
  return app;

  async function hear(
    meaning: KeywordMeaning,
    { channel, from }: NonNullable<ReturnType<typeof readInboundText>>,
    { entityId }: AccessKey,
  ): Promise<string> {
    if (meaning === 'opt_out') {
      const scope = { channel };
      const outcome = await optOutAddress(
        { entityId, kind: 'phone', address: from, scope, how: 'keyword' },
        deps,
      );
      return outcome.kind;
    }
    if (meaning === 'opt_in') return (await undoKeywords(entityId, channel, from, deps)).kind;
    return meaning;
  }
}

/** By bearer, or as HTTP Basic does it, which is how texting providers take a key into a URL. */
function credentialOf(header: string | undefined): string | undefined {
  const basic = basicOf(header);
  return bearerOf(header) ?? (basic && `${basic.user}.${basic.password}`);
}

/** RFC 8058, 3.1: the pair comes as a form of either kind; what else is in it does not matter. */
function isOneClick(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  return (
    new URLSearchParams(text).get('List-Unsubscribe')?.toLowerCase() === 'one-click' ||
    /name="?List-Unsubscribe"?\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\r?\n/i.test(text)
  );
}

function page(status: number, html: string): Response {
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  });
}
