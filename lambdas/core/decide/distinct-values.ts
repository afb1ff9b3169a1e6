import { FACT_VALUES, type FactValues } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';
import { FLOOR_NAMES } from './floor.ts';
import type { Rule } from './rule.ts';

/**
 * For each fact the values that some rule, or the floor, names, and one that none does. A rule can only
 * compare a fact with the values it names (all facts are enumerations without order or parents), so
 * the values that nobody names are interchangeable.
 */
export function distinctValues(rules: readonly Rule[]): FactValues {
  const named = new Set<string>();
  for (const { json } of rules) collect(json, named);
  const keep = <F extends keyof DecisionFacts>(
    fact: F,
    type: string,
  ): readonly DecisionFacts[F][] => {
    const all: FactValues[F] = FACT_VALUES[fact];
    const byFloor: readonly string[] = FLOOR_NAMES[fact] ?? [];
    const mentioned = (value: DecisionFacts[F]): boolean =>
      named.has(`${type}::${String(value)}`) || byFloor.includes(String(value));
    const other = all.find((value) => !mentioned(value));
    return all.filter((value) => mentioned(value) || value === other);
  };
  return {
    lane: keep('lane', 'Lane'),
    // Which dispositions exist depends on it.
    direction: FACT_VALUES.direction,
    channel: keep('channel', 'Channel'),
    purpose: keep('purpose', 'Purpose'),
    phi: keep('phi', 'PhiClass'),
    unreadableParts: FACT_VALUES.unreadableParts,
    baa: keep('baa', 'Baa'),
    transport: keep('transport', 'Transport'),
    canDeidentify: FACT_VALUES.canDeidentify,
    consent: keep('consent', 'Consent'),
    authorization: keep('authorization', 'Authorization'),
    exception: keep('exception', 'Exception'),
    remuneration: keep('remuneration', 'Remuneration'),
    unencryptedChoice: keep('unencryptedChoice', 'UnencryptedChoice'),
    confidential: keep('confidential', 'Confidentiality'),
    part2: keep('part2', 'Part2'),
    portalAvailable: [false],
  };
}

/** Every `{type, id}` in a parsed rule, as `Type::id`. */
function collect(node: unknown, into: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && 'id' in node) into.add(`${String(node.type)}::${String(node.id)}`);
  for (const child of Object.values(node)) collect(child, into);
}
