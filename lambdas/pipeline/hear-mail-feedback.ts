import type { MailFeedback } from '../core/send/mail-feedback.ts';
import { optOutAddress } from './opt-out.ts';
import type { PeopleDependencies } from './people-dependencies.ts';

/** A message went out without the covered entity it was sent for, so nobody can say whose choice this is. */
export class UnknownEntityError extends Error {
  override readonly name = 'UnknownEntityError';
}

/**
 * Opts out whoever complained about a message, from mail of every kind; and an address that takes no mail
 * for good, that one alone.
 *
 * @throws when it could not be made durable: the notification comes again
 */
export async function hearMailFeedback(
  feedback: MailFeedback,
  entityId: string | undefined,
  deps: PeopleDependencies,
): Promise<void> {
  if (feedback.kind === 'other') return;
  if (entityId === undefined) throw new UnknownEntityError('a message names no covered entity');
  for (const address of feedback.addresses) {
    await optOutAddress(
      {
        ...{ entityId, kind: 'email', address, how: feedback.kind },
        scope: { channel: 'email' },
        ...(feedback.kind === 'bounce' ? { thisAddress: true } : {}),
      },
      deps,
    );
  }
}
