import type * as z from 'zod';
import { malformed } from './answers.ts';
import type { DialectParse, FilledParse } from './dialect.ts';
import { Expansion, MAX_RECIPIENTS } from './expansion.ts';
import { readJsonBody } from './json-body.ts';
import type { Attachment, EmailMessage, OutboundMessage } from './outbound-message.ts';
import { problemsOf } from './parse-problems.ts';
import { recipientsOf } from './stored-message.ts';

/** Steps by which dialects read a request. */

/** Reads a JSON body of one shape. */
export function readJsonRequest<Shape>(
  body: Uint8Array,
  schema: z.ZodType<Shape>,
  toMessages: (data: Shape) => DialectParse,
): DialectParse {
  return readJsonValue(body, (value) => readShape(value, schema, toMessages));
}

/** Reads a JSON body whose shape is chosen by what it says. */
export function readJsonValue(
  body: Uint8Array,
  toMessages: (value: unknown) => DialectParse,
): DialectParse {
  const read = readJsonBody(body);
  return read.kind === 'malformed' ? read : toMessages(read.value);
}

/** Reads a JSON value of one shape. */
export function readShape<Shape>(
  value: unknown,
  schema: z.ZodType<Shape>,
  toMessages: (data: Shape) => DialectParse,
): DialectParse {
  const parsed = schema.safeParse(value);
  return parsed.success ? toMessages(parsed.data) : malformed(...problemsOf(parsed.error, schema));
}

/** The messages of a request, unless they are too much for one. @param each as in `DialectParse` */
export function boundedMessages(messages: readonly OutboundMessage[], each = false): FilledParse {
  const recipients = messages.reduce((sum, message) => sum + recipientsOf(message).length, 0);
  if (recipients > MAX_RECIPIENTS) {
    const message = `names more than ${String(MAX_RECIPIENTS)} recipients`;
    return malformed({ field: '', message });
  }
  const expansion = new Expansion();
  messages.forEach((message) => expansion.add(message));
  if (expansion.isExceeded) return malformed(expansion.problem(''));
  return { kind: 'messages', messages, ...(each ? { each } : {}) };
}

/** Type of a file whose sender names none. */
export const BINARY = 'application/octet-stream';

/** A file as JSON has it, whatever an API calls its members. */
export function toAttachment(
  filename: string,
  contentType: string | null | undefined,
  base64: string,
  contentId: string | null | undefined,
): Attachment {
  return {
    filename,
    contentType: contentType ?? BINARY,
    content: Buffer.from(base64, 'base64'),
    ...(contentId == null ? {} : { contentId }),
  };
}

/** The bodies that are there. */
export function toBodies(
  text: string | null | undefined,
  html: string | null | undefined,
): Pick<EmailMessage, 'text' | 'html'> {
  return { ...(text == null ? {} : { text }), ...(html == null ? {} : { html }) };
}
