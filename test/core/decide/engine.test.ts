import { describe, expect, it } from 'vitest';
import { NO_PERSON, type DecisionFacts } from '../../../lambdas/core/decide/facts.ts';
import { provePolicy } from '../../../lambdas/core/decide/prove.ts';
import { loadSound, problemsOf, shippedSources, withRules } from './shipped-policy.ts';

const facts: DecisionFacts = {
  lane: 'clinical',
  direction: 'outbound',
  channel: 'email',
  purpose: 'clinical',
  phi: 'none',
  unreadableParts: false,
  baa: 'active',
  transport: 'tls',
  canDeidentify: true,
  ...NO_PERSON,
  portalAvailable: false,
};

/** A rule with its annotations, the head and the condition given. */
function permit(id: string, head: string, when = 'true'): string {
  return `@id("${id}") @says("Says ${id}.") @cites("45 CFR 164.502(a)") permit (${head}) when { ${when} };\n`;
}
function forbid(id: string, head: string, when = 'true'): string {
  return permit(id, head, when)
    .replace('permit (', `@remedy("Remedy of ${id}.") forbid (`)
    .replace('164.502(a)', '164.312(e)(1); 45 CFR 164.502(a)');
}
const AS_IS = 'principal, action == Action::"as_is", resource';
const ENCRYPTED = 'principal, action == Action::"encrypted", resource';
const RELEASE = 'principal, action in Action::"release", resource';
const KEEP = permit('keep', 'principal, action in Action::"keep", resource');
const NO_PHI = 'context.phi == PhiClass::"none"';
const ANY_PHI = 'context.phi != PhiClass::"health"';

describe('a decision', () => {
  it('takes the least disruptive disposition and says which rule permitted it', () => {
    const policy = loadSound(withRules(permit('plain', AS_IS, NO_PHI) + KEEP));
    expect(policy.decide(facts)).toEqual({
      disposition: 'as_is',
      reasonCode: 'permitted',
      rules: ['plain'],
      refused: [],
      says: 'Says plain.',
      citations: ['45 CFR 164.502(a)'],
      policyVersion: policy.version,
    });
  });

  it('names the rule that refused, its remedy and every source once', () => {
    const text = forbid('no-open-mail', AS_IS) + permit('sealed', ENCRYPTED) + KEEP;
    const policy = loadSound(withRules(text));
    expect(policy.decide(facts)).toEqual({
      disposition: 'encrypted',
      reasonCode: 'no-open-mail',
      rules: ['sealed', 'no-open-mail'],
      refused: [{ disposition: 'as_is', rules: ['no-open-mail'] }],
      says: 'Says no-open-mail.',
      citations: ['45 CFR 164.502(a)', '45 CFR 164.312(e)(1)'],
      remedy: 'Remedy of no-open-mail.',
      policyVersion: policy.version,
    });
  });

  it('names, of the rules that refused, the one that refused the most', () => {
    const text = forbid('narrow', AS_IS) + forbid('wide', RELEASE) + KEEP;
    const decision = loadSound(withRules(text)).decide(facts);
    expect(decision.reasonCode).toBe('wide');
    expect(decision.disposition).toBe('quarantine');
    expect(decision.refused[0]).toEqual({ disposition: 'as_is', rules: ['narrow', 'wide'] });
  });

  it('names, of rules that refused equally much, the one that is written first', () => {
    // More than ten, so that an order by number as text would differ.
    const ids = Array.from({ length: 12 }, (_, index) => `rule-${index}`).reverse();
    const text = ids.map((id) => forbid(id, RELEASE)).join('') + KEEP;
    const decision = loadSound(withRules(text)).decide(facts);
    expect(decision.reasonCode).toBe('rule-11');
    expect(decision.refused[0]?.rules).toEqual(ids);
  });

  it('holds a message that no rule permits to leave', () => {
    const decision = loadSound(withRules(KEEP)).decide(facts);
    expect(decision.disposition).toBe('quarantine');
    expect(decision.reasonCode).toBe('no-rule-permits');
    expect(decision.refused.map(({ disposition }) => disposition)).toEqual([
      'as_is',
      'encrypted',
      'portal',
      'deidentified',
    ]);
    expect(decision.remedy).toMatch(/privacy officer/);
  });

  it('blocks when holding is refused', () => {
    const text = forbid('tell-them', 'principal, action == Action::"quarantine", resource') + KEEP;
    expect(loadSound(withRules(text)).decide(facts).disposition).toBe('block');
  });

  it('holds a message when not even blocking is permitted', () => {
    const decision = loadSound(
      withRules(forbid('nothing-at-all', 'principal, action, resource')),
    ).decide(facts);
    expect(decision.disposition).toBe('quarantine');
    expect(decision.reasonCode).toBe('no-rule-permits');
  });

  it('does not ask a vendor to a portal', () => {
    const decision = loadSound(withRules(KEEP)).decide({ ...facts, direction: 'inbound' });
    expect(decision.refused.map(({ disposition }) => disposition)).not.toContain('portal');
  });

  it('is the same object for the same facts, and cannot be changed', () => {
    const policy = loadSound(shippedSources);
    const decision = policy.decide(facts);
    expect(policy.decide({ ...facts })).toBe(decision);
    expect(Object.isFrozen(decision)).toBe(true);
    expect(Object.isFrozen(decision.refused[0]?.rules)).toBe(true);
  });
});

