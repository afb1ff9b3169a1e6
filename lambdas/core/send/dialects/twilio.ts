import * as z from 'zod';
import { accountSidOf, messageSidOf } from '../account-sid.ts';
import {
  conflictText,
  HELD,
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
import type {
  Dialect,
  DialectParse,
  DialectRequest,
  DialectResponse,
  FilledParse,
} from '../dialect.ts';
import { explainUnavailable } from '../explain.ts';
import { unavailable } from '../fields.ts';
import { fillTemplate, type FindTemplate } from '../fill-template.ts';
import { flatten } from '../flatten.ts';
import { readFormBody, valuesOf } from '../form-body.ts';
import { readJsonBody } from '../json-body.ts';
import type { OutboundMessage } from '../outbound-message.ts';
import type { MessageOutcome, Problem, SendOutcome } from '../outcome.ts';
import { problemsOf } from '../parse-problems.ts';
import { boundedMessages } from '../read-request.ts';
import { parseCredential } from '../sender-credential.ts';
import { RenderBudget } from '../../template/render-budget.ts';
import {
  MAX_MEDIA,
  MAX_TEXT_LENGTH,
  mediaUrl,
  phoneNumber,
  textBody,
  textSender,
} from '../text-fields.ts';
import { isoTime } from '../send-time.ts';
import { LONGEST_WAIT_MS, MINUTE_MS } from '../send-window.ts';
import type { TextMessage } from '../text-message.ts';

/** How Twilio writes numbers of WhatsApp. */
const WHATSAPP = 'whatsapp:';

/** Values by the names that the template has for them, `{"1": "Monday"}`. */
const contentVariables = z.string().transform((text, context) => {
  const read = readJsonBody(Buffer.from(text));
  const parsed = variables.safeParse(read.kind === 'json' ? read.value : undefined);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not JSON with an object of texts' });
  return z.NEVER;
});
const variables = z.record(z.string(), z.union([z.string(), z.number()]));

/** The named fields; every other one is kept as metadata, so that it is scanned too. */
const request = z
  .object({
    To: addressed(phoneNumber),
    From: addressed(textSender).optional(),
    MessagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/, { error: 'is not the id of a messaging service' })
      .optional(),
    Body: textBody.default(''),
    MediaUrl: z
      .union([mediaUrl.transform((one) => [one]), z.array(mediaUrl).max(MAX_MEDIA)], {
        error: `is not a list of at most ${String(MAX_MEDIA)} web addresses`,
      })
      .default([]),
    ContentSid: z
      .string()
      .regex(/^HX[0-9a-f]{32}$/, { error: 'is not the id of a content template' })
      .optional(),
    ContentVariables: contentVariables.optional(),
    ScheduleType: z
      .union([z.literal('fixed'), z.literal('')], { error: 'is not fixed' })
      .optional(),
    SendAt: isoTime.optional(),
    ValidityPeriod: unavailable('a text is tried for three days'),
  })
  .refine(
    ({ Body, MediaUrl, ContentSid }) =>
      Body !== '' || MediaUrl.length > 0 || ContentSid !== undefined,
    { path: ['Body'], error: 'or MediaUrl is required' },
  )
  .refine(({ Body, ContentSid }) => Body === '' || ContentSid === undefined, {
    path: ['ContentSid'],
    error: 'has the content: leave Body out',
  })
  .refine(
    ({ ContentSid, ContentVariables }) =>
      ContentVariables === undefined || ContentSid !== undefined,
    { path: ['ContentVariables'], error: 'is there without a ContentSid' },
  )
  .refine(
    ({ From, MessagingServiceSid }) => From !== undefined || MessagingServiceSid !== undefined,
    {
      path: ['From'],
      error: 'or MessagingServiceSid is required',
    },
  )
  // There, one without the other sends at once, and so does a time without a service (support.twilio.com, Message
  // Scheduling FAQs and Limitations): what was to be sent later, or not at all.
  .refine(({ ScheduleType, SendAt }) => (ScheduleType === 'fixed') === (SendAt !== undefined), {
    path: ['SendAt'],
    error: 'and ScheduleType=fixed go together',
  })
  .refine(
    ({ SendAt, MessagingServiceSid }) => SendAt === undefined || MessagingServiceSid !== undefined,
    { path: ['MessagingServiceSid'], error: 'is required to schedule a message' },
  )
  .refine(({ To, From }) => From === undefined || From.isWhatsApp === To.isWhatsApp, {
    path: ['From'],
    error: 'and To must be of the same channel',
  });
