import { CHANNELS, DIRECTIONS, LANES, PHI_CLASSES, PURPOSES } from '../vocabulary.ts';
import {
  ADDRESSEES,
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
  addressee: ADDRESSEES,
  portalAvailable: BOOLEANS,
};

/** The facts, in the order in which they are enumerated. */
export const FACT_NAMES = Object.keys(FACT_VALUES) as (keyof DecisionFacts)[];

/** How many combinations there are: more than a milliard. */
const COMBINATIONS = FACT_NAMES.reduce((n, name) => n * FACT_VALUES[name].length, 1);

/** A prime that shares no factor with the number of values of any fact, so that steps of it meet every value. */
const STEP = 982_451_653;

/** The first `count` of all combinations in an order that spreads over them evenly; the same every time. */
export function* sampleFacts(count: number): Generator<DecisionFacts> {
  for (let number = 0; number < Math.min(count, COMBINATIONS); number += 1) {
    yield factsAt((number * STEP) % COMBINATIONS);
  }
}

/** The combination of a number below `COMBINATIONS`. */
function factsAt(number: number): DecisionFacts {
  let rest = number;
  const entries = FACT_NAMES.map((name) => {
    const values = FACT_VALUES[name];
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as unknown as DecisionFacts;
}

/** Whether each fact is one of its closed list: what policy may be asked about. */
export function isInFactSpace(facts: DecisionFacts): boolean {
  return FACT_NAMES.every((name) =>
    (FACT_VALUES[name] as readonly unknown[]).includes(facts[name]),
  );
}

/** One string for each combination of facts, different for different ones. */
export function factsKey(facts: DecisionFacts): string {
  return FACT_NAMES.map((name) => String(facts[name])).join('|');
}
