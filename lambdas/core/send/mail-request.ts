import * as z from 'zod';
import { escapeHtml } from '../parse/html/escape-html.ts';
import { malformed } from './answers.ts';
import { declarations } from './declarations.ts';
import type { FilledParse } from './dialect.ts';
import { Expansion, MAX_RECIPIENTS } from './expansion.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  emailAddress,
  mediaType,
  oneLine,
} from './fields.ts';
import type { Address, EmailMessage } from './outbound-message.ts';
import { flatten, mergeEntries } from './flatten.ts';
import { boundedMessages, toAttachment, toBodies } from './read-request.ts';
import { TEXT_MESSAGE_CHANNELS } from './text-message.ts';

const VARIABLE_NAME = /^[A-Za-z0-9_.-]{1,128}$/;

interface Recipient extends Address {
  readonly variables?: Readonly<Record<string, string>>;
}

/** `{{name}}`, in any of the three places. */
const VARIABLE = /\{\{ {0,8}([A-Za-z0-9_.-]{1,128}) {0,8}\}\}/g;

const CHANNELS = ['email', 'portal', ...TEXT_MESSAGE_CHANNELS];

const mailbox = z.union(
  [
    emailAddress.transform((address): Address => ({ address })),
    z
      .strictObject({ address: emailAddress, name: oneLine.optional() })
      .transform(({ address, name }): Address =>
        name === undefined ? { address } : { address, name },
      ),
  ],
  { error: 'is neither an email address nor {"address", "name"}' },
);
const replyTo = z.array(mailbox).max(50).default([]);
const copies = z.array(mailbox).max(MAX_RECIPIENTS).default([]);

/** What one recipient's message is filled in with: `{{name}}` in subject, text and HTML. */
const variables = z
  .record(
    z.string().regex(VARIABLE_NAME, { error: 'is not a name of letters and digits' }),
    bodyText,
  )
  .describe('What {{name}} stands for in subject, text and html, for this recipient alone');
const recipient = z.union(
  [
    emailAddress.transform((address): Recipient => ({ address })),
    z
      .strictObject({
        address: emailAddress,
        name: oneLine.optional(),
        variables: variables.optional(),
      })
      .transform(({ address, name, variables: own }): Recipient => ({
        address,
        ...(name === undefined ? {} : { name }),
        ...(own === undefined ? {} : { variables: own }),
      })),
  ],
  { error: 'is neither an email address nor {"address", "name", "variables"}' },
);

/** A mail as Cordon's own API has it; `portal`: one that is to be picked up. */
export const mailRequest = z
  .strictObject({
    channel: z.enum(['email', 'portal'], { error: `is none of ${CHANNELS.join(', ')}` }),
    from: mailbox,
    replyTo,
    to: z.array(recipient).min(1).max(MAX_RECIPIENTS),
    cc: copies,
    bcc: copies,
    subject: oneLine,
    text: bodyText.optional(),
    html: bodyText.optional(),
    headers: customHeaders.default({}),
    metadata: z.record(z.string(), z.string()).default({}),
    attachments: z
      .array(
        z.strictObject({
          filename: oneLine.min(1),
          contentType: mediaType,
          content: z.base64(),
          contentId: contentIdentifier.optional(),
        }),
      )
      .max(20)
      .default([]),
    ...declarations,
  })
  .refine(({ text, html }) => text !== undefined || html !== undefined, {
    path: ['text'],
    error: 'or html is required',
  });
type MailRequest = z.infer<typeof mailRequest>;

/** With `variables`, each recipient has a message of their own, which is decided alone; without, all are in one. */
export function toMailMessages(data: MailRequest): FilledParse {
  const whole = toMailMessage(data);
  if (data.to.every((one) => one.variables === undefined)) return boundedMessages([whole]);
  if (whole.cc.length + whole.bcc.length > 0) {
    const field = whole.cc.length > 0 ? '/cc' : '/bcc';
    return malformed({
      field,
      message: 'cannot be beside variables: each recipient has a mail alone',
    });
  }
  const expansion = new Expansion();
  const messages: EmailMessage[] = [];
  for (const [index, { variables: given = {}, ...mailbox }] of data.to.entries()) {
    const own = new Map(Object.entries(given));
    const lacking = new Set<string>();
    const fill = <Text extends string | undefined>(
      text: Text,
      written = (value: string) => value,
    ) =>
      expansion.fillNamed(text, VARIABLE, (name) => {
        const value = own.get(name);
        if (value === undefined) lacking.add(name);
        return value === undefined ? undefined : written(value);
      });
    const message: EmailMessage = {
      ...whole,
      to: [mailbox],
      subject: fill(whole.subject),
      ...toBodies(fill(whole.text), fill(whole.html, escapeHtml)),
      metadata: mergeEntries(whole.metadata, flatten(given, 'variables')),
    };
    const field = `/to/${String(index)}`;
    if (lacking.size > 0)
      return malformed({ field, message: 'has no variable for a name that is filled in' });
    if (!oneLine.safeParse(message.subject).success) {
      const rule = 'has variables that do not leave the subject one line of at most 998 characters';
      return malformed({ field, message: rule });
    }
    expansion.add(message);
    if (expansion.isExceeded) return malformed(expansion.problem('/to'));
    messages.push(message);
  }
  return { kind: 'messages', messages, each: true };
}

function toMailMessage(data: MailRequest): EmailMessage {
  const { text, html, purpose, exception, remuneration, about, sendAt, ...more } = data;
  const { attachments, channel, to, ...rest } = more;
  return {
    ...rest,
    to: to.map(({ variables: _own, ...mailbox }) => mailbox),
    channel: 'email',
    ...(channel === 'portal' ? { pickUp: true } : {}),
    ...toBodies(text, html),
    ...(purpose === undefined ? {} : { purpose }),
    ...(exception === undefined ? {} : { exception }),
    ...(remuneration === undefined ? {} : { remuneration }),
    ...(about === undefined ? {} : { about }),
    ...(sendAt === undefined ? {} : { sendAt }),
    attachments: attachments.map(({ filename, contentType, content, contentId }) =>
      toAttachment(filename, contentType, content, contentId),
    ),
  };
}
