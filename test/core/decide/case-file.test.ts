import { describe, expect, it } from 'vitest';
import { assumedFacts, readCases } from '../../../lambdas/core/decide/case-file.ts';

const said = 'lane: clinical, channel: email, purpose: clinical, phi: phi';

/** What is wrong with a file; empty if it is read. */
function problems(text: string): string {
  const read = readCases(text);
  return read.kind === 'rejected' ? read.problems.join('\n') : '';
}

describe('a file of expected decisions', () => {
  it('says only what matters: a case is its own facts, those of the file, and what is assumed', () => {
    const read = readCases(`
      what: an example
      assume: { direction: outbound, consent: not_asked, ${said} }
      cases:
        - { name: one, disposition: encrypted }
        - { name: two, facts: { phi: none, consent: granted }, disposition: as_is, reasonCode: permitted }
    `);
    const whole = {
      ...assumedFacts('outbound'),
      ...{ lane: 'clinical', direction: 'outbound', channel: 'email', purpose: 'clinical' },
    };
    expect(read).toEqual({
      kind: 'read',
      cases: [
        {
          name: 'one',
          facts: { ...whole, phi: 'phi', consent: 'not_asked' },
          disposition: 'encrypted',
        },
        {
          name: 'two',
          facts: { ...whole, phi: 'none' },
          disposition: 'as_is',
          reasonCode: 'permitted',
        },
      ],
    });
  });

  it('assumes nothing about the receiver of a webhook', () => {
    expect(assumedFacts('inbound')).toMatchObject({ baa: 'unknown', transport: 'unknown' });
    expect(assumedFacts('outbound')).toMatchObject({ baa: 'active', transport: 'tls' });
  });

  it('may be JSON', () => {
    const facts = {
      lane: 'clinical',
      direction: 'inbound',
      channel: 'webhook',
      purpose: 'clinical',
      phi: 'phi',
    };
    const read = readCases(
      JSON.stringify({ cases: [{ name: 'one', facts, disposition: 'quarantine' }] }),
    );
    expect(read.kind).toBe('read');
  });

  it.each([
    ['no cases', 'cases: []', /cases/],
    [
      'an unknown fact',
      `cases: [{ name: x, facts: { ${said}, wether: fine }, disposition: block }]`,
      /cases\.0\.facts/,
    ],
    [
      'a value that is none',
      `cases: [{ name: x, facts: { phi: maybe }, disposition: block }]`,
      /cases\.0\.facts\.phi/,
    ],
    [
      'an unknown disposition',
      `cases: [{ name: x, facts: { ${said} }, disposition: pass }]`,
      /cases\.0\.disposition/,
    ],
    [
      'a fact that is not said',
      `cases: [{ name: x, facts: { ${said} }, disposition: block }]`,
      /x: direction is not said/,
    ],
    ['an unknown member', `wat: x\ncases: [{ name: x, disposition: block }]`, /wat/],
    ['a member that is there twice', 'cases: []\ncases: []', /unique/],
    ['an alias', 'a: &a x\nb: *a', /aliases/],
    ['text that is no YAML', 'cases: [', /\w/],
  ])('is refused for %s', (_, text, problem) => {
    expect(problems(text)).toMatch(problem);
  });
});
