import * as z from 'zod';
import { LINK_STATES } from '../portal/link.ts';
import { DISPOSITIONS } from '../vocabulary.ts';
import { MAIL_EVENTS } from './mail-event.ts';
import { mailRequest } from './mail-request.ts';
import { recallBody } from './message-api.ts';
import { RECIPIENT_STATES } from './recipient-status.ts';
import { textRequest } from './text-request.ts';

const decided = {
  /** Ordinal of the recipient, from 1: to, cc, bcc, in the order of the request. */
  recipient: z.int().min(1),
  decisionId: z.string(),
  disposition: z.enum(DISPOSITIONS),
  reasonCode: z.string(),
  rules: z.array(z.string()),
};
const moment = z.iso.datetime();

/** What `POST /v1/messages` answers when it was taken. */
export const sentAnswer = z.strictObject({
  messageId: z.string(),
  status: z.enum(['accepted', 'held_for_review']),
  decisions: z.array(
    z.strictObject({
      ...decided,
      messageId: z
        .string()
        .optional()
        .describe('Where each recipient has a message alone (variables): theirs'),
    }),
  ),
});

/** Where it is in the portal: `opened` is picked up. */
const portalAnswer = z.strictObject({
  state: z.enum(LINK_STATES),
  because: z.literal('tls_failed').optional(),
  notice: z.enum(RECIPIENT_STATES).optional(),
  createdAt: moment,
  expiresAt: moment,
  openedAt: moment.optional(),
  closedAt: moment.optional(),
  wipedAt: moment.optional(),
  replies: z.int().min(0),
});

const recipientAnswer = z.strictObject({
  ...decided,
  state: z.enum(RECIPIENT_STATES),
  attempts: z.int().min(0).optional(),
  dueAt: moment.optional(),
  /** When the mail service or the upstream took it. */
  sentAt: moment.optional(),
  /** When the recipient's server took it. */
  deliveredAt: moment.optional(),
  recalledAt: moment.optional(),
  events: z
    .array(
      z.strictObject({ event: z.enum(MAIL_EVENTS), at: moment, reason: z.string().optional() }),
    )
    .optional(),
  mayHaveLeft: z.literal(true).optional(),
  failure: z.string().optional(),
  portal: portalAnswer.optional(),
});

/** What `GET /v1/messages/ID` answers. */
export const statusAnswer = z.strictObject({
  messageId: z.string(),
  status: z.enum(['accepted', 'held_for_review', 'refused']),
  decidedAt: moment,
  sendAt: moment.optional(),
  counts: z
    .partialRecord(z.enum(RECIPIENT_STATES), z.int().min(1))
    .describe('How many recipients are in each state, whichever of them `decisions` has'),
  decisions: z.array(recipientAnswer),
});

/** What a recall answers that took something back. */
export const recallAnswer = z.strictObject({
  ...statusAnswer.shape,
  /** For how many recipients. */
  recalled: z.int().min(1),
});

/** RFC 9457, with what each problem adds. */
export const problemAnswer = z.looseObject({
  type: z.string().regex(/^urn:cordon:problem:[a-z-]+$/),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
  errors: z
    .array(z.looseObject({ field: z.string() }))
    .optional()
    .describe('Which fields are wrong, as RFC 6901 pointers. Values are never repeated.'),
});

/** A request that is taken as it stands, in the document and in a test. */
export const EXAMPLES = {
  mail: {
    channel: 'email',
    from: 'hello@news.clinic.example',
    to: [{ address: 'reader@mail.example', name: 'A Reader' }],
    subject: 'Opening hours',
    text: 'We are open on Monday.',
    html: '<p>We are open on <b>Monday</b>.</p>',
  },
  text: { channel: 'sms', to: ['+12025550147'], text: 'We are open on Monday.' },
  recall: { why: 'sent to the wrong list' },
} as const;

/** Where the document is. */
export const OPENAPI_PATH = '/openapi.json';

