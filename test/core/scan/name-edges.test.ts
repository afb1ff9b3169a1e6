import { describe, expect, it } from 'vitest';
import {
  familyBehind,
  particlesBefore,
  suffixBehind,
  titleBefore,
} from '../../../lambdas/core/scan/name-edges.ts';

/** What belongs to the name between the brackets, before it and behind it. */
function around(marked: string): { before: string; behind: string } {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace('[', '').replace(']', '');
  const from = start - particlesBefore(text, start);
  const to = end + familyBehind(text, end);
  return {
    before: text.slice(from - titleBefore(text, from), start),
    behind: text.slice(end, to + suffixBehind(text, to)),
  };
}

describe('what belongs to a name before and behind it', () => {
  it.each([
    ['seen by Dr. [Roe] today', 'Dr. ', ''],
    ['PROFESSOR  [Roe]', 'PROFESSOR  ', ''],
    ['ask Mrs [Roe], Jr. or her son', 'Mrs ', ', Jr'],
    ['van der [Berg] MD', 'van der ', ' MD'],
    ['Dr. de la [Fuente]', 'Dr. de la ', ''],
    ['[Marisela] de la Fuente III', '', ' de la Fuente III'],
    ['[Mara] \xd3 Briain', '', ' \xd3 Briain'],
    ['[Yusuf] bint Salem', '', ' bint Salem'],
    ['[Yusuf] al Salem', '', ' al Salem'],
    ['[Mara] van der Berg', '', ' van der Berg'],
    ['[Mara] N\xed Briain', '', ' N\xed Briain'],
    ['Nic [Roe]', 'Nic ', ''],
    ['the Prophet [Elias]', 'Prophet ', ''],
    ['Imam [Roe] spoke', 'Imam ', ''],
    ['Sgt. [Roe]', 'Sgt. ', ''],
  ])('%s: some', (text, before, behind) => {
    expect(around(text)).toEqual({ before, behind });
  });

  it.each([
    ['the Sandra [Roe]'],
    ['Dr.[Roe]'],
    ['Dr.   [Roe]'],
    ['xDr. [Roe]'],
    ['ADr [Roe]'],
    ['divan [Roe]'],
    ['[Roe], Mara'],
    ['[Roe] de novo'],
    ['[Roe] Doe'],
    ['[Roe] and Doe'],
    ['[Roe] denies Pain'],
    ['[Roe] al-Salem'],
    ['[Roe],Jr'],
    ['[Roe] Mdx'],
    ['[Roe]'],
  ])('%s: none', (text) => {
    expect(around(text)).toEqual({ before: '', behind: '' });
  });
});
