import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../vocabulary.ts';
import { withOptOut } from './opt-out.ts';
import {
  type ConfidentialRequest,
  HOWS,
  MAX_ENTRIES,
  MAX_REPRESENTATIVES,
  type Person,
  personKeySchema,
  UNENCRYPTED_CHANNELS,
} from './person.ts';
import { confidentialInput, momentInput, part2Input, unencryptedInput } from './person-document.ts';

const how = z.enum(HOWS);
const address = z.string().min(1).max(1024);

/** One thing that an officer notes about one person. */
export const personChangeSchema = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('consent'),
    purpose: z.enum(PURPOSES),
    channel: z.enum(CHANNELS),
    /** Absent: now. */
    at: momentInput.optional(),
    how,
  }),
  z.strictObject({
    change: z.literal('opt_out'),
    purpose: z.enum(PURPOSES).optional(),
    channel: z.enum(CHANNELS).optional(),
    address: address.optional(),
    how,
  }),
  z.strictObject({
    change: z.literal('unencrypted_choice'),
    choice: unencryptedInput,
  }),
  z.strictObject({
    change: z.literal('unencrypted_choice_revoked'),
    channel: z.enum(UNENCRYPTED_CHANNELS),
  }),
  z.strictObject({
    change: z.literal('confidential_request'),
    request: confidentialInput,
  }),
  z.strictObject({
    change: z.literal('confidential_request_ended'),
    id: z.string().regex(/^ccr_[0-9a-z]{26}$/, 'is not an id of a request'),
  }),
  z.strictObject({ change: z.literal('part2_consent'), consent: part2Input }),
  z.strictObject({ change: z.literal('part2_consent_revoked') }),
  z.strictObject({
    change: z.literal('preferred_channels'),
    channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length),
  }),
  /** Another person acts for this one (45 CFR 164.502(g)). */
  z.strictObject({
    change: z.literal('representative'),
    person: personKeySchema,
    since: momentInput.optional(),
  }),
  z.strictObject({ change: z.literal('representative_ended'), person: personKeySchema }),
  z.strictObject({ change: z.literal('clinician'), since: momentInput.optional() }),
  z.strictObject({ change: z.literal('clinician_ended') }),
]);
export type PersonChange = z.output<typeof personChangeSchema>;

export interface ChangeContext {
  readonly now: Date;
  /** 26 random letters and digits. */
  readonly newId: string;
  /** The ids of the addresses that the change writes out. */
  readonly addressIds: ReadonlyMap<string, string>;
}

/** The addresses that a change writes out. */
export function addressesIn(change: PersonChange): readonly string[] {
  switch (change.change) {
    case 'opt_out':
      return change.address === undefined ? [] : [change.address];
    case 'confidential_request':
      return [change.request.use, change.request.avoid].flatMap(({ addresses = [] }) => addresses);
    case 'consent':
    case 'unencrypted_choice':
    case 'unencrypted_choice_revoked':
    case 'confidential_request_ended':
    case 'part2_consent':
    case 'part2_consent_revoked':
    case 'preferred_channels':
    case 'representative':
    case 'representative_ended':
    case 'clinician':
    case 'clinician_ended':
      return [];
  }
}

