import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../vocabulary.ts';
import { ADDRESS_KINDS, normalizeAddress } from './address.ts';
import { authorizationSchema } from './authorization.ts';
import {
  HOWS,
  MAX_ADDRESSES,
  MAX_ENTRIES,
  MAX_OPT_OUTS,
  MAX_REPRESENTATIVES,
  personKeySchema,
  UNENCRYPTED_CHANNELS,
} from './person.ts';

/** A time or a calendar date, as a time in UTC. */
export const momentInput = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)',
  })
  .transform((text) => new Date(text).toISOString());

const channels = z.array(z.enum(CHANNELS)).min(1).max(CHANNELS.length);
const how = z.enum(HOWS);
const address = z.string().min(1).max(1024);

/** Channels and addresses of a confidential-communication request. */
const reach = z.strictObject({
  channels: channels.optional(),
  addresses: z.array(address).min(1).max(MAX_ADDRESSES).optional(),
});

export const consentInput = z.strictObject({
  purpose: z.enum(PURPOSES),
  channel: z.enum(CHANNELS),
  at: momentInput,
  how,
});

export const optOutInput = z.strictObject({
  purpose: z.enum(PURPOSES).optional(),
  channel: z.enum(CHANNELS).optional(),
  address: address.optional(),
  at: momentInput,
  how,
  endedAt: momentInput.optional(),
});

export const confidentialInput = z
  .strictObject({
    requestedAt: momentInput,
    use: reach.default({}),
    avoid: reach.default({}),
    endedAt: momentInput.optional(),
  })
  .refine(({ use, avoid }) => [use, avoid].some((one) => Object.keys(one).length > 0), {
    error: 'asks for nothing: name channels or addresses to use or to avoid',
  });

export const unencryptedInput = z
  .strictObject({
    channel: z.enum(UNENCRYPTED_CHANNELS),
    /** When the person was told of the risk; a choice without a warning is none. */
    warnedAt: momentInput,
    choseAt: momentInput,
    revokedAt: momentInput.optional(),
  })
  .refine(({ warnedAt, choseAt }) => warnedAt <= choseAt, {
    path: ['choseAt'],
    error: 'is before the warning',
  })
  .refine(({ choseAt, revokedAt }) => revokedAt === undefined || revokedAt >= choseAt, {
    path: ['revokedAt'],
    error: 'is before the choice',
  });

export const part2Input = z.strictObject({
  consentedAt: momentInput,
  expiresOn: z.iso.date().optional(),
  revokedAt: momentInput.optional(),
});

const termInput = z.strictObject({ since: momentInput, endedAt: momentInput.optional() });
const representativeInput = z.strictObject({ person: personKeySchema, ...termInput.shape });

/** An authorization with what Cordon noted about it. */
const recordedAuthorization = z.strictObject({
  id: z
    .string()
    .regex(/^aut_[0-9a-z]{26}$/, 'is not an id of an authorization')
    .optional(),
  recordedAt: momentInput.optional(),
  revokedAt: momentInput.optional(),
  document: authorizationSchema,
});

/** One person as people write and read it: import, export, and what an officer is shown. */
export const personDocumentSchema = z
  .strictObject({
    /** Absent: a new person. */
    id: personKeySchema.optional(),
    addresses: z
      .array(z.strictObject({ kind: z.enum(ADDRESS_KINDS), value: address }))
      .min(1)
      .max(MAX_ADDRESSES),
    preferredChannels: channels.optional(),
    consents: z
      .array(consentInput)
      .max(PURPOSES.length * CHANNELS.length)
      .default([]),
    optOuts: z.array(optOutInput).max(MAX_OPT_OUTS).default([]),
    confidential: z.array(confidentialInput).max(MAX_ENTRIES).default([]),
    unencrypted: z.array(unencryptedInput).max(MAX_ENTRIES).default([]),
    part2: z.array(part2Input).max(MAX_ENTRIES).default([]),
    authorizations: z.array(recordedAuthorization).max(MAX_ENTRIES).default([]),
    representatives: z.array(representativeInput).max(MAX_REPRESENTATIVES).optional(),
    clinician: termInput.optional(),
  })
  .transform((given, context) => {
    const addresses = given.addresses.map(({ kind, value }, index) => {
      const read = normalizeAddress(kind, value);
      if (read === undefined)
        complain(context, ['addresses', index, 'value'], NOT_AN_ADDRESS[kind]);
      return read ?? { kind, value: '' };
    });
    const keys = addresses.map(({ kind, value }) => `${kind} ${value}`);
    keys.forEach((key, index) => {
      if (keys.indexOf(key) !== index) complain(context, ['addresses', index], 'is given twice');
    });
    return { ...given, addresses };
  });
export type PersonDocument = z.output<typeof personDocumentSchema>;

const NOT_AN_ADDRESS = {
  email: 'is not a mail address',
  phone: 'is not a telephone number; write it with its country code (+1 ...)',
  device: 'is not a device token',
  handle: 'is not a handle',
  endpoint: 'is not an endpoint',
  record: 'is not a record number',
} as const;

export function complain(
  context: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
  path: PropertyKey[],
  message: string,
): void {
  context.addIssue({ code: 'custom', path, message });
}
