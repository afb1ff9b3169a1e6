/** The policy as the pipeline needs it. Defined with the decide step, whose language it speaks. */
export type { Policy } from '../core/decide/policy.ts';
