import type { Disposition } from '../vocabulary.ts';
import type { RuleText } from './decision.ts';
import type { DecisionFacts } from './facts.ts';

/** A rule that no policy file can override. */
export interface FloorRule {
  readonly text: RuleText;
  /** The facts that `refuses` looks at, so that a proof need not vary the others. */
  readonly reads: readonly (keyof DecisionFacts)[];
  refuses(facts: DecisionFacts, disposition: Disposition): boolean;
}

/** The facts that can be unknown although the content was read, and how a sentence names them. */
const WORDS = {
  baa: "receiver's agreement is",
  transport: 'connection is',
  consent: 'consent is',
  authorization: 'authorization is',
  exception: 'exception is',
  remuneration: 'remuneration is',
  unencryptedChoice: 'choice of channel is',
  confidential: 'acceptance by the person is',
  part2: 'origin under 42 CFR Part 2 is',
  addressee: "recipient's relation to the person it is about is",
} as const;
const UNCERTAIN = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** The message holds, or may hold, protected health information. */
function mayHoldPhi({ phi, unreadableParts }: DecisionFacts): boolean {
  return phi === 'phi' || phi === 'unknown' || unreadableParts;
}

/** Something leaves. */
function isRelease(disposition: Disposition): boolean {
  return disposition !== 'quarantine' && disposition !== 'block';
}

/**
 * The individual chose plain email or SMS after a warning (45 CFR 164.522(b)), and what is sent to them was
 * read completely: the one exception to what may not be passed on unchanged.
 */
export function isChosenByPerson(facts: DecisionFacts): boolean {
  return (
    facts.lane === 'clinical' &&
    facts.direction === 'outbound' &&
    (facts.channel === 'email' || facts.channel === 'sms') &&
    facts.unencryptedChoice === 'recorded' &&
    facts.phi !== 'unknown' &&
    !facts.unreadableParts
  );
}

/** The facts that `isChosenByPerson` looks at. */
export const CHOICE_READS = [
  'lane',
  'direction',
  'channel',
  'unencryptedChoice',
  'phi',
  'unreadableParts',
] as const satisfies readonly (keyof DecisionFacts)[];

/**
 * What the product promises whatever a company writes into its policy. The shipped policy forbids all
 * of it by rules of its own; these apply when an edited policy has lost one of them.
 */
