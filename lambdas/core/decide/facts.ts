import type { Channel, Direction, Lane, PhiClass, Purpose } from '../vocabulary.ts';

/**
 * State of the business associate agreement that covers a destination, computed at decision time
 * (45 CFR 164.504(e)). Best first; policy grants on `active` alone. `excluded`: whatever is signed, the company
 * keeps content of this class from this vendor.
 */
export const BAA_STATES = ['active', 'lapsed', 'none', 'excluded', 'unknown'] as const;
export type BaaState = (typeof BAA_STATES)[number];

/** Transport security towards the destination. `local` is loopback in development only. Best first. */
export const TRANSPORTS = ['tls', 'local', 'plain', 'unknown'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/**
 * Whether this purpose may go by this channel to this recipient: opt-outs (15 USC 7704(a)(4), 47 CFR
 * 64.1200(a)(10)) and express consent (47 CFR 64.1200(a)(2)). `not_asked`: the person neither agreed nor
 * objected. The marketing lane learns only yes or no: `granted` or `refused`.
 */
export const CONSENTS = ['granted', 'not_asked', 'refused', 'unknown'] as const;
export type Consent = (typeof CONSENTS)[number];

/** The person's authorization for this use (45 CFR 164.508). Why one is invalid is kept with the person. */
export const AUTHORIZATIONS = ['valid', 'none', 'invalid', 'unknown'] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];

/**
 * What the sender declares the communication to be, of what needs no authorization: 45 CFR 164.501,
 * "marketing", paragraph (2), and 164.508(a)(3)(i). `none`: nothing of the kind is declared.
 */
export const EXCEPTIONS = [
  'treatment',
  'care_coordination',
  'refill_reminder',
  'own_product',
  'face_to_face',
  'nominal_gift',
  'none',
  'unknown',
] as const;
export type Exception = (typeof EXCEPTIONS)[number];

/** What a third party pays for the communication (45 CFR 164.501). `reasonable_cost`: no more than its cost. */
export const REMUNERATIONS = ['none', 'reasonable_cost', 'financial', 'unknown'] as const;
export type Remuneration = (typeof REMUNERATIONS)[number];

/**
 * Whether the individual chose unencrypted email or text messages after a warning (45 CFR 164.522(b),
 * 164.524(c)(2)). Of no use on other channels.
 */
export const UNENCRYPTED_CHOICES = ['recorded', 'none', 'unknown'] as const;
export type UnencryptedChoice = (typeof UNENCRYPTED_CHOICES)[number];

/**
 * Whether the address and the channel are ones that the person accepts (45 CFR 164.522(b)); `honored`
 * also when the person asked for nothing.
 */
export const CONFIDENTIALITIES = ['honored', 'conflict', 'unknown'] as const;
export type Confidentiality = (typeof CONFIDENTIALITIES)[number];

/** Whether this is a substance use disorder record that may not be disclosed again (42 CFR 2.32, 2.33). */
export const PART2_STATES = ['none', 'consented', 'restricted', 'unknown'] as const;
export type Part2State = (typeof PART2_STATES)[number];

/**
 * Who the recipient is to the individual whom the sender says a message is about: that person, a personal
 * representative (45 CFR 164.502(g)), a clinician who is registered, or somebody else. `unnamed`: the sender names
 * nobody. `unknown`: the individual or the recipient is not on file, or could not be read.
 */
export const ADDRESSEES = [
  'subject',
  'representative',
  'clinician',
  'unnamed',
  'other',
  'unknown',
] as const;
export type Addressee = (typeof ADDRESSEES)[number];

/**
 * Everything policy may look at. Each fact is required: what is not known says `unknown`, and an
 * unknown fact never lets anything leave that the worst known value would keep.
 */
export interface DecisionFacts {
  /** The lane of the destination (inbound) or of the sender key (outbound). */
  readonly lane: Lane;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** `unknown` when the payload could not be read or the scanner failed. */
  readonly phi: PhiClass | 'unknown';
  /** Some part (an attachment) could not be read, although the rest was. */
  readonly unreadableParts: boolean;
  readonly baa: BaaState;
  readonly transport: Transport;
  /** Cordon knows how to remove identifiers from this format and the scan completed. */
  readonly canDeidentify: boolean;
  readonly consent: Consent;
  readonly authorization: Authorization;
  readonly exception: Exception;
  readonly remuneration: Remuneration;
  readonly unencryptedChoice: UnencryptedChoice;
  readonly confidential: Confidentiality;
  readonly part2: Part2State;
  readonly addressee: Addressee;
  /** There is a portal where a recipient can pick the message up. */
  readonly portalAvailable: boolean;
}

/** The facts about the person whom a message goes to, or whose information it holds. */
export type PersonFacts = Pick<
  DecisionFacts,
  | 'consent'
  | 'authorization'
  | 'exception'
  | 'remuneration'
  | 'unencryptedChoice'
  | 'confidential'
  | 'part2'
  | 'addressee'
>;

/**
 * The facts about a receiver that is no person: a system under the company's own control gets a webhook,
 * which asks nobody's consent and promotes nothing.
 */
export const NO_PERSON: PersonFacts = {
  consent: 'granted',
  authorization: 'none',
  exception: 'none',
  remuneration: 'none',
  unencryptedChoice: 'none',
  confidential: 'honored',
  part2: 'none',
  addressee: 'unnamed',
};
