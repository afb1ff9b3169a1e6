import * as z from 'zod';
import {
  conflictText,
  jsonAnswer,
  problemsText,
  rateText,
  refusalText,
  retryAfter,
  sizeText,
  without,
} from '../answers.ts';
import { bearerOf } from '../authorization.ts';
import type { Dialect, DialectParse, DialectRequest, DialectResponse } from '../dialect.ts';
import { explainUnavailable } from '../explain.ts';
import { bodyText, contentIdentifier, customHeaders, mediaType, oneLine } from '../fields.ts';
import { fillMessages, type TemplatedMessage } from '../fill-template.ts';
import { flatten } from '../flatten.ts';
import { mailboxesIfAny, mailboxLine, recipientsIn } from '../mailboxes.ts';
import type { EmailMessage } from '../outbound-message.ts';
import type { SendOutcome } from '../outcome.ts';
import { boundedMessages, readJsonRequest, toAttachment, toBodies } from '../read-request.ts';
import { isoTime } from '../send-time.ts';
import { DAY_MS, type SendWindow } from '../send-window.ts';

const email = z
  .looseObject({
    from: mailboxLine,
    to: recipientsIn,
    cc: mailboxesIfAny,
    bcc: mailboxesIfAny,
    reply_to: mailboxesIfAny,
    subject: oneLine.nullish(),
    text: bodyText.nullish(),
    html: bodyText.nullish(),
    headers: customHeaders.nullish(),
    attachments: z
      .array(
        z.looseObject({
          filename: oneLine.min(1, { error: 'is required: it is what a reader sees' }),
          content: z.base64({ error: 'is required in base64: no file is fetched from elsewhere' }),
          content_type: mediaType.nullish(),
          content_id: contentIdentifier.nullish(),
        }),
      )
      .max(20)
      .nullish(),
    /** What it says in words (`in 1 hour`) is read by nobody here. */
    scheduled_at: isoTime.nullish(),
    template: z
      .looseObject({
        id: z.string().min(1).max(128),
        variables: z.record(z.string(), z.unknown()).nullish(),
      })
      .nullish(),
  })
  .refine(({ text, html, template }) => (text ?? html ?? template) != null, {
    path: ['html'],
    error: 'or text is required',
  })
  .refine(({ text, html, template }) => template == null || (text ?? html) == null, {
    path: ['template'],
    error: 'has the content: leave html and text out',
  });
type Email = z.infer<typeof email>;

/** Resend's own limit on one batch. */
const batchOf = z.array(email).min(1).max(100);

/** Read into the message itself; everything else is kept as metadata, so that it is scanned too. */
const MESSAGE_MEMBERS = new Set([
  ...['from', 'to', 'cc', 'bcc', 'reply_to', 'subject', 'text', 'html', 'headers', 'attachments'],
  'scheduled_at',
]);

/**
 * https://resend.com/docs/dashboard/emails/schedule-email: of the past it says nothing. A batch has times as well, which
 * not every page of theirs says: what was not read would leave before its time.
 */
const schedule: SendWindow = { field: '/scheduled_at', mostMs: 30 * DAY_MS, past: 'now' };

/** Resend's `POST /emails` (API reference, Send Email). */
const single: Dialect = {
  name: 'resend',
  method: 'POST',
  paths: ['/emails'],
  credential,
  parse: ({ body }) => readJsonRequest(body, email, (one) => toMessages([one], false)),
  schedule,
  render: (outcome) => render(outcome, (id) => ({ id })),
};

/**
 * Resend's `POST /emails/batch`. As there, one that is refused stops all, unless the request says
 * `x-batch-validation: permissive`.
 */
