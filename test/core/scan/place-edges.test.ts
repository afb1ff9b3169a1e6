import { describe, expect, it } from 'vitest';
import { kindBehind, partsBefore } from '../../../lambdas/core/scan/place-edges.ts';

/** What belongs to the place between the brackets, before it and behind it. */
function around(marked: string): { before: string; behind: string } {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace('[', '').replace(']', '');
  return {
    before: text.slice(start - partsBefore(text, start), start),
    behind: text.slice(end, end + kindBehind(text, end)),
  };
}

describe('what belongs to a place before and behind it', () => {
  it.each([
    ['the [Tilbury] docks are old', '', ' docks'],
    ['the [Bohai] sea, east of here', '', ' sea'],
    ['at [Davis] Gym today', '', ' Gym'],
    ['the [Dolan] Learning Center opened', '', ' Learning Center'],
    ['[Cliddesden] railway station', '', ' railway station'],
    ['at the [Springfield] Main Clinic', '', ' Main Clinic'],
    ["went to [Wendy] 's", '', " 's"],
    ['went to [Wendy] s today', '', ' s'],
    ['at [Springfield] HOSPITAL', '', ' HOSPITAL'],
    ['the [Springfield]\u00a0er today', '', '\u00a0er'],
    ['the [Dolan] \xc9cole Academy', '', ' \xc9cole Academy'],
    ['by [Tilbury] jail', '', ' jail'],
    ['ferries to Old [Goa] leave', 'Old ', ''],
    ['in northwestern [Ontario]', 'northwestern ', ''],
    ['for the City of [Little Falls]', 'City of ', ''],
    ['the Bay of the [Seven Isles]', 'Bay of the ', ''],
    ['near Bahus-[Soubiran]', 'Bahus-', ''],
    ['Mt. [Albert] park', 'Mt. ', ' park'],
  ])('%s: some', (text, before, behind) => {
    expect(around(text)).toEqual({ before, behind });
  });

  it.each([
    ['[Chicago] called'],
    ['[Chicago], City'],
    ['[Chicago] Parker'],
    ['[Chicago] parks its cars'],
    ['[Chicago] One Two Gym'],
    ['[Chicago] 4 Gym'],
    ['[Chicago] gym'],
    ['the mayor of [Chicago]'],
    ['Renew [York]'],
    ['New, [York]'],
    ['pro-[Beijing]'],
    ['X2-[Paris]'],
    ['[Paris]'],
  ])('%s: none', (text) => {
    expect(around(text)).toEqual({ before: '', behind: '' });
  });
});
