import * as z from 'zod';
import { without } from '../answers.ts';
import type { DialectParse } from '../dialect.ts';
import { flatten, mergeEntries } from '../flatten.ts';
import { readJsonBody } from '../json-body.ts';
import { mailboxesIfAny, mailboxLine } from '../mailboxes.ts';
import { readRawMessage } from '../raw-request.ts';
import { readJsonRequest } from '../read-request.ts';

/** `SendEmail` with `Content.Raw`: the message is in MIME, and `Destination` goes before its header. */
const request = z.looseObject({
  FromEmailAddress: mailboxLine.nullish(),
  Destination: z
    .looseObject({
      ToAddresses: mailboxesIfAny,
      CcAddresses: mailboxesIfAny,
      BccAddresses: mailboxesIfAny,
    })
    .nullish(),
  ReplyToAddresses: mailboxesIfAny,
  Content: z
    .looseObject({
      Raw: z.looseObject({ Data: z.base64().min(1) }),
      Simple: z.unknown().optional(),
      Template: z.unknown().optional(),
    })
    .refine(({ Simple, Template }) => Simple == null && Template == null, {
      path: ['Raw'],
      error: 'is there beside another content',
    }),
});

const MESSAGE_MEMBERS = new Set([
  ...['FromEmailAddress', 'Destination', 'ReplyToAddresses', 'Content'],
]);

const anyContent = z.looseObject({ Content: z.looseObject({ Raw: z.unknown() }) });

/** Whether a request carries its message in MIME. */
export function holdsRaw(body: Uint8Array): boolean {
  const read = readJsonBody(body);
  const content = read.kind === 'json' ? anyContent.safeParse(read.value).data : undefined;
  return content?.Content.Raw != null;
}

/** Reads such a request. */
export function readRawContent(body: Uint8Array): DialectParse {
  return readJsonRequest(body, request, (data) => {
    const { FromEmailAddress: from, Destination: destination } = data;
    const recipients = [
      ...(destination?.ToAddresses ?? []),
      ...(destination?.CcAddresses ?? []),
      ...(destination?.BccAddresses ?? []),
    ];
    const envelope = {
      ...(from == null ? {} : { from }),
      // Without any, SES takes those of the header.
      ...(recipients.length === 0 ? {} : { recipients: recipients.map(({ address }) => address) }),
    };
    const raw = Buffer.from(data.Content.Raw.Data, 'base64');
    // Names are shown by the header alone; here they are words of the request like any other.
    const names = [from, ...recipients].flatMap((one) => (one?.name == null ? [] : [one.name]));
    return readRawMessage(raw, envelope, '/Content/Raw/Data', (message) => ({
      ...message,
      replyTo: message.replyTo.length > 0 ? message.replyTo : data.ReplyToAddresses,
      metadata: mergeEntries(
        message.metadata,
        flatten({
          ...without(data, MESSAGE_MEMBERS),
          ...(names.length === 0 ? {} : { 'recipient name': names.join('\n') }),
        }),
      ),
    }));
  });
}
