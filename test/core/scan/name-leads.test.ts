import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../bench/eval/own-corpus.ts';
import {
  ANY_WORD,
  beginningAt,
  LEADS,
  mayAnnounce,
} from '../../../lambdas/core/scan/recognisers/name-cue.ts';
import { splitWords } from '../../../lambdas/core/scan/words.ts';

const written = LEADS.map(({ words, goesOn }) =>
  words === ANY_WORD ? `[a-z]{2,12}${goesOn}` : `(?:${words.replaceAll(' ', '|')})${goesOn}`,
);
const all = new RegExp(`(?<![A-Za-z])(?:${written.join('|')})`, 'iy');

function foundBy(expression: RegExp | undefined, text: string, at: number): string | undefined {
  if (expression === undefined) return undefined;
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}

describe('what announces a name', () => {
  it('is the same by its first word as by all that may announce one, at every word of the own corpus', () => {
    const differing: string[] = [];
    let matched = 0;
    for (const { id, text } of readCorpus()) {
      for (const start of splitWords(text).starts) {
        const expected = foundBy(all, text, start);
        if (expected !== undefined) matched += 1;
        if (foundBy(beginningAt(text, start)?.expression, text, start) !== expected) {
          differing.push(id);
        }
        if (expected !== undefined && !mayAnnounce(text, start)) differing.push(id);
      }
    }
    expect(differing).toEqual([]);
    expect(matched).toBeGreaterThan(100);
  });

  it('is looked for behind a small word wherever one of its words may go on so', () => {
    const words = LEADS.flatMap(
      (lead) => `${lead.words} ${lead.goesOn.replace(/\\[a-z]/g, ' ')}`.match(/[a-z]{2,}/g) ?? [],
    );
    const behind = [...new Set([...words, 'names', 'nombre', 'apellido', 'attn', 'am', 'is'])];
    for (const small of ['i', 'it', 'me', 'my', 'on', 'to', 'from', 'this']) {
      for (const text of behind.flatMap((word) => [
        `${small} ${word} Jane Roe`,
        `${small} ${word}: Jane Roe`,
        `${small} ${word} of Jane Roe`,
        `${small} ${word} es Jane Roe`,
        `${small} ${word} is Jane Roe`,
      ])) {
        const isLead = foundBy(all, text, 0) !== undefined;
        expect([text, isLead && !mayAnnounce(text, 0)]).toEqual([text, false]);
      }
    }
  });

  it.each([
    ['to the clinic', false],
    ['My chest hurts', false],
    ['on behalf of', true],
    ['to: Jane', true],
    ["i'm Jane", true],
    ['my\u00a0name is', true],
    ['to  Jane', true],
    ['patient was', true],
  ])('says of %j by one letter whether it may be one: %s', (text, expected) => {
    expect(mayAnnounce(text, 0)).toBe(expected);
  });

  it.each([
    ['first name: Jane', 0, 'first name: '],
    ['MyName name: Jane', 0, 'MyName name: '],
    ['callEd Jane', 0, 'callEd '],
    ['SEÑORA Roe', 0, 'SEÑORA '],
    ["your full name? it's Jane", 10, "name? it's "],
    ['the full name? it is Jane', 9, undefined],
    ['amr Roe', 1, undefined],
    ['mrñ Roe', 0, undefined],
    ['señ Roe', 0, undefined],
    ['abcdefghijklm name: Jane', 0, undefined],
    ['', 0, undefined],
  ])('has in %j at %i the beginning %j', (text, at, expected) => {
    expect(foundBy(beginningAt(text, at)?.expression, text, at)).toBe(expected);
    expect(foundBy(all, text, at)).toBe(expected);
  });

  it.each([
    ['mr', 'rev', 'herr', 'frau', 'dra', 'prof', 'señora'],
    ['capt.', 'sgt.', 'lt.', 'gov.', 'msgr.', 'rabbi', 'imam', 'pastor', 'deacon'],
    ['called', 'named', 'I am', 'this is', 'here is', 'soy', 'attn:'],
    ['add', 'remove', 'designate', 'list', 'lives with', 'dear', 'hello', 'estimado', 'querida'],
    ['patient', 'client', 'member', 'resident', 'husband', 'wife', 'son', 'daughter', 'father'],
    ['brother', 'guardian', 'uncle', 'aunt', 'neighbor', 'esposo', 'good morning,'],
    ['insured:', 'to:', 'cc:', 'from:', 're:', 'witness:', 'provider:', 'subscriber:'],
    ['thanks\n', 'best\n', 'cheers\n', 'warmly\n', 'yours truly\n', 'regards\n', 'atentamente\n'],
    ['results for', 'appointment with', 'follow-up for', 'visit to', 'letter to', 'met with'],
    ['treated by', 'diagnosed by', 'written by', 'on behalf of', 'notify', 'emailed', 'seen by'],
  ])('may be %s', (...leads) => {
    for (const lead of leads) {
      const text = `${lead} Jane`;
      expect([lead, foundBy(beginningAt(text, 0)?.expression, text, 0)]).toEqual([
        lead,
        foundBy(all, text, 0),
      ]);
      expect([lead, foundBy(all, text, 0)]).not.toEqual([lead, undefined]);
    }
  });
});
