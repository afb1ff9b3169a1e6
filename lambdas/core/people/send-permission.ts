import type { Channel, Purpose } from '../vocabulary.ts';
import type { RecipientState } from '../decide/recipient.ts';

/** Advertising needs express consent here (47 CFR 64.1200(a)(2)); mail may go until somebody opts out (16 CFR 316.5). */
const EXPRESS_CONSENT: readonly Channel[] = ['sms', 'whatsapp', 'push'];

/** All that the marketing lane is ever told about a recipient: yes or no. */
export function maySend(
  { consent, confidential }: Pick<RecipientState, 'consent' | 'confidential'>,
  purpose: Purpose,
  channel: Channel,
): boolean {
  if (confidential !== 'honored') return false;
  switch (consent) {
    case 'granted':
      return true;
    case 'not_asked':
      return purpose !== 'marketing' || !EXPRESS_CONSENT.includes(channel);
    case 'refused':
    case 'unknown':
      return false;
  }
}
