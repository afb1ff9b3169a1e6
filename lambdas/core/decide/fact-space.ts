import { CHANNELS, DIRECTIONS, LANES, PHI_CLASSES, PURPOSES } from '../vocabulary.ts';
import {
  AUTHORIZATIONS,
  BAA_STATES,
  CONFIDENTIALITIES,
  CONSENTS,
  EXCEPTIONS,
  PART2_STATES,
  REMUNERATIONS,
  TRANSPORTS,
  UNENCRYPTED_CHOICES,
  type DecisionFacts,
} from './facts.ts';

const BOOLEANS = [false, true] as const;

/** Some of the values of each fact. */
export type FactValues = { readonly [F in keyof DecisionFacts]: readonly DecisionFacts[F][] };

/** The values of each fact, best first where there is a better. */
export const FACT_VALUES: FactValues = {
  lane: LANES,
  direction: DIRECTIONS,
  channel: CHANNELS,
  purpose: PURPOSES,
  phi: [...PHI_CLASSES, 'unknown'],
  unreadableParts: BOOLEANS,
  baa: BAA_STATES,
  transport: TRANSPORTS,
  canDeidentify: BOOLEANS,
  consent: CONSENTS,
  authorization: AUTHORIZATIONS,
  exception: EXCEPTIONS,
  remuneration: REMUNERATIONS,
  unencryptedChoice: UNENCRYPTED_CHOICES,
  confidential: CONFIDENTIALITIES,
  part2: PART2_STATES,
  portalAvailable: BOOLEANS,
};

const NAMES = Object.keys(FACT_VALUES) as (keyof DecisionFacts)[];

/** Every combination of the values given, one after the other; of all values, more than a milliard. */
export function* allFacts(values: FactValues = FACT_VALUES): Generator<DecisionFacts> {
  yield* extend(values, {}, 0);
}

function* extend(
  values: FactValues,
  facts: Partial<DecisionFacts>,
  depth: number,
): Generator<DecisionFacts> {
  const name = NAMES[depth];
  if (name === undefined) {
    yield facts as DecisionFacts;
    return;
  }
  for (const value of values[name]) yield* extend(values, { ...facts, [name]: value }, depth + 1);
}

/** Whether each fact is one of its closed list: what policy may be asked about. */
export function isInFactSpace(facts: DecisionFacts): boolean {
  return NAMES.every((name) => (FACT_VALUES[name] as readonly unknown[]).includes(facts[name]));
}

/** One string for each combination of facts, different for different ones. */
export function factsKey(facts: DecisionFacts): string {
  return NAMES.map((name) => String(facts[name])).join('|');
}
