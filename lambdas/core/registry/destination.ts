import * as z from 'zod';
import { LANES } from '../vocabulary.ts';
import { entryId, line } from './fields.ts';
import { fieldsRuleSchema } from './fields-rule.ts';

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
});
export type Destination = z.infer<typeof destinationSchema>;
