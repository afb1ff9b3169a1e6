import type { Disposition } from '../vocabulary.ts';
import type { RuleText } from './decision.ts';
import type { DecisionFacts } from './facts.ts';

/** A rule that no policy file can override. */
export interface FloorRule {
  readonly text: RuleText;
  refuses(facts: DecisionFacts, disposition: Disposition): boolean;
}

/** The values that the floor's rules compare facts with, by fact. */
export const FLOOR_NAMES: Readonly<Partial<Record<keyof DecisionFacts, readonly string[]>>> = {
  lane: ['marketing'],
  phi: ['phi', 'unknown'],
  transport: ['tls', 'local'],
};

/** The message holds, or may hold, protected health information. */
function mayHoldPhi({ phi, unreadableParts }: DecisionFacts): boolean {
  return phi === 'phi' || phi === 'unknown' || unreadableParts;
}

/**
 * What the product promises whatever a company writes into its policy. The shipped policy forbids all
 * of it by rules of its own; these apply when an edited policy has lost one of them.
 */
export const FLOOR: readonly FloorRule[] = [
  {
    text: {
      id: 'floor-phi-never-as-is',
      says: 'What holds, or may hold, protected health information is never passed on unchanged.',
      cites: '45 CFR 164.312(e)(1); 45 CFR 164.306(a)(3)',
      remedy: 'Have the privacy officer correct the policy: a rule permits what Cordon never does.',
    },
    refuses: (facts, disposition) => disposition === 'as_is' && mayHoldPhi(facts),
  },
  {
    text: {
      id: 'floor-marketing-never-whole',
      says: 'The marketing lane never carries what holds, or may hold, protected health information.',
      cites: '45 CFR 164.502(a); 45 CFR 164.508(a)(3)',
      remedy: 'Send it with a clinical sender key, or route it to a clinical destination.',
    },
    refuses: (facts, disposition) =>
      facts.lane === 'marketing' &&
      (disposition === 'encrypted' || disposition === 'portal') &&
      mayHoldPhi(facts),
  },
  {
    text: {
      id: 'floor-deidentify-needs-full-read',
      says: 'Identifiers can be removed only from what was read completely, in a format that can be rewritten.',
      cites: '45 CFR 164.514(b)(2)',
      remedy:
        'Send every part in a format that Cordon reads and can rewrite, such as JSON or form data.',
    },
    refuses: (facts, disposition) =>
      disposition === 'deidentified' &&
      (facts.phi === 'unknown' || facts.unreadableParts || !facts.canDeidentify),
  },
  {
    text: {
      id: 'floor-phi-needs-encrypted-transport',
      says: 'What holds, or may hold, protected health information never travels unencrypted.',
      cites: '45 CFR 164.312(e)(1)',
      remedy: 'Give the destination an https address with TLS 1.2 or better.',
    },
    refuses: (facts, disposition) =>
      (disposition === 'encrypted' || disposition === 'portal') &&
      facts.transport !== 'tls' &&
      facts.transport !== 'local' &&
      mayHoldPhi(facts),
  },
];
