import { NOT_A_SUBJECT, readSubject, SUBJECT_HEADERS } from './subject.ts';
import type { FilledParse } from './dialect.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { Problem } from './outcome.ts';

/**
 * Takes whom a message is about from the header in which the clients of any API can say it. The header goes no
 * further: it names a patient.
 */
export function nameSubjects(parsed: FilledParse): FilledParse {
  if (parsed.kind === 'malformed') return parsed;
  const problems: Problem[] = [];
  const messages = parsed.messages.map((message): OutboundMessage => {
    if (message.channel !== 'email') return message;
    const entries = Object.entries(message.headers);
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
    const headers = Object.fromEntries(entries.filter((entry) => !own.includes(entry)));
    return { ...message, headers, about };
  });
  return problems.length > 0 ? { kind: 'malformed', problems } : { ...parsed, messages };
}
