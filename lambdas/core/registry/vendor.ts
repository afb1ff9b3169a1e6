import * as z from 'zod';
import { PHI_CLASSES } from '../vocabulary.ts';
import { calendarDate, complain, entryId, isDistinct, line, oneOrMore } from './fields.ts';

/** A business associate has at most 60 days to tell of a breach (45 CFR 164.410(b)). */
const MAX_NOTICE_DAYS = 60;

/** A business associate agreement (45 CFR 164.504(e)): what the company has in its hands. */
const baaSchema = z
  .strictObject({
    /** Where the signed document is. Without one there is no agreement. */
    evidence: line,
    signedOn: calendarDate,
    effectiveOn: calendarDate,
    /** The last day on which it is in force, unless it is renewed. */
    expiresOn: calendarDate,
    /** When somebody is to look at it again. */
    reviewOn: calendarDate.optional(),
    /** Days in which the vendor must tell of a breach, where the contract says less than the law. */
    noticeDays: z.number().int().min(1).max(MAX_NOTICE_DAYS).optional(),
    /** Whether the vendor acts as an agent: what it knows counts as known (45 CFR 164.404(a)(2)). */
    isAgent: z.boolean(),
    /** The vendor's services that it covers. */
    coveredServices: oneOrMore(line),
    /** Whom to tell of an incident. */
    contact: line.optional(),
  })
  .check((context) => {
    const { signedOn, effectiveOn, expiresOn, reviewOn } = context.value;
    if (expiresOn < signedOn) complain(context, ['expiresOn'], 'is before signedOn');
    if (expiresOn < effectiveOn) complain(context, ['expiresOn'], 'is before effectiveOn');
    if (reviewOn !== undefined && reviewOn < signedOn) {
      complain(context, ['reviewOn'], 'is before signedOn');
    }
  });

/**
 * A vendor. Whether it has an agreement is never stored: that follows from evidence and dates at the moment it
 * is asked (`baaState`).
 */
export const vendorSchema = z.strictObject({
  id: entryId,
  name: line,
  /** Absent: no agreement is on file. */
  baa: baaSchema.optional(),
  /** The plan that the company has; some vendors sign for some plans only. */
  planTier: line.optional(),
  /** Classes of content that may go to it at all, agreement or not. Absent: whatever policy lets. */
  dataAllowed: z.array(z.enum(PHI_CLASSES)).refine(isDistinct, 'names one twice').optional(),
  /** Who else gets the data through it (45 CFR 164.502(e)(1)(ii)). */
  subcontractors: z.array(line).max(64).optional(),
  /** What is publicly known, with its source. No evidence of anything. */
  notes: z
    .array(z.strictObject({ says: line, source: z.url(), asOf: calendarDate }))
    .max(64)
    .optional(),
});
export type Vendor = z.infer<typeof vendorSchema>;
