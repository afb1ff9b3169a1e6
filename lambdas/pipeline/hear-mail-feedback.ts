import type { MailFeedback } from '../core/send/mail-feedback.ts';
import { optOutAddress } from './opt-out.ts';
import type { PeopleDependencies } from './people-dependencies.ts';

/** A message went out without the covered entity it was sent for, so nobody can say whose choice this is. */
export class UnknownEntityError extends Error {
  override readonly name = 'UnknownEntityError';
}

/** Somebody who complained cannot be looked up by what SES calls him, so he could not be opted out. */
export class UnreadableAddressError extends Error {
  override readonly name = 'UnreadableAddressError';
}

/**
 * Opts out whoever complained about a message, from mail of every kind; and an address that takes no mail
 * for good, that one alone. Where SES names several people, it does not know which of them it was: all are.
 *
 * @throws when it could not be made durable for each of them: the notification comes again, and repeating it is
 * harmless
 */
export async function hearMailFeedback(
  feedback: MailFeedback,
  entityId: string | undefined,
  deps: PeopleDependencies,
): Promise<void> {
  if (feedback.kind === 'other') return;
  if (entityId === undefined) throw new UnknownEntityError('a message names no covered entity');
  let unreadable = false;
  for (const address of feedback.addresses) {
    const { kind } = await optOutAddress(
      {
        ...{ entityId, kind: 'email', address, how: feedback.kind },
        scope: { channel: 'email' },
        ...(feedback.kind === 'bounce' ? { thisAddress: true } : {}),
      },
      deps,
    );
    unreadable ||= kind === 'unreadable_address';
  }
  // Only now: the others are not to wait for a person who looks into it.
  if (unreadable) throw new UnreadableAddressError('a notification names no readable address');
}
