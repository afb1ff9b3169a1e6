import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOOR } from '../../../lambdas/core/decide/floor.ts';
import { readRules } from '../../../lambdas/core/decide/read-rules.ts';
import { citationsOf } from '../../../lambdas/core/decide/rule.ts';
import { ROOT, shippedSources } from './shipped-policy.ts';

const { rules, problems } = readRules(shippedSources.policies);
const texts = [...rules, ...FLOOR].map(({ text }) => text);

/** `45 CFR 164.312(e)(2)(ii)`, `42 CFR 2.32`, `47 CFR 64.1200(a)(2)`, `15 USC 7704(a)(4)` or `RFC 9325`. */
const SOURCE =
  /^(?:(?:45 CFR 16[04]\.\d{3}|42 CFR 2\.\d{1,2}|47 CFR 64\.1200|15 USC 7704)(?:\([a-z0-9]+\))*|RFC \d{3,5})$/;

describe('the shipped rules', () => {
  it('are read without a problem', () => {
    expect(problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(15);
  });

  it.each(texts)('$id says in one sentence what it does and where that comes from', (text) => {
    expect(text.says).toMatch(/^[A-Z].*[^.]\.$/);
    expect(citationsOf(text).length).toBeGreaterThan(0);
    for (const source of citationsOf(text)) expect(source).toMatch(SOURCE);
  });

  it.each(texts.filter(({ remedy }) => remedy !== undefined))(
    '$id tells the sender what to do',
    ({ remedy }) => {
      expect(remedy).toMatch(/^(?:Send|Have|Record|Give|Take|Post|Nothing to do)\b.*\.$/);
    },
  );

  it('have ids that nothing else has, the floor included', () => {
    expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length);
  });

  it('are each explained in the documentation', () => {
    const page = readFileSync(path.join(ROOT, 'docs/policy.md'), 'utf8');
    expect(texts.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('are the only ones the documentation names', () => {
    const page = readFileSync(path.join(ROOT, 'docs/policy.md'), 'utf8');
    const named = [...page.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map((match) => match[1]);
    expect(named).toHaveLength(texts.length);
    expect(new Set(named)).toEqual(new Set(texts.map(({ id }) => id)));
  });
});