export const FLOOR: readonly FloorRule[] = [
  {
    text: {
      id: 'floor-phi-never-as-is',
      says: 'What holds, or may hold, protected health information is never passed on unchanged, except to the person who chose that.',
      cites: '45 CFR 164.312(e)(1); 45 CFR 164.306(a)(3); 45 CFR 164.522(b)(1)',
      remedy: 'Have the privacy officer correct the policy: a rule permits what Cordon never does.',
    },
    reads: CHOICE_READS,
    refuses: (facts, disposition) =>
      disposition === 'as_is' && mayHoldPhi(facts) && !isChosenByPerson(facts),
  },
  {
    text: {
      id: 'floor-marketing-never-whole',
      says: 'The marketing lane never carries what holds, or may hold, protected health information.',
      cites: '45 CFR 164.502(a); 45 CFR 164.508(a)(3)',
      remedy: 'Send it with a clinical sender key, or route it to a clinical destination.',
    },
    reads: ['lane', 'phi', 'unreadableParts'],
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
    reads: ['phi', 'unreadableParts', 'canDeidentify'],
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
    reads: ['transport', 'phi', 'unreadableParts'],
    refuses: (facts, disposition) =>
      (disposition === 'encrypted' || disposition === 'portal') &&
      facts.transport !== 'tls' &&
      facts.transport !== 'local' &&
      mayHoldPhi(facts),
  },
  {
    text: {
      id: 'floor-phi-needs-agreement',
      says: 'What holds, or may hold, protected health information goes whole to nobody without an active agreement.',
      cites: '45 CFR 164.502(e)(1); 45 CFR 164.504(e)',
      remedy: "Record the signed agreement with the receiver's vendor, with its dates.",
    },
    reads: ['baa', 'phi', 'unreadableParts'],
    refuses: (facts, disposition) =>
      isRelease(disposition) &&
      disposition !== 'deidentified' &&
      facts.baa !== 'active' &&
      mayHoldPhi(facts),
  },
  {
    text: {
      id: 'floor-vendor-data-allowed',
      says: 'A vendor receives only the classes of content that the company allows it.',
      cites: '45 CFR 164.502(b)(1)',
      remedy: "Have the privacy officer look at the vendor's dataAllowed in the registry.",
    },
    reads: ['baa'],
    refuses: (facts, disposition) => isRelease(disposition) && facts.baa === 'excluded',
  },
  {
    text: {
      id: 'floor-opt-out-honored',
      says: 'Nothing is sent to a person who has opted out of it.',
      cites: '15 USC 7704(a)(4); 47 CFR 64.1200(a)(10)',
      remedy: 'Take this recipient off the list.',
    },
    reads: ['direction', 'consent'],
    refuses: (facts, disposition) =>
      isRelease(disposition) && facts.direction === 'outbound' && facts.consent === 'refused',
  },
  {
    text: {
      id: 'floor-confidential-communication',
      says: 'Nothing goes by an address or a channel that the person asked not to be used.',
      cites: '45 CFR 164.522(b)(1)',
      remedy: 'Send it to the address, and by the channel, that the person asked for.',
    },
    reads: ['confidential'],
    refuses: (facts, disposition) => isRelease(disposition) && facts.confidential === 'conflict',
  },
  {
    text: {
      id: 'floor-part-2-no-redisclosure',
      says: 'A substance use disorder record is not disclosed again without consent.',
      cites: '42 CFR 2.12(d)(2); 42 CFR 2.32',
      remedy: "Record the person's consent under 42 CFR 2.31.",
    },
    reads: ['part2', 'phi', 'unreadableParts'],
    refuses: (facts, disposition) =>
      isRelease(disposition) &&
      facts.part2 === 'restricted' &&
      (facts.phi !== 'none' || facts.unreadableParts),
  },
  {
    text: {
      id: 'floor-promotion-needs-authorization',
      says: 'Health information promotes nothing without an authorization or an exception of the regulation.',
      cites: '45 CFR 164.508(a)(3); 45 CFR 164.501',
      remedy: "Record the person's authorization with all its elements.",
    },
    reads: ['direction', 'purpose', 'phi', 'unreadableParts', 'authorization', 'exception'],
    refuses: (facts, disposition) =>
      isRelease(disposition) &&
      facts.direction === 'outbound' &&
      facts.purpose === 'marketing' &&
      mayHoldPhi(facts) &&
      facts.authorization !== 'valid' &&
      (facts.exception === 'none' ||
        facts.exception === 'face_to_face' ||
        facts.exception === 'unknown'),
  },
  {
    text: {
      id: 'floor-recipient-guard',
      says: 'A message that names whom it is about goes to that person, a representative or a registered clinician alone.',
      cites: '45 CFR 164.502(a); 45 CFR 164.502(g); 45 CFR 164.514(h)(1)',
      remedy: 'Send it to that person, a representative or a clinician, or say whom it is about.',
    },
    reads: ['addressee'],
    refuses: (facts, disposition) => isRelease(disposition) && facts.addressee === 'other',
  },
  ...UNCERTAIN.map((fact): FloorRule => ({
    text: {
      id: `floor-unknown-${fact.toLowerCase()}`,
      says: `Nothing is passed on unchanged while its ${WORDS[fact]} unknown.`,
      cites: '45 CFR 164.306(a)(3)',
      remedy: 'Have the privacy officer correct the policy: a rule takes what is unknown for good.',
    },
    reads: [fact],
    refuses: (facts, disposition) => disposition === 'as_is' && facts[fact] === 'unknown',
  })),
  {
    text: {
      id: 'floor-device-alert-kept',
      says: 'A device alert that may not leave is held for review, never refused.',
      cites: '45 CFR 164.306(a)(1)',
      remedy: 'Have the privacy officer release it from review or send it another way.',
    },
    reads: ['purpose'],
    refuses: (facts, disposition) => disposition === 'block' && facts.purpose === 'device_alert',
  },
];
