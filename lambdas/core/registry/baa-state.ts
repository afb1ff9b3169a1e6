import type { BaaState, DecisionFacts } from '../decide/facts.ts';
import type { PhiClass } from '../vocabulary.ts';
import type { Destination } from './destination.ts';
import type { Vendor } from './vendor.ts';

/** The dates of a business associate agreement (45 CFR 164.504(e)), ISO 8601 calendar dates in UTC. */
export interface BaaTerm {
  readonly signedOn?: string;
  readonly effectiveOn: string;
  /** The last day on which it is in force. */
  readonly expiresOn: string;
}

/** What a person is told about a vendor. */
export type VendorStatus = 'unverified' | 'not_yet_effective' | 'active' | 'lapsed';

/** Days before the end of an agreement at which somebody is told, the last first. */
export const RENEWAL_WARNINGS = [7, 30, 60] as const;
export type RenewalWarning = (typeof RENEWAL_WARNINGS)[number];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * State of an agreement at a moment. Computed with each decision, so that a lapse closes the route at
 * the moment it lapses and no job has to run.
 */
export function baaState(term: BaaTerm | undefined, now: Date): BaaState {
  const status = agreementStatus(term, now);
  return status === 'active' || status === 'lapsed' ? status : 'none';
}

/** As `baaState`, in the words of the registry. Evidence and dates are all that counts. */
export function vendorStatus(
  vendor: { readonly baa?: BaaTerm | undefined },
  now: Date,
): VendorStatus {
  return agreementStatus(vendor.baa, now);
}

/**
 * State of the agreement that covers content on its way to one destination. There is none for a service that it
 * does not name. What the company keeps from this vendor is excluded, and so is what was not read completely: any
 * class may be in it.
 */
export function agreementFor(
  vendor: Vendor | undefined,
  destination: Pick<Destination, 'service'>,
  content: Content,
  now: Date,
): BaaState {
  // Not on file: nobody said what it may have.
  if (vendor === undefined) return 'unknown';
  const { service } = destination;
  const covers = service === undefined || vendor.baa?.coveredServices.includes(service) === true;
  const kept = keptFrom(vendor, content);
  if (kept === 'excluded') return kept;
  return covers && kept === undefined ? baaState(vendor.baa, now) : 'none';
}

type Content = Pick<DecisionFacts, 'phi' | 'unreadableParts'>;

/**
 * `none`: it may not have this whole, but what is left of it without identifiers, which is about health at most.
 */
function keptFrom(
  vendor: Vendor,
  { phi, unreadableParts }: Content,
): 'excluded' | 'none' | undefined {
  const allowed: readonly PhiClass[] | undefined = vendor.dataAllowed;
  if (allowed === undefined) return undefined;
  if (phi === 'unknown' || unreadableParts) return 'excluded';
  if (allowed.includes(phi)) return undefined;
  return phi === 'phi' && allowed.includes('health') ? 'none' : 'excluded';
}

/** Whole days until the last day of an agreement, 0 on that day; undefined when it is not in force. */
export function daysLeft(term: BaaTerm | undefined, now: Date): number | undefined {
  if (term === undefined || agreementStatus(term, now) !== 'active') return undefined;
  return Math.round((Date.parse(term.expiresOn) - Date.parse(today(now))) / DAY_MS);
}

/** The warning that is due: the smallest that the days left are within. */
export function renewalWarning(days: number | undefined): RenewalWarning | undefined {
  return days === undefined ? undefined : RENEWAL_WARNINGS.find((within) => days <= within);
}

function agreementStatus(term: BaaTerm | undefined, now: Date): VendorStatus {
  if (term === undefined) return 'unverified';
  const day = today(now);
  if (day > term.expiresOn) return 'lapsed';
  const isInForce = day >= term.effectiveOn && day >= (term.signedOn ?? term.effectiveOn);
  return isInForce ? 'active' : 'not_yet_effective';
}

function today(now: Date): string {
  return now.toISOString().slice(0, 10);
}
