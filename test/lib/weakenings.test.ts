import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardRules } from '../../lib/compliance/rule-pack.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { PROJECT_ROOT } from '../../lib/bundling.ts';
import { type CfnTemplate, synthesize, withReceiving, withVpc } from './support/synthesize.ts';
import { plant, type Weakening, WEAKENINGS } from './support/weakenings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'cordon-weak-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the Guard rules say of a template: `RULE at STACK/LOGICALID`. */
function examine(engine: ReturnType<typeof guardRules>, stack: string, template: CfnTemplate) {
  const templatePath = path.join(folder, `${stack}.template.json`);
  writeFileSync(templatePath, JSON.stringify(template));
  const { violations } = engine.validate({
    stackTemplates: [
      { stackConstructPath: stack, templatePath, accountId: '111122223333', region: 'us-east-1' },
    ],
  } as unknown as Parameters<typeof engine.validate>[0]);
  return new Set(
    violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ resourceLogicalId: id }) => `${ruleName} at ${stack}/${String(id)}`,
      ),
    ),
  );
}

describe('a stack that is made weaker', () => {
  const templates = synthesize((example) => withVpc(withReceiving(example)));
  /** By what each weakening would be found, and everything that was. */
  const expected = new Map<Weakening, string>();
  const sound = new Set<string>();
  const found = new Set<string>();

  beforeAll(() => {
    const engine = guardRules(loadConfig(), { withDefaults: false });
    for (const [stack, template] of Object.entries(templates)) {
      for (const finding of examine(engine, stack, template)) sound.add(finding);
      const weak = structuredClone<CfnTemplate>(template);
      const planted = WEAKENINGS.filter((weakening) => weakening.stack === stack);
      for (const weakening of planted) {
        expected.set(
          weakening,
          `${weakening.rule} at ${stack}/${plant(weakening, weak.Resources)}`,
        );
      }
      for (const finding of examine(engine, stack, weak)) found.add(finding);
    }
  }, 120_000);

  it('is not the one that is deployed', () => {
    expect([...sound]).toEqual([]);
  });

  it.each(WEAKENINGS)('is refused: $what, by $rule', (weakening) => {
    expect([...found]).toContain(expected.get(weakening));
  });

  it('is planted each on its own, so that one is not caught for another', () => {
    expect(new Set(expected.values()).size).toBe(WEAKENINGS.length);
  });

  it('is planted for every rule that can be broken here', () => {
    const guard = path.join(PROJECT_ROOT, 'lib', 'compliance', 'guard');
    const rules = readdirSync(guard).flatMap((file) =>
      [...readFileSync(path.join(guard, file), 'utf8').matchAll(/^rule (\w+)/gm)].map(
        ([, name]) => name,
      ),
    );
    // The example has no domain of its own.
    const broken = new Set([...WEAKENINGS.map(({ rule }) => rule), 'DOMAINS_WANT_TLS']);
    expect(rules.filter((rule) => !broken.has(String(rule)))).toEqual([]);
  });
});
