import * as z from 'zod';
import type { DecisionRecord } from '../../record/decision-record.ts';
import { RenderBudget } from '../../template/render-budget.ts';
import {
  conflictText,
  dotted,
  jsonAnswer,
  malformed,
  rateText,
  refusalText,
  retryAfter,
  sizeText,
  without,
} from '../answers.ts';
import { bearerOf } from '../authorization.ts';
import type { Dialect, DialectParse, DialectResponse, FilledParse } from '../dialect.ts';
import { explainUnavailable } from '../explain.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  emailAddress,
  mediaType,
  oneLine,
} from '../fields.ts';
import { Expansion, MAX_RECIPIENTS } from '../expansion.ts';
import { fillTemplate, type FindTemplate } from '../fill-template.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import type { Address, EmailMessage } from '../outbound-message.ts';
import type { MessageOutcome, SendOutcome } from '../outcome.ts';
import { readJsonRequest, toAttachment, toBodies } from '../read-request.ts';
import { unixTime } from '../send-time.ts';
import { DAY_MS } from '../send-window.ts';

const mailbox = z
  .looseObject({ email: emailAddress, name: oneLine.optional() })
  .transform(({ email, name }): Address =>
    name === undefined || name === '' ? { address: email } : { address: email, name },
  );
const mailboxes = z.array(mailbox).max(1000).default([]);

/** Sending what was not to be sent would be worse than an error. */
const sandbox = z.looseObject({
  enable: z.literal(false, { error: 'is not available: the message would be sent' }).optional(),
});

const personalization = z.looseObject({
  to: z.array(mailbox).min(1).max(1000),
  cc: mailboxes,
  bcc: mailboxes,
  subject: oneLine.optional(),
  headers: customHeaders.default({}),
  substitutions: z.record(z.string().min(1), bodyText).default({}),
  dynamic_template_data: z.record(z.string(), z.unknown()).default({}),
  /** Counts before the request's own. */
  send_at: unixTime.optional(),
});

/** What is read of the v3 body; every other member is kept as metadata, so that it is scanned too. */
const request = z.looseObject({
  personalizations: z.array(personalization).min(1).max(1000),
  from: mailbox,
  reply_to: mailbox.optional(),
  reply_to_list: mailboxes,
  subject: oneLine.optional(),
  content: z.array(z.looseObject({ type: mediaType, value: bodyText.min(1) })).default([]),
  template_id: z
    .string()
    .regex(/^d-/, { error: 'is not that of a dynamic template (d-...): no other is available' })
    .max(128)
    .optional(),
  attachments: z
    .array(
      z.looseObject({
        content: z.base64(),
        type: mediaType.default('application/octet-stream'),
        filename: oneLine.min(1),
        content_id: contentIdentifier.optional(),
      }),
    )
    .default([]),
  headers: customHeaders.default({}),
  send_at: unixTime.optional(),
  mail_settings: z.looseObject({ sandbox_mode: sandbox.nullish() }).nullish(),
});
type Request = z.infer<typeof request>;

/** Read into the message itself, so not repeated as metadata. */
const MESSAGE_MEMBERS = new Set([
  ...['personalizations', 'from', 'reply_to', 'reply_to_list', 'subject', 'content'],
  ...['attachments', 'headers', 'send_at'],
]);
const PERSONAL_MEMBERS = new Set(['to', 'cc', 'bcc', 'subject', 'headers', 'send_at']);
const READABLE_CONTENT = new Set(['text/plain', 'text/html']);

/** SendGrid's `POST /v3/mail/send`, as its clients call it (Twilio SendGrid API reference, Mail Send). */
export const sendgridDialect: Dialect = {
  name: 'sendgrid',
  method: 'POST',
  paths: ['/v3/mail/send'],
  credential: ({ headers }) => bearerOf(headers['authorization']),
  parse: ({ body }) =>
    readJsonRequest(body, request, (data) => unsendable(data) ?? toMessages(data)),
  // https://www.twilio.com/docs/sendgrid/for-developers/sending-email/scheduling-parameters: of the past it says nothing.
  schedule: { field: '/send_at', mostMs: 3 * DAY_MS, past: 'now' },
  render,
  renderEach,
};

/** What cannot be sent of a request that has the right shape. */
function unsendable({
  content,
  personalizations,
  template_id: template,
}: Request): FilledParse | undefined {
  if (content.length === 0 && template === undefined) {
    return malformed({ field: '/content', message: 'or template_id is required' });
  }
  const types = content.map(({ type }) => bare(type));
  const other = types.findIndex((type) => !READABLE_CONTENT.has(type));
  if (other >= 0) {
    const field = `/content/${String(other)}/type`;
    return malformed({ field, message: 'must be text/plain or text/html' });
  }
  const second = types.findIndex((type, index) => types.indexOf(type) < index);
  if (second >= 0) {
    // Only one of them could be sent; the other would be lost without a word.
    return malformed({ field: `/content/${String(second)}/type`, message: 'is there already' });
  }
  const recipients = personalizations.flatMap(({ to, cc, bcc }) => [...to, ...cc, ...bcc]);
  if (recipients.length <= MAX_RECIPIENTS) return undefined;
  const message = `name more than ${String(MAX_RECIPIENTS)} recipients`;
  return malformed({ field: '/personalizations', message });
}

function toMessages(data: Request): DialectParse {
  const { template_id: template } = data;
  if (template === undefined) return fillIn(data, () => undefined);
  const fill = (find: FindTemplate): FilledParse => {
    const budget = new RenderBudget();
    return fillIn(data, (personal, index) => {
      const of = `/personalizations/${String(index)}`;
      const at = { template: '/template_id', data: `${of}/dynamic_template_data` };
      return fillTemplate({ template, at, data: personal.dynamic_template_data }, find, budget);
    });
  };
  return { kind: 'templated', names: [template], fill };
}

