import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Dialect, DialectParse, DialectResponse } from '../dialect.ts';
import { explainRefusal, explainRemedy, explainUnavailable } from '../explain.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  emailAddress,
  mediaType,
  oneLine,
} from '../fields.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readJsonBody } from '../json-body.ts';
import { contentOf } from '../message-content.ts';
import type { Address, EmailMessage } from '../outbound-message.ts';
import type { Problem, SendOutcome } from '../outcome.ts';
import { problemsOf } from '../parse-problems.ts';
import { bearer } from './cordon.ts';

const mailbox = z
  .looseObject({ email: emailAddress, name: oneLine.optional() })
  .transform(({ email, name }): Address =>
    name === undefined || name === '' ? { address: email } : { address: email, name },
  );
const mailboxes = z.array(mailbox).max(1000).default([]);

/** Sending now what was to be sent later, or not at all, would be worse than an error. */
const sendAt = z.never({ error: 'is not available: send the message when it is due' }).optional();
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
  send_at: sendAt,
});

/** What is read of the v3 body; every other member is kept as metadata, so that it is scanned too. */
const request = z.looseObject({
  personalizations: z.array(personalization).min(1).max(1000),
  from: mailbox,
  reply_to: mailbox.optional(),
  reply_to_list: mailboxes,
  subject: oneLine.optional(),
  content: z
    .array(z.looseObject({ type: mediaType, value: bodyText.min(1) }), {
      error: 'is required: stored templates are not available, send the content',
    })
    .min(1),
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
  send_at: sendAt,
  mail_settings: z.looseObject({ sandbox_mode: sandbox.nullish() }).nullish(),
});
type Request = z.infer<typeof request>;

/** Read into the message itself, so not repeated as metadata. */
const MESSAGE_MEMBERS = new Set([
  ...['personalizations', 'from', 'reply_to', 'reply_to_list', 'subject', 'content'],
  ...['attachments', 'headers'],
]);
const PERSONAL_MEMBERS = new Set(['to', 'cc', 'bcc', 'subject', 'headers']);
/** Of all personalizations together; SendGrid's own limit. */
const MAX_RECIPIENTS = 1000;
/** Characters that one request may come to, all its messages together. */
const MAX_EXPANDED_LENGTH = 32_000_000;
/** The same, but messages that say the same count once: it bounds the time to scan them. */
const MAX_DISTINCT_LENGTH = 8_000_000;
const TOO_MUCH = `make too much text: at most ${String(MAX_DISTINCT_LENGTH)} characters that differ, and ${String(MAX_EXPANDED_LENGTH)} in all; split the request`;
/** Characters that substitutions may look through, which bounds their time. */
const MAX_SEARCHED_LENGTH = 500_000_000;
const READABLE_CONTENT = new Set(['text/plain', 'text/html']);

/** SendGrid's `POST /v3/mail/send`, as its clients call it (Twilio SendGrid API reference, Mail Send). */
export const sendgridDialect: Dialect = {
  name: 'sendgrid',
  method: 'POST',
  path: '/v3/mail/send',
  credential: bearer,
  parse(incoming): DialectParse {
    const body = readJsonBody(incoming.body);
    if (body.kind === 'malformed') return body;
    const parsed = request.safeParse(body.value);
    if (!parsed.success) return malformed(...problemsOf(parsed.error, request));
    const other = parsed.data.content.findIndex(({ type }) => !READABLE_CONTENT.has(bare(type)));
    if (other >= 0) {
      const field = `/content/${String(other)}/type`;
      return malformed({ field, message: 'must be text/plain or text/html' });
    }
    const types = parsed.data.content.map(({ type }) => bare(type));
    const second = types.findIndex((type, index) => types.indexOf(type) < index);
    if (second >= 0) {
      // Only one of them could be sent; the other would be lost without a word.
      return malformed({ field: `/content/${String(second)}/type`, message: 'is there already' });
    }
    const recipients = parsed.data.personalizations.flatMap(({ to, cc, bcc }) => [to, cc, bcc]);
    if (recipients.flat().length > MAX_RECIPIENTS) {
      const message = `name more than ${String(MAX_RECIPIENTS)} recipients`;
      return malformed({ field: '/personalizations', message });
    }
    return toMessages(parsed.data);
  },
  render,
};

function malformed(...problems: readonly Problem[]): DialectParse {
  return { kind: 'malformed', problems };
}