describe('when policy fails, a message', () => {
  it('is held if a fact is outside its closed list', () => {
    const policy = loadSound(shippedSources);
    for (const odd of [
      { phi: 'PHI' },
      { lane: 'sales' },
      { transport: undefined },
      { unreadableParts: 'false' },
      { baa: '' },
    ]) {
      const decision = policy.decide({ ...facts, ...odd } as DecisionFacts);
      expect(decision).toMatchObject({ disposition: 'quarantine', reasonCode: 'policy-error' });
      expect(JSON.stringify(decision)).not.toContain('PHI');
    }
  });

  it('is held if one rule cannot be evaluated, even though others permit', () => {
    // Cedar evaluates integer overflow as an error and would go on without the rule.
    const overflow = '9223372036854775807 + (if context.canDeidentify then 1 else 0) > 0';
    const policy = loadSound(
      withRules(permit('plain', AS_IS, NO_PHI) + forbid('broken', AS_IS, overflow) + KEEP),
    );
    expect(policy.decide({ ...facts, canDeidentify: true })).toMatchObject({
      disposition: 'quarantine',
      reasonCode: 'policy-error',
      rules: [],
    });
    expect(policy.decide({ ...facts, canDeidentify: false }).reasonCode).toBe('broken');
    expect(provePolicy(policy).join('\n')).toMatch(/Evaluation fails/);
  });
});

describe('the floor', () => {
  const reckless = loadSound(
    withRules(
      permit('reckless-as-is', AS_IS, ANY_PHI) +
        permit('reckless', 'principal, action, resource', ANY_PHI) +
        KEEP,
    ),
  );

  it.each([
    ['PHI as it is', { phi: 'phi' }, 'encrypted', 'floor-phi-never-as-is'],
    ['an unread message as it is', { phi: 'unknown' }, 'encrypted', 'floor-phi-never-as-is'],
    ['an unread part as it is', { unreadableParts: true }, 'encrypted', 'floor-phi-never-as-is'],
    [
      'PHI whole on the marketing lane',
      { phi: 'phi', lane: 'marketing' },
      'deidentified',
      'floor-marketing-never-whole',
    ],
    [
      'PHI in the clear',
      { phi: 'phi', transport: 'plain' },
      'deidentified',
      'floor-phi-needs-encrypted-transport',
    ],
    [
      'PHI over an unknown transport',
      { phi: 'phi', transport: 'unknown' },
      'deidentified',
      'floor-phi-needs-encrypted-transport',
    ],
    [
      'an unread message as de-identified',
      { phi: 'unknown', lane: 'marketing' },
      'quarantine',
      'floor-deidentify-needs-full-read',
    ],
    [
      'what cannot be rewritten as de-identified',
      { phi: 'phi', lane: 'marketing', canDeidentify: false },
      'quarantine',
      'floor-deidentify-needs-full-read',
    ],
    [
      'PHI whole to somebody without an agreement',
      { phi: 'phi', baa: 'none' },
      'deidentified',
      'floor-phi-needs-agreement',
    ],
    [
      'an unread part to somebody whose agreement has lapsed',
      { unreadableParts: true, baa: 'lapsed' },
      'quarantine',
      'floor-phi-needs-agreement',
    ],
    [
      'what is kept from the vendor',
      { phi: 'none', baa: 'excluded' },
      'quarantine',
      'floor-vendor-data-allowed',
    ],
    [
      'anything to somebody who opted out',
      { phi: 'none', direction: 'outbound', consent: 'refused' },
      'quarantine',
      'floor-opt-out-honored',
    ],
    [
      'anything by a way that the person excluded',
      { phi: 'none', confidential: 'conflict' },
      'quarantine',
      'floor-confidential-communication',
    ],
    [
      'a promotion with PHI without an authorization',
      {
        phi: 'phi',
        direction: 'outbound',
        channel: 'email',
        lane: 'clinical',
        purpose: 'marketing',
      },
      'quarantine',
      'floor-promotion-needs-authorization',
    ],
    [
      'a substance-use record again',
      { phi: 'identifier', part2: 'restricted' },
      'quarantine',
      'floor-part-2-no-redisclosure',
    ],
  ] as const)('does not let a policy pass on %s', (_, odd, disposition, rule) => {
    const decision = reckless.decide({ ...facts, ...odd });
    expect(decision.disposition).toBe(disposition);
    expect(decision.rules).toContain(rule);
    expect(decision.reasonCode).toMatch(/^floor-/);
    expect(decision.remedy).toBeDefined();
  });

  it('is reported by the proof when a policy rests on it', () => {
    expect(provePolicy(reckless).join('\n')).toMatch(/permits as_is against floor-phi-never-as-is/);
  });
});

