import type { Dialect } from '../../../../lambdas/core/send/dialect.ts';
import type { EmailMessage } from '../../../../lambdas/core/send/outbound-message.ts';
import type { MessageOutcome, Problem } from '../../../../lambdas/core/send/outcome.ts';
import { dialectRequest, emailsIn, PLAIN, REFUSAL } from '../messages.ts';

type Headers = Readonly<Record<string, string>>;

/** The messages that a request says. @throws where it is malformed */
export function messagesOf(
  dialect: Dialect,
  body: unknown,
  headers: Headers = {},
): readonly EmailMessage[] {
  const parsed = dialect.parse(dialectRequest(body, headers));
  if (parsed.kind !== 'messages') throw new Error(JSON.stringify(parsed));
  return emailsIn(parsed.messages);
}

/** What is wrong with a request. @throws where nothing is */
export function problemsIn(
  dialect: Dialect,
  body: unknown,
  headers: Headers = {},
): readonly Problem[] {
  const parsed = dialect.parse(dialectRequest(body, headers));
  if (parsed.kind !== 'malformed') throw new Error('the request was read');
  return parsed.problems;
}

/** What the fullest request of several APIs comes to, but for its files and what is beside the message. */
export const FULL_MESSAGE: EmailMessage = {
  ...PLAIN,
  to: [{ address: 'reader@mail.example', name: 'A Reader' }, { address: 'second@mail.example' }],
  cc: [{ address: 'copy@mail.example' }],
  bcc: [{ address: 'blind@mail.example' }],
  replyTo: [{ address: 'desk@clinic.example' }],
  html: '<p>We are open</p>',
  headers: { 'X-Campaign': 'autumn' },
};

export const REFUSED: MessageOutcome = {
  kind: 'refused',
  messageId: 'msg_1',
  decisions: [REFUSAL],
};
export const ACCEPTED: MessageOutcome = {
  kind: 'accepted',
  messageId: 'msg_1',
  decisions: [{ ...REFUSAL, disposition: 'as_is', reasonCode: 'permitted' }],
};
export const HELD_BACK: MessageOutcome = {
  kind: 'held',
  messageId: 'msg_1',
  decisions: [{ ...REFUSAL, disposition: 'quarantine' }],
};
