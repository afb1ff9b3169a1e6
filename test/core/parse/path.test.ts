import { describe, expect, it } from 'vitest';
import { pathName, pointerToken } from '../../../lambdas/core/parse/path.ts';
import fc from '../../support/properties.ts';

/** What an ordinary name is, as expressions say it. */
const isOrdinary = (name: string): boolean =>
  /^[A-Za-z_$@#~][A-Za-z0-9_$.:[\]-]{0,63}$/.test(name) &&
  !/\d{4}/.test(name) &&
  (name.match(/\d/g)?.length ?? 0) <= 5;

describe('names in paths', () => {
  it.each([
    ['first_name', 'first_name'],
    ['q[12].a-b:c', 'q[12].a-b:c'],
    ['~a', '~a'],
    ['a12b34c5', 'a12b34c5'],
    ['a12b34c56', '{7}'],
    ['a1234', '{7}'],
    ['1a', '{7}'],
    ['a b', '{7}'],
    ['mara@example.org', '{7}'],
    ['Jos\u00e9', '{7}'],
    ['\u212aey', '{7}'],
    ['a\n', '{7}'],
    ['', '{7}'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['a'.repeat(65), '{7}'],
  ])('show %j as %j', (name, shown) => {
    expect(pathName(name, 7)).toBe(shown);
  });

  it('are shown only if they are ordinary', () => {
    const letter = fc.constantFrom(...Array.from('aZ_$@#~.:[]-0123456789 /\u00e9\n'));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 70 }), (letters) => {
        const name = letters.join('');
        expect(pathName(name, 7)).toBe(isOrdinary(name) ? name : '{7}');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a/b~c', 'a~1b~0c'],
    ['~1', '~01'],
    ['plain', 'plain'],
  ])('have %j escaped as %j in a pointer', (name, token) => {
    expect(pointerToken(name)).toBe(token);
  });
});
