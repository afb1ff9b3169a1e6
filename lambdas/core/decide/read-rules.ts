import {
  policySetTextToParts,
  policyToJson,
  type DetailedError,
} from '@cedar-policy/cedar-wasm/nodejs';
import { POLICY_LIMITS } from './policy-limits.ts';
import type { PolicySources } from './policy.ts';
import type { Rule } from './rule.ts';

/** Ids that decisions use for reasons of their own. */
export const RESERVED_IDS: readonly string[] = ['permitted', 'no-rule-permits', 'policy-error'];

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ID_LENGTH = 64;
const ANNOTATIONS = ['id', 'says', 'cites', 'remedy'];

/** What the rules of all files are, in declaration order, and everything that is wrong with them. */
export interface ReadRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly string[];
}

/** Reads every file, in the order of their names, and checks each rule's annotations. */
export function readRules(policies: PolicySources['policies']): ReadRules {
  const files = Object.keys(policies).sort();
  if (files.length === 0) return { rules: [], problems: ['There is no policy file.'] };
  if (files.length > POLICY_LIMITS.files) {
    return { rules: [], problems: [`There are more than ${POLICY_LIMITS.files} policy files.`] };
  }
  const rules: Rule[] = [];
  const problems: string[] = [];
  for (const file of files) readFile(file, policies[file] ?? '', rules, problems);
  if (rules.length > POLICY_LIMITS.rules) {
    problems.push(`There are more than ${POLICY_LIMITS.rules} rules.`);
  }
  const seen = new Map<string, string>();
  for (const { text, file } of rules) {
    const other = seen.get(text.id);
    if (other !== undefined)
      problems.push(`${file}: the id ${text.id} is already used in ${other}.`);
    seen.set(text.id, file);
  }
  return { rules, problems };
}

/** One line about a fault that Cedar found. */
export function describeError({ message, help, sourceLocations }: DetailedError): string {
  const label = sourceLocations?.[0]?.label;
  return [message, label, help].filter((part) => part != null && part !== '').join('; ');
}

function readFile(file: string, source: string, rules: Rule[], problems: string[]): void {
  if (source.length > POLICY_LIMITS.fileLength) {
    problems.push(`${file}: longer than ${POLICY_LIMITS.fileLength} characters.`);
    return;
  }
  const parts = policySetTextToParts(source);
  if (parts.type === 'failure') {
    for (const error of parts.errors) problems.push(`${file}: ${describeError(error)}.`);
    return;
  }
  if (parts.policy_templates.length > 0) problems.push(`${file}: templates are not supported.`);
  for (const [index, part] of inDeclarationOrder(parts.policies).entries()) {
    const where = `${file}, rule ${index + 1}`;
    const parsed = policyToJson(part);
    if (parsed.type === 'failure') {
      for (const error of parsed.errors) problems.push(`${where}: ${describeError(error)}.`);
      continue;
    }
    const { effect } = parsed.json;
    const annotations = parsed.json.annotations ?? {};
    const faults = checkAnnotations(annotations, effect);
    for (const fault of faults) problems.push(`${where}: ${fault}`);
    if (faults.length > 0) continue;
    const { id = '', says = '', cites = '', remedy } = annotations;
    const text = { id, says, cites, ...(remedy === undefined ? {} : { remedy }) };
    rules.push({ text, effect, file, source: part, json: parsed.json });
  }
}

/**
 * Cedar numbers the policies of a text from 0 and returns them sorted by `policy<number>` as a
 * string, where `policy10` comes before `policy2`. Which reason a decision names depends on the order
 * of the rules, so it is the order in which they are written.
 */
function inDeclarationOrder(sorted: readonly string[]): readonly string[] {
  const names = sorted.map((_, index) => `policy${index}`).sort();
  return names
    .map((name, position) => ({ number: Number(name.slice('policy'.length)), position }))
    .sort((a, b) => a.number - b.number)
    .map(({ position }) => sorted[position] ?? '');
}

function checkAnnotations(annotations: Record<string, string>, effect: Rule['effect']): string[] {
  const faults: string[] = [];
  const required = effect === 'forbid' ? ANNOTATIONS : ANNOTATIONS.filter((n) => n !== 'remedy');
  for (const name of required) {
    if ((annotations[name] ?? '').trim() === '') faults.push(`@${name} is missing or empty.`);
  }
  for (const [name, value] of Object.entries(annotations)) {
    if (!ANNOTATIONS.includes(name)) faults.push(`@${name} is not an annotation Cordon knows.`);
    if (value.length > POLICY_LIMITS.annotationLength) faults.push(`@${name} is too long.`);
  }
  if (effect === 'permit' && 'remedy' in annotations) {
    faults.push('@remedy has no meaning on a rule that permits.');
  }
  const id = annotations['id'] ?? '';
  if (id !== '' && (!ID.test(id) || id.length > ID_LENGTH)) {
    faults.push(`@id is lower-case words joined by hyphens, at most ${ID_LENGTH} characters.`);
  } else if (RESERVED_IDS.includes(id) || id.startsWith('floor-')) {
    faults.push(`@id ${id} is reserved.`);
  }
  return faults;
}
