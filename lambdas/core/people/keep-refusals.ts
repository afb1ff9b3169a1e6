import { same } from '../registry/changed-fields.ts';
import { MAX_ADDRESSES, MAX_ENTRIES, MAX_OPT_OUTS, type Person } from './person.ts';

type Kept = Omit<Person, 'sealed'>;

/**
 * A person who is replaced as a whole (an import of what was exported last week) keeps what he refused in the
 * meantime: opt-outs, requests for confidential communication and revocations leave only by being ended, never by
 * not being mentioned. So does an address on which one of them bears: without it, it would be the address of
 * somebody who refused nothing.
 *
 * @returns `full` when there is no room for all of it
 */
export function keepRefusals(before: Kept, after: Kept): Kept | 'full' {
  const optOuts = [
    ...after.optOuts,
    ...before.optOuts.filter(
      (one) => !after.optOuts.some((other) => same({ ...other, endedAt: one.endedAt }, one)),
    ),
  ];
  const confidential = [
    ...after.confidential,
    ...before.confidential.filter(
      (one) =>
        !after.confidential.some((other) =>
          same([other.requestedAt, other.use, other.avoid], [one.requestedAt, one.use, one.avoid]),
        ),
    ),
  ];
  const addresses = [
    ...after.addresses,
    ...before.addresses.filter(
      ({ id }) => isRefusedAt(id, optOuts, confidential) && !hasAddress(after, id),
    ),
  ];
  const isThere = (addressId: string | undefined) =>
    addressId === undefined || hasAddress({ addresses }, addressId);
  const kept: Kept = {
    ...after,
    addresses,
    // What has ended, at an address that is gone, says nothing any more.
    optOuts: optOuts.filter(({ addressId }) => isThere(addressId)),
    confidential: confidential.map((request) => ({
      ...request,
      use: onlyKnown(request.use, isThere),
      avoid: onlyKnown(request.avoid, isThere),
    })),
    authorizations: after.authorizations.map((terms) =>
      keepRevocation(
        terms,
        before.authorizations.find(({ id }) => id === terms.id),
      ),
    ),
    unencrypted: after.unencrypted.map((choice) =>
      keepRevocation(
        choice,
        before.unencrypted.find(
          ({ channel, choseAt }) => channel === choice.channel && choseAt === choice.choseAt,
        ),
      ),
    ),
    part2: after.part2.map((consent) =>
      keepRevocation(
        consent,
        before.part2.find(({ consentedAt }) => consentedAt === consent.consentedAt),
      ),
    ),
  };
  const isFull =
    kept.addresses.length > MAX_ADDRESSES ||
    kept.optOuts.length > MAX_OPT_OUTS ||
    kept.confidential.length > MAX_ENTRIES;
  return isFull ? 'full' : kept;
}

/** Whether anything that is in force forbids or narrows what goes to an address. */
function isRefusedAt(
  addressId: string,
  optOuts: Kept['optOuts'],
  confidential: Kept['confidential'],
): boolean {
  return (
    optOuts.some(
      (one) =>
        one.endedAt === undefined && (one.addressId === undefined || one.addressId === addressId),
    ) || confidential.some(({ endedAt }) => endedAt === undefined)
  );
}

function hasAddress({ addresses }: Pick<Kept, 'addresses'>, addressId: string): boolean {
  return addresses.some(({ id }) => id === addressId);
}

function keepRevocation<T extends { readonly revokedAt?: string | undefined }>(
  after: T,
  before: T | undefined,
): T {
  return after.revokedAt === undefined && before?.revokedAt !== undefined
    ? { ...after, revokedAt: before.revokedAt }
    : after;
}

function onlyKnown(
  side: Person['confidential'][number]['use'],
  isThere: (addressId: string) => boolean,
): Person['confidential'][number]['use'] {
  return side.addressIds === undefined
    ? side
    : { ...side, addressIds: side.addressIds.filter(isThere) };
}
