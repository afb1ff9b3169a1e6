import * as z from 'zod';
import { PURPOSES } from '../vocabulary.ts';
import { entityId, entryId, isDistinct, line } from './fields.ts';
import { shadowSchema } from './shadow.ts';

/** A vendor endpoint that posts to `/webhooks/{id}`, or mail to an address. */
export const sourceSchema = z.strictObject({
  id: entryId,
  entityId,
  /** Name of the signature scheme; `mail` where it takes mail (core/receive/mail-source.ts). */
  scheme: line,
  /** Reference of the signing secrets in the secret store; never the secret. A scheme of certificates has none. */
  secretRef: line.optional(),
  /** Reference of the secrets of the handshake alone (the verify token of Meta). */
  handshakeSecretRef: line.optional(),
  /** What the scheme lets a source set, such as the topics of SNS. */
  options: z.record(z.string().max(64), z.unknown()).optional(),
  /**
   * The URL the vendor posts to, where it is not the deployment's own (a domain of the company's before it): signatures
   * over the URL are made with it.
   */
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'is not an http(s) URL' })
    .refine((url) => !url.includes('?') && !url.includes('#'), 'has a query or a fragment')
    .optional(),
  /** Seconds; absent: the scheme's own tolerance. */
  toleranceSeconds: z.number().int().positive().max(3600).optional(),
  /** The source by its nature means care, so that any identifier in it is PHI (45 CFR 160.103). */
  careContext: z.boolean(),
  /** Its records are those of a substance-use program (42 CFR 2.12): not to be disclosed again without consent. */
  part2: z.boolean().optional(),
  purpose: z.enum(PURPOSES),
  destinationIds: z.array(entryId).min(1).max(16).refine(isDistinct, 'names one twice'),
  /** Bytes. */
  maxBodyBytes: z
    .number()
    .int()
    .positive()
    .max(6 * 1024 * 1024),
  shadow: shadowSchema.optional(),
  /** Its webhooks are tests and about nobody: decided and recorded, marked as such, and delivered to nobody. */
  synthetic: z.literal(true).optional(),
});
export type Source = z.infer<typeof sourceSchema>;
