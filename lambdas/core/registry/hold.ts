import * as z from 'zod';
import { complain, entityId, entryId, line, moment } from './fields.ts';

/**
 * A legal hold: records in its scope are not disposed of while it stands, however old they are. The members of the
 * scope narrow it together; who set it and why is in its history.
 */
export const holdSchema = z
  .strictObject({
    id: entryId,
    /** The matter, in words that name nobody. */
    matter: line,
    scope: z.strictObject({
      entityId: entityId.optional(),
      /** Random key of a person. */
      person: z
        .string()
        .regex(/^prs_[0-9a-z]{26}$/, 'is not a person key (prs_ and 26 letters or digits)')
        .optional(),
      messageId: z.string().min(1).max(64).optional(),
      /** Of records made from then on. */
      from: moment.optional(),
      /** Exclusive. */
      to: moment.optional(),
    }),
    /** From then on it holds nothing. */
    releasedAt: moment.optional(),
  })
  .check((context) => {
    const { scope } = context.value;
    if (Object.values(scope).every((member) => member === undefined)) {
      complain(context, ['scope'], 'names nothing: give an entity, a person, a message or a time');
    }
    if (scope.from !== undefined && scope.to !== undefined && scope.from >= scope.to) {
      complain(context, ['scope', 'to'], 'is not after from');
    }
  });
export type Hold = z.infer<typeof holdSchema>;
