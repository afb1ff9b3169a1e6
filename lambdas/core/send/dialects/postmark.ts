import * as z from 'zod';
import {
  HELD,
  conflictText,
  isDecided,
  jsonAnswer,
  problemsText,
  rateText,
  refusalText,
  retryAfter,
  sizeText,
  without,
} from '../answers.ts';
import type { Dialect, DialectRequest, DialectResponse } from '../dialect.ts';
import { explainUnavailable } from '../explain.ts';
import {
  bodyText,
  contentIdentifier,
  headerList,
  mediaType,
  oneLine,
  unavailable,
} from '../fields.ts';
import { flatten } from '../flatten.ts';
import { mailboxesIfAny, mailboxLine, recipientsIn } from '../mailboxes.ts';
import type { Address, EmailMessage, OutboundMessage } from '../outbound-message.ts';
import type { MessageOutcome, SendOutcome } from '../outcome.ts';
import { boundedMessages, readJsonRequest, toAttachment, toBodies } from '../read-request.ts';

const email = z
  .looseObject({
    From: mailboxLine,
    To: recipientsIn,
    Cc: mailboxesIfAny,
    Bcc: mailboxesIfAny,
    ReplyTo: mailboxesIfAny,
    Subject: oneLine.nullish(),
    TextBody: bodyText.nullish(),
    HtmlBody: bodyText.nullish(),
    Headers: headerList('Name', 'Value').nullish(),
    Attachments: z
      .array(
        z.looseObject({
          Name: oneLine.min(1),
          Content: z.base64(),
          ContentType: mediaType,
          ContentID: z
            .string()
            .transform((id) => id.replace(/^cid:/, ''))
            .pipe(contentIdentifier)
            .nullish(),
        }),
      )
      .max(20)
      .nullish(),
    TemplateId: unavailable('send the content'),
    TemplateAlias: unavailable('send the content'),
  })
  .refine(({ TextBody, HtmlBody }) => (TextBody ?? HtmlBody) != null, {
    path: ['TextBody'],
    error: 'or HtmlBody is required',
  });
type Email = z.infer<typeof email>;

/** Read into the message itself; everything else is kept as metadata, so that it is scanned too. */
const MESSAGE_MEMBERS = new Set([
  ...['From', 'To', 'Cc', 'Bcc', 'ReplyTo', 'Subject', 'TextBody', 'HtmlBody', 'Headers'],
  'Attachments',
]);
/** Postmark's own limit on one batch. */
const MAX_BATCH = 500;

/** Codes that its clients tell apart (Postmark developer documentation, API error codes). */
const CODES = {
  ...{ unauthenticated: 10, malformed: 300, forbidden: 405, rateLimited: 429, unavailable: 500 },
} as const;

/** Postmark's `POST /email` (developer documentation, Email API). */
const single: Dialect = {
  name: 'postmark',
  method: 'POST',
  paths: ['/email'],
  credential,
  parse: ({ body }) => readJsonRequest(body, email, (one) => boundedMessages([toMessage(one)])),
  render(outcome, messages): DialectResponse {
    if (isDecided(outcome)) {
      const [message] = messages;
      const status = outcome.kind === 'refused' ? 422 : 200;
      return jsonAnswer(status, describe(outcome, message));
    }
    return failure(outcome);
  },
};

const batchOf = z.array(email).min(1).max(MAX_BATCH);

/** Postmark's `POST /email/batch`: each message has an answer of its own. */
const batch: Dialect = {
  name: 'postmark-batch',
  method: 'POST',
  paths: ['/email/batch'],
  credential,
  parse: ({ body }) =>
    readJsonRequest(body, batchOf, (each) => boundedMessages(each.map(toMessage), true)),
  render: (outcome, [message]) =>
    isDecided(outcome) ? jsonAnswer(200, [describe(outcome, message)]) : failure(outcome),
  renderEach: (outcomes, messages) =>
    jsonAnswer(
      200,
      outcomes.map((outcome, index) => describe(outcome, messages[index])),
    ),
};

/** What Postmark's clients call. */
export const POSTMARK_DIALECTS: readonly Dialect[] = [single, batch];

function credential({ headers }: DialectRequest): string | undefined {
  return headers['x-postmark-server-token'];
}

function toMessage(data: Email): EmailMessage {
  return {
    channel: 'email',
    from: data.From,
    replyTo: data.ReplyTo,
    to: data.To,
    cc: data.Cc,
    bcc: data.Bcc,
    subject: data.Subject ?? '',
    ...toBodies(data.TextBody, data.HtmlBody),
    headers: data.Headers ?? {},
    attachments: (data.Attachments ?? []).map(({ Name, Content, ContentType, ContentID }) =>
      toAttachment(Name, ContentType, Content, ContentID),
    ),
    metadata: flatten(without(data, MESSAGE_MEMBERS)),
  };
}

/** What became of one message, as an entry of Postmark's answer. */
function describe(outcome: MessageOutcome, message: OutboundMessage | undefined): object {
  if (outcome.kind === 'refused') {
    return { ErrorCode: CODES.malformed, Message: refusalText(outcome.decisions) };
  }
  return {
    ...(message?.channel === 'email' ? addressesOf(message) : {}),
    SubmittedAt: outcome.decisions[0]?.decidedAt,
    MessageID: outcome.messageId,
    ErrorCode: 0,
    Message: outcome.kind === 'held' ? HELD : 'OK',
  };
}

function addressesOf({ to, cc, bcc }: EmailMessage): object {
  return {
    To: listOf(to),
    ...(cc.length > 0 ? { Cc: listOf(cc) } : {}),
    ...(bcc.length > 0 ? { Bcc: listOf(bcc) } : {}),
  };
}

function listOf(mailboxes: readonly Address[]): string {
  return mailboxes.map(({ address }) => address).join(', ');
}

function failure(outcome: Exclude<SendOutcome, MessageOutcome>): DialectResponse {
  const answer = (status: number, code: number, Message: string, headers = {}) =>
    jsonAnswer(status, { ErrorCode: code, Message }, headers);
  switch (outcome.kind) {
    case 'unauthenticated':
      return answer(401, CODES.unauthenticated, 'Bad or missing Server API token.');
    case 'forbidden':
      return answer(422, CODES.forbidden, problemsText(outcome.problems));
    case 'malformed':
      return answer(422, CODES.malformed, problemsText(outcome.problems));
    case 'too_large':
      return answer(413, CODES.malformed, sizeText(outcome.limitBytes));
    case 'rate_limited':
      return answer(
        429,
        CODES.rateLimited,
        rateText(outcome.retryAfterSeconds),
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict':
      return answer(409, CODES.malformed, conflictText(outcome.reason));
    case 'unavailable':
      return answer(503, CODES.unavailable, explainUnavailable(outcome.partly === true));
  }
}
