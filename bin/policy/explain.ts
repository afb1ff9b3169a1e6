import { assumedFacts } from '../../lambdas/core/decide/case-file.ts';
import type { Decision } from '../../lambdas/core/decide/decision.ts';
import type { DecisionFacts } from '../../lambdas/core/decide/facts.ts';
import type { LoadedPolicy } from '../../lambdas/core/decide/policy.ts';
import type { Disposition } from '../../lambdas/core/vocabulary.ts';
import { factsFrom, type FactOptions } from './fact-options.ts';
import { openOrReport } from './open.ts';

export type ExplainOptions = Pick<DecisionFacts, 'lane' | 'channel' | 'purpose' | 'phi'> &
  FactOptions & {
    readonly direction?: DecisionFacts['direction'];
    readonly json?: true;
    readonly policy: string;
  };

/** What happens to a message, for a sentence. */
const HAPPENS: Readonly<Record<Disposition, string>> = {
  as_is: 'It passes unchanged.',
  encrypted: 'It passes whole, over a connection that must be encrypted.',
  portal: 'It waits sealed in the portal, and a notice that says nothing goes out.',
  deidentified: 'It passes with every identifier removed.',
  quarantine: 'It is held, sealed, until somebody reviews it.',
  block: 'It is refused, and the sender is told why.',
};

/** `cordon policy explain`: the disposition, and each better one with the rules that refused it. */
export async function explain(options: ExplainOptions): Promise<void> {
  const policy = await openOrReport(options.policy);
  if (policy === undefined) return;
  const { lane, channel, purpose, phi } = options;
  // What comes in comes by webhook, and nothing is sent by one.
  const direction = options.direction ?? (channel === 'webhook' ? 'inbound' : 'outbound');
  const facts: DecisionFacts = {
    ...{ lane, direction, channel, purpose, phi },
    ...factsFrom(options, assumedFacts(direction)),
  };
  const decision = policy.decide(facts);
  const text =
    options.json === true
      ? JSON.stringify({ ...decision, facts })
      : describe(decision, facts, policy);
  process.stdout.write(`${text}\n`);
}

function describe(decision: Decision, facts: DecisionFacts, policy: LoadedPolicy): string {
  const { disposition, reasonCode, says, refused, remedy, citations, policyVersion } = decision;
  const texts = new Map(policy.rules.map((rule) => [rule.id, rule.says]));
  const lines = [`${disposition}  (${reasonCode})`, HAPPENS[disposition], says, ''];
  for (const better of refused) {
    lines.push(`not ${better.disposition}:`);
    if (better.rules.length === 0) lines.push('  no rule permits it');
    for (const id of better.rules) lines.push(`  ${id}: ${texts.get(id) ?? ''}`);
  }
  if (refused.length > 0) lines.push('');
  if (remedy !== undefined) lines.push(`what to do: ${remedy}`);
  const asked = Object.entries(facts).map(([fact, value]) => `${fact} ${String(value)}`);
  lines.push(`sources: ${citations.join('; ')}`, `facts: ${asked.join(', ')}`);
  lines.push(`policy: ${policyVersion}`);
  return lines.join('\n');
}
