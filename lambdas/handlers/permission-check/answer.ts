import * as z from 'zod';
import { maySend } from '../../core/people/send-permission.ts';
import { errorClass, type Log } from '../../ports/log.ts';
import type { RecipientFacts } from '../../ports/recipient-facts.ts';
import {
  MAX_QUESTIONS,
  type PermissionQuestion,
  permissionQuestionSchema,
} from '../../ports/send-permission.ts';

export interface PermissionDependencies {
  readonly recipients: RecipientFacts;
  readonly log: Log;
}

/** Answers in the order of the questions. Nothing else leaves the clinical side. */
export type PermissionHandler = (
  event: unknown,
) => Promise<{ readonly answers: readonly boolean[] }>;

const eventSchema = z.strictObject({
  questions: z.array(permissionQuestionSchema).min(1).max(MAX_QUESTIONS),
});

/** The event is not a list of questions. */
export class PermissionEventError extends Error {
  override readonly name = 'PermissionEventError';
}

/** `permission-check`: invoked by the marketing lane's two functions, and by nobody else. */
export function createPermissionHandler(deps: PermissionDependencies): PermissionHandler {
  return async (event) => {
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) throw new PermissionEventError('the event is not a list of questions');
    try {
      return { answers: await Promise.all(parsed.data.questions.map((one) => answer(one, deps))) };
    } catch (error) {
      const route = 'permission-check';
      deps.log.write({ event: 'request.failed', route, errorClass: errorClass(error) });
      throw error;
    }
  };
}

async function answer(
  { address, channel, purpose, entityId }: PermissionQuestion,
  { recipients }: PermissionDependencies,
): Promise<boolean> {
  const state = await recipients.of({
    ...{ address, channel, purpose, entityId },
    exception: 'none',
    remuneration: 'none',
  });
  return maySend(state, purpose, channel);
}