/**
 * One message for each personalization, unless they blow the text up or break the subject.
 *
 * @param filledFor what the template is with one's data; undefined: there is none, and the content counts
 */
function fillIn(
  data: Request,
  filledFor: (
    personal: Request['personalizations'][number],
    index: number,
  ) => ReturnType<typeof fillTemplate> | undefined,
): FilledParse {
  const shared = flatten(without(data, MESSAGE_MEMBERS));
  const partOf = (type: string) => data.content.find((part) => bare(part.type) === type)?.value;
  // Decoded once: every message refers to the same bytes.
  const attachments = data.attachments.map((one) =>
    toAttachment(one.filename, one.type, one.content, one.content_id),
  );
  const expansion = new Expansion();
  const messages: EmailMessage[] = [];
  for (const [index, personal] of data.personalizations.entries()) {
    const filled = filledFor(personal, index);
    if (filled?.kind === 'malformed') return filled;
    const fill = <Text extends string | undefined>(text: Text) =>
      expansion.fill(text, personal.substitutions);
    const subject = filled?.texts.subject ?? fill(personal.subject ?? data.subject ?? '');
    const text = filled === undefined ? fill(partOf('text/plain')) : filled.texts.text;
    const html = filled === undefined ? fill(partOf('text/html')) : filled.texts.html;
    if (!expansion.isExceeded && !oneLine.safeParse(subject).success) {
      const field = `/personalizations/${String(index)}/substitutions`;
      return malformed({
        field,
        message: 'must leave the subject one line of at most 998 characters',
      });
    }
    const sendAt = personal.send_at ?? data.send_at;
    const message: EmailMessage = {
      channel: 'email',
      from: data.from,
      replyTo: data.reply_to === undefined ? data.reply_to_list : [data.reply_to],
      to: personal.to,
      cc: personal.cc,
      bcc: personal.bcc,
      subject,
      ...toBodies(text, html),
      ...(sendAt === undefined ? {} : { sendAt }),
      headers: { ...data.headers, ...personal.headers },
      attachments,
      metadata: mergeEntries(
        shared,
        flatten(
          {
            ...without(personal, PERSONAL_MEMBERS),
            // Beside a template the content goes nowhere.
            ...(filled === undefined ? {} : { content: data.content }),
          },
          'personalization',
        ),
      ),
    };
    expansion.add(message);
    if (expansion.isExceeded) return malformed(expansion.problem('/personalizations'));
    messages.push(message);
  }
  return { kind: 'messages', messages, ...(messages.length > 1 ? { each: true as const } : {}) };
}

function bare(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** Any 2xx is success to the client; applications read the id from `x-message-id`. */
function render(outcome: SendOutcome): DialectResponse {
  switch (outcome.kind) {
    case 'accepted':
    case 'held':
      return { status: 202, headers: { 'x-message-id': outcome.messageId }, body: '' };
    case 'refused':
      return errors(422, [refusalOf(outcome.decisions, 'content')]);
    case 'unauthenticated':
      return errors(401, [
        {
          message: 'The provided authorization grant is invalid, expired, or revoked',
          field: null,
          help: null,
        },
      ]);
    case 'forbidden':
    case 'malformed':
      return errors(
        outcome.kind === 'forbidden' ? 403 : 400,
        outcome.problems.map(({ field, message }) => ({
          message: `${dotted(field)} ${message}`,
          field: dotted(field),
          help: null,
        })),
      );
    case 'too_large':
      return errors(413, [{ message: sizeText(outcome.limitBytes), field: null, help: null }]);
    case 'rate_limited':
      return errors(
        429,
        [{ message: rateText(outcome.retryAfterSeconds), field: null, help: null }],
        {
          ...retryAfter(outcome.retryAfterSeconds),
          // What its documentation tells applications to wait for, in seconds since 1970.
          'x-ratelimit-reset': String(Math.ceil(outcome.retryAt.getTime() / 1000)),
          'x-ratelimit-remaining': '0',
        },
      );
    case 'conflict':
      return errors(409, [{ message: conflictText(outcome.reason), field: null, help: null }]);
    case 'unavailable':
      return errors(503, [
        { message: explainUnavailable(outcome.partly === true), field: null, help: null },
      ]);
  }
}

/**
 * Each personalization is decided alone. SendGrid itself has no answer for a part: it takes the request, and drops whom it
 * may not send to. So those that are refused stand in the body of the 202, each as an error of its personalization.
 */
function renderEach(outcomes: readonly MessageOutcome[]): DialectResponse {
  const taken = outcomes.find(({ kind }) => kind !== 'refused');
  const refused = outcomes.flatMap(({ kind, decisions }, index): SendGridError[] =>
    kind === 'refused' ? [refusalOf(decisions, `personalizations.${String(index)}`)] : [],
  );
  if (taken === undefined) return errors(422, refused);
  const headers = { 'x-message-id': taken.messageId };
  return refused.length === 0 ? { status: 202, headers, body: '' } : errors(202, refused, headers);
}

function refusalOf(decisions: readonly DecisionRecord[], field: string): SendGridError {
  const help = `urn:cordon:decision:${decisions[0]?.decisionId ?? ''}`;
  return { message: refusalText(decisions), field, help };
}

interface SendGridError {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

function errors(
  status: number,
  list: readonly SendGridError[],
  headers: Readonly<Record<string, string>> = {},
): DialectResponse {
  return jsonAnswer(status, { errors: list }, headers);
}
