import { MAX_OPT_OUTS, type OptOut, type Person } from './person.ts';

/** What an opt-out covers; absent: everything. */
export type OptOutScope = Pick<OptOut, 'purpose' | 'channel' | 'addressId'>;

/**
 * The person with one more opt-out. One of the same scope that is in force, and that no later consent
 * outweighs, is enough: hearing the same thing twice changes nothing. One by keyword is not enough for one by another
 * way, which no keyword undoes.
 *
 * @returns the same object when nothing changes
 */
export function withOptOut(
  person: Person,
  scope: OptOutScope,
  how: OptOut['how'],
  now: Date,
): Person {
  const at = now.toISOString();
  const lastConsent = person.consents.reduce(
    (last, { at: given }) => (given > last ? given : last),
    '',
  );
  const known = person.optOuts.some(
    (optOut) =>
      optOut.purpose === scope.purpose &&
      optOut.channel === scope.channel &&
      optOut.addressId === scope.addressId &&
      optOut.endedAt === undefined &&
      optOut.at >= lastConsent &&
      (optOut.how !== 'keyword' || how === 'keyword'),
  );
  if (known) return person;
  const added: OptOut = {
    ...(scope.purpose === undefined ? {} : { purpose: scope.purpose }),
    ...(scope.channel === undefined ? {} : { channel: scope.channel }),
    ...(scope.addressId === undefined ? {} : { addressId: scope.addressId }),
    at,
    how,
  };
  return { ...person, optOuts: makeRoom([...person.optOuts, added]) };
}

/**
 * START or UNSTOP: undoes what keywords said, and nothing else. It is no consent to advertising: that
 * state is again what it was before.
 *
 * @returns the same object when nothing changes
 */
export function withKeywordUndone(person: Person, channel: OptOut['channel'], now: Date): Person {
  const isUndone = (optOut: OptOut) =>
    optOut.how === 'keyword' && optOut.channel === channel && optOut.endedAt === undefined;
  if (!person.optOuts.some(isUndone)) return person;
  const endedAt = now.toISOString();
  return {
    ...person,
    optOuts: person.optOuts.map((optOut) => (isUndone(optOut) ? { ...optOut, endedAt } : optOut)),
  };
}

/**
 * What has ended makes room first, the oldest of it; earlier versions of the entry keep it all. Somebody who
 * has opted out of more single things than can be kept has opted out of everything.
 */
function makeRoom(optOuts: readonly OptOut[]): OptOut[] {
  const kept = [...optOuts];
  while (kept.length > MAX_OPT_OUTS) {
    const ended = kept.findIndex(({ endedAt }) => endedAt !== undefined);
    if (ended === -1) {
      const { at = '', how = 'import' } = kept.at(-1) ?? {};
      return [{ at, how }];
    }
    kept.splice(ended, 1);
  }
  return kept;
}
