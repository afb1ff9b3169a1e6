import * as z from 'zod';
import {
  HELD,
  conflictText,
  jsonAnswer,
  malformed,
  problemsText,
  rateText,
  refusalText,
  retryAfter,
  sizeText,
  without,
} from '../answers.ts';
import { basicOf } from '../authorization.ts';
import type { Dialect, DialectParse, DialectResponse, FilledParse } from '../dialect.ts';
import { Expansion, MAX_RECIPIENTS } from '../expansion.ts';
import { explainUnavailable } from '../explain.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  mediaType,
  oneLine,
  unavailable,
} from '../fields.ts';
import { fillTemplate, type FindTemplate } from '../fill-template.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readFormBody, valuesOf, type FormFile } from '../form-body.ts';
import { readJsonBody } from '../json-body.ts';
import { mailboxesIfAny, mailboxLine, recipientsIn } from '../mailboxes.ts';
import type { Address, Attachment, EmailMessage } from '../outbound-message.ts';
import type { MessageOutcome, Problem, SendOutcome } from '../outcome.ts';
import { problemsOf } from '../parse-problems.ts';
import { BINARY, toBodies } from '../read-request.ts';
import { mailTime } from '../send-time.ts';
import { DAY_MS } from '../send-window.ts';
import { RenderBudget } from '../../template/render-budget.ts';

/** What a template is filled with, as JSON in a field. */
const jsonObject = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  const read = readJsonBody(Buffer.from(text));
  const parsed = objectSchema.safeParse(read.kind === 'json' ? read.value : undefined);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not JSON with an object' });
  return z.NEVER;
});
const objectSchema = z.record(z.string(), z.unknown());

/** The named fields; every other one is kept as metadata, so that it is scanned too. */
const request = z
  .object({
    from: mailboxLine,
    to: recipientsIn,
    cc: mailboxesIfAny,
    bcc: mailboxesIfAny,
    subject: oneLine.optional(),
    text: bodyText.optional(),
    html: bodyText.optional(),
    'amp-html': unavailable('send html'),
    template: z.string().min(1).max(128).optional(),
    't:version': unavailable('the template is sent as it is stored'),
    't:variables': jsonObject.optional(),
    'h:X-Mailgun-Variables': jsonObject.optional(),
    'o:deliverytime': mailTime.optional(),
    'o:deliverytime-optimize-period': unavailable('send the message when it is due'),
    'o:time-zone-localize': unavailable('send the message when it is due'),
    'o:testmode': unavailable('the message would be sent'),
    'recipient-variables': z.string().optional(),
  })
  .refine(({ text, html, template }) => (text ?? html ?? template) !== undefined, {
    path: ['text'],
    error: 'or html is required',
  })
  .refine(({ text, html, template }) => template === undefined || (text ?? html) === undefined, {
    path: ['template'],
    error: 'has the content: leave text and html out',
  });
type Request = z.infer<typeof request>;

const variablesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

const NAMED = new Set(Object.keys(request.shape));
/** `v:name`, which templates may show, too. */
const OWN = 'v:';
/** `h:X-My-Header`. */
const HEADER = 'h:';
const FILE_FIELDS: ReadonlySet<string> = new Set(['attachment', 'inline']);
const VARIABLE = /%recipient\.([A-Za-z0-9_.-]{1,128})%/g;

/**
 * Mailgun's `POST /v3/{domain}/messages` (documentation, Send an email). The domain in the path says nothing here: the
 * sender's address does.
 */
export const mailgunDialect: Dialect = {
  name: 'mailgun',
  method: 'POST',
  paths: ['/v3/:domain/messages'],
  credential({ headers }) {
    const basic = basicOf(headers['authorization']);
    return basic?.user === 'api' ? basic.password : undefined;
  },
  parse(incoming): DialectParse {
    const form = readFormBody(incoming.headers['content-type'], incoming.body);
    if (form.kind === 'malformed') return form;
    const values = valuesOf(form.fields);
    const parsed = request.safeParse(values);
    if (!parsed.success) return malformed(...problemsOf(parsed.error, request));
    const headers = readHeaders(values);
    if (headers === undefined) {
      return malformed({ field: 'h:*', message: 'is not a header that a sender may set' });
    }
    const attachments = form.files.map(toAttachment);
    const problem = attachments.find((file) => 'message' in file);
    if (problem !== undefined) return malformed(problem);
    const read = {
      ...{ headers: headers.own, attachments: attachments as Attachment[] },
      replyTo: headers.replyTo ?? [],
      metadata: mergeEntries(flatten(without(values, NAMED)), templateMetadata(parsed.data)),
    };
    const { template } = parsed.data;
    if (template === undefined) return toMessages(parsed.data, read);
    const fill = (find: FindTemplate) => fillIn(template, parsed.data, values, read, find);
    return { kind: 'templated', names: [template], fill };
  },
  // By the plan; the longest (documentation.mailgun.com, Scheduling Delivery). Of the past it says nothing.
  schedule: { field: 'o:deliverytime', mostMs: 7 * DAY_MS, past: 'now' },
  render,
  renderEach,
};

