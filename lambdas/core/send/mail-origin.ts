import type { Lane } from '../vocabulary.ts';
import { configurationSetOf, readMailNotification } from './mail-notification.ts';

/** The configuration sets by which this deployment's mail leaves. */
export interface MailSets extends Readonly<Record<Lane, string>> {
  /** For notices of the portal, of the clinical lane. */
  readonly notices: string;
}

/** By which of them a message left. */
export interface MailOrigin {
  readonly lane: Lane;
  /** Nothing but notices leaves so. */
  readonly isNotice: boolean;
}

/**
 * Whose mail an event of SES is about, by what SES says and no sender can: anybody in the account who may send can give a
 * message the tags of another.
 *
 * @returns undefined where it left by none of this deployment's configuration sets
 */
export function readMailOrigin(text: string, sets: MailSets): MailOrigin | undefined {
  const notification = readMailNotification(text);
  if (notification === undefined || notification === 'check') return undefined;
  switch (configurationSetOf(notification)) {
    case undefined:
      return undefined;
    case sets.clinical:
      return { lane: 'clinical', isNotice: false };
    case sets.notices:
      return { lane: 'clinical', isNotice: true };
    case sets.marketing:
      return { lane: 'marketing', isNotice: false };
    default:
      return undefined;
  }
}
