import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../lambdas/core/scan/finding.ts';
import { initials } from '../../../../lambdas/core/scan/recognisers/initials.ts';

/** What is found in a text in which this name was found once, at its first place. */
function initialsIn(text: string, name: string): string[] {
  const start = text.indexOf(name);
  const named: Finding = {
    label: 'NAME',
    recogniser: 'name-cue',
    segment: 0,
    path: 'text',
    start,
    end: start + name.length,
    score: 0.9,
  };
  const found = initials.recognise([{ path: 'text', text, role: 'value' }], [named]);
  return [...found].map((finding) => text.slice(finding.start, finding.end));
}

describe('initials alone on a line, where the document names whose they are', () => {
  it.each([
    ['over the name', 'Do you have it?\nThx\nbl\nBrenda Lindqvist', 'Brenda Lindqvist', ['bl']],
    ['of a name with its last part first', '"Roe, Jane" wrote:\nBye\nJR\n', 'Roe, Jane', ['JR']],
    ['behind a dash', 'From: Jane Roe\nsee you there\n- jr', 'Jane Roe', ['jr']],
    ['of three parts', 'Jane Ann Roe called.\nThanks\nJAR', 'Jane Ann Roe', ['JAR']],
    ['of the first and the last', 'Jane Ann Roe called.\n  JR  \nBye', 'Jane Ann Roe', ['JR']],
    ['twice', 'Jane Roe\njr\nand again\nJr', 'Jane Roe', ['jr', 'Jr']],
  ])('are found %s', (_, text, name, found) => {
    expect(initialsIn(text, name)).toEqual(found);
  });

  it.each([
    ['nobody of the document has them', 'Jane Roe\nThx\ndp', 'Jane Roe'],
    ['they are a degree', 'Mary Davis\nMD\nCardiology', 'Mary Davis'],
    ['they are a state', 'Nora Young\nNY\nthen', 'Nora Young'],
    ['they stand in a line with more', 'Jane Roe\nask jr about it', 'Jane Roe'],
    ['the line is the whole field, which holds a code', 'JR', 'JR'],
    ['there are four letters', 'Jane Ann Roe\njanr', 'Jane Ann Roe'],
  ])('are none where %s', (_, text, name) => {
    expect(initialsIn(text, name)).toEqual([]);
  });
});
