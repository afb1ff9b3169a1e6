import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { downloadHeaders } from '../../core/portal/download.ts';
import { formTokenOf, linkIdOf, readSecret, sameText } from '../../core/portal/secrets.ts';
import { enterPortalCode, sendPortalCode } from '../../pipeline/portal-code.ts';
import type { PortalDependencies } from '../../pipeline/portal-dependencies.ts';
import { sendReply } from '../../pipeline/portal-reply.ts';
import {
  continueSession,
  downloadFile,
  lookAtLink,
  showMessage,
  signOut,
  type NotShown,
} from '../../pipeline/portal-visit.ts';
import { errorClass } from '../../ports/log.ts';
import { readBody } from '../http/read-body.ts';
import { PAGE_HEADERS, writePage, type Page } from './frame.ts';
import {
  closedPage,
  codePage,
  LATER_PAGE,
  messagePage,
  REFUSED_PAGE,
  signedOutPage,
  UNKNOWN_PAGE,
  waitingPage,
  type MessagePageOptions,
} from './pages.ts';

/** Bytes of a form: a reply of the greatest length, with every character written as three escapes. */
const MAX_FORM_BYTES = 128 * 1024;
/** Characters of a link's name that tell its cookie from those of others. */
const COOKIE_PART = 'lnk_'.length + 10;

/** A visit to one link. */
interface Visit {
  readonly token: string;
  /** Path of the link. */
  readonly base: string;
  readonly cookie: string;
  /** The secret of the session, as the cookie has it. */
  readonly session: string | undefined;
}

/**
 * `/p/{token}`: the pages at which recipients pick up what waits for them. Looking at a link uses nothing up, because
 * mail scanners look at every link: a code is asked for by POST. Neither token nor code is ever logged.
 */
