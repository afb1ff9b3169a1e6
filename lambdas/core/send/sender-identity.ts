import type { Address } from './outbound-message.ts';

/** The identity a lane's mail is sent with. */
export interface LaneIdentity {
  /** Domain verified with SES for this lane. */
  readonly domain: string;
  /** Used when the caller's own address is not of that domain. */
  readonly defaultFrom: string;
}

export interface EffectiveSender {
  readonly from: Address;
  /** The caller's address, when it cannot be the sender. */
  readonly replyTo?: Address;
}

/**
 * Mail always leaves by the lane's identity, so that the lane can be seen and enforced. An address of
 * another domain keeps its display name and becomes the address that replies go to.
 */
export function effectiveSender(from: Address, identity: LaneIdentity): EffectiveSender {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1).toLowerCase();
  if (domain === identity.domain) return { from };
  const name = from.name === undefined ? {} : { name: from.name };
  return { from: { address: identity.defaultFrom, ...name }, replyTo: from };
}
