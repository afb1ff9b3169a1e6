import type { DecisionFacts } from './facts.ts';

/** The type of each fact in the policy's schema. */
export const FACT_TYPES = {
  lane: 'Lane',
  direction: 'Direction',
  channel: 'Channel',
  purpose: 'Purpose',
  phi: 'PhiClass',
  unreadableParts: 'Bool',
  baa: 'Baa',
  transport: 'Transport',
  canDeidentify: 'Bool',
  consent: 'Consent',
  authorization: 'Authorization',
  exception: 'Exception',
  remuneration: 'Remuneration',
  unencryptedChoice: 'UnencryptedChoice',
  confidential: 'Confidentiality',
  part2: 'Part2',
  addressee: 'Addressee',
  portalAvailable: 'Bool',
} as const satisfies Record<keyof DecisionFacts, string>;