export function createPortalApp(deps: PortalDependencies): Hono {
  const app = new Hono();
  const { companyName, url } = deps.settings;
  const { protocol, pathname } = new URL(url);
  /** Development on loopback has no TLS: a browser would keep neither `Secure` nor `__Host-` (RFC 6265bis, 4.1.3). */
  const secure = protocol === 'https:';

  const page = (status: number, content: Page) =>
    new Response(writePage(content, companyName), {
      status,
      headers: {
        ...PAGE_HEADERS,
        ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
      },
    });
  const goTo = (c: Context, path: string) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
    return c.redirect(path, 303);
  };
  const notShown = (outcome: NotShown, { base }: Visit, draft?: string) => {
    switch (outcome.kind) {
      case 'unknown':
        return page(404, UNKNOWN_PAGE);
      case 'closed':
        return page(410, closedPage(outcome.as));
      case 'signed_out':
        return page(403, signedOutPage(base, draft));
    }
  };
  const visitOf = (c: Context): Visit | undefined => {
    const token = readSecret(c.req.param('token'));
    if (token === undefined) return undefined;
    const name = `cordon-portal-${linkIdOf(token).slice(4, COOKIE_PART)}`;
    const cookie = secure ? `__Host-${name}` : name;
    const base = `${pathname.replace(/\/$/, '')}/p/${token}`;
    return { token, base, cookie, session: readSecret(getCookie(c, cookie)) };
  };
  /** Answers with a page whatever happens; errors are logged by their class. */
  const route =
    (name: string, answer: (c: Context, visit: Visit) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      try {
        const visit = visitOf(c);
        if (visit === undefined) return page(404, UNKNOWN_PAGE);
        // Browsers say where a request comes from, also where they are told to say no address (Fetch Metadata).
        const site = c.req.header('sec-fetch-site') ?? 'none';
        if (c.req.method === 'POST' && site !== 'same-origin' && site !== 'none') {
          return page(403, REFUSED_PAGE);
        }
        return await answer(c, visit);
      } catch (error) {
        const failed = `portal-${name}`;
        deps.log.write({ event: 'request.failed', route: failed, errorClass: errorClass(error) });
        return page(503, LATER_PAGE);
      }
    };
  const form = async (c: Context): Promise<URLSearchParams | undefined> => {
    const bytes = await readBody(c.req.raw, MAX_FORM_BYTES);
    return bytes === 'too_large'
      ? undefined
      : new URLSearchParams(Buffer.from(bytes).toString('utf8'));
  };
  const isOwnForm = (fields: URLSearchParams, { session }: Visit) =>
    session !== undefined && sameText(fields.get('form') ?? '', formTokenOf(session));
  const message = async (
    visit: Visit,
    status: number,
    more: Pick<MessagePageOptions, 'told' | 'problem' | 'draft'>,
  ) => {
    const { token, session = '', base } = visit;
    const shown = await showMessage(token, session, deps);
    if (shown.kind !== 'shown') return notShown(shown, visit);
    return page(status, messagePage(shown, { base, formToken: formTokenOf(session), ...more }));
  };

  app.get(
    '/p/:token',
    route('look', async (c, visit) => {
      if (visit.session !== undefined) {
        const told = c.req.query('told') === 'replied' ? ({ told: 'replied' } as const) : {};
        return await message(visit, 200, told);
      }
      const looked = await lookAtLink(visit.token, deps);
      if (looked.kind !== 'waiting') return notShown(looked, visit);
      const told = c.req.query('told') === 'signed_out' ? 'signed_out' : undefined;
      return page(200, waitingPage(visit.base, told));
    }),
  );

  app.get(
    '/p/:token/code',
    route('code', async (_, visit) => {
      const looked = await lookAtLink(visit.token, deps);
      return looked.kind === 'waiting' ? page(200, codePage(visit.base)) : notShown(looked, visit);
    }),
  );

  app.post(
    '/p/:token/code',
    route('send-code', async (c, visit) => {
      const outcome = await sendPortalCode(visit.token, deps);
      if (outcome.kind === 'sent') return goTo(c, `${visit.base}/code`);
      if (outcome.kind === 'wait') return page(429, codePage(visit.base, outcome));
      return notShown(outcome, visit);
    }),
  );

  app.post(
    '/p/:token/open',
    route('open', async (c, visit) => {
      const fields = await form(c);
      const outcome = await enterPortalCode(visit.token, fields?.get('code') ?? '', deps);
      switch (outcome.kind) {
        case 'signed_in':
          setCookie(c, visit.cookie, outcome.session, {
            ...{ path: '/', httpOnly: true, sameSite: 'Strict', secure },
          });
          return goTo(c, visit.base);
        case 'wrong':
        case 'no_code':
        case 'malformed':
          return page(422, codePage(visit.base, outcome));
        case 'locked':
          return page(410, closedPage('locked'));
        case 'closed':
        case 'unknown':
          return notShown(outcome, visit);
      }
    }),
  );

  app.get(
    '/p/:token/files/:ordinal{[1-9][0-9]{0,3}}',
    route('download', async (c, visit) => {
      const ordinal = Number(c.req.param('ordinal'));
      const outcome = await downloadFile(visit.token, visit.session, ordinal, deps);
      if (outcome.kind === 'no_such_file') return page(404, UNKNOWN_PAGE);
      if (outcome.kind !== 'file') return notShown(outcome, visit);
      return new Response(Buffer.from(outcome.attachment.content), {
        headers: {
          ...PAGE_HEADERS,
          'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
          ...downloadHeaders(outcome.attachment),
        },
      });
    }),
  );

  app.post(
    '/p/:token/reply',
    route('reply', async (c, visit) => {
      const fields = await form(c);
      const draft = fields?.get('text') ?? '';
      const session = await continueSession(visit.token, visit.session, deps);
      if (session.kind !== 'signed_in') return notShown(session, visit, draft);
      if (fields === undefined) return await message(visit, 413, { problem: 'too_long' });
      if (!isOwnForm(fields, visit)) return page(403, REFUSED_PAGE);
      const outcome = await sendReply(session.link, draft, deps);
      if (outcome.kind === 'replied') return goTo(c, `${visit.base}?told=replied`);
      return await message(visit, 422, { problem: outcome.kind, draft });
    }),
  );

  app.post(
    '/p/:token/sign-out',
    route('sign-out', async (c, visit) => {
      const fields = await form(c);
      if (fields === undefined || !isOwnForm(fields, visit)) return page(403, REFUSED_PAGE);
      await signOut(visit.token, visit.session, deps);
      deleteCookie(c, visit.cookie, { path: '/', secure });
      return goTo(c, `${visit.base}?told=signed_out`);
    }),
  );
  return app;
}
