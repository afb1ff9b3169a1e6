import type { ActionConstraint } from '@cedar-policy/cedar-wasm/nodejs';
import type { Rule } from './rule.ts';

/**
 * Rejects a permit that can grant `as_is` without looking at what was found. The floor would refuse
 * the outcome anyway; a policy that relies on it does not say what happens, so it is not loaded.
 */
export function checkAsIs(rules: readonly Rule[]): readonly string[] {
  return rules
    .filter(({ effect, json }) => effect === 'permit' && reachesAsIs(json.action))
    .filter(({ json }) => !json.conditions.some(({ body }) => readsPhi(body)))
    .map(({ file, text }) => `${file}: ${text.id} permits as_is without looking at context.phi.`);
}

const REACHES_AS_IS: readonly string[] = ['as_is', 'release'];

function reachesAsIs(action: ActionConstraint): boolean {
  if (action.op === 'All') return true;
  const named =
    'entities' in action ? action.entities : 'entity' in action ? [action.entity] : undefined;
  // An unexpected form counts as reaching everything.
  if (named === undefined) return true;
  return named.some((uid) => REACHES_AS_IS.includes('__entity' in uid ? uid.__entity.id : uid.id));
}

/** Whether an expression, at any depth, holds `context.phi`. */
function readsPhi(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const access: unknown = '.' in node ? node['.'] : undefined;
  if (typeof access === 'object' && access !== null && 'attr' in access && access.attr === 'phi') {
    return true;
  }
  return Object.values(node).some(readsPhi);
}
