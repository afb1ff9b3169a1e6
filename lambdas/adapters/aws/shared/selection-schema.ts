import * as z from 'zod';

/** Which fields were selected, as it is read back from a table. */
export const selectionSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('listed'), paths: z.array(z.string()) }),
  z.object({ mode: z.literal('minimal') }),
]);