type Request = z.infer<typeof request>;

const MESSAGE_FIELDS = new Set([
  ...['To', 'From', 'MessagingServiceSid', 'Body', 'MediaUrl', 'ScheduleType', 'SendAt'],
]);

/**
 * Twilio's `POST /2010-04-01/Accounts/{AccountSid}/Messages.json` (API reference, Create a Message). What its senders may
 * choose from is the operator's: a `From` that is not the lane's is not used.
 */
export const twilioDialect: Dialect = {
  name: 'twilio',
  method: 'POST',
  paths: ['/2010-04-01/Accounts/:account/Messages.json'],
  credential({ headers, path }: DialectRequest): string | undefined {
    const basic = basicOf(headers['authorization']);
    const id = parseCredential(basic?.password)?.id;
    if (basic === undefined || id === undefined) return undefined;
    // The account stands in the path and in the header; neither may be another's than the key's.
    const account = accountSidOf(id);
    const isOwn = basic.user === account && path.endsWith(`/Accounts/${account}/Messages.json`);
    return isOwn ? basic.password : undefined;
  },
  parse({ headers, body }): DialectParse {
    const form = readFormBody(headers['content-type'], body);
    if (form.kind === 'malformed') return form;
    if (form.files.length > 0)
      return malformed({ field: '', message: 'has a file: send MediaUrl' });
    const values = valuesOf(form.fields);
    const parsed = request.safeParse(values);
    if (!parsed.success) return malformed(...problemsOf(parsed.error, request));
    const metadata = flatten(without(values, MESSAGE_FIELDS));
    const { ContentSid: content } = parsed.data;
    if (content === undefined) return boundedMessages([toMessage(parsed.data, metadata)]);
    const fill = (find: FindTemplate) => fillIn(content, parsed.data, metadata, find);
    return { kind: 'templated', names: [content], fill };
  },
  // 300 seconds to 35 days (https://www.twilio.com/docs/api/errors/35115).
  schedule: {
    ...{ field: 'SendAt', past: 'refused', leastMs: 5 * MINUTE_MS },
    mostMs: LONGEST_WAIT_MS,
  },
  render,
};

/**
 * The request as if it had the words of the template in its body. What Twilio has under that id nobody here has read: the
 * template is the one that is stored in Cordon under the same name, and its words are scanned and sent as a body.
 */
function fillIn(
  template: string,
  data: Request,
  metadata: TextMessage['metadata'],
  find: FindTemplate,
): FilledParse {
  const use = {
    ...{ template, data: data.ContentVariables ?? {}, isStrict: true as const },
    at: { template: '/ContentSid', data: '/ContentVariables' },
  };
  const filled = fillTemplate(use, find, new RenderBudget());
  if (filled.kind === 'malformed') return filled;
  const body = textBody.safeParse(filled.texts.text ?? '');
  if (!body.success || body.data === '') {
    const message = `does not come to a text of 1 to ${String(MAX_TEXT_LENGTH)} characters`;
    return malformed({ field: '/ContentSid', message });
  }
  return boundedMessages([toMessage({ ...data, Body: body.data }, metadata)]);
}

function toMessage(
  { To, From, MessagingServiceSid, Body, MediaUrl, SendAt }: Request,
  metadata: TextMessage['metadata'],
): TextMessage {
  const from = From?.value ?? MessagingServiceSid;
  return {
    channel: To.isWhatsApp ? 'whatsapp' : 'sms',
    to: [To.value],
    ...(from === undefined ? {} : { from }),
    text: Body,
    mediaUrls: MediaUrl,
    ...(SendAt === undefined ? {} : { sendAt: SendAt }),
    metadata,
  };
}

