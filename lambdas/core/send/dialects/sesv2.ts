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
import { readAwsSignature } from '../aws-signature.ts';
import type { Dialect, DialectParse, DialectResponse } from '../dialect.ts';
import { explainUnavailable } from '../explain.ts';
import { bodyText, headerList, oneLine } from '../fields.ts';
import { fillMessages } from '../fill-template.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { mailboxesIfAny, mailboxLine } from '../mailboxes.ts';
import type { EmailMessage } from '../outbound-message.ts';
import type { SendOutcome } from '../outcome.ts';
import { boundedMessages, readJsonRequest, toBodies } from '../read-request.ts';
import {
  sesAttachments,
  sesTemplate,
  sesTemplateMetadata,
  sesTemplateUse,
  toSesAttachments,
} from './sesv2-template.ts';
import { holdsRaw, readRawContent } from './sesv2-raw.ts';

/** JSON is UTF-8, and so is what leaves; what a sender names otherwise is written by nobody. */
const charset = z.string().max(40).nullish();

const simple = z
  .looseObject({
    Subject: z.looseObject({ Data: oneLine, Charset: charset }),
    Body: z.looseObject({
      Text: z.looseObject({ Data: bodyText, Charset: charset }).nullish(),
      Html: z.looseObject({ Data: bodyText, Charset: charset }).nullish(),
    }),
    Headers: headerList('Name', 'Value').nullish(),
    Attachments: sesAttachments,
  })
  .refine(({ Body }) => (Body.Text ?? Body.Html) != null, {
    path: ['Body'],
    error: 'has neither Text nor Html',
  });

/** Whom a message goes to. */
export const sesDestination = z
  .looseObject({
    ToAddresses: mailboxesIfAny,
    CcAddresses: mailboxesIfAny,
    BccAddresses: mailboxesIfAny,
  })
  .refine(
    ({ ToAddresses, CcAddresses, BccAddresses }) =>
      ToAddresses.length + CcAddresses.length + BccAddresses.length > 0,
    { error: 'names nobody' },
  );

const request = z.looseObject({
  FromEmailAddress: mailboxLine,
  Destination: sesDestination,
  ReplyToAddresses: mailboxesIfAny,
  Content: z
    .looseObject({ Simple: simple.nullish(), Template: sesTemplate.nullish() })
    .refine(({ Simple, Template }) => (Simple == null) !== (Template == null), {
      path: ['Simple'],
      error: 'or Template is required, and not both',
    }),
});
type Request = z.infer<typeof request>;

/** Read into the message itself; everything else is kept as metadata, so that it is scanned too. */
const MESSAGE_MEMBERS = new Set([
  ...['FromEmailAddress', 'Destination', 'ReplyToAddresses', 'Content'],
]);
const SIMPLE_MEMBERS = new Set(['Subject', 'Body', 'Headers', 'Attachments']);

/** Amazon SES's `SendEmail` (API reference v2), signed as AWS requests are. */
export const sesv2Dialect: Dialect = {
  name: 'sesv2',
  method: 'POST',
  paths: ['/v2/email/outbound-emails'],
  credential: readAwsSignature,
  parse: ({ body }) =>
    holdsRaw(body) ? readRawContent(body) : readJsonRequest(body, request, toMessages),
  render: renderSes,
};

function toMessages(data: Request): DialectParse {
  const { Simple, Template } = data.Content;
  if (Template == null) return boundedMessages(Simple == null ? [] : [simpleMessage(data, Simple)]);
  const { source, Headers, Attachments, TemplateData } = Template;
  const filled = TemplateData ?? {};
  return {
    kind: 'templated',
    names: typeof source === 'string' ? [source] : [],
    fill: (find) =>
      fillMessages(
        [
          {
            use: sesTemplateUse(Template, filled, '/Content/Template'),
            make: ({ subject = '', text, html }) => ({
              ...envelopeOf(data),
              subject,
              ...toBodies(text, html),
              headers: Headers ?? {},
              attachments: toSesAttachments(Attachments),
              metadata: mergeEntries(
                flatten(without(data, MESSAGE_MEMBERS)),
                sesTemplateMetadata(Template, filled),
              ),
            }),
          },
        ],
        find,
      ),
  };
}

function envelopeOf(data: Request) {
  return {
    channel: 'email' as const,
    from: data.FromEmailAddress,
    replyTo: data.ReplyToAddresses,
    to: data.Destination.ToAddresses,
    cc: data.Destination.CcAddresses,
    bcc: data.Destination.BccAddresses,
  };
}

function simpleMessage(data: Request, Simple: z.infer<typeof simple>): EmailMessage {
  const { Text, Html } = Simple.Body;
  return {
    ...envelopeOf(data),
    subject: Simple.Subject.Data,
    ...toBodies(Text?.Data, Html?.Data),
    headers: Simple.Headers ?? {},
    attachments: toSesAttachments(Simple.Attachments),
    metadata: flatten({
      ...without(data, MESSAGE_MEMBERS),
      ...{ Simple: without(Simple, SIMPLE_MEMBERS) },
    }),
  };
}

/** The client makes an error of this name; it tries 429 and what begins with 5 again by itself. */
export function renderSes(outcome: SendOutcome): DialectResponse {
  const error = (status: number, type: string, message: string, headers = {}) =>
    jsonAnswer(status, { message }, { ...headers, 'x-amzn-errortype': type });
  switch (outcome.kind) {
    case 'accepted':
    case 'held':
      return jsonAnswer(200, { MessageId: outcome.messageId });
    case 'refused':
      return error(400, 'MessageRejected', refusalText(outcome.decisions));
    case 'unauthenticated':
      return error(403, 'InvalidClientTokenId', 'The key or the signature is not valid.');
    case 'forbidden':
      return error(403, 'AccessDeniedException', problemsText(outcome.problems));
    case 'malformed':
      return error(400, 'BadRequestException', problemsText(outcome.problems));
    case 'too_large':
      return error(413, 'BadRequestException', sizeText(outcome.limitBytes));
    case 'rate_limited':
      // The SDK waits and tries this one again by itself, three times in all.
      return error(
        429,
        'TooManyRequestsException',
        rateText(outcome.retryAfterSeconds),
        retryAfter(outcome.retryAfterSeconds),
      );
    case 'conflict':
      return error(409, 'ConflictException', conflictText(outcome.reason));
    case 'unavailable':
      // What may have left in part must not be sent again by a client that does not ask.
      return outcome.partly === true
        ? error(409, 'ConflictException', explainUnavailable(true))
        : error(503, 'ServiceUnavailable', explainUnavailable(false));
  }
}