function templateMetadata(data: Request): EmailMessage['metadata'] {
  const names = ['template', 't:variables', 'h:X-Mailgun-Variables'] as const;
  return flatten(Object.fromEntries(names.map((name) => [name, data[name]])));
}

/** The request as if it had the content; a subject that it has itself counts. */
function fillIn(
  template: string,
  data: Request,
  values: ReturnType<typeof valuesOf>,
  shared: Shared,
  find: FindTemplate,
): FilledParse {
  const own = Object.entries(values).filter(([name]) => name.startsWith(OWN));
  const filled = fillTemplate(
    {
      template,
      at: { template: 'template', data: 't:variables' },
      data: {
        ...Object.fromEntries(own.map(([name, value]) => [name.slice(OWN.length), value])),
        ...data['h:X-Mailgun-Variables'],
        ...data['t:variables'],
      },
    },
    find,
    new RenderBudget(),
  );
  if (filled.kind === 'malformed') return filled;
  const { subject, text, html } = filled.texts;
  if (values['t:text'] === 'yes' && text === undefined) {
    return malformed({ field: 't:text', message: 'is yes, and the template has no text' });
  }
  return toMessages({ ...data, subject: data.subject ?? subject, text, html }, shared);
}

type Shared = Pick<EmailMessage, 'headers' | 'replyTo' | 'attachments' | 'metadata'>;

/** With recipient variables, each recipient has a message of their own; without, all are in one. */
function toMessages(data: Request, shared: Shared): FilledParse {
  const { from, to, cc, bcc, subject = '', text, html } = data;
  const sendAt = data['o:deliverytime'];
  const whole = {
    ...shared,
    channel: 'email' as const,
    ...{ from, to, cc, bcc, subject },
    ...toBodies(text, html),
    ...(sendAt === undefined ? {} : { sendAt }),
  };
  if ([...to, ...cc, ...bcc].length > MAX_RECIPIENTS) {
    return malformed({
      field: 'to',
      message: `names more than ${String(MAX_RECIPIENTS)} recipients`,
    });
  }
  const given = data['recipient-variables'];
  if (given === undefined) return { kind: 'messages', messages: [whole] };
  const body = readJsonBody(Buffer.from(given));
  const variables = variablesSchema.safeParse(body.kind === 'json' ? body.value : undefined);
  if (!variables.success) {
    const message = 'is not JSON with an object for each address';
    return malformed({ field: 'recipient-variables', message });
  }
  const byAddress = new Map(
    Object.entries(variables.data).map(([address, own]) => [address.toLowerCase(), own]),
  );
  const expansion = new Expansion();
  const messages: EmailMessage[] = [];
  for (const [index, recipient] of to.entries()) {
    const own = byAddress.get(recipient.address.toLowerCase()) ?? {};
    const valueOf = (name: string): string | undefined => {
      const value = Object.hasOwn(own, name) ? own[name] : undefined;
      return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
    };
    const fill = <Text extends string | undefined>(source: Text): Text =>
      expansion.fillNamed(source, VARIABLE, valueOf);
    const message: EmailMessage = {
      ...whole,
      to: [recipient],
      // Those who get a copy get one, with the first; a copy of each would be as many as there are recipients.
      ...(index === 0 ? {} : { cc: [], bcc: [] }),
      subject: fill(subject),
      ...(text === undefined ? {} : { text: fill(text) }),
      ...(html === undefined ? {} : { html: fill(html) }),
      headers: Object.fromEntries(
        Object.entries(whole.headers).map(([name, value]) => [name, fill(value)]),
      ),
      metadata: mergeEntries(whole.metadata, flatten(own, 'recipient-variables')),
    };
    expansion.add(message);
    if (expansion.isExceeded) return malformed(expansion.problem('recipient-variables'));
    const lines = [message.subject, ...Object.values(message.headers)];
    if (!lines.every((line) => oneLine.safeParse(line).success)) {
      const rule = 'must leave subject and headers one line of at most 998 characters';
      return malformed({ field: 'recipient-variables', message: rule });
    }
    messages.push(message);
  }
  return { kind: 'messages', messages, ...(messages.length > 1 ? { each: true as const } : {}) };
}

