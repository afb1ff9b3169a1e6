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
import { fillMessages, type TemplatedMessage } from '../fill-template.ts';
import { flatten } from '../flatten.ts';
import { mailboxesIfAny, mailboxLine, recipientsIn } from '../mailboxes.ts';
import type { Address, EmailMessage, OutboundMessage } from '../outbound-message.ts';
import type { MessageOutcome, SendOutcome } from '../outcome.ts';
import { boundedMessages, readJsonRequest, toAttachment, toBodies } from '../read-request.ts';

/** What a message has whether or not a template gives its content. */
const common = {
  From: mailboxLine,
  To: recipientsIn,
  Cc: mailboxesIfAny,
  Bcc: mailboxesIfAny,
  ReplyTo: mailboxesIfAny,
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
};

const email = z
  .looseObject({
    ...common,
    Subject: oneLine.nullish(),
    TextBody: bodyText.nullish(),
    HtmlBody: bodyText.nullish(),
    TemplateId: unavailable('use /email/withTemplate'),
    TemplateAlias: unavailable('use /email/withTemplate'),
  })
  .refine(({ TextBody, HtmlBody }) => (TextBody ?? HtmlBody) != null, {
    path: ['TextBody'],
    error: 'or HtmlBody is required',
  });
type Email = z.infer<typeof email>;

/** The styles of a page stay where they are (`InlineCss`): what reads mail today reads them there, too. */
const templatedEmail = z
  .looseObject({
    ...common,
    Subject: unavailable('the template has it'),
    TextBody: unavailable('the template has it'),
    HtmlBody: unavailable('the template has it'),
    TemplateId: z
      .union([z.number().int().positive().transform(String), z.string().regex(/^\d{1,20}$/)], {
        error: 'is not a number',
      })
      .nullish(),
    TemplateAlias: z.string().min(1).max(128).nullish(),
    TemplateModel: z.record(z.string(), z.unknown()),
  })
  .refine(({ TemplateId, TemplateAlias }) => (TemplateId ?? TemplateAlias) != null, {
    path: ['TemplateId'],
    error: 'or TemplateAlias is required',
  });
type TemplatedEmail = z.infer<typeof templatedEmail>;

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

/** Postmark's `POST /email/withTemplate` (developer documentation, Templates API). */
const withTemplate: Dialect = {
  ...single,
  name: 'postmark-template',
  paths: ['/email/withTemplate'],
  parse: ({ body }) =>
    readJsonRequest(body, templatedEmail, (one) => ({
      kind: 'templated',
      names: [templateOf(one)],
      fill: (find) => fillMessages([templated(one, '')], find),
    })),
};

const templatedBatch = z.looseObject({ Messages: z.array(templatedEmail).min(1).max(MAX_BATCH) });

/** Postmark's `POST /email/batchWithTemplates`. */
const batchWithTemplates: Dialect = {
  ...batch,
  name: 'postmark-template-batch',
  paths: ['/email/batchWithTemplates'],
  parse: ({ body }) =>
    readJsonRequest(body, templatedBatch, ({ Messages }) => ({
      kind: 'templated',
      names: Messages.map(templateOf),
      fill: (find) =>
        fillMessages(
          Messages.map((one, index) => templated(one, `/Messages/${String(index)}`)),
          find,
          true,
        ),
    })),
};

/** What Postmark's clients call. */
export const POSTMARK_DIALECTS: readonly Dialect[] = [
  ...[single, batch, withTemplate, batchWithTemplates],
];

function templateOf({ TemplateId, TemplateAlias }: TemplatedEmail): string {
  return TemplateId ?? TemplateAlias ?? '';
}

function templated(one: TemplatedEmail, at: string): TemplatedMessage {
  const name = one.TemplateId == null ? 'TemplateAlias' : 'TemplateId';
  return {
    use: {
      template: templateOf(one),
      at: { template: `${at}/${name}`, data: `${at}/TemplateModel` },
      data: one.TemplateModel,
    },
    make: ({ subject, text, html }) =>
      toMessage({ ...one, Subject: subject, TextBody: text, HtmlBody: html }),
  };
}

function credential({ headers }: DialectRequest): string | undefined {
  return headers['x-postmark-server-token'];
}

type Common = z.infer<z.ZodObject<typeof common>>;
type Content = Pick<Email, 'Subject' | 'TextBody' | 'HtmlBody'>;

function toMessage(data: Common & Content): EmailMessage {
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
