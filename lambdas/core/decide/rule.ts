import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { RuleText } from './decision.ts';

/** One Cedar policy, with the annotations that explain it. */
export interface Rule {
  readonly text: RuleText;
  readonly effect: 'permit' | 'forbid';
  /** Name of the file it stands in. */
  readonly file: string;
  /** Cedar source of this one policy. */
  readonly source: string;
  /** Parsed form, for checks on what the rule looks at. */
  readonly json: PolicyJson;
}

/** The single sources in a `@cites` annotation, which separates them by semicolons. */
export function citationsOf(rule: RuleText): readonly string[] {
  return rule.cites
    .split(';')
    .map((source) => source.trim())
    .filter((source) => source !== '');
}
