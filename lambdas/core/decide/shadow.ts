import type { Shadow } from '../registry/shadow.ts';
import type { Disposition } from '../vocabulary.ts';
import type { Decision } from './decision.ts';
import type { DecisionFacts } from './facts.ts';

/** What was done instead of what policy says, while a source or sender is in shadow mode. */
export interface ShadowMark {
  /** What was done; the decision's own disposition is what policy says. */
  readonly enforced: Disposition;
  /** When this shadow mode began, ISO 8601. */
  readonly since: string;
  /** Who approved that it covers a receiver without an active agreement; absent where there is one. */
  readonly override?: string;
}

/**
 * Whether shadow mode lets pass what policy would have kept or changed, at a moment; undefined when policy
 * is enforced. It never lets pass
 *
 * - over a connection that is not known to be encrypted (45 CFR 164.312(e)(1)),
 * - against what the person said: an opt-out (47 CFR 64.1200), confidential communications (45 CFR 164.522(b)),
 *   a record that may not be disclosed again (42 CFR 2.32); nor while it is not known what the person said,
 * - to a receiver without an active agreement, unless an override says so (45 CFR 164.504(e)),
 * - into the marketing lane what could not be read at all: nobody could say later what was in it,
 * - when policy itself failed.
 */
export function shadowOf(
  decision: Decision,
  facts: DecisionFacts,
  shadow: Shadow | undefined,
  now: Date,
): ShadowMark | undefined {
  if (shadow === undefined || !isBetween(now, shadow.since, shadow.until)) return undefined;
  const enforced: Disposition = facts.lane === 'clinical' ? 'encrypted' : 'as_is';
  if (decision.disposition === 'as_is' || decision.disposition === enforced) return undefined;
  if (decision.reasonCode === 'policy-error') return undefined;
  if (facts.transport !== 'tls' && facts.transport !== 'local') return undefined;
  if (facts.consent === 'refused' || facts.consent === 'unknown') return undefined;
  if (facts.confidential !== 'honored') return undefined;
  if (facts.addressee === 'other' || facts.addressee === 'unknown') return undefined;
  if (facts.part2 === 'restricted' || facts.part2 === 'unknown') return undefined;
  if (facts.lane === 'marketing' && facts.phi === 'unknown') return undefined;
  const mark = { enforced, since: shadow.since };
  if (facts.baa === 'active') return mark;
  const { override } = shadow;
  if (override === undefined || !isBetween(now, shadow.since, override.until)) return undefined;
  return { ...mark, override: override.approvedBy };
}

function isBetween(now: Date, from: string, to: string): boolean {
  return Date.parse(from) <= now.getTime() && now.getTime() < Date.parse(to);
}
