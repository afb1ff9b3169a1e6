import * as z from 'zod';
import { malformed } from '../answers.ts';
import type { Dialect, DialectParse } from '../dialect.ts';
import { unavailable } from '../fields.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readFormBody } from '../form-body.ts';
import { recipientsIn } from '../mailboxes.ts';
import { problemsOf } from '../parse-problems.ts';
import { readRawMessage } from '../raw-request.ts';
import { mailTime } from '../send-time.ts';
import { mailgunDialect } from './mailgun.ts';

const request = z.looseObject({
  to: recipientsIn,
  template: unavailable('send the content'),
  'recipient-variables': unavailable('send each recipient a message of their own'),
  'o:deliverytime': mailTime.optional(),
  'o:deliverytime-optimize-period': unavailable('send the message when it is due'),
  'o:time-zone-localize': unavailable('send the message when it is due'),
  'o:testmode': unavailable('the message would be sent'),
});

/** Mailgun's `POST /v3/{domain}/messages.mime` (documentation, Send an email in MIME format). */
export const mailgunMimeDialect: Dialect = {
  ...mailgunDialect,
  name: 'mailgun-mime',
  paths: ['/v3/:domain/messages.mime'],
  parse({ headers, body }): DialectParse {
    const form = readFormBody(headers['content-type'], body);
    if (form.kind === 'malformed') return form;
    const [file, second] = form.files;
    const other = form.files.some(({ field }) => field !== 'message');
    if (file === undefined || second !== undefined || other) {
      return malformed({ field: 'message', message: 'must be the one file, a message in MIME' });
    }
    const values = new Map<string, string | string[]>();
    for (const [name, text] of form.fields) {
      const before = values.get(name);
      values.set(name, before === undefined ? text : [before, text].flat());
    }
    const fields = Object.fromEntries(values);
    const parsed = request.safeParse(fields);
    if (!parsed.success) return malformed(...problemsOf(parsed.error, request));
    const { to, 'o:deliverytime': sendAt, ...rest } = parsed.data;
    const names = to.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const recipients = to.map(({ address }) => address);
    return readRawMessage(file.content, { recipients }, 'message', (message) => ({
      ...message,
      ...(sendAt === undefined ? {} : { sendAt }),
      metadata: mergeEntries(
        message.metadata,
        flatten({ ...rest, ...(names.length === 0 ? {} : { 'recipient name': names.join('\n') }) }),
      ),
    }));
  },
};
