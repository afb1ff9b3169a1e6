import { same } from '../registry/changed-fields.ts';
import type { PersonAddress } from './address.ts';
import { termsOf } from './authorization.ts';
import { findAddress } from './check-person.ts';
import type { ConfidentialRequest, Person } from './person.ts';
import type { PersonDocument } from './person-document.ts';
import type { PersonSecrets } from './person-secrets.ts';

/** A person but for the sealed part, and what is to be sealed. */
export interface AssembledPerson {
  readonly person: Omit<Person, 'sealed'>;
  readonly secrets: PersonSecrets;
}

export interface Assembly {
  readonly id: string;
  readonly entityId: string;
  readonly now: Date;
  /** Blind index of each address of the document, in its order. */
  readonly indexes: readonly string[];
  /** What the person was before; its addresses keep their ids. */
  readonly before?: Person;
  /** 26 random letters and digits. */
  readonly newId: () => string;
}

/** Parts a checked document into what is kept in the clear and what is sealed. */
export function assemblePerson(document: PersonDocument, assembly: Assembly): AssembledPerson {
  const { id, entityId, now, indexes, before, newId } = assembly;
  const addresses = document.addresses.map((address, at) => {
    const index = indexes[at] ?? '';
    const known = before?.addresses.find((one) => one.index === index);
    const kept = known ?? { id: `adr_${newId()}`, addedAt: now.toISOString() };
    return { ...address, id: kept.id, index, addedAt: kept.addedAt };
  });
  const idOf = (text: string) => findAddress(addresses, text)?.id ?? '';
  const authorizations = document.authorizations.map(
    ({ id: known, recordedAt, revokedAt, document: given }) => {
      const terms = termsOf(
        given,
        known ?? `aut_${newId()}`,
        recordedAt === undefined ? now : new Date(recordedAt),
      );
      return { given, terms: { ...terms, ...defined({ revokedAt }) } };
    },
  );
  return {
    person: {
      id,
      entityId,
      createdAt: before?.createdAt ?? now.toISOString(),
      addresses: addresses.map(({ value: _sealed, ...address }) => address),
      ...defined({ preferredChannels: document.preferredChannels }),
      consents: document.consents,
      optOuts: document.optOuts.map(({ address, ...optOut }) => ({
        ...defined(optOut),
        ...(address === undefined ? {} : { addressId: idOf(address) }),
      })),
      confidential: document.confidential.map(({ endedAt, requestedAt, ...reach }) => {
        const asked = {
          requestedAt,
          use: reachOf(reach.use, idOf),
          avoid: reachOf(reach.avoid, idOf),
        };
        // The same request keeps its id, wherever it stands: by its id it is ended.
        const known = before?.confidential.find((one) =>
          same({ requestedAt: one.requestedAt, use: one.use, avoid: one.avoid }, asked),
        );
        return { id: known?.id ?? `ccr_${newId()}`, ...asked, ...defined({ endedAt }) };
      }),
      unencrypted: document.unencrypted.map(defined),
      part2: document.part2.map(defined),
      authorizations: authorizations.map(({ terms }) => terms),
      ...carerOf(document),
    },
    secrets: {
      addresses: Object.fromEntries(addresses.map((one) => [one.id, one.value])),
      authorizations: Object.fromEntries(
        authorizations.map(({ terms, given }) => [terms.id, given]),
      ),
    },
  };
}

/** The other way: the person as an officer is shown him, and as export writes him. */
export function documentOf(person: Person, secrets: PersonSecrets): PersonDocument {
  const valueOf = (id: string) => secrets.addresses[id] ?? '';
  const reach = ({ channels, addressIds }: ConfidentialRequest['use']) =>
    defined({ channels, addresses: addressIds?.map(valueOf) });
  return {
    id: person.id,
    addresses: person.addresses.map(({ id, kind }): PersonAddress => ({
      kind,
      value: valueOf(id),
    })),
    ...defined({ preferredChannels: person.preferredChannels }),
    consents: person.consents,
    optOuts: person.optOuts.map(({ addressId, ...optOut }) => ({
      ...optOut,
      ...(addressId === undefined ? {} : { address: valueOf(addressId) }),
    })),
    confidential: person.confidential.map(({ id: _id, use, avoid, ...request }) => ({
      ...request,
      use: reach(use),
      avoid: reach(avoid),
    })),
    unencrypted: person.unencrypted,
    part2: person.part2,
    ...carerOf(person),
    authorizations: person.authorizations.flatMap(({ id, recordedAt, revokedAt }) => {
      const document = secrets.authorizations[id];
      return document === undefined
        ? []
        : [{ id, recordedAt, ...defined({ revokedAt }), document }];
    }),
  };
}

/** Who acts for the person, and whether the person is a clinician. */
function carerOf({
  representatives,
  clinician,
}: Pick<PersonDocument, 'representatives' | 'clinician'>): Pick<
  Person,
  'representatives' | 'clinician'
> {
  return {
    ...(representatives === undefined ? {} : { representatives: representatives.map(defined) }),
    ...(clinician === undefined ? {} : { clinician: defined(clinician) }),
  };
}

function reachOf(
  given: {
    readonly channels?: readonly string[] | undefined;
    readonly addresses?: readonly string[] | undefined;
  },
  idOf: (text: string) => string,
): ConfidentialRequest['use'] {
  return defined({
    channels: given.channels as ConfidentialRequest['use']['channels'],
    addressIds: given.addresses?.map(idOf),
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined: what is stored and compared has none. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
}
