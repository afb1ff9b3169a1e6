import * as z from 'zod';
import { LANES } from '../vocabulary.ts';
import { entryId, isDistinct, line } from './fields.ts';
import { fieldsRuleSchema } from './fields-rule.ts';
import { isPrivateRange } from './private-range.ts';

const privateRange = z
  .string()
  .max(64)
  .refine(isPrivateRange, 'is not a range of private addresses, such as 10.20.0.0/16');

const limitsSchema = z
  .strictObject({
    /** Attempts under way at once. */
    concurrency: z.number().int().min(1).max(1000).optional(),
    /** Attempts that may begin in a second; 0.1 is one in ten seconds. */
    perSecond: z.number().min(0.01).max(1000).optional(),
    /** Failures in a row after which it is left alone for a while; absent: 10. */
    failuresInARow: z.number().int().min(1).max(1000).optional(),
  })
  .refine((limits) => Object.keys(limits).length > 0, 'names no limit');
export type Limits = z.infer<typeof limitsSchema>;

/** A system that receives webhooks from Cordon. */
export const destinationSchema = z.strictObject({
  id: entryId,
  lane: z.enum(LANES),
  url: z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' }),
  /** Reference of the Standard Webhooks secret that signs what Cordon sends. */
  secretRef: line,
  vendorId: entryId,
  /**
   * Which of the vendor's services it is. Given, the vendor's agreement must cover it (`coveredServices`), or there is
   * no agreement for this destination.
   */
  service: line.optional(),
  /** Which fields it gets. Absent: all. */
  fields: fieldsRuleSchema.optional(),
  /** How much it takes. Absent: as much as there is. */
  limits: limitsSchema.optional(),
  /**
   * Private ranges in which its address may be, each named here: `10.20.0.0/16`. Loopback, link-local addresses
   * and those of a cloud's own services stay refused.
   */
  allowedRanges: z
    .array(privateRange)
    .min(1)
    .max(16)
    .refine(isDistinct, 'names one twice')
    .optional(),
  /** Webhooks of one source are delivered one after the other, as they were received. */
  ordered: z.boolean().optional(),
});
export type Destination = z.infer<typeof destinationSchema>;
