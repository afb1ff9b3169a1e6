import * as z from 'zod';
import { without } from '../answers.ts';
import type { Dialect } from '../dialect.ts';
import { emailAddress, oneLine } from '../fields.ts';
import { MAX_RECIPIENTS } from '../expansion.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readRawMessage } from '../raw-request.ts';
import { utcTime } from '../send-time.ts';
import { readJsonRequest } from '../read-request.ts';
import { mandrillDialect } from './mandrill.ts';

const request = z.looseObject({
  raw_message: z.string().min(1),
  from_email: emailAddress.nullish(),
  from_name: oneLine.nullish(),
  to: z.array(emailAddress).min(1).max(MAX_RECIPIENTS).nullish(),
  send_at: z.union([utcTime, z.literal('').transform(() => null)]).nullish(),
});

/** The key is a secret and no content. */
const READ = new Set(['key', 'raw_message', 'from_email', 'to', 'send_at']);

/** Mailchimp Transactional's `messages/send-raw` (API reference): a message in MIME, and perhaps its recipients. */
export const mandrillRawDialect: Dialect = {
  ...mandrillDialect,
  name: 'mandrill-raw',
  paths: ['/api/:version/messages/send-raw', '/api/:version/messages/send-raw.json'],
  parse: ({ body }) =>
    readJsonRequest(body, request, (data) => {
      const { from_email: address, from_name: name, to, send_at: sendAt } = data;
      const from = address == null ? undefined : { address, ...(name ? { name } : {}) };
      const parsed = readRawMessage(
        Buffer.from(data.raw_message),
        { ...(from === undefined ? {} : { from }), ...(to == null ? {} : { recipients: to }) },
        '/raw_message',
        (message) => ({
          ...message,
          ...(sendAt == null ? {} : { sendAt }),
          metadata: mergeEntries(message.metadata, flatten(without(data, READ))),
        }),
      );
      return parsed.kind === 'messages' ? { ...parsed, each: true } : parsed;
    }),
};
