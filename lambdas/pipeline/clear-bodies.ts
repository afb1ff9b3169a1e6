import type { BodyReader } from '../ports/body-reader.ts';

/** Bodies that were sanitized or found clean before they were queued; anything sealed stays out of reach. */
export const clearBodies: BodyReader = {
  read: ({ body }) => Promise.resolve(body.kind === 'clear' ? body : undefined),
};