const batch: Dialect = {
  name: 'resend-batch',
  method: 'POST',
  paths: ['/emails/batch'],
  credential,
  parse({ body, headers }): DialectParse {
    const isPermissive = headers['x-batch-validation'] === 'permissive';
    return readJsonRequest(body, batchOf, (all) => toMessages(all, isPermissive));
  },
  schedule,
  render: (outcome) => render(outcome, (_first, ids) => ({ data: [...ids].map((id) => ({ id })) })),
  renderEach: (outcomes) =>
    jsonAnswer(200, {
      data: outcomes.flatMap(({ kind, messageId }) =>
        kind === 'refused' ? [] : [{ id: messageId }],
      ),
      errors: outcomes.flatMap(({ kind, decisions }, index) =>
        kind === 'refused' ? [{ index, message: refusalText(decisions) }] : [],
      ),
    }),
};

/** What Resend's clients call. */
export const RESEND_DIALECTS: readonly Dialect[] = [single, batch];

function credential({ headers }: DialectRequest): string | undefined {
  return bearerOf(headers['authorization']);
}

/** A template's subject gives way to one that the request has; its variables must all be there. */
function toMessages(all: readonly Email[], each: boolean): DialectParse {
  const names = all.flatMap(({ template }) => template?.id ?? []);
  if (names.length === 0) return boundedMessages(all.map(toMessage), each);
  const at = (index: number) => (all.length > 1 ? `/${String(index)}/template` : '/template');
  const templated = all.map((one, index): TemplatedMessage => {
    const { template } = one;
    if (template == null) return { make: () => toMessage(one) };
    return {
      use: {
        template: template.id,
        at: { template: `${at(index)}/id`, data: `${at(index)}/variables` },
        data: template.variables ?? {},
        isStrict: true,
      },
      make: ({ subject, ...bodies }) =>
        toMessage({ ...one, ...bodies, subject: one.subject ?? subject }),
    };
  });
  return { kind: 'templated', names, fill: (find) => fillMessages(templated, find, each) };
}

function toMessage(data: Email): EmailMessage {
  return {
    channel: 'email',
    from: data.from,
    replyTo: data.reply_to,
    to: data.to,
    cc: data.cc,
    bcc: data.bcc,
    subject: data.subject ?? '',
    ...toBodies(data.text, data.html),
    ...(data.scheduled_at == null ? {} : { sendAt: data.scheduled_at }),
    headers: data.headers ?? {},
    attachments: (data.attachments ?? []).map((one) =>
      toAttachment(one.filename, one.content_type, one.content, one.content_id),
    ),
    metadata: flatten(without(data, MESSAGE_MEMBERS)),
  };
}

/** Its own names for what is wrong with an idempotency key (API reference, Errors). */
const CONFLICTS = {
  other_request: 'invalid_idempotent_request',
  in_progress: 'concurrent_idempotent_requests',
} as const;

/** The client shows the body as the error, so it must carry status, name and message. */
function render(
  outcome: SendOutcome,
  success: (first: string, ids: ReadonlySet<string>) => object,
): DialectResponse {
  const error = (statusCode: number, name: string, message: string, headers = {}) =>
    jsonAnswer(statusCode, { statusCode, name, message }, headers);
  switch (outcome.kind) {
    case 'accepted':
    case 'held': {
      const ids = new Set(outcome.decisions.map(({ messageId }) => messageId));
      return jsonAnswer(200, success(outcome.messageId, ids));
    }
    case 'refused':
      return error(422, 'validation_error', refusalText(outcome.decisions));
    case 'unauthenticated':
      return error(401, 'invalid_api_key', 'API key is invalid');
    case 'forbidden':
      return error(403, 'invalid_access', problemsText(outcome.problems));
    case 'malformed':
      return error(422, 'validation_error', problemsText(outcome.problems));
    case 'too_large':
      return error(413, 'validation_error', sizeText(outcome.limitBytes));
    case 'rate_limited':
      return error(
        429,
        'rate_limit_exceeded',
        rateText(outcome.retryAfterSeconds),
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict':
      return error(409, CONFLICTS[outcome.reason], conflictText(outcome.reason));
    case 'unavailable':
      return error(503, 'internal_server_error', explainUnavailable(outcome.partly === true));
  }
}
