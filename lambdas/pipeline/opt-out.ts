import { type AddressKind, normalizeAddress } from '../core/people/address.ts';
import { type OptOutScope, withKeywordUndone, withOptOut } from '../core/people/opt-out.ts';
import type { OptOut, Person } from '../core/people/person.ts';
import { personDocumentSchema } from '../core/people/person-document.ts';
import type { Channel } from '../core/vocabulary.ts';
import { peopleWith } from './address-owners.ts';
import { changePerson, createPerson, untilFirst } from './change-person.ts';
import type { PeopleDependencies } from './people-dependencies.ts';

export interface AddressOptOut {
  readonly entityId: string;
  readonly kind: AddressKind;
  /** As it came: from a text, a link, a mail service. */
  readonly address: string;
  readonly scope: Omit<OptOutScope, 'addressId'>;
  /** Of this address alone, whatever else the person has. */
  readonly thisAddress?: true;
  readonly how: Extract<OptOut['how'], 'keyword' | 'one_click' | 'complaint' | 'bounce'>;
}

/** Why, for the ledger. Fixed words: what somebody wrote is never quoted. */
const WHY: Readonly<Record<AddressOptOut['how'], string>> = {
  keyword: 'opt-out by a keyword in a text message',
  one_click: 'opt-out by the link in a message',
  complaint: 'opt-out by a complaint about a message',
  bounce: 'the address takes no mail',
};

export type OptOutResult =
  /** In force now, in both lanes: whoever decides next reads it. */
  { readonly kind: 'opted_out'; readonly people: number } | { readonly kind: 'unreadable_address' };

/**
 * Opts out everybody who has an address. One whom nobody registered becomes a person with this address and
 * this opt-out: a refusal is kept though nothing else is known. Repeating it changes nothing.
 *
 * @throws when it could not be made durable: whoever told us must tell us again
 */
export async function optOutAddress(
  { entityId, kind, address, scope, thisAddress, how }: AddressOptOut,
  deps: PeopleDependencies,
): Promise<OptOutResult> {
  const read = normalizeAddress(kind, address);
  if (read === undefined) return { kind: 'unreadable_address' };
  const actor = { by: `system:${how.replace('_', '-')}`, why: WHY[how], entityId };
  const index = await deps.index.of(entityId, read);
  const change = (person: Person) => {
    const addressId = person.addresses.find((one) => one.index === index)?.id;
    const narrowed = thisAddress && addressId !== undefined ? { ...scope, addressId } : scope;
    return withOptOut(person, narrowed, how, deps.clock.now());
  };
  return await untilFirst<OptOutResult>(async () => {
    const keys = await peopleWith(index, entityId, deps);
    for (const key of keys) await changePerson(key, change, actor, deps);
    if (keys.length > 0) return { kind: 'opted_out', people: keys.length };

    const at = deps.clock.now().toISOString();
    const nobodyYet = personDocumentSchema.parse({
      addresses: [read],
      optOuts: [{ ...scope, ...(thisAddress ? { address: read.value } : {}), at, how }],
    });
    const created = await createPerson(nobodyYet, [index], actor, deps);
    return created.kind === 'conflict' ? created : { kind: 'opted_out', people: 1 };
  });
}

/** START: ends the opt-outs that keywords made, for everybody who has the number. */
export async function undoKeywords(
  entityId: string,
  channel: Extract<Channel, 'sms' | 'whatsapp'>,
  address: string,
  deps: PeopleDependencies,
): Promise<OptOutResult | { readonly kind: 'opted_in'; readonly people: number }> {
  const read = normalizeAddress('phone', address);
  if (read === undefined) return { kind: 'unreadable_address' };
  const actor = {
    by: 'system:keyword',
    why: 'opt-out undone by a keyword in a text message',
    entityId,
  };
  const keys = await peopleWith(await deps.index.of(entityId, read), entityId, deps);
  for (const key of keys) {
    const now = deps.clock.now();
    await changePerson(key, (person) => withKeywordUndone(person, channel, now), actor, deps);
  }
  return { kind: 'opted_in', people: keys.length };
}
