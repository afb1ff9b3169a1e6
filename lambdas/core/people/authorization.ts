import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../vocabulary.ts';
import {
  type AuthorizationElement,
  type AuthorizationTerms,
  COMBINATIONS,
  REMUNERATION_TERMS,
} from './authorization-terms.ts';

/** An element that has no letter and no digit is not there (45 CFR 164.508(c)(1)): record it as missing. */
const words = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .refine((text) => /[\p{L}\p{N}]/u.test(text), { error: 'says nothing' });
const parties = z.array(words).max(16);

/**
 * An authorization as somebody records it, under the names of 45 CFR 164.508. Elements may be missing: what
 * was signed is recorded as it was signed, and does not count until it is whole.
 */
export const authorizationSchema = z
  .strictObject({
    /** What may be used or disclosed. */
    information: words.optional(),
    /** Who may disclose it. */
    disclosers: parties.default([]),
    /** To whom. */
    recipients: parties.default([]),
    /** Each purpose, in words and as policy knows it. */
    purposes: z
      .array(z.strictObject({ purpose: z.enum(PURPOSES), description: words }))
      .max(16)
      .default([]),
    channels: z.array(z.enum(CHANNELS)).min(1).max(CHANNELS.length).optional(),
    /** A date, or an event that relates to the individual or the purpose. */
    expiry: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('date'), on: z.iso.date() }),
        z.strictObject({
          kind: z.literal('event'),
          event: words,
          occurredOn: z.iso.date().optional(),
        }),
      ])
      .optional(),
    signature: z
      .strictObject({
        signedOn: z.iso.date(),
        /** Present when somebody else signed for the individual. */
        representative: z.strictObject({ name: words, authority: words.optional() }).optional(),
      })
      .optional(),
    statements: z
      .strictObject({
        revocation: z.boolean(),
        conditioning: z.boolean(),
        redisclosure: z.boolean(),
      })
      .default({ revocation: false, conditioning: false, redisclosure: false }),
    plainLanguage: z.boolean().default(false),
    copyGiven: z.boolean().default(false),
    /** `none`: no third party pays; `stated`: one does and the document says so. */
    remuneration: z.enum(REMUNERATION_TERMS).default('none'),
    combinedWith: z.enum(COMBINATIONS).default('nothing'),
    conditioned: z.boolean().default(false),
    knownFalse: z.boolean().default(false),
  })
  .refine(
    ({ expiry, signature }) =>
      expiry?.kind !== 'date' || signature === undefined || expiry.on >= signature.signedOn,
    { path: ['expiry', 'on'], error: 'is before the signature' },
  )
  .refine(
    ({ expiry, signature }) =>
      expiry?.kind !== 'event' ||
      signature === undefined ||
      expiry.occurredOn === undefined ||
      expiry.occurredOn >= signature.signedOn,
    { path: ['expiry', 'occurredOn'], error: 'is before the signature' },
  );
export type Authorization = z.infer<typeof authorizationSchema>;

/** What the document lacks of what 45 CFR 164.508(c) asks for. */
export function missingElements(given: Authorization): readonly AuthorizationElement[] {
  const representative = given.signature?.representative;
  const present: Readonly<Record<AuthorizationElement, boolean>> = {
    information: given.information !== undefined,
    discloser: given.disclosers.length > 0,
    recipient: given.recipients.length > 0,
    purpose: given.purposes.length > 0,
    expiry: given.expiry !== undefined,
    signature: given.signature !== undefined,
    'authority of the representative':
      representative === undefined || representative.authority !== undefined,
    'statement on revocation': given.statements.revocation,
    'statement on conditioning': given.statements.conditioning,
    'statement on redisclosure': given.statements.redisclosure,
    'plain language': given.plainLanguage,
    'copy to the signer': given.copyGiven,
  };
  return (Object.keys(present) as AuthorizationElement[]).filter((element) => !present[element]);
}

/** The terms that stay in the clear; the rest is sealed. */
export function termsOf(given: Authorization, id: string, recordedAt: Date): AuthorizationTerms {
  const { expiry, signature, channels, remuneration, combinedWith } = given;
  return {
    id,
    recordedAt: recordedAt.toISOString(),
    missing: [...missingElements(given)],
    purposes: [...new Set(given.purposes.map(({ purpose }) => purpose))],
    ...(channels === undefined ? {} : { channels }),
    ...(signature === undefined ? {} : { signedOn: signature.signedOn }),
    ...(expiry?.kind === 'date' ? { expiresOn: expiry.on } : {}),
    ...(expiry?.kind === 'event' && expiry.occurredOn !== undefined
      ? { expiryEventOn: expiry.occurredOn }
      : {}),
    remuneration,
    combinedWith,
    conditioned: given.conditioned,
    knownFalse: given.knownFalse,
  };
}
