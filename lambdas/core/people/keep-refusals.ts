import { same } from '../registry/changed-fields.ts';
import type { Person } from './person.ts';

type Kept = Omit<Person, 'sealed'>;

/**
 * A person who is replaced as a whole (an import of what was exported last week) keeps what he refused in the
 * meantime: opt-outs, requests for confidential communication and revocations leave only by being ended, never by
 * not being mentioned.
 */
export function keepRefusals(before: Kept, after: Kept): Kept {
  const isThere = (addressId: string | undefined) =>
    addressId === undefined || after.addresses.some(({ id }) => id === addressId);
  const forgottenOptOuts = before.optOuts.filter(
    (one) =>
      isThere(one.addressId) &&
      !after.optOuts.some((other) => same({ ...other, endedAt: one.endedAt }, one)),
  );
  const forgottenRequests = before.confidential.filter(
    (one) =>
      !after.confidential.some((other) =>
        same([other.requestedAt, other.use, other.avoid], [one.requestedAt, one.use, one.avoid]),
      ),
  );
  return {
    ...after,
    optOuts: [...after.optOuts, ...forgottenOptOuts],
    confidential: [
      ...after.confidential,
      ...forgottenRequests.map((request) => ({
        ...request,
        use: onlyKnown(request.use, isThere),
        avoid: onlyKnown(request.avoid, isThere),
      })),
    ],
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