/** One message for each personalization, unless they blow the text up or break the subject. */
function toMessages(data: Request): DialectParse {
  const shared = flatten(without(data, MESSAGE_MEMBERS));
  const partOf = (type: string) => data.content.find((part) => bare(part.type) === type)?.value;
  // Decoded once: every message refers to the same bytes.
  const attachments = data.attachments.map((attachment) => ({
    filename: attachment.filename,
    contentType: attachment.type,
    content: Buffer.from(attachment.content, 'base64'),
    ...(attachment.content_id === undefined ? {} : { contentId: attachment.content_id }),
  }));
  const attached = attachments.reduce((sum, { content }) => sum + content.length, 0);
  const budget: Budget = { length: MAX_EXPANDED_LENGTH, searched: MAX_SEARCHED_LENGTH };
  const tooMuch = malformed({ field: '/personalizations', message: TOO_MUCH });
  const contents = new Set<string>();
  let distinct = 0;
  const messages: EmailMessage[] = [];
  for (const [index, personal] of data.personalizations.entries()) {
    const subject = fill(personal.subject ?? data.subject ?? '', personal.substitutions, budget);
    const text = fill(partOf('text/plain'), personal.substitutions, budget);
    const html = fill(partOf('text/html'), personal.substitutions, budget);
    budget.length -= attached;
    if (budget.length < 0 || budget.searched < 0) {
      return tooMuch;
    }
    if (!oneLine.safeParse(subject).success) {
      const field = `/personalizations/${String(index)}/substitutions`;
      return malformed({
        field,
        message: 'must leave the subject one line of at most 998 characters',
      });
    }
    const message: EmailMessage = {
      channel: 'email',
      from: data.from,
      replyTo: data.reply_to === undefined ? data.reply_to_list : [data.reply_to],
      to: personal.to,
      cc: personal.cc,
      bcc: personal.bcc,
      subject: subject ?? '',
      ...(text === undefined ? {} : { text }),
      ...(html === undefined ? {} : { html }),
      headers: { ...data.headers, ...personal.headers },
      attachments,
      metadata: mergeEntries(
        shared,
        flatten(without(personal, PERSONAL_MEMBERS), 'personalization'),
      ),
    };
    const content = contentOf(message);
    const hash = createHash('sha256').update(content).digest('base64');
    if (!contents.has(hash)) distinct += content.length + attached;
    if (distinct > MAX_DISTINCT_LENGTH) return tooMuch;
    contents.add(hash);
    messages.push(message);
  }
  return { kind: 'messages', messages };
}

/** What one request may still make and search, in characters. Negative when it is used up. */
interface Budget {
  length: number;
  searched: number;
}

/** Legacy substitutions: each tag is replaced by its value wherever it stands, within the budget. */
function fill(
  text: string | undefined,
  substitutions: Readonly<Record<string, string>>,
  budget: Budget,
): string | undefined {
  if (text === undefined) return undefined;
  let filled = text;
  for (const [tag, value] of Object.entries(substitutions)) {
    budget.searched -= filled.length;
    if (budget.searched < 0) return filled;
    const parts = filled.split(tag);
    const length = filled.length + (parts.length - 1) * (value.length - tag.length);
    if (length > budget.length) {
      budget.length = -1;
      return filled;
    }
    filled = parts.join(value);
  }
  budget.length -= filled.length;
  return filled;
}

function bare(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

function without(value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)));
}

/** Any 2xx is success to the client; applications read the id from `x-message-id`. */
function render(outcome: SendOutcome): DialectResponse {
  switch (outcome.kind) {
    case 'accepted':
    case 'held':
      return { status: 202, headers: { 'x-message-id': outcome.messageId }, body: '' };
    case 'refused': {
      const { decisions } = outcome;
      const message = `${explainRefusal(decisions)} ${explainRemedy(decisions)}`;
      const help = `urn:cordon:decision:${decisions[0]?.decisionId ?? ''}`;
      return errors(422, [{ message, field: 'content', help }]);
    }
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
      return errors(413, [
        { message: `The limit is ${String(outcome.limitBytes)} bytes.`, field: null, help: null },
      ]);
    case 'unavailable':
      return errors(503, [
        { message: explainUnavailable(outcome.partly === true), field: null, help: null },
      ]);
  }
}

/** SendGrid names fields by dotted path. */
function dotted(pointer: string): string {
  return pointer === '' ? 'body' : pointer.slice(1).replaceAll('/', '.');
}

interface SendGridError {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

function errors(status: number, list: readonly SendGridError[]): DialectResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errors: list }),
  };
}
