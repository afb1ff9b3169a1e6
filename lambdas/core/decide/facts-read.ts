import { FACT_TYPES } from './fact-types.ts';
import type { DecisionFacts } from './facts.ts';
import type { Rule } from './rule.ts';

type Fact = keyof DecisionFacts;

/** By what the cell of the channel matrix is chosen. */
const MATRIX_READS: readonly Fact[] = ['channel', 'purpose', 'phi'];

/** The facts that a rule can look at, in the order of the facts. Others cannot change whether it applies. */
export function factsReadBy({ json }: Rule): readonly Fact[] {
  const read = new Set<string>();
  if (json.principal.op !== 'All') read.add('lane');
  if (json.resource.op !== 'All') read.add('channel');
  for (const { body } of json.conditions) collect(body, read);
  return (Object.keys(FACT_TYPES) as Fact[]).filter((fact) => read.has(fact));
}

function collect(node: unknown, into: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if ('Var' in node && node.Var === 'principal') into.add('lane');
  if ('Var' in node && node.Var === 'resource') into.add('channel');
  if ('attr' in node && node.attr === 'matrix') for (const fact of MATRIX_READS) into.add(fact);
  else if ('attr' in node) into.add(String(node.attr));
  for (const child of Object.values(node)) collect(child, into);
}
