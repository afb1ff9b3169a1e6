import * as z from 'zod';
import { fillRegions } from '../../template/editable-regions.ts';
import { enacted } from '../../record/decision-record.ts';
import {
  HELD,
  conflictText,
  isDecided,
  jsonAnswer,
  malformed,
  problemsText,
  rateText,
  refusalText,
  retryAfter,
  sizeText,
  without,
} from '../answers.ts';
import type { Dialect, DialectResponse, FilledParse } from '../dialect.ts';
import { Expansion, MAX_RECIPIENTS } from '../expansion.ts';
import { explainUnavailable } from '../explain.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  emailAddress,
  mediaType,
  oneLine,
} from '../fields.ts';
import { UNKNOWN_TEMPLATE, type FindTemplate } from '../fill-template.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readJsonBody } from '../json-body.ts';
import { mailboxList } from '../mailboxes.ts';
import type { Address, EmailMessage, OutboundMessage } from '../outbound-message.ts';
import { recipientsOf } from '../stored-message.ts';
import type { MessageOutcome, SendOutcome } from '../outcome.ts';
import { utcTime } from '../send-time.ts';
import { LONGEST_WAIT_MS } from '../send-window.ts';
import { readJsonRequest, toAttachment, toBodies } from '../read-request.ts';

const mergeVariables = z
  .array(z.looseObject({ name: z.string().max(128), content: z.unknown() }))
  .max(1000);

const recipient = z.looseObject({
  email: emailAddress,
  name: oneLine.nullish(),
  type: z.enum(['to', 'cc', 'bcc']).nullish(),
});

/** A file; of `images`, the name is what the page refers to. */
const file = z.looseObject({ type: mediaType, name: oneLine.min(1), content: z.base64() });

const messageShape = z.looseObject({
  from_email: emailAddress,
  from_name: oneLine.nullish(),
  to: z.array(recipient).min(1).max(MAX_RECIPIENTS),
  subject: oneLine.nullish(),
  text: bodyText.nullish(),
  html: bodyText.nullish(),
  headers: z.record(z.string(), oneLine).nullish(),
  bcc_address: z.union([emailAddress, z.literal('')]).nullish(),
  preserve_recipients: z.boolean().nullish(),
  merge_language: z.enum(['mailchimp', ''], { error: 'is not available: use mailchimp' }).nullish(),
  global_merge_vars: mergeVariables.nullish(),
  merge_vars: z
    .array(z.looseObject({ rcpt: z.string().max(320), vars: mergeVariables }))
    .max(MAX_RECIPIENTS)
    .nullish(),
  recipient_metadata: z
    .array(z.looseObject({ rcpt: z.string().max(320) }))
    .max(MAX_RECIPIENTS)
    .nullish(),
  attachments: z.array(file).max(20).nullish(),
  images: z
    .array(file.extend({ name: contentIdentifier }))
    .max(20)
    .nullish(),
});
const message = messageShape.refine(({ text, html }) => (text ?? html) != null, {
  path: ['text'],
  error: 'or html is required',
});
const outer = { send_at: z.union([utcTime, z.literal('').transform(() => null)]).nullish() };
const request = z.looseObject({ message, ...outer });
type Message = z.infer<typeof messageShape>;

const templateRequest = z.looseObject({
  template_name: z.string().min(1).max(128),
  template_content: z
    .array(z.looseObject({ name: z.string().max(128), content: bodyText }))
    .max(1000)
    .nullish(),
  message: messageShape,
  ...outer,
});

/** Read into the message itself; everything else is kept as metadata, so that it is scanned too. */
const MESSAGE_MEMBERS = new Set([
  ...['from_email', 'from_name', 'to', 'subject', 'text', 'html', 'headers', 'bcc_address'],
  ...['attachments', 'images', 'merge_vars', 'recipient_metadata'],
]);
/** `*|NAME|*`: a variable, in any case (Mailchimp, merge tags). */
const TAG = /\*\|([A-Za-z0-9_]{1,128})\|\*/g;
/** What decides or computes, and cannot be done with names alone. */
const LOGIC =
  /\*\|(?:IF|IFNOT|ELSEIF|ELSE|END|INTERESTED|FEED|RSS|CURRENT|DATE|UNSUB|HTML|URL)[^|]{0,200}\|\*/i;

/**
 * Mailchimp Transactional's `messages/send` (API reference). The key is in the body, and every recipient has an entry in
 * the answer: one that is refused is `rejected`, with the reason. The client turns any other status into a value that
 * looks like success.
 */
