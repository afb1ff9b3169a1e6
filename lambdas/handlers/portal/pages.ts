import { momentOf } from '../../core/portal/dates.ts';
import { shownName } from '../../core/portal/download.ts';
import { PORTAL_LIMITS, type Closed } from '../../core/portal/link.ts';
import type { Attachment } from '../../core/send/outbound-message.ts';
import type { ShownMessage } from '../../pipeline/portal-visit.ts';
import { markup, NOTHING, type Html, type Page } from './frame.ts';

/** Whoever has the link may not be whom it was sent to: until the code is entered, pages name nobody. */

/**
 * @param base path of the link, to which everything on the page goes
 * @param told what has just been done
 */
export function waitingPage(base: string, told?: 'signed_out'): Page {
  return {
    title: 'A secure message is waiting for you',
    body: markup`${told === undefined ? NOTHING : markup`<p class="note" role="status">You are signed out.</p>`}
<div class="card">
<p>Only you can open it. Press the button, and we send a code to where you got our notice: your email address or your phone.</p>
<form method="post" action="${base}/code"><button>Send me a code</button></form>
</div>
<h2>Good to know</h2>
<ul>
<li>The code works for ${PORTAL_LIMITS.codeMinutes} minutes. If it does not arrive, you can ask for another one.</li>
<li>For your privacy, you are signed out after ${PORTAL_LIMITS.idleMinutes} minutes without activity. You can come back with a new code.</li>
</ul>`,
  };
}

/** What was wrong with a code. */
export type CodeProblem =
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'no_code' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'wait'; readonly seconds: number };

export function codePage(base: string, problem?: CodeProblem): Page {
  const error = problem !== undefined && problem.kind !== 'wait';
  const described = error ? 'code-hint code-error' : 'code-hint';
  return {
    title: 'Enter your code',
    ...(error ? { isError: true } : {}),
    body: markup`${problem === undefined ? NOTHING : alert(problem)}
<div class="card">
<form method="post" action="${base}/open">
<label for="code">The code we sent you</label>
<span class="hint" id="code-hint">It has 8 digits and may take a minute to arrive. Look in your spam folder, too.</span>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required aria-describedby="${described}"${error ? INVALID : NOTHING}>
<button>Show the message</button>
</form>
</div>
<h2>No code?</h2>
<p>We can send you another one, at most ${PORTAL_LIMITS.codesAnHour} in an hour. Then only the newest code works.</p>
<form method="post" action="${base}/code"><button class="second">Send another code</button></form>`,
  };
}

/** The field has the focus, so that a screen reader says what is wrong with it. */
const INVALID: Html = { html: ' aria-invalid="true" autofocus' };

function alert(problem: CodeProblem): Html {
  const [kind, says] =
    problem.kind === 'wait'
      ? ['note', waitText(problem.seconds)]
      : ['note error', wrongText(problem)];
  return markup`<p class="${kind}" id="code-error" role="alert">${says}</p>`;
}

function wrongText(problem: Exclude<CodeProblem, { kind: 'wait' }>): string {
  switch (problem.kind) {
    case 'wrong':
      return `That is not the code. You can try ${times(problem.left)} more. After that, the link is locked.`;
    case 'no_code':
      return 'That code no longer works: it was used, a newer one was sent, or its time is over. Ask for a new one below.';
    case 'malformed':
      return 'The code has 8 digits. Please look again in the message that we sent you.';
  }
}

function waitText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const wait = seconds < 60 ? `${String(seconds)} seconds` : `${String(minutes)} minutes`;
  return `We have already sent you a code. You can ask for another one in ${wait}.`;
}

const times = (count: number) => (count === 1 ? 'once' : `${String(count)} times`);

/** What a message page says besides the message. */
export interface MessagePageOptions {
  readonly base: string;
  /** For the forms of this session. */
  readonly formToken: string;
  readonly told?: 'replied';
  readonly problem?: 'empty' | 'too_long' | 'too_many' | 'not_taken';
  /** What was written, where it was not sent. */
  readonly draft?: string;
}

const YOUR_MESSAGE = 'Your message';

export function messagePage(shown: ShownMessage, options: MessagePageOptions): Page {
  const { content, link } = shown;
  const { base, formToken, told, problem } = options;
  return {
    // The browser's history keeps titles, and a subject may say what nobody else should read there.
    title: YOUR_MESSAGE,
    heading: markup`<div class="later">
<h1>You are signed out</h1>
<p class="note">There was no activity for ${PORTAL_LIMITS.idleMinutes} minutes, so the message is hidden. <a href="${base}">Come back with a new code</a>.</p>
</div>
<h1 class="private">${content.subject === '' ? YOUR_MESSAGE : content.subject}</h1>`,
    ...(problem === undefined ? {} : { isError: true }),
    body: markup`${told === 'replied' ? markup`<p class="note" role="status">Your reply was sent.</p>` : NOTHING}
<div class="card private">
<dl>${content.from === undefined ? NOTHING : markup`<dt>From</dt><dd>${content.from}</dd>`}<dt>Sent</dt><dd>${momentOf(link.createdAt)}</dd></dl>
<h2>Message</h2>
<div class="text">${content.text}</div>
${filesOf(content.attachments, base)}
</div>
${shown.canReply ? replyForm(options) : NOTHING}
<h2>What happened to this message</h2>
<ul>
<li>It was left here for you: ${momentOf(link.createdAt)}</li>
${link.openedAt === undefined ? NOTHING : markup`<li>You first opened it: ${momentOf(link.openedAt)}</li>`}
${link.replies === 0 ? NOTHING : markup`<li>Replies you have sent: ${link.replies}</li>`}
<li>The link works until: ${momentOf(link.expiresAt)}</li>
</ul>
<p>The sender can see that the message was opened.</p>
<form class="no-print" method="post" action="${base}/sign-out">
<input type="hidden" name="form" value="${formToken}">
<button class="second">Sign out</button>
</form>`,
  };
}

