import * as z from 'zod';
import { CHANNELS, PURPOSES } from '../core/vocabulary.ts';

/** Questions that are asked in one call, at most. */
export const MAX_QUESTIONS = 100;

export const permissionQuestionSchema = z.strictObject({
  /** As the message has it. */
  address: z.string().max(1024),
  channel: z.enum(CHANNELS),
  purpose: z.enum(PURPOSES),
  /** The covered entity of the sender key. */
  entityId: z.string().min(1).max(256),
});
export type PermissionQuestion = z.infer<typeof permissionQuestionSchema>;

/**
 * All that the marketing lane can ask about a recipient: may I send this purpose by this channel to this
 * address? The clinical side answers, and tells nothing but this.
 */
export interface SendPermission {
  /** @throws when there is no answer; no answer is no permission */
  maySend(question: PermissionQuestion): Promise<boolean>;
}