export const mandrillDialect: Dialect = {
  name: 'mandrill',
  method: 'POST',
  paths: ['/api/:version/messages/send', '/api/:version/messages/send.json'],
  credential({ body }) {
    const read = readJsonBody(body);
    const key = read.kind === 'json' ? keyed.safeParse(read.value).data?.key : undefined;
    return key;
  },
  parse: ({ body }) =>
    readJsonRequest(body, request, (data) =>
      toMessages(data.message, flatten(without(data, REQUEST_MEMBERS)), data.send_at),
    ),
  // There within a year (mailchimp.com/developer/release-notes/added-time-limit-to-message-scheduling); a time in the
  // past is now (API reference, messages/send).
  schedule: { field: '/send_at', mostMs: LONGEST_WAIT_MS, past: 'now' },
  render: (outcome, messages) =>
    isDecided(outcome) ? jsonAnswer(200, entries(outcome, messages[0])) : failure(outcome),
  renderEach: (outcomes, messages) =>
    jsonAnswer(
      200,
      outcomes.flatMap((outcome, index) => entries(outcome, messages[index])),
    ),
};

/** The same with a template that is stored here (`messages/send-template`). */
export const mandrillTemplateDialect: Dialect = {
  ...mandrillDialect,
  name: 'mandrill-template',
  paths: ['/api/:version/messages/send-template', '/api/:version/messages/send-template.json'],
  parse: ({ body }) =>
    readJsonRequest(body, templateRequest, (data) => ({
      kind: 'templated',
      names: [data.template_name],
      fill: (find) => fillIn(data, find),
    })),
};

/** The request as if it had the template's content, in which it then fills in what it fills in anyway. */
function fillIn(data: z.infer<typeof templateRequest>, find: FindTemplate): FilledParse {
  const template = find(data.template_name);
  if (template === undefined) {
    return malformed({ field: '/template_name', message: UNKNOWN_TEMPLATE });
  }
  if (template.syntax !== 'merge-tags') {
    const rule = 'is no template of merge tags, which this API fills in';
    return malformed({ field: '/template_name', message: rule });
  }
  const contents = new Map((data.template_content ?? []).map((one) => [one.name, one.content]));
  const page = template.html && fillRegions(template.html, (name) => contents.get(name));
  if (page === undefined && template.html !== undefined) {
    return malformed({ field: '/template_name', message: 'has too many regions' });
  }
  const { subject, text, html } = data.message;
  return toMessages(
    {
      ...data.message,
      subject: subject ?? template.subject,
      text: text ?? template.text,
      html: html ?? page,
    },
    flatten(without(data, REQUEST_MEMBERS)),
    data.send_at,
  );
}

const keyed = z.looseObject({ key: z.string().max(128) });
/** The key is a secret and no content; the message is read apart. */
const REQUEST_MEMBERS = new Set(['key', 'message', 'send_at']);

/** One message for each recipient, unless the sender wants them to see one another. */
function toMessages(
  data: Message,
  beside: Readonly<Record<string, string>>,
  sendAt: string | null | undefined,
): FilledParse {
  const bodies = [data.subject, data.text, data.html];
  if (bodies.some((text) => LOGIC.test(text ?? ''))) {
    const rule = 'has a merge tag that is not available: only *|NAME|* is filled in';
    return malformed({ field: '/message', message: rule });
  }
  const headers = readHeaders(data.headers ?? {});
  if (headers === undefined) {
    return malformed({
      field: '/message/headers',
      message: 'sets a header that is written by the gateway',
    });
  }
  const shared = {
    channel: 'email' as const,
    from: mailbox(data.from_email, data.from_name),
    ...(sendAt == null ? {} : { sendAt }),
    ...headers,
    attachments: [
      ...(data.attachments ?? []).map((one) =>
        toAttachment(one.name, one.type, one.content, undefined),
      ),
      ...(data.images ?? []).map((one) => toAttachment(one.name, one.type, one.content, one.name)),
    ],
  };
  const common = mergeEntries(beside, flatten(without(data, MESSAGE_MEMBERS), 'message'));
  const blind = data.bcc_address ? [{ address: data.bcc_address }] : [];
  const expansion = new Expansion();
  const messages: EmailMessage[] = [];
  for (const recipients of data.preserve_recipients === true
    ? [data.to]
    : data.to.map((to) => [to])) {
    const own = ownOf(data, recipients);
    // In a message that several get together, nobody's own values can be filled in.
    const valueOf = variablesFor({
      ...data,
      merge_vars: recipients.length === 1 ? own.merge_vars : [],
    });
    const fill = <Text extends string | null | undefined>(text: Text) =>
      expansion.fillNamed(text ?? undefined, TAG, valueOf);
    const of = (type: string) =>
      recipients
        .filter((one) => (one.type ?? 'to') === type)
        .map(({ email, name }) => mailbox(email, name));
    const made: EmailMessage = {
      ...shared,
      ...(recipients.length > 1
        ? { to: of('to'), cc: of('cc'), bcc: [...of('bcc'), ...blind] }
        : { to: recipients.map(({ email, name }) => mailbox(email, name)), cc: [], bcc: blind }),
      subject: fill(data.subject) ?? '',
      ...toBodies(fill(data.text), fill(data.html)),
      metadata: mergeEntries(
        common,
        flatten({ to: recipients.map(({ email: _where, ...rest }) => rest), ...own }, 'message'),
      ),
    };
    expansion.add(made);
    if (expansion.isExceeded) return malformed(expansion.problem('/message/to'));
    if (!oneLine.safeParse(made.subject).success) {
      const rule = 'must leave the subject one line of at most 998 characters';
      return malformed({ field: '/message/merge_vars', message: rule });
    }
    messages.push(made);
  }
  return { kind: 'messages', messages, each: true };
}