function filesOf(attachments: readonly Attachment[], base: string): Html {
  if (attachments.length === 0) return NOTHING;
  const items = attachments.map(
    ({ filename, content }, index) =>
      markup`<li><a href="${base}/files/${index + 1}" download>${shownName(filename)}</a> (${sizeText(content.length)})</li>`,
  );
  return markup`<h2>Files</h2><ul class="files">${items}</ul>`;
}

const REPLY_PROBLEMS: Readonly<Record<NonNullable<MessagePageOptions['problem']>, string>> = {
  empty: 'Write something before you send it.',
  too_long: `A reply has at most ${PORTAL_LIMITS.replyLength.toLocaleString('en-US')} characters. Nothing was sent.`,
  too_many: 'You have sent as many replies as this message takes. Please call us instead.',
  not_taken:
    'Your reply was not sent: we cannot take replies here right now. Please call us instead.',
};

function replyForm({ base, formToken, problem, draft = '' }: MessagePageOptions): Html {
  const limit = PORTAL_LIMITS.replyLength;
  const described = problem === undefined ? 'reply-hint' : 'reply-hint reply-error';
  return markup`<h2>Reply</h2>
<form class="card no-print" method="post" action="${base}/reply">
${problem === undefined ? NOTHING : markup`<p class="note error" id="reply-error" role="alert">${REPLY_PROBLEMS[problem]}</p>`}
<input type="hidden" name="form" value="${formToken}">
<label for="reply">Your reply</label>
<span class="hint" id="reply-hint">Your care team will get it. In an emergency, do not write here: call your emergency number.</span>
<textarea id="reply" name="text" maxlength="${limit}" required autocomplete="off" aria-describedby="${described}"${problem === undefined ? NOTHING : INVALID}>${
    draft === ''
      ? NOTHING
      : markup`
${draft}`
  }</textarea>
<button>Send the reply</button>
</form>`;
}

/** A reply that came after the session was over is not lost: it is shown to whoever wrote it. */
export function signedOutPage(base: string, draft?: string): Page {
  return {
    title: 'You are signed out',
    body: markup`${
      draft === undefined || draft === ''
        ? NOTHING
        : markup`<p class="note error" role="alert">Your reply was not sent, because your session had ended. Copy it from here, and come back with a new code to send it.</p>
<label for="draft">What you wrote</label>
<textarea id="draft" readonly>
${draft}</textarea>`
    }
<div class="card">
<p>For your privacy, a session ends after ${PORTAL_LIMITS.idleMinutes} minutes without activity, and when you open the message on another device. To see the message again, ask for a new code.</p>
<form method="post" action="${base}/code"><button>Send me a code</button></form>
</div>`,
  };
}

const CLOSED: Readonly<Record<Closed, { readonly title: string; readonly says: string }>> = {
  locked: {
    title: 'This link is locked',
    says: 'A wrong code was entered too many times. Your message is safe. Please ask the sender to send it again.',
  },
  expired: {
    title: 'This link has expired',
    says: 'Please ask the sender to send the message again.',
  },
  recalled: {
    title: 'This message was taken back',
    says: 'The sender took it back, so it cannot be shown. If you have questions, please contact the sender.',
  },
  wiped: {
    title: 'This message was destroyed',
    says: 'The key that it was locked with was destroyed, so nobody can read it any more. If you still need it, please ask the sender.',
  },
};

export function closedPage(as: Closed): Page {
  const { title, says } = CLOSED[as];
  return { title, body: markup`<div class="card"><p>${says}</p></div>` };
}

export const UNKNOWN_PAGE: Page = {
  title: 'This link does not work',
  body: markup`<div class="card"><p>It may be incomplete or too old. Open it again from the message that we sent you, or ask the sender.</p></div>`,
};

export const REFUSED_PAGE: Page = {
  title: 'Please start again',
  body: markup`<div class="card"><p>Nothing was done. Please open the link again from the message that we sent you.</p></div>`,
};

export const LATER_PAGE: Page = {
  title: 'Please try again in a minute',
  body: markup`<div class="card"><p>Something is not working right now. Nothing was lost: please go back, and try again.</p></div>`,
};

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} bytes`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${String(Math.ceil(kib))} KB` : `${(kib / 1024).toFixed(1)} MB`;
}
