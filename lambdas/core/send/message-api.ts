import * as z from 'zod';

/** `POST /v1/messages/ID/recall`. */
export const recallBody = z.strictObject({
  /** Goes into the ledger; it names nobody. */
  why: z.string().max(300),
});

const ordinal = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);

/** Which recipients of a message `GET /v1/messages/ID` tells of; all of them, unless it is asked for fewer. */
export const messagePage = z.object({
  /** Those behind this one. */
  after: ordinal.default(0),
  limit: ordinal.pipe(z.int().min(1).max(1000)).default(1000),
});
