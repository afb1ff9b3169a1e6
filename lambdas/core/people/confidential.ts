import type { Channel } from '../vocabulary.ts';
import type { ConfidentialRequest } from './person.ts';

/**
 * Whether reaching a person at this address by this channel keeps what was asked for under 45 CFR
 * 164.522(b). Every request that is in force must be kept.
 */
export function confidentialState(
  requests: readonly ConfidentialRequest[],
  channel: Channel,
  addressId: string,
  at: Date,
): 'honored' | 'conflict' {
  const now = at.toISOString();
  const inForce = requests.filter(
    ({ requestedAt, endedAt }) => requestedAt <= now && (endedAt === undefined || now < endedAt),
  );
  const conflicting = inForce.some(
    ({ use, avoid }) =>
      avoid.channels?.includes(channel) === true ||
      avoid.addressIds?.includes(addressId) === true ||
      (isNamed(use.channels) && !use.channels.includes(channel)) ||
      (isNamed(use.addressIds) && !use.addressIds.includes(addressId)),
  );
  return conflicting ? 'conflict' : 'honored';
}

/** A list without members asks for nothing. */
function isNamed<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}
