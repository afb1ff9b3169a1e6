import * as z from 'zod';

/** What Cordon's own API says of a refusal (RFC 9457), none of which repeats the message. */
const problemSchema = z.object({
  title: z.string().max(200).optional().catch(undefined),
  detail: z.string().max(2000).optional().catch(undefined),
  remedy: z.string().max(2000).optional().catch(undefined),
  messageId: z.string().max(100).optional().catch(undefined),
});

const TOO_LARGE = 'The message is larger than Cordon takes.';

/**
 * Mail to whoever looks after the programs that send, about one that was refused after its program had gone: why, and
 * what helps. It holds nothing of the message, neither subject nor addresses.
 *
 * @param answer of `POST /v1/messages`; a body that is not the API's own says nothing
 */
export function refusalNotice(answer: { readonly status: number; readonly body: string }): {
  readonly subject: string;
  readonly text: string;
} {
  const { title, detail, remedy, messageId } = problemIn(answer.body);
  const why = title ?? (answer.status === 413 ? TOO_LARGE : 'The message was refused.');
  const paragraphs = [
    'A message that a program gave to the mail server was not sent to anybody, and was not kept.',
    ...(messageId === undefined ? [] : [`Its id in the records: ${messageId}`]),
    `Why: ${why}`,
    ...[detail, remedy].filter((part) => part !== undefined),
  ];
  return { subject: 'A message was not sent', text: `${paragraphs.join('\n\n')}\n` };
}

function problemIn(body: string): z.infer<typeof problemSchema> {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
