import type * as z from 'zod';
import { problemsOf } from '../send/parse-problems.ts';
import { normalizeAddress, type PersonAddress } from './address.ts';
import type { Authorization } from './authorization.ts';
import { type PersonDocument, personDocumentSchema } from './person-document.ts';
import { fitsOnePerson } from './person-secrets.ts';

/** What is wrong with what somebody gave: where, and why. Never repeats the value. */
export interface PersonProblem {
  /** RFC 6901 pointer. */
  readonly field: string;
  readonly reason: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly PersonProblem[] };

export function checkShape<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = problemsOf(parsed.error, schema);
  return {
    ok: false,
    problems: problems.map(({ field, message }) => ({ field, reason: message })),
  };
}

/** Whether a value may become a person: the schema, and what depends on the day or on other members. */
export function checkPerson(value: unknown, now: Date): Checked<PersonDocument> {
  const checked = checkShape(personDocumentSchema, value);
  if (!checked.ok) return checked;
  const { value: document } = checked;
  const problems = [
    ...futureMoments(document, now),
    ...unknownAddresses(document),
    ...repeatedIds(document),
    ...tooManyWords(document),
    ...document.authorizations.flatMap(({ document: authorization }, at) =>
      futureDates(authorization, now, `/authorizations/${String(at)}/document`),
    ),
  ];
  return problems.length > 0 ? { ok: false, problems } : checked;
}

/**
 * What has happened did not happen tomorrow. A form that is dated ahead is not signed yet: it is refused, and
 * not kept until it becomes valid by itself.
 */
export function futureDates(
  { signature, expiry }: Authorization,
  now: Date,
  path = '',
): readonly PersonProblem[] {
  const today = now.toISOString().slice(0, 10);
  const problems: PersonProblem[] = [];
  const check = (day: string | undefined, field: string, reason: string) => {
    if (day !== undefined && day > today) problems.push({ field: `${path}${field}`, reason });
  };
  check(signature?.signedOn, '/signature/signedOn', 'is signed in the future');
  if (expiry?.kind === 'event') {
    check(expiry.occurredOn, '/expiry/occurredOn', 'is in the future');
  }
  return problems;
}

/** Members that say when something happened; an end may be planned, a beginning may not. */
const HAPPENED = new Set([
  'at',
  'requestedAt',
  'warnedAt',
  'choseAt',
  'consentedAt',
  'recordedAt',
  'revokedAt',
  'endedAt',
  'since',
]);

export function futureMoments(value: unknown, now: Date, path = ''): readonly PersonProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const latest = now.toISOString();
  return Object.entries(value).flatMap(([name, member]) => {
    const field = `${path}/${name}`;
    const isLate = HAPPENED.has(name) && typeof member === 'string' && member > latest;
    return isLate ? [{ field, reason: 'is in the future' }] : futureMoments(member, now, field);
  });
}

function unknownAddresses(document: PersonDocument): readonly PersonProblem[] {
  const problems: PersonProblem[] = [];
  const check = (text: string | undefined, field: string) => {
    if (text !== undefined && findAddress(document.addresses, text) === undefined) {
      problems.push({ field, reason: 'is not one of the addresses of this person' });
    }
  };
  document.optOuts.forEach(({ address }, at) => {
    check(address, `/optOuts/${String(at)}/address`);
  });
  document.confidential.forEach((request, at) => {
    for (const side of ['use', 'avoid'] as const) {
      request[side].addresses?.forEach((address, index) => {
        check(address, `/confidential/${String(at)}/${side}/addresses/${String(index)}`);
      });
    }
  });
  return problems;
}

/** By its id an authorization is revoked: two of one id would leave one of them in force. */
function repeatedIds({ authorizations }: PersonDocument): readonly PersonProblem[] {
  const ids = authorizations.map(({ id }) => id);
  return ids.flatMap((id, at) =>
    id !== undefined && ids.indexOf(id) !== at
      ? [{ field: `/authorizations/${String(at)}/id`, reason: 'is given twice' }]
      : [],
  );
}

function tooManyWords({ addresses, authorizations }: PersonDocument): readonly PersonProblem[] {
  const fits = fitsOnePerson({
    addresses: Object.fromEntries(addresses.map(({ value }, at) => [withId(at), value])),
    authorizations: Object.fromEntries(
      authorizations.map(({ document }, at) => [withId(at), document]),
    ),
  });
  const reason = 'hold more words than can be kept of one person';
  return fits ? [] : [{ field: '/authorizations', reason }];
}

/** As long as an id. */
const withId = (at: number) => String(at).padStart(30, '0');

/** The address that a text means, however it is written. */
export function findAddress<A extends PersonAddress>(
  addresses: readonly A[],
  text: string,
): A | undefined {
  return addresses.find(({ kind, value }) => normalizeAddress(kind, text)?.value === value);
}
