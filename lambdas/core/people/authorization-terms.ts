import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../vocabulary.ts';

/** The elements and statements that 45 CFR 164.508(c) asks for, each with its paragraph. */
export const AUTHORIZATION_ELEMENTS = {
  information: '45 CFR 164.508(c)(1)(i)',
  discloser: '45 CFR 164.508(c)(1)(ii)',
  recipient: '45 CFR 164.508(c)(1)(iii)',
  purpose: '45 CFR 164.508(c)(1)(iv)',
  expiry: '45 CFR 164.508(c)(1)(v)',
  signature: '45 CFR 164.508(c)(1)(vi)',
  'authority of the representative': '45 CFR 164.508(c)(1)(vi)',
  'statement on revocation': '45 CFR 164.508(c)(2)(i)',
  'statement on conditioning': '45 CFR 164.508(c)(2)(ii)',
  'statement on redisclosure': '45 CFR 164.508(c)(2)(iii)',
  'plain language': '45 CFR 164.508(c)(3)',
  'copy to the signer': '45 CFR 164.508(c)(4)',
} as const;
export type AuthorizationElement = keyof typeof AUTHORIZATION_ELEMENTS;

const ELEMENTS = Object.keys(AUTHORIZATION_ELEMENTS) as [
  AuthorizationElement,
  ...AuthorizationElement[],
];

/** What else the document says or is; each can make it defective (45 CFR 164.508(b)(2)). */
export const REMUNERATION_TERMS = ['none', 'stated', 'not_stated'] as const;
export const COMBINATIONS = ['nothing', 'authorization', 'research', 'other_document'] as const;

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/**
 * An authorization as far as its validity depends on it: no words, no names. The words are in the
 * person's sealed part.
 */
export const authorizationTermsSchema = z.strictObject({
  id: z.string().regex(/^aut_[0-9a-z]{26}$/),
  recordedAt: moment,
  /** Elements that the document lacks. */
  missing: z.array(z.enum(ELEMENTS)).max(ELEMENTS.length),
  purposes: z.array(z.enum(PURPOSES)).max(PURPOSES.length),
  /** Absent: the document names no channel. */
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length).optional(),
  signedOn: z.iso.date().optional(),
  /** The last day on which it holds. */
  expiresOn: z.iso.date().optional(),
  /** The day on which the event occurred with which it expires. */
  expiryEventOn: z.iso.date().optional(),
  remuneration: z.enum(REMUNERATION_TERMS),
  combinedWith: z.enum(COMBINATIONS),
  /** Treatment, payment, enrollment or eligibility was made to depend on it. */
  conditioned: z.boolean(),
  /** Something material in it is known to be false. */
  knownFalse: z.boolean(),
  revokedAt: moment.optional(),
});
export type AuthorizationTerms = z.infer<typeof authorizationTermsSchema>;
