import { describe, expect, it } from 'vitest';
import type { PolicySources } from '../../../lambdas/core/decide/policy.ts';
import { provePolicy } from '../../../lambdas/core/decide/prove.ts';
import { FACT_VALUES } from '../../../lambdas/core/decide/fact-space.ts';
import { WORSE } from '../../../lambdas/core/decide/worse-facts.ts';
import { loadSound, shippedSources } from './shipped-policy.ts';

/** What the proof says about the shipped policy with something changed. */
const proofOf = (change: Partial<PolicySources>): string =>
  provePolicy(loadSound({ ...shippedSources, ...change })).join('\n');

/** The shipped rules without one file, or with one more. */
const without = (file: string): Partial<PolicySources> => {
  const { [file]: gone, ...policies } = shippedSources.policies;
  expect(gone).toBeDefined();
  return { policies };
};
const withRule = (text: string): Partial<PolicySources> => ({
  policies: { ...shippedSources.policies, 'own.cedar': text },
});
const forbid = (when: string): string =>
  `@id("own") @says("Own.") @cites("RFC 1") @remedy("None.") forbid (principal, action in Action::"release", resource) when { ${when} };`;

describe('the proof over every combination of facts', () => {
  it('finds nothing against the shipped policy', () => {
    expect(proofOf({})).toBe('');
  }, 60_000);

  it.each([
    [
      'that the channel matrix is not used',
      without('use-of-channels.cedar'),
      /against the channel matrix/,
    ],
    [
      'that an unknown fact is taken for good',
      without('unknown.cedar'),
      /against floor-unknown-baa/,
    ],
    [
      'that a class is closed and a worse one is not',
      withRule(forbid('context.phi == PhiClass::"none" && resource == Channel::"email"')),
      /Worse facts let out more: quarantine for .*phi none.*, but .* for .*phi (?:identifier|health)/,
    ],
    [
      'that those who agreed get less than those who were never asked',
      withRule(
        forbid(
          'context.consent == Consent::"granted" && context.direction == Direction::"outbound"',
        ),
      ),
      /Worse facts let out more: .*consent granted.*consent not_asked/,
    ],
    [
      'that an authorization closes what is open without one',
      withRule(forbid('context.authorization == Authorization::"valid"')),
      /authorization valid.*authorization none/,
    ],
  ])(
    'finds %s',
    (_, change, problem) => {
      expect(proofOf(change)).toMatch(problem);
    },
    60_000,
  );

  it('follows what it cannot read itself by asking Cedar about the rule alone', () => {
    const odd = forbid('[context.phi, context.phi].containsAny([PhiClass::"none"])');
    expect(proofOf(withRule(odd))).toMatch(/Worse facts let out more: quarantine for .*phi none/);
    const even = forbid('[Baa::"lapsed", Baa::"none", Baa::"unknown"].containsAny([context.baa])');
    expect(proofOf(withRule(even))).toBe('');
  }, 60_000);

  it('says so when a rule relates more facts than can be enumerated', () => {
    const unknown = (fact: string, type: string): string => `context.${fact} == ${type}::"unknown"`;
    const wide = [
      ...[unknown('phi', 'PhiClass'), unknown('baa', 'Baa'), unknown('consent', 'Consent')],
      ...[unknown('authorization', 'Authorization'), unknown('exception', 'Exception')],
      ...[unknown('remuneration', 'Remuneration'), unknown('part2', 'Part2')],
      ...[unknown('transport', 'Transport'), unknown('confidential', 'Confidentiality')],
    ].join(' || ');
    expect(proofOf(withRule(forbid(wide)))).toMatch(/own\.cedar: own: looks at too many facts/);
  }, 60_000);
});

describe('the order of the facts', () => {
  it('puts what is unknown below everything that is known', () => {
    for (const [fact, values] of Object.entries(FACT_VALUES)) {
      if (!(values as readonly unknown[]).includes('unknown')) continue;
      const worse = WORSE[fact as keyof typeof WORSE] as ReadonlyMap<unknown, readonly unknown[]>;
      const above = values.filter((value) => value !== 'unknown');
      expect(above.filter((value) => worse.get(value)?.includes('unknown') !== true)).toEqual([]);
    }
  });
});