/** What a request says of some recipients alone: others' is not theirs to be judged by. */
function ownOf(
  { merge_vars: variables, recipient_metadata: facts }: Message,
  recipients: Message['to'],
): {
  readonly merge_vars: NonNullable<Message['merge_vars']>;
  readonly recipient_metadata: object;
} {
  const addresses = new Set(recipients.map(({ email }) => email.toLowerCase()));
  const isOwn = ({ rcpt }: { readonly rcpt: string }) => addresses.has(rcpt.toLowerCase());
  return {
    merge_vars: (variables ?? []).filter(isOwn),
    recipient_metadata: (facts ?? []).filter(isOwn),
  };
}

/** What a tag stands for: the recipient's own variable, or the one for all. */
function variablesFor({
  global_merge_vars: shared,
  merge_vars: personal,
}: Pick<Message, 'global_merge_vars' | 'merge_vars'>): (name: string) => string | undefined {
  const values = new Map<string, string>();
  const own = (personal ?? []).flatMap(({ vars }) => vars);
  for (const { name, content } of [...(shared ?? []), ...own]) {
    const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
    values.set(name.toLowerCase(), text);
  }
  return (name) => values.get(name.toLowerCase());
}

function readHeaders(
  given: Readonly<Record<string, string>>,
): Pick<EmailMessage, 'headers' | 'replyTo'> | undefined {
  const own: Record<string, string> = {};
  let replyTo: readonly Address[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() !== 'reply-to') own[name] = value;
    else {
      const read = mailboxList.safeParse(value);
      if (!read.success || replyTo.length > 0) return undefined;
      replyTo = read.data;
    }
  }
  return customHeaders.safeParse(own).success ? { headers: own, replyTo } : undefined;
}

function mailbox(address: string, name: string | null | undefined): Address {
  return name == null || name === '' ? { address } : { address, name };
}

/** An entry for each recipient of a message, in the order that decisions have. */
function entries(
  { decisions }: MessageOutcome,
  message: OutboundMessage | undefined,
): readonly object[] {
  const addresses = message === undefined ? [] : recipientsOf(message);
  return decisions.map((decision, index) => {
    const answer = { email: addresses[index], _id: decision.decisionId };
    const disposition = enacted(decision);
    if (disposition === 'block') {
      return { ...answer, status: 'rejected', reject_reason: refusalText([decision]) };
    }
    const held = disposition === 'quarantine' ? { queued_reason: HELD } : {};
    const status = decision.scheduledFor === undefined ? 'queued' : 'scheduled';
    return { ...answer, status, reject_reason: null, ...held };
  });
}

function failure(outcome: Exclude<SendOutcome, MessageOutcome>): DialectResponse {
  const answer = (status: number, code: number, name: string, text: string, headers = {}) =>
    jsonAnswer(status, { status: 'error', code, name, message: text }, headers);
  switch (outcome.kind) {
    case 'unauthenticated':
      return answer(401, -1, 'Invalid_Key', 'Invalid API key');
    case 'forbidden':
      return answer(403, -2, 'ValidationError', problemsText(outcome.problems));
    case 'malformed':
      return answer(400, -2, 'ValidationError', problemsText(outcome.problems));
    case 'too_large':
      return answer(413, -2, 'ValidationError', sizeText(outcome.limitBytes));
    case 'rate_limited':
      return answer(
        429,
        -3,
        'GeneralError',
        rateText(outcome.retryAfterSeconds),
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict':
      return answer(409, -2, 'ValidationError', conflictText(outcome.reason));
    case 'unavailable':
      return answer(503, -3, 'GeneralError', explainUnavailable(outcome.partly === true));
  }
}