/** A value that says by its beginning of which channel it is. */
function addressed(value: z.ZodType<string>) {
  return z.string().transform((text, context) => {
    const isWhatsApp = text.startsWith(WHATSAPP);
    const read = value.safeParse(isWhatsApp ? text.slice(WHATSAPP.length) : text);
    if (read.success) return { value: read.data, isWhatsApp };
    const message = read.error.issues[0]?.message ?? 'is not valid';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/**
 * Twilio's own codes (Error and Warning Dictionary). A refusal for what a message says is "Message filtered": the code by
 * which applications know that the same text will not pass by being sent again.
 */
const CODES = {
  authenticate: 20003,
  conflict: 20409,
  invalid: 20422,
  tooMany: 20429,
  unavailable: 20503,
  notText: 21602,
  unsubscribed: 21610,
  tooLong: 21617,
  filtered: 30007,
} as const;
const CODE_OF_FIELD: Readonly<Record<string, number>> = {
  '/To': 21211,
  '/From': 21212,
  '/MessagingServiceSid': 21212,
  '/Body': CODES.notText,
  '/MediaUrl': 21620,
};
/** The rule by which nothing is sent to somebody who does not want it. */
const OPTED_OUT = 'opted-out';

function render(outcome: SendOutcome, messages: readonly OutboundMessage[]): DialectResponse {
  const error = (status: number, code: number, message: string, headers = {}) => {
    const more_info = `https://www.twilio.com/docs/errors/${String(code)}`;
    return jsonAnswer(status, { code, message, more_info, status }, headers);
  };
  switch (outcome.kind) {
    case 'accepted':
    case 'held': {
      const headers = { 'x-message-id': outcome.messageId };
      return jsonAnswer(201, resource(outcome, messages[0]), headers);
    }
    case 'refused': {
      const isOptedOut = outcome.decisions[0]?.reasonCode === OPTED_OUT;
      const code = isOptedOut ? CODES.unsubscribed : CODES.filtered;
      return error(400, code, refusalText(outcome.decisions));
    }
    case 'unauthenticated':
      return error(401, CODES.authenticate, 'Authenticate');
    case 'forbidden':
      return error(403, CODES.authenticate, problemsText(outcome.problems));
    case 'malformed':
      return error(400, codeOf(outcome.problems), problemsText(outcome.problems));
    case 'too_large':
      return error(413, CODES.tooLong, sizeText(outcome.limitBytes));
    case 'rate_limited': {
      const { retryAfterSeconds } = outcome;
      return error(429, CODES.tooMany, rateText(retryAfterSeconds), retryAfter(retryAfterSeconds));
    }
    case 'conflict':
      return error(409, CODES.conflict, conflictText(outcome.reason));
    case 'unavailable':
      return error(503, CODES.unavailable, explainUnavailable(outcome.partly === true));
  }
}

function codeOf(problems: readonly Problem[]): number {
  const field = problems[0]?.field.split('/').slice(0, 2).join('/') ?? '';
  return CODE_OF_FIELD[field] ?? CODES.invalid;
}

/** The Message resource, as the client reads it. What is held is not queued, and says so where errors stand. */
function resource(outcome: MessageOutcome, message: OutboundMessage | undefined): object {
  const { decisions, messageId, kind } = outcome;
  const text = message === undefined || message.channel === 'email' ? undefined : message;
  const prefix = text?.channel === 'whatsapp' ? WHATSAPP : '';
  const [decision] = decisions;
  const account_sid = accountSidOf(decision?.origin.id ?? '');
  const sid = messageSidOf(messageId);
  const uri = `/2010-04-01/Accounts/${account_sid}/Messages/${sid}`;
  const created = rfc2822(decision?.decidedAt);
  const isScheduled = decision?.scheduledFor !== undefined;
  const isService = text?.from !== undefined && /^MG[0-9a-f]{32}$/.test(text.from);
  return {
    account_sid,
    api_version: '2010-04-01',
    body: text?.text ?? null,
    date_created: created,
    date_sent: null,
    date_updated: created,
    direction: 'outbound-api',
    error_code: null,
    error_message: kind === 'held' ? HELD : null,
    from: text?.from === undefined || isService ? null : `${prefix}${text.from}`,
    messaging_service_sid: isService ? text.from : null,
    num_media: String(text?.mediaUrls.length ?? 0),
    num_segments: '1',
    price: null,
    price_unit: null,
    sid,
    status: kind === 'held' ? 'accepted' : isScheduled ? 'scheduled' : 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: text === undefined ? null : `${prefix}${text.to[0] ?? ''}`,
    uri: `${uri}.json`,
  };
}

/** `Thu, 26 Nov 2026 10:00:00 +0000` (RFC 2822 section 3.3). */
function rfc2822(moment: string | undefined): string | null {
  return moment === undefined ? null : new Date(moment).toUTCString().replace(/GMT$/, '+0000');
}
