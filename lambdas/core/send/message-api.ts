import * as z from 'zod';

/** `POST /v1/messages/ID/recall`. */
export const recallBody = z.strictObject({
  /** Goes into the ledger; it names nobody. */
  why: z.string().max(300),
});
