import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenLink, linksOf, readPage, ROOT, wrongTitles } from './support/pages.ts';

/** Every implementation specification of the Security Rule (Appendix A to Subpart C of Part 164), and the standards without one. */
const SECURITY_RULE: Readonly<Record<string, readonly string[]>> = {
  '164.308': [
    ...['(a)(1)(ii)(A)', '(a)(1)(ii)(B)', '(a)(1)(ii)(C)', '(a)(1)(ii)(D)', '(a)(2)'],
    ...['(a)(3)(ii)(A)', '(a)(3)(ii)(B)', '(a)(3)(ii)(C)'],
    ...['(a)(4)(ii)(A)', '(a)(4)(ii)(B)', '(a)(4)(ii)(C)'],
    ...['(a)(5)(ii)(A)', '(a)(5)(ii)(B)', '(a)(5)(ii)(C)', '(a)(5)(ii)(D)', '(a)(6)(ii)'],
    ...['(a)(7)(ii)(A)', '(a)(7)(ii)(B)', '(a)(7)(ii)(C)', '(a)(7)(ii)(D)', '(a)(7)(ii)(E)'],
    ...['(a)(8)', '(b)(3)'],
  ],
  '164.310': [
    ...['(a)(2)(i)', '(a)(2)(ii)', '(a)(2)(iii)', '(a)(2)(iv)', '(b)', '(c)'],
    ...['(d)(2)(i)', '(d)(2)(ii)', '(d)(2)(iii)', '(d)(2)(iv)'],
  ],
  '164.312': [
    ...['(a)(2)(i)', '(a)(2)(ii)', '(a)(2)(iii)', '(a)(2)(iv)', '(b)', '(c)(1)', '(c)(2)'],
    ...['(d)', '(e)(2)(i)', '(e)(2)(ii)'],
  ],
  '164.314': [
    ...['(a)(2)(i)(A)', '(a)(2)(i)(B)', '(a)(2)(i)(C)', '(a)(2)(ii)', '(a)(2)(iii)', '(b)(2)'],
  ],
  '164.316': ['(a)', '(b)(1)', '(b)(2)(i)', '(b)(2)(ii)', '(b)(2)(iii)'],
};

/** Addressable, by the same table; whatever is not here is required. */
const ADDRESSABLE = new Set([
  ...['164.308(a)(3)(ii)(A)', '164.308(a)(3)(ii)(B)', '164.308(a)(3)(ii)(C)'],
  ...['164.308(a)(4)(ii)(B)', '164.308(a)(4)(ii)(C)', '164.308(a)(5)(ii)(A)'],
  ...['164.308(a)(5)(ii)(B)', '164.308(a)(5)(ii)(C)', '164.308(a)(5)(ii)(D)'],
  ...['164.308(a)(7)(ii)(D)', '164.308(a)(7)(ii)(E)', '164.310(a)(2)(i)', '164.310(a)(2)(ii)'],
  ...['164.310(a)(2)(iii)', '164.310(a)(2)(iv)', '164.310(d)(2)(iii)', '164.310(d)(2)(iv)'],
  ...['164.312(a)(2)(iii)', '164.312(a)(2)(iv)', '164.312(c)(2)', '164.312(e)(2)(i)'],
  '164.312(e)(2)(ii)',
]);

const controls = readPage('hipaa-controls.md');

/** The entries of the page: what each is of, whether it is required, and its lines by who carries them. */
const entries = [
  ...controls.matchAll(/^- \*\*(\S+)[^*]*\*\*(?: \((\w+)\))?\n((?: {2}- .*\n?)+)/gm),
].map(([, of = '', kind = '', lines = '']) => ({ of, kind, lines }));

describe('the HIPAA controls', () => {
  it('have each specification of the Security Rule once, in order', () => {
    const expected = Object.entries(SECURITY_RULE).flatMap(([section, parts]) =>
      parts.map((part) => section + part),
    );
    const listed = entries.map(({ of }) => of).filter((of) => of.startsWith('164.3'));
    expect(listed).toEqual(expected);
  });

  it('say of each whether it is addressable, as the rule does', () => {
    for (const { of, kind } of entries.filter(({ of }) => of.startsWith('164.3'))) {
      const right = ADDRESSABLE.has(of) ? ['addressable'] : ['required', 'standard'];
      expect(right, of).toContain(kind);
    }
  });

  it('show what Cordon does by a test, and say what is left to do', () => {
    for (const { of, lines } of entries) {
      expect(/^ {2}- (You|AWS): ./m.test(lines), of).toBe(true);
      if (!/^ {2}- Cordon: /m.test(lines)) continue;
      // Material for an analysis is all that software can give to one.
      if (of === '164.308(a)(1)(ii)(A)') continue;
      expect(/^ {2}- Shown by: \["/m.test(lines), of).toBe(true);
    }
  });
});

describe('the threats', () => {
  const threats = [
    ...readPage('threat-model.md').matchAll(/^- \*\*([^*]+)\*\* \(([^)]*)\)\n((?: {2}- .*\n?)+)/gm),
  ].map(([, threat = '', letters = '', lines = '']) => ({ threat, letters, lines }));

  it('each have a control, a test of it, and what remains', () => {
    for (const { threat, lines } of threats) {
      expect(lines, threat).toMatch(
        /^ {2}- Control: .+\n {2}- Shown by: \["[^\n]*\n {2}- Remains: .+\n?$/,
      );
    }
  });

  it('are of all six kinds, and of no other', () => {
    const letters = new Set(threats.flatMap(({ letters }) => letters.split(', ')));
    expect([...letters].sort().join('')).toBe('DEIRST');
  });
});

describe.each(['hipaa-controls.md', 'threat-model.md'])('the tests that %s names', (name) => {
  it('have the titles that it quotes', () => {
    expect(wrongTitles(readPage(name))).toEqual([]);
  });
});

it('every link of the documentation leads somewhere, to a heading that is there', () => {
  const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort();
  const broken = docs.flatMap((file) =>
    linksOf(readPage(file)).flatMap((link) => brokenLink(path.join('docs', file), link) ?? []),
  );
  expect(broken).toEqual([]);
});
