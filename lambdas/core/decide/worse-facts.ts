import { FACT_NAMES } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';

type WorseValues = {
  readonly [F in keyof DecisionFacts]?: ReadonlyMap<DecisionFacts[F], readonly DecisionFacts[F][]>;
};

/**
 * For each fact that has an order, the values that are worse than a value: less is known, agreed or secured.
 * With worse facts a policy must not let out more. What is unknown is worse than everything that is known.
 */
export const WORSE: WorseValues = {
  phi: new Map([
    ['none', ['identifier', 'health', 'phi', 'unknown']],
    ['identifier', ['phi', 'unknown']],
    ['health', ['phi', 'unknown']],
    ['phi', ['unknown']],
  ]),
  unreadableParts: new Map([[false, [true]]]),
  baa: new Map([
    ['active', ['lapsed', 'none', 'excluded', 'unknown']],
    ['lapsed', ['excluded', 'unknown']],
    ['none', ['excluded', 'unknown']],
    ['excluded', ['unknown']],
  ]),
  transport: new Map([
    ['tls', ['plain', 'unknown']],
    ['local', ['plain', 'unknown']],
    ['plain', ['unknown']],
  ]),
  canDeidentify: new Map([[true, [false]]]),
  consent: new Map([
    ['granted', ['not_asked', 'refused', 'unknown']],
    ['not_asked', ['refused', 'unknown']],
    ['refused', ['unknown']],
  ]),
  authorization: new Map([
    ['valid', ['none', 'invalid', 'unknown']],
    ['none', ['unknown']],
    ['invalid', ['unknown']],
  ]),
  exception: new Map([
    ['treatment', ['none', 'unknown']],
    ['care_coordination', ['none', 'unknown']],
    ['refill_reminder', ['none', 'unknown']],
    ['own_product', ['none', 'unknown']],
    ['face_to_face', ['none', 'unknown']],
    ['nominal_gift', ['none', 'unknown']],
    ['none', ['unknown']],
  ]),
  remuneration: new Map([
    ['none', ['reasonable_cost', 'financial', 'unknown']],
    ['reasonable_cost', ['financial', 'unknown']],
    ['financial', ['unknown']],
  ]),
  unencryptedChoice: new Map([
    ['recorded', ['none', 'unknown']],
    ['none', ['unknown']],
  ]),
  confidential: new Map([
    ['honored', ['conflict', 'unknown']],
    ['conflict', ['unknown']],
  ]),
  part2: new Map([
    ['none', ['consented', 'restricted', 'unknown']],
    ['consented', ['restricted', 'unknown']],
    ['restricted', ['unknown']],
  ]),
  addressee: new Map([
    ['subject', ['other', 'unknown']],
    ['representative', ['other', 'unknown']],
    ['clinician', ['other', 'unknown']],
    ['unnamed', ['other', 'unknown']],
    ['other', ['unknown']],
  ]),
  portalAvailable: new Map([[true, [false]]]),
};

/** The same facts with one of them worse, each way there is. */
export function worseThan(facts: DecisionFacts): readonly DecisionFacts[] {
  return FACT_NAMES.flatMap((fact) => {
    const worse: ReadonlyMap<unknown, readonly unknown[]> | undefined = WORSE[fact];
    return (worse?.get(facts[fact]) ?? []).map((value) => ({ ...facts, [fact]: value }));
  });
}