describe('the proof', () => {
  it('reports worse facts that let out more', () => {
    const upsideDown =
      permit(
        'odd',
        ENCRYPTED,
        'context.baa != Baa::"active" && context.phi == PhiClass::"none" && !context.unreadableParts',
      ) + KEEP;
    const problems = provePolicy(
      loadSound(
        withRules(
          upsideDown +
            forbid(
              'marketing',
              'principal == Lane::"marketing", action in Action::"release", resource',
            ),
        ),
      ),
    );
    expect(problems.join('\n')).toMatch(
      /Worse facts let out more: quarantine for .*active.*encrypted/,
    );
  });
});

describe('the version', () => {
  it('is sixteen hexadecimal digits and changes with any text', () => {
    const version = loadSound(shippedSources).version;
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    const edited = { ...shippedSources, schema: `${shippedSources.schema}\n// edited\n` };
    expect(loadSound(edited).version).not.toBe(version);
    const more = { ...shippedSources.policies, 'z.cedar': '// nothing yet\n' };
    expect(loadSound({ ...shippedSources, policies: more }).version).not.toBe(version);
  });

  it('does not depend on the order in which files are given', () => {
    const reversed = Object.fromEntries(Object.entries(shippedSources.policies).reverse());
    expect(loadSound({ ...shippedSources, policies: reversed }).version).toBe(
      loadSound(shippedSources).version,
    );
  });

  it('keeps two policies in one process apart', () => {
    const strict = loadSound(withRules(KEEP));
    const open = loadSound(withRules(permit('plain', AS_IS, NO_PHI) + KEEP));
    expect(strict.decide(facts).disposition).toBe('quarantine');
    expect(open.decide(facts).disposition).toBe('as_is');
  });
});

