import * as z from 'zod';
import { isDistinct } from './fields.ts';

/** Names of an RFC 6901 pointer. `**` stands at the end alone: `/order/**` is all of the order. */
const POINTER = /^(?:\/(?!\*\*\/)(?:[^/~\p{Cc}]|~[01]){1,64}){1,16}$/u;

const path = z.string().max(200).regex(POINTER, 'is not a path such as /order/items/*/sku');

/**
 * Which fields of a payload a destination gets (45 CFR 164.502(b), the minimum necessary). What is not listed is
 * dropped, a field that a vendor invents tomorrow too.
 *
 * - `all`: the whole payload; what is meant where a destination says nothing.
 * - `listed`: the values at these paths. `*` is any one item or member, `**` at the end whatever is there and below; a path
 *   without it names a text, a number, true, false or null, and no object or list. What paths are in each format:
 *   docs/deliveries.md.
 * - `minimal`: an id of Cordon's own and the event's type, as JSON.
 */
export const fieldsRuleSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('all') }),
  z.strictObject({
    mode: z.literal('listed'),
    paths: z.array(path).min(1).max(64).refine(isDistinct, 'names one twice'),
  }),
  z.strictObject({ mode: z.literal('minimal') }),
]);
export type FieldsRule = z.infer<typeof fieldsRuleSchema>;

/** A rule that leaves something out. */
export type Selection =
  { readonly mode: 'listed'; readonly paths: readonly string[] } | { readonly mode: 'minimal' };

/** The rule where there is one that leaves something out. */
export function selectionOf(rule: FieldsRule | undefined): Selection | undefined {
  return rule === undefined || rule.mode === 'all' ? undefined : rule;
}
