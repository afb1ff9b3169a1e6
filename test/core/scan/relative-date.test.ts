import { describe, expect, it } from 'vitest';
import { scanText } from './support/scan-text.ts';

function datesIn(text: string): string[] {
  return scanText(text)
    .findings.filter(({ label }) => label === 'DATE')
    .map(({ start, end }) => text.slice(start, end));
}

describe('a date that only a person makes one', () => {
  it.each([
    ['Mr. John Whitlock had surgery in April.', 'April'],
    ['John Whitlock (MRN 5518820) was seen last month.', 'last month'],
    ['John Whitlock (MRN 5518820) was seen yesterday.', 'yesterday'],
    ['John Whitlock (MRN 5518820) was seen 3 weeks ago.', '3 weeks ago'],
    ['Dr. Mary Thompson moved here in late November.', 'November'],
    ...(
      'in November,since November,last November,this November,next November,until November,through November,' +
      'during November,in early November,in mid November,in mid-November,in mid- November,in midNovember'
    )
      .split(',')
      .map((when): [string, string] => [`Dr. Mary Thompson moved here ${when}.`, 'November']),
  ])('is found beside somebody in "%s"', (text, date) => {
    expect(datesIn(text)).toEqual([date]);
  });

  it.each([
    'The committee will discuss the search index in August.',
    'Flu season begins in late November.',
    'It was seen last month.',
    'Mr. John Whitlock said he may come in march.',
  ])('is none in "%s"', (text) => {
    expect(datesIn(text)).toEqual([]);
  });
});
