import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { readPolicyDirectory } from '../../../lambdas/adapters/policy/policy-directory.ts';
import { loadPolicy } from '../../../lambdas/core/decide/engine.ts';
import * as lists from '../../../lambdas/core/decide/facts.ts';
import type { LoadedPolicy, PolicySources } from '../../../lambdas/core/decide/policy.ts';
import * as words from '../../../lambdas/core/vocabulary.ts';

export const ROOT = path.join(import.meta.dirname, '..', '..', '..');

export const shippedSources: PolicySources = await readPolicyDirectory(path.join(ROOT, 'policy'));

/** Loads a policy that must be sound. */
export function loadSound(sources: PolicySources): LoadedPolicy {
  const load = loadPolicy(sources);
  if (load.kind === 'rejected') throw new Error(load.problems.join('\n'));
  return load.policy;
}

/** The shipped schema with other rules. */
export function withRules(text: string): PolicySources {
  return { schema: shippedSources.schema, policies: { 'rules.cedar': text } };
}

/** What is wrong with a policy; empty if it loads. */
export function problemsOf(sources: PolicySources): readonly string[] {
  const load = loadPolicy(sources);
  return load.kind === 'rejected' ? load.problems : [];
}

const caseSchema = z.strictObject({
  name: z.string(),
  facts: z.strictObject({
    lane: z.enum(words.LANES),
    direction: z.enum(words.DIRECTIONS),
    channel: z.enum(words.CHANNELS),
    purpose: z.enum(words.PURPOSES),
    phi: z.enum([...words.PHI_CLASSES, 'unknown']),
    unreadableParts: z.boolean(),
    baa: z.enum(lists.BAA_STATES),
    transport: z.enum(lists.TRANSPORTS),
    canDeidentify: z.boolean(),
    // Said only where they matter.
    consent: z.enum(lists.CONSENTS).default('granted'),
    authorization: z.enum(lists.AUTHORIZATIONS).default('none'),
    exception: z.enum(lists.EXCEPTIONS).default('none'),
    remuneration: z.enum(lists.REMUNERATIONS).default('none'),
    unencryptedChoice: z.enum(lists.UNENCRYPTED_CHOICES).default('none'),
    confidential: z.enum(lists.CONFIDENTIALITIES).default('honored'),
    part2: z.enum(lists.PART2_STATES).default('none'),
    portalAvailable: z.boolean().default(false),
  }),
  disposition: z.enum(words.DISPOSITIONS),
  reasonCode: z.string(),
});

export const cases = z
  .strictObject({ what: z.string(), cases: z.array(caseSchema) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'test/corpus/decide/cases.json'), 'utf8'))).cases;
