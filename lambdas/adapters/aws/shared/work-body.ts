import * as z from 'zod';

/** Characters; longer than any id, and shorter than anything that could be content. */
const MAX_ID_LENGTH = 512;

const bodySchema = z.strictObject({ id: z.string().min(1).max(MAX_ID_LENGTH) });

/** The body of a queue message: `{"id":"..."}`. */
export function writeWorkBody(id: string): string {
  return JSON.stringify({ id });
}

/** The id in the body of a queue message, or undefined when it is not one that a WorkQueue wrote. */
export function readWorkBody(body: string): string | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(body)).data?.id;
  } catch {
    return undefined;
  }
}