/** @returns the same object when nothing changes, `full` when there is no room for one more */
export function applyChange(
  person: Person,
  change: PersonChange,
  { now, newId, addressIds }: ChangeContext,
): Person | 'full' {
  const at = now.toISOString();
  switch (change.change) {
    case 'consent':
      return withConsent(person, { ...change, at: change.at ?? at });
    case 'opt_out': {
      const { purpose, channel, address: written, how: by } = change;
      const addressId = written === undefined ? undefined : addressIds.get(written);
      const scope = {
        ...(purpose === undefined ? {} : { purpose }),
        ...(channel === undefined ? {} : { channel }),
        ...(addressId === undefined ? {} : { addressId }),
      };
      return withOptOut(person, scope, by, now);
    }
    case 'unencrypted_choice':
      return append(person, 'unencrypted', withoutUndefined(change.choice));
    case 'unencrypted_choice_revoked':
      return end(person, 'unencrypted', 'revokedAt', at, (one) => one.channel === change.channel);
    case 'confidential_request': {
      const { use, avoid, requestedAt, endedAt } = change.request;
      const reach = (side: typeof use): ConfidentialRequest['use'] =>
        withoutUndefined({
          channels: side.channels,
          addressIds: side.addresses?.map((written) => addressIds.get(written) ?? ''),
        });
      return append(person, 'confidential', {
        ...{ id: `ccr_${newId}`, requestedAt, use: reach(use), avoid: reach(avoid) },
        ...(endedAt === undefined ? {} : { endedAt }),
      });
    }
    case 'confidential_request_ended':
      return end(person, 'confidential', 'endedAt', at, ({ id }) => id === change.id);
    case 'part2_consent':
      return append(person, 'part2', withoutUndefined(change.consent));
    case 'part2_consent_revoked':
      return end(person, 'part2', 'revokedAt', at, () => true);
    case 'preferred_channels':
      return { ...person, preferredChannels: change.channels };
    case 'representative':
      return withRepresentative(person, change.person, change.since ?? at);
    case 'representative_ended':
      return withoutRepresentative(person, change.person, at);
    case 'clinician':
      return person.clinician !== undefined && person.clinician.endedAt === undefined
        ? person
        : { ...person, clinician: { since: change.since ?? at } };
    case 'clinician_ended':
      return person.clinician === undefined || person.clinician.endedAt !== undefined
        ? person
        : { ...person, clinician: { ...person.clinician, endedAt: at } };
  }
}

/** One who has ended makes room for another. */
function withRepresentative(person: Person, key: string, since: string): Person | 'full' {
  const all = person.representatives ?? [];
  if (all.some((one) => one.person === key && one.endedAt === undefined)) return person;
  const kept =
    all.length < MAX_REPRESENTATIVES ? all : all.filter((one) => one.endedAt === undefined);
  if (kept.length >= MAX_REPRESENTATIVES) return 'full';
  return { ...person, representatives: [...kept, { person: key, since }] };
}

function withoutRepresentative(person: Person, key: string, at: string): Person {
  const all = person.representatives ?? [];
  if (!all.some((one) => one.person === key && one.endedAt === undefined)) return person;
  return {
    ...person,
    representatives: all.map((one) =>
      one.person === key && one.endedAt === undefined ? { ...one, endedAt: at } : one,
    ),
  };
}

/** An earlier consent to the same purpose and channel gives way; what was heard first may be told last. */
function withConsent(
  person: Person,
  { purpose, channel, at, how: by }: Person['consents'][number],
): Person {
  const isSame = (one: Person['consents'][number]) =>
    one.purpose === purpose && one.channel === channel;
  if (person.consents.some((one) => isSame(one) && one.at >= at)) return person;
  const others = person.consents.filter((one) => !isSame(one));
  return { ...person, consents: [...others, { purpose, channel, at, how: by }] };
}

type Ending = 'revokedAt' | 'endedAt';
interface Ends {
  readonly revokedAt?: string | undefined;
  readonly endedAt?: string | undefined;
}

/** What has ended makes room, the oldest of it first; earlier versions of the entry keep it. */
function append<L extends 'unencrypted' | 'confidential' | 'part2'>(
  person: Person,
  list: L,
  entry: Person[L][number],
): Person | 'full' {
  const kept: Person[L][number][] = [...person[list]];
  if (kept.length >= MAX_ENTRIES) {
    const over = kept.findIndex(
      (one: Ends) => one.revokedAt !== undefined || one.endedAt !== undefined,
    );
    if (over === -1) return 'full';
    kept.splice(over, 1);
  }
  return { ...person, [list]: [...kept, entry] };
}

function end<L extends 'unencrypted' | 'confidential' | 'part2'>(
  person: Person,
  list: L,
  ending: Ending,
  at: string,
  concerns: (entry: Person[L][number]) => boolean,
): Person {
  const entries: readonly Person[L][number][] = person[list];
  const isOpen = (entry: Person[L][number]) =>
    concerns(entry) && (entry as Ends)[ending] === undefined;
  if (!entries.some(isOpen)) return person;
  const changed = entries.map((entry) => (isOpen(entry) ? { ...entry, [ending]: at } : entry));
  return { ...person, [list]: changed };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
}