describe('loading rejects', () => {
  const sound = permit('plain', AS_IS, NO_PHI);
  it.each([
    ['no files', {}, /no policy file/],
    ['a syntax error', { 'a.cedar': 'permit (principal' }, /a\.cedar: unexpected/],
    [
      'an unknown value of a fact',
      { 'a.cedar': permit('x', AS_IS, 'context.phi == PhiClass::"phii"') },
      /valid eid/,
    ],
    [
      'an unknown disposition',
      { 'a.cedar': permit('x', 'principal, action == Action::"whole", resource') },
      /a\.cedar: .*whole/,
    ],
    [
      'an unknown fact',
      { 'a.cedar': permit('x', ENCRYPTED, 'context.weather == "fine"') },
      /weather/,
    ],
    [
      'a rule that can never apply',
      { 'a.cedar': permit('x', ENCRYPTED, 'false') },
      /a\.cedar: .*x/,
    ],
    ['a missing id', { 'a.cedar': sound.replace('@id("plain")', '') }, /rule 1: @id is missing/],
    [
      'an empty sentence',
      { 'a.cedar': sound.replace('Says plain.', ' ') },
      /@says is missing or empty/,
    ],
    [
      'a missing source',
      { 'a.cedar': sound.replace('@cites("45 CFR 164.502(a)")', '') },
      /@cites is missing/,
    ],
    [
      'a forbid without remedy',
      { 'a.cedar': sound.replace('permit (', 'forbid (') },
      /@remedy is missing/,
    ],
    [
      'a permit with remedy',
      { 'a.cedar': sound.replace('permit (', '@remedy("None.") permit (') },
      /no meaning/,
    ],
    [
      'a misspelt annotation',
      { 'a.cedar': sound.replace('permit (', '@remdy("x") permit (') },
      /@remdy is not/,
    ],
    ['an id in another style', { 'a.cedar': sound.replace('"plain"', '"Plain_Rule"') }, /hyphens/],
    ['a reserved id', { 'a.cedar': sound.replace('"plain"', '"permitted"') }, /reserved/],
    ['an id of the floor', { 'a.cedar': sound.replace('"plain"', '"floor-x"') }, /reserved/],
    [
      'an id used twice',
      { 'a.cedar': sound, 'b.cedar': sound },
      /b\.cedar: the id plain is already used in a\.cedar/,
    ],
    [
      'an as_is permit that ignores PHI',
      { 'a.cedar': permit('x', AS_IS, 'context.canDeidentify') },
      /x permits as_is without looking/,
    ],
    [
      'a release permit that ignores PHI',
      { 'a.cedar': permit('x', RELEASE) },
      /x permits as_is without looking/,
    ],
    [
      'a permit of everything',
      { 'a.cedar': permit('x', 'principal, action, resource') },
      /x permits as_is without looking/,
    ],
    [
      'a list of actions with as_is that ignores PHI',
      {
        'a.cedar': permit('x', 'principal, action in [Action::"block", Action::"as_is"], resource'),
      },
      /x permits as_is without looking/,
    ],
    [
      'a template',
      {
        'a.cedar':
          '@id("t") @says("t") @cites("RFC 1") permit (principal == ?principal, action, resource);',
      },
      /templates/,
    ],
    ['an endless file', { 'a.cedar': `//${'x'.repeat(70_000)}` }, /a\.cedar: longer/],
    [
      'too many files',
      Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`f${i}.cedar`, ''])),
      /more than 64 policy files/,
    ],
    [
      'too many rules',
      { 'a.cedar': Array.from({ length: 257 }, (_, i) => permit(`r${i}`, ENCRYPTED)).join('') },
      /more than 256 rules/,
    ],
  ] as const)('%s', (_, policies, problem) => {
    const problems = problemsOf({ ...shippedSources, policies });
    expect(problems.join('\n')).toMatch(problem);
  });

  it.each([
    ['a syntax error', 'entity Lane enum [', /^schema: /],
    ['a missing value', shippedSources.schema.replace('"push", ', ''), /entity Channel must be/],
    [
      'a fact that is no enumeration',
      shippedSources.schema.replace(/entity Baa enum .*;/, 'entity Baa;'),
      /entity Baa must be/,
    ],
    [
      'a disposition outside its group',
      shippedSources.schema.replace(
        'action as_is, encrypted,',
        'action as_is appliesTo { principal: Lane, resource: Channel, context: Facts };\naction encrypted,',
      ),
      /group release must hold exactly/,
    ],
    [
      'a disposition in the wrong group',
      shippedSources.schema.replace(/in \[keep\]/, 'in [keep, release]'),
      /group release must hold exactly/,
    ],
    [
      'a fact that nobody states',
      shippedSources.schema.replace('canDeidentify: Bool', 'canDeidentify: Bool, extra: Bool'),
      /does not accept the facts/,
    ],
    ['a namespace', `namespace A { entity B; }\n${shippedSources.schema}`, /namespaces/],
    ['an endless text', `${shippedSources.schema}//${'x'.repeat(70_000)}`, /schema: longer/],
  ])('a schema with %s', (_, schema, problem) => {
    expect(schema).not.toBe(shippedSources.schema);
    expect(problemsOf({ ...shippedSources, schema }).join('\n')).toMatch(problem);
  });

  it('a policy with every problem at once, not the first alone', () => {
    const policies = { 'a.cedar': 'permit (', 'b.cedar': 'permit (principal, action, resource);' };
    const problems = problemsOf({ ...shippedSources, policies });
    expect(problems.some((p) => p.startsWith('a.cedar'))).toBe(true);
    expect(problems.filter((p) => p.startsWith('b.cedar')).length).toBe(3);
  });
});
