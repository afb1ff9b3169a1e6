import type { Disposition } from '../vocabulary.ts';
import type { DecisionRecord } from './decision-record.ts';

/** What shadow mode let pass, of one origin to one kind of receiver, that policy decides otherwise by one rule. */
export interface ShadowLine {
  /** `source intake`, `sender mk_...`. */
  readonly origin: string;
  /** The destination's id, or `recipients`. */
  readonly to: string;
  /** What would have been done. */
  readonly disposition: Disposition;
  readonly reasonCode: string;
  /** What the rule says, and what can be done about it. */
  readonly says: string;
  readonly remedy?: string;
  /** Decisions: one for each message and destination or recipient. */
  readonly count: number;
  /** First and last of them, ISO 8601. */
  readonly first: string;
  readonly last: string;
  /** Who approved that receivers without an agreement were covered; without repeats. */
  readonly overrides: readonly string[];
}

/** Adds up decisions one at a time, in any order, so that a long report needs no long list. */
export interface ShadowReport {
  add(decision: DecisionRecord): void;
  /** Most frequent first. */
  lines(): readonly ShadowLine[];
}

export function createShadowReport(): ShadowReport {
  const lines = new Map<string, ShadowLine>();
  return {
    add(decision) {
      const { shadow, disposition, reasonCode, decidedAt, says, remedy } = decision;
      if (shadow === undefined) return;
      const origin = `${decision.origin.kind} ${decision.origin.id}`;
      const to = decision.target.kind === 'destination' ? decision.target.id : 'recipients';
      const key = JSON.stringify([origin, to, disposition, reasonCode]);
      const line = lines.get(key);
      const overrides = new Set(line?.overrides);
      if (shadow.override !== undefined) overrides.add(shadow.override);
      lines.set(key, {
        ...{ origin, to, disposition, reasonCode, says },
        ...(remedy === undefined ? {} : { remedy }),
        count: (line?.count ?? 0) + 1,
        first: line !== undefined && line.first < decidedAt ? line.first : decidedAt,
        last: line !== undefined && line.last > decidedAt ? line.last : decidedAt,
        overrides: [...overrides],
      });
    },
    lines: () => [...lines.values()].sort((a, b) => b.count - a.count),
  };
}