/** @returns undefined when one of them cannot be set, or stands there twice */
function readHeaders(
  fields: Readonly<Record<string, string | string[]>>,
):
  | { readonly own: Readonly<Record<string, string>>; readonly replyTo?: readonly Address[] }
  | undefined {
  const own: Record<string, string> = {};
  let replyTo: readonly Address[] | undefined;
  for (const [field, text] of Object.entries(fields)) {
    if (!field.startsWith(HEADER)) continue;
    const name = field.slice(HEADER.length);
    if (typeof text !== 'string') return undefined;
    // What templates take: no header.
    if (name === 'X-Mailgun-Variables') continue;
    if (name.toLowerCase() === 'reply-to') replyTo = recipientsIn.safeParse(text).data;
    else own[name] = text;
    if (name.toLowerCase() === 'reply-to' && replyTo === undefined) return undefined;
  }
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  if (names.size !== Object.keys(own).length || !customHeaders.safeParse(own).success) {
    return undefined;
  }
  return { own, ...(replyTo === undefined ? {} : { replyTo }) };
}

function toAttachment({ field, filename, contentType, content }: FormFile): Attachment | Problem {
  if (!FILE_FIELDS.has(field)) {
    return { field: 'attachment', message: 'and inline are the fields that hold files' };
  }
  if (filename === '' || !oneLine.safeParse(filename).success) {
    return { field, message: 'has no file name of one line' };
  }
  const type = mediaType.safeParse(contentType === '' ? BINARY : contentType);
  if (!type.success) return { field, message: 'has a type that is not a media type' };
  const isInline = field === 'inline' && contentIdentifier.safeParse(filename).success;
  return {
    ...{ filename, contentType: type.data, content },
    // A page refers to a picture that is inline by its file name.
    ...(isInline ? { contentId: filename } : {}),
  };
}

/**
 * With recipient variables each recipient is decided alone. The client reads `id` and `message`: that says how many were
 * refused, and `refused` which ones, by their place in `to`.
 */
function renderEach(outcomes: readonly MessageOutcome[]): DialectResponse {
  const refused = outcomes.flatMap(({ kind, decisions }, index) =>
    kind === 'refused' ? [{ recipient: index + 1, reason: refusalText(decisions) }] : [],
  );
  const [first] = outcomes.filter(({ kind }) => kind !== 'refused');
  if (first === undefined) {
    return jsonAnswer(422, { message: refused[0]?.reason ?? '', refused: refused });
  }
  const isHeld = outcomes.some(({ kind }) => kind === 'held');
  const said = [isHeld ? HELD : 'Queued. Thank you.'];
  if (refused.length > 0) {
    said.push(
      `Refused: ${String(refused.length)} of ${String(outcomes.length)}. ${refused[0]?.reason ?? ''}`,
    );
  }
  return jsonAnswer(200, {
    id: `<${first.messageId}>`,
    message: said.join(' '),
    ...(refused.length === 0 ? {} : { refused: refused }),
  });
}

function render(outcome: SendOutcome): DialectResponse {
  const answer = (status: number, message: string, headers = {}) =>
    jsonAnswer(status, { message }, headers);
  switch (outcome.kind) {
    case 'accepted':
    case 'held': {
      const message = outcome.kind === 'held' ? HELD : 'Queued. Thank you.';
      return jsonAnswer(200, { id: `<${outcome.messageId}>`, message });
    }
    case 'refused':
      return answer(422, refusalText(outcome.decisions));
    case 'unauthenticated':
      return answer(401, 'Invalid private key');
    case 'forbidden':
      return answer(403, problemsText(outcome.problems));
    case 'malformed':
      return answer(400, problemsText(outcome.problems));
    case 'too_large':
      return answer(413, sizeText(outcome.limitBytes));
    case 'rate_limited':
      return answer(
        429,
        rateText(outcome.retryAfterSeconds),
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict':
      return answer(409, conflictText(outcome.reason));
    case 'unavailable':
      return answer(503, explainUnavailable(outcome.partly === true));
  }
}