/**
 * Cordon's own send API as OpenAPI 3.1, made of the schemas by which requests are read, so that the two cannot differ.
 * What JSON Schema cannot say (a text needs words or media) is refused by the API all the same.
 */
export function openApiDocument(): object {
  const id = {
    ...{ name: 'id', in: 'path', required: true },
    schema: { type: 'string', pattern: '^msg_[0-9a-z]+$' },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cordon send API',
      version: '1',
      description:
        'Messages are scanned and decided before they are answered: the answer is the decision.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ senderKey: [] }],
    paths: {
      '/v1/messages': {
        post: {
          operationId: 'sendMessage',
          summary: 'Send a mail or a text',
          parameters: [
            {
              ...{ name: 'Idempotency-Key', in: 'header' },
              description: 'The same request under the same key is carried out once in 24 hours.',
              schema: { type: 'string', pattern: '^[!-~]{1,256}$' },
            },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  oneOf: [
                    { $ref: '#/components/schemas/Mail' },
                    { $ref: '#/components/schemas/Text' },
                  ],
                },
                examples: { mail: { value: EXAMPLES.mail }, text: { value: EXAMPLES.text } },
              },
              'message/rfc822': { schema: { type: 'string' } },
            },
          },
          responses: {
            202: answer('Accepted, or held for review', 'Sent'),
            ...problems({
              400: 'Malformed; `errors` names the fields',
              401: 'The key is missing or not known',
              403: 'The key may not send this',
              409: 'The first request with this Idempotency-Key is not answered yet',
              413: 'More than 5 MiB',
              422: 'Refused by policy, with reason and remedy; or the Idempotency-Key belongs to another request',
              503: 'A service is away; send it again',
            }),
            429: {
              ...problems({ 429: 'The key has sent as much as it may for now' })[429],
              headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } },
            },
          },
        },
      },
      '/v1/messages/{id}': {
        get: {
          operationId: 'getMessage',
          summary: 'What became of a message, by recipient, for 90 days',
          parameters: [
            id,
            page('after', 'Those behind this ordinal', { minimum: 0, default: 0 }),
            page('limit', 'How many of them', { minimum: 1, maximum: 1000, default: 1000 }),
          ],
          responses: {
            200: answer('Where it is', 'Status'),
            ...problems({
              400: 'The page is malformed',
              401: 'The key is missing or not known',
              ...MISSING,
            }),
          },
        },
      },
      '/v1/messages/{id}/recall': {
        post: {
          operationId: 'recallMessage',
          summary: 'Take back what has not left',
          parameters: [id],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Recall' },
                examples: { recall: { value: EXAMPLES.recall } },
              },
            },
          },
          responses: {
            200: answer('At least one recipient does not get it', 'Recalled'),
            ...problems({
              400: 'Malformed',
              401: 'The key is missing or not known',
              409: 'There was nothing left to take back',
              422: 'The reason is not one that can be kept',
              ...MISSING,
            }),
          },
        },
      },
    },
    components: {
      securitySchemes: { senderKey: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Mail: schemaOf(mailRequest, 'input'),
        Text: schemaOf(textRequest, 'input'),
        Recall: schemaOf(recallBody, 'input'),
        Sent: schemaOf(sentAnswer, 'output'),
        Status: schemaOf(statusAnswer, 'output'),
        Recalled: schemaOf(recallAnswer, 'output'),
        Problem: schemaOf(problemAnswer, 'output'),
      },
    },
  };
}

const MISSING = {
  404: 'There is no such message of this key’s entity and lane',
  503: 'A service is away; ask again',
} as const;

function page(name: string, description: string, bounds: object): object {
  return { name, in: 'query', description, schema: { type: 'integer', ...bounds } };
}

function answer(description: string, schema: string): object {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  return { description, content };
}

function problems<S extends number>(described: Readonly<Record<S, string>>): Record<S, object> {
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  };
  return Object.fromEntries(
    Object.entries(described).map(([status, description]) => [status, { description, content }]),
  ) as Record<S, object>;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
