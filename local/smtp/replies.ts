import * as z from 'zod';
import { HELD } from '../../lambdas/core/send/answers.ts';
import { explainUnavailable } from '../../lambdas/core/send/explain.ts';

/** A reply of SMTP: its lines without the code, each with the enhanced code (RFC 2034, RFC 3463) in front. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** Octets of a line of a reply without its code and end (RFC 5321 4.5.3.1.5). */
const LINE_LENGTH = 480;
/** Lines of one reply; a refusal takes a few. */
const MOST_LINES = 20;

const answerSchema = z.looseObject({
  messageId: z.string().optional(),
  status: z.union([z.string(), z.number()]).optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
});

/**
 * What `POST /v1/messages` answered, as SMTP has it (RFC 5321 4.2, RFC 4954, RFC 6409).
 *
 * @param isKnown a repeat of the message is known for one: nothing of it is sent twice
 */
export function replyTo(status: number, body: string, isKnown = false): Reply {
  const answer = parse(body);
  const { messageId = '', title = '', detail = '', remedy = '' } = answer;
  switch (status) {
    case 202:
      return answer.status === 'accepted'
        ? reply(250, '2.6.0', `Accepted as ${messageId}`)
        : reply(250, '2.6.0', `${HELD} Its id is ${messageId}`);
    case 400:
      return reply(554, '5.6.0', `${title}: ${detail}`);
    case 401:
      return reply(535, '5.7.8', 'The sender key is not known');
    case 403:
    case 422:
      return reply(550, '5.7.1', `${title}. ${detail}`, remedy);
    case 413:
      return reply(552, '5.3.4', `${title}. ${detail}`);
    case 429:
      return reply(450, '4.7.0', `${title}. ${detail}`);
    case 503:
      // What may have left in part must not be sent again by a program that does not ask.
      if (isKnown)
        return reply(451, '4.3.0', 'A service is away; try again later, nothing is sent twice');
      return detail === explainUnavailable(true)
        ? reply(554, '5.3.0', detail)
        : reply(451, '4.3.0', 'A service is away, nothing was sent; try again later');
    default:
      return reply(451, '4.3.0', 'The message was not taken; try again later');
  }
}

/** @param paragraphs each of which begins a line */
export function reply(code: number, enhanced: string, ...paragraphs: readonly string[]): Reply {
  const lines = paragraphs
    .flatMap((text) => wrapped(ascii(text), LINE_LENGTH - enhanced.length))
    .slice(0, MOST_LINES);
  return { code, lines: lines.map((line) => `${enhanced} ${line}`) };
}

function parse(body: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(body));
  } catch {
    return {};
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  '§': 'section ',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
};

/** Replies are ASCII (RFC 5321 4.2); rules are written by people. */
function ascii(text: string): string {
  return text
    .replace(/[§’‘“”–—…]/g, (character) => PLAIN[character] ?? '')
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim();
}

/** At spaces, where there are any. */
function wrapped(text: string, length: number): string[] {
  return (
    text.match(new RegExp(`\\S.{0,${String(length - 2)}}(?=\\s|$)|\\S{${String(length)}}`, 'g')) ??
    []
  );
}
