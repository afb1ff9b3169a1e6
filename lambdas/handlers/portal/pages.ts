import { shownName } from '../../core/portal/download.ts';
import { PORTAL_LIMITS, type Closed } from '../../core/portal/link.ts';
import type { Attachment } from '../../core/send/outbound-message.ts';
import type { ShownMessage } from '../../pipeline/portal-visit.ts';
import { markup, NOTHING, type Html, type Page } from './frame.ts';

/** Whoever has the link may not be whom it was sent to: until the code is entered, pages name nobody. */

/** @param base path of the link, to which everything on the page goes */
export function waitingPage(base: string): Page {
  return {
    title: 'A secure message is waiting for you',
    body: markup`<div class="card">
<p>To show it to you and to nobody else, we send a code to the address at which you got the notice.</p>
<form method="post" action="${base}/code"><button>Send me a code</button></form>
</div>
<h2>Good to know</h2>
<ul>
<li>The code works for ${PORTAL_LIMITS.codeMinutes} minutes. You can ask for another one.</li>
<li>For your privacy you are signed out after ${PORTAL_LIMITS.idleMinutes} minutes in which you do nothing. You can come back with a new code, and what you were writing is kept on the page.</li>
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
<label for="code">Code from the message we sent you</label>
<span class="hint" id="code-hint">8 digits. It may take a minute to arrive; look among unwanted mail, too.</span>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required aria-describedby="${described}"${error ? { html: ' aria-invalid="true"' } : NOTHING}>
<br><button>Show the message</button>
</form>
</div>
<h2>No code?</h2>
<form method="post" action="${base}/code"><button class="second">Send another code</button></form>
<p>The code before then works no more. There are at most ${PORTAL_LIMITS.codesAnHour} codes in an hour.</p>`,
  };
}

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
      return `That is not the code. You can try ${times(problem.left)} more; then the link is locked.`;
    case 'no_code':
      return 'That code works no more: it was used, another one was sent, or its time is over. Ask for a new one below.';
    case 'malformed':
      return 'A code has 8 digits. Look again in the message that we sent you.';
  }
}

function waitText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const wait = seconds < 60 ? `${String(seconds)} seconds` : `${String(minutes)} minutes`;
  return `A code was sent to you already. You can ask for another one in ${wait}.`;
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

export function messagePage(shown: ShownMessage, options: MessagePageOptions): Page {
  const { content, link } = shown;
  const { base, formToken, told, problem } = options;
  return {
    title: content.subject === '' ? 'Your message' : content.subject,
    ...(problem === undefined ? {} : { isError: true }),
    body: markup`${told === 'replied' ? markup`<p class="note" role="status">Your reply was sent.</p>` : NOTHING}
<div class="card">
<dl>${content.from === undefined ? NOTHING : markup`<dt>From</dt><dd>${content.from}</dd>`}<dt>Sent</dt><dd>${timeText(link.createdAt)}</dd></dl>
<h2>Message</h2>
<div class="text">${content.text}</div>
${filesOf(content.attachments, base)}
</div>
${shown.canReply ? replyForm(options) : NOTHING}
<h2>What happened to this message</h2>
<ul>
<li>Left here for you: ${timeText(link.createdAt)}</li>
${link.openedAt === undefined ? NOTHING : markup`<li>First opened with a code: ${timeText(link.openedAt)}</li>`}
${link.replies === 0 ? NOTHING : markup`<li>Replies you have sent: ${link.replies}</li>`}
<li>The link works until: ${timeText(link.expiresAt)}</li>
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
  return markup`<h2>Files</h2><ul>${items}</ul>`;
}

const REPLY_PROBLEMS: Readonly<Record<NonNullable<MessagePageOptions['problem']>, string>> = {
  empty: 'Write something before you send it.',
  too_long: `A reply has at most ${PORTAL_LIMITS.replyLength.toLocaleString('en-US')} characters. Nothing was sent.`,
  too_many: 'This message takes no more replies. Please call us instead.',
  not_taken: 'Replies cannot be taken here now. Please call us instead.',
};

function replyForm({ base, formToken, problem, draft = '' }: MessagePageOptions): Html {
  const limit = PORTAL_LIMITS.replyLength;
  const described = problem === undefined ? 'reply-hint' : 'reply-hint reply-error';
  return markup`<h2>Reply</h2>
<form class="no-print" method="post" action="${base}/reply">
${problem === undefined ? NOTHING : markup`<p class="note error" id="reply-error" role="alert">${REPLY_PROBLEMS[problem]}</p>`}
<input type="hidden" name="form" value="${formToken}">
<label for="reply">Your reply</label>
<span class="hint" id="reply-hint">It goes to your care team, as text. Do not write here in an emergency: call your emergency number.</span>
<textarea id="reply" name="text" maxlength="${limit}" required aria-describedby="${described}"${problem === undefined ? NOTHING : { html: ' aria-invalid="true"' }}>${
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
        : markup`<p class="note error" role="alert">You had done nothing for ${PORTAL_LIMITS.idleMinutes} minutes, so your reply was not sent. Copy it from here, and sign in again to send it.</p>
<label for="draft">What you wrote</label>
<textarea id="draft" readonly>
${draft}</textarea>`
    }
<p>To see the message again, ask for a new code.</p>
<form method="post" action="${base}/code"><button>Send me a code</button></form>`,
  };
}

const CLOSED: Readonly<Record<Closed, { readonly title: string; readonly says: string }>> = {
  locked: {
    title: 'This link is locked',
    says: 'A wrong code was entered too often. The message is safe; please ask the sender to send it again.',
  },
  expired: {
    title: 'This link works no more',
    says: 'Its time is over. Please ask the sender to send the message again.',
  },
  recalled: {
    title: 'This message was taken back',
    says: 'The sender has taken the message back, so it cannot be shown.',
  },
  wiped: {
    title: 'This message was destroyed',
    says: 'The key that it was locked with no longer exists, so nobody can read it any more. If you still need it, please ask the sender.',
  },
};

export function closedPage(as: Closed): Page {
  const { title, says } = CLOSED[as];
  return { title, body: markup`<p>${says}</p>` };
}

export const UNKNOWN_PAGE: Page = {
  title: 'This link does not work',
  body: markup`<p>It may have been cut short, or be too old. Open it again from the message that we sent you, or ask the sender.</p>`,
};

export const REFUSED_PAGE: Page = {
  title: 'That did not come from this page',
  body: markup`<p>Nothing was done. Open the link again from the message that we sent you.</p>`,
};

export const LATER_PAGE: Page = {
  title: 'Please try again in a minute',
  body: markup`<p>Something is not available just now. Nothing was lost: go back, and try again.</p>`,
};

function timeText(time: string): string {
  return `${time.slice(0, 10)}, ${time.slice(11, 16)} UTC`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} bytes`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${String(Math.ceil(kib))} KB` : `${(kib / 1024).toFixed(1)} MB`;
}
