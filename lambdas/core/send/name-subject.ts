import { NOT_A_SUBJECT, readSubject, SUBJECT_HEADERS } from './subject.ts';
import type { FilledParse } from './dialect.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { Problem } from './outcome.ts';

/**
 * Takes whom a message is about from the header in which the clients of any API can say it: the message's own, or that
 * of the request, for all its messages. The header goes no further: it names a patient.
 *
 * @param requestHeaders names in lower case
 */
export function nameSubjects(
  parsed: FilledParse,
  requestHeaders: Readonly<Record<string, string>>,
): FilledParse {
  if (parsed.kind === 'malformed') return parsed;
  const problems: Problem[] = [];
  const ofRequest = SUBJECT_HEADERS.flatMap((name) =>
    Object.hasOwn(requestHeaders, name) ? [[name, requestHeaders[name] ?? ''] as const] : [],
  );
  const messages = parsed.messages.map((message): OutboundMessage => {
    const entries = [
      ...ofRequest,
      ...(message.channel === 'email' ? Object.entries(message.headers) : []),
    ];
    const own = entries.filter(([name]) => SUBJECT_HEADERS.includes(name.toLowerCase()));
    const [first] = own;
    if (first === undefined) return message;
    const about = readSubject(first[1]);
    if (about === undefined || own.length > 1 || message.about !== undefined) {
      const reason =
        about === undefined ? NOT_A_SUBJECT : 'names whom the message is about a second time';
      problems.push({ field: 'Cordon-About', message: reason });
      return message;
    }
    if (message.channel !== 'email') return { ...message, about };
    const headers = Object.fromEntries(entries.filter((entry) => !own.includes(entry)));
    return { ...message, headers, about };
  });
  return problems.length > 0 ? { kind: 'malformed', problems } : { ...parsed, messages };
}
