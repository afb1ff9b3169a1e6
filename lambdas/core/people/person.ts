import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../vocabulary.ts';
import { ADDRESS_KINDS } from './address.ts';
import { authorizationTermsSchema } from './authorization-terms.ts';

/** Random, like a token: a key derived from the person would identify him (45 CFR 164.514(c)(1)). */
export const personKeySchema = z
  .string()
  .regex(/^prs_[0-9a-z]{26}$/, 'is not a person key (prs_ and 26 letters or digits)');

/** How something became known. */
export const HOWS = [
  'form',
  'paper',
  'phone',
  'in_person',
  'portal',
  'email',
  'text',
  'keyword',
  'one_click',
  'complaint',
  'bounce',
  'import',
] as const;
export type How = (typeof HOWS)[number];

/** One way to write a time, so that sorting the text sorts the times. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
const addressId = z.string().regex(/^adr_[0-9a-z]{26}$/);
const channels = z.array(z.enum(CHANNELS)).max(CHANNELS.length);
const addressIds = z.array(addressId).max(16);

export const MAX_ADDRESSES = 16;
export const MAX_OPT_OUTS = 100;
export const MAX_ENTRIES = 50;

/** An address is here by its blind index alone; what it is, is in the sealed part. */
const address = z.strictObject({
  id: addressId,
  kind: z.enum(ADDRESS_KINDS),
  /** Keyed blind index: an HMAC that only the clinical side can compute. */
  index: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  addedAt: moment,
});

/** Express consent: for one purpose by one channel, never for everything (47 CFR 64.1200(f)(9)). */
const consent = z.strictObject({
  purpose: z.enum(PURPOSES),
  channel: z.enum(CHANNELS),
  at: moment,
  how: z.enum(HOWS),
});

/** What is absent is not narrowed: without purpose and channel it is an opt-out from everything. */
const optOut = z.strictObject({
  purpose: z.enum(PURPOSES).optional(),
  channel: z.enum(CHANNELS).optional(),
  addressId: addressId.optional(),
  at: moment,
  how: z.enum(HOWS),
  endedAt: moment.optional(),
});

/** 45 CFR 164.522(b): by which channels or addresses to reach the person, or not to. */
const confidentialRequest = z.strictObject({
  id: z.string().regex(/^ccr_[0-9a-z]{26}$/),
  requestedAt: moment,
  use: z.strictObject({ channels: channels.optional(), addressIds: addressIds.optional() }),
  avoid: z.strictObject({ channels: channels.optional(), addressIds: addressIds.optional() }),
  endedAt: moment.optional(),
});

/** An individual chose plain mail or text after being warned of the risk (78 FR 5634; 45 CFR 164.524(c)). */
export const UNENCRYPTED_CHANNELS = ['email', 'sms'] as const;
const unencryptedChoice = z.strictObject({
  channel: z.enum(UNENCRYPTED_CHANNELS),
  warnedAt: moment,
  choseAt: moment,
  revokedAt: moment.optional(),
});

/** Consent under 42 CFR 2.31 to disclose substance-use records. */
const part2Consent = z.strictObject({
  consentedAt: moment,
  expiresOn: z.iso.date().optional(),
  revokedAt: moment.optional(),
});

/** From when it holds, until it was ended. */
const term = { since: moment, endedAt: moment.optional() };

/** Who may act for the person in their care (45 CFR 164.502(g)). */
const representative = z.strictObject({ person: personKeySchema, ...term });

export const MAX_REPRESENTATIVES = 16;

/**
 * One person, as kept: choices and dates in the clear, whatever says who it is (addresses, and the words of
 * authorizations) in `sealed`, which only people-admin opens. Whoever looks up a recipient reads the rest.
 */
export const personSchema = z.strictObject({
  id: personKeySchema,
  entityId: z.string().min(1).max(256),
  createdAt: moment,
  addresses: z.array(address).max(MAX_ADDRESSES),
  /** Channels that the person prefers, the first most. */
  preferredChannels: channels.optional(),
  consents: z.array(consent).max(PURPOSES.length * CHANNELS.length),
  optOuts: z.array(optOut).max(MAX_OPT_OUTS),
  confidential: z.array(confidentialRequest).max(MAX_ENTRIES),
  unencrypted: z.array(unencryptedChoice).max(MAX_ENTRIES),
  part2: z.array(part2Consent).max(MAX_ENTRIES),
  authorizations: z.array(authorizationTermsSchema).max(MAX_ENTRIES),
  representatives: z.array(representative).max(MAX_REPRESENTATIVES).optional(),
  /** A clinician, who may be told about the entity's patients. */
  clinician: z.strictObject(term).optional(),
  /** Base64 of the sealed `PersonSecrets`. */
  sealed: z.base64().max(300_000),
});
export type Person = z.infer<typeof personSchema>;
export type Consent = Person['consents'][number];
export type OptOut = Person['optOuts'][number];
export type ConfidentialRequest = Person['confidential'][number];
