import { ADDRESSEES, type Addressee } from '../decide/facts.ts';
import type { Person } from './person.ts';

/**
 * Who the people at an address are to the people whom a message is about. What is sent there reaches all who have
 * the address, and whoever shares the subject's may be meant: of all pairs the worst holds.
 *
 * @param subjects whom the message may be about; `undefined` for one who cannot be read
 * @param recipients everybody who has the address, in the same way
 */
export function addresseeOf(
  subjects: readonly (Person | undefined)[],
  recipients: readonly (Person | undefined)[],
  at: Date,
): Addressee {
  const now = at.toISOString();
  const pairs = subjects.flatMap((subject) =>
    recipients.map((recipient) =>
      subject === undefined || recipient === undefined
        ? 'unknown'
        : relation(subject, recipient, now),
    ),
  );
  return pairs.reduce<Addressee | undefined>(worseOf, undefined) ?? 'unknown';
}

function relation(subject: Person, recipient: Person, now: string): Addressee {
  if (recipient.id === subject.id) return 'subject';
  const represents = subject.representatives?.some(
    (one) => one.person === recipient.id && isInForce(one, now),
  );
  if (represents === true) return 'representative';
  const { clinician } = recipient;
  return clinician !== undefined && isInForce(clinician, now) ? 'clinician' : 'other';
}

function isInForce(
  { since, endedAt }: { readonly since: string; readonly endedAt?: string | undefined },
  now: string,
): boolean {
  return since <= now && (endedAt === undefined || now < endedAt);
}

function worseOf(a: Addressee | undefined, b: Addressee): Addressee {
  if (a === undefined) return b;
  return ADDRESSEES.indexOf(a) >= ADDRESSEES.indexOf(b) ? a : b;
}
