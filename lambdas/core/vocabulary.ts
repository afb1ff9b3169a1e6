/**
 * The words every step shares. They are the columns of a decision, so each is a closed list:
 * a value outside the list is a parse error, never a default.
 */

/** The two sides that are kept apart. Everything belongs to exactly one. */
export const LANES = ['marketing', 'clinical'] as const;
export type Lane = (typeof LANES)[number];

export const DIRECTIONS = ['inbound', 'outbound'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const CHANNELS = [
  'email',
  'sms',
  'whatsapp',
  'push',
  'social',
  'webhook',
  'portal',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a communication is for; the rows of the channel matrix. */
export const PURPOSES = ['marketing', 'general_business', 'clinical', 'device_alert'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What may happen to a message, least disruptive first. Policy is asked in this order. */
export const DISPOSITIONS = [
  'as_is',
  'encrypted',
  'portal',
  'deidentified',
  'quarantine',
  'block',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/**
 * What a document is, as a whole.
 *
 * - `none`: neither identifiers nor health information
 * - `identifier`: identifies somebody, says nothing about health, care or payment for care
 * - `health`: health information that identifies nobody
 * - `phi`: individually identifiable health information (45 CFR 160.103)
 */
export const PHI_CLASSES = ['none', 'identifier', 'health', 'phi'] as const;
export type PhiClass = (typeof PHI_CLASSES)[number];

/** The steps of both flows; the keys of a decision's latency map. */
export const STEPS = [
  'receive',
  'verify',
  'authenticate',
  'parse',
  'scan',
  'decide',
  'protect',
  'deliver',
  'record',
] as const;
export type Step = (typeof STEPS)[number];

/** Milliseconds spent in each step, rounded to microseconds. */
export type StepLatency = Partial<Record<Step, number>>;

/** Detectors that can be asked besides the scanner; `none` unless a deployment says otherwise. */
export const SECOND_OPINIONS = ['none', 'comprehend-medical'] as const;
export type SecondOpinionName = (typeof SECOND_OPINIONS)[number];

/** Id of the source and of the destination of the deployment's own test webhooks. */
export const CANARY = 'cordon-canary';

/** How ids of keys begin, so that a person can tell them apart. */
export const KEY_PREFIXES = {
  marketing: 'mk',
  clinical: 'ck',
  audit: 'ak',
  officer: 'ok',
} as const;

/** What the id of a delivery ends with that leaves another one in the portal: what the hearing function may queue. */
export const LEFT_IN_PORTAL = '~portal';

/**
 * What the id of a delivery has in it that tells a sender what became of a message: what the functions may queue that
 * learn of it.
 */
export const TOLD_TO_SENDER = '~message.';
