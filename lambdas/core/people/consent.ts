import type { Channel, Purpose } from '../vocabulary.ts';
import type { Consent, OptOut, Person } from './person.ts';

export interface ConsentQuestion {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** The address that would be used, where one is known. */
  readonly addressId?: string;
  readonly at: Date;
}

/** What the person wants, and what says so. */
export type ConsentAnswer =
  | { readonly state: 'granted'; readonly because: Consent }
  | { readonly state: 'refused'; readonly because: OptOut }
  | { readonly state: 'not_asked' };

/**
 * Whether a purpose may go by a channel. An opt-out covers whatever it does not narrow: one without a
 * purpose and a channel covers everything. Only a consent to exactly this purpose and channel, given after
 * the opt-out, outweighs it; at the same moment the opt-out holds.
 */
export function consentFor(
  { consents, optOuts }: Pick<Person, 'consents' | 'optOuts'>,
  question: ConsentQuestion,
): ConsentAnswer {
  const at = question.at.toISOString();
  const granted = latest(
    consents.filter(
      (consent) =>
        consent.purpose === question.purpose &&
        consent.channel === question.channel &&
        consent.at <= at,
    ),
  );
  const refused = latest(
    optOuts.filter(
      (optOut) =>
        covers(optOut, question) &&
        optOut.at <= at &&
        (optOut.endedAt === undefined || at < optOut.endedAt) &&
        (granted === undefined || optOut.at >= granted.at),
    ),
  );
  if (refused !== undefined) return { state: 'refused', because: refused };
  return granted === undefined ? { state: 'not_asked' } : { state: 'granted', because: granted };
}

function covers(optOut: OptOut, { purpose, channel, addressId }: ConsentQuestion): boolean {
  return (
    (optOut.purpose === undefined || optOut.purpose === purpose) &&
    (optOut.channel === undefined || optOut.channel === channel) &&
    // Asked without an address, the answer is for whichever address is used.
    (optOut.addressId === undefined || addressId === undefined || optOut.addressId === addressId)
  );
}

function latest<T extends { readonly at: string }>(entries: readonly T[]): T | undefined {
  return entries.reduce<T | undefined>(
    (best, entry) => (best === undefined || entry.at >= best.at ? entry : best),
    undefined,
  );
}
