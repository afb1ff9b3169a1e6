import { describe, expect, it } from 'vitest';
import { isEponym, isNamedAfter } from '../../../lambdas/core/scan/eponyms.ts';
import { extendAddress } from '../../../lambdas/core/scan/extend-address.ts';
import { markText } from '../../../lambdas/core/scan/marks.ts';
import {
  isCompany,
  isNameOfCode,
  isNoName,
  isPeoples,
  isScientific,
  isSpelledOut,
  isWordOfForms,
} from '../../../lambdas/core/scan/no-names.ts';
import { EDGE, tokenize } from '../../../lambdas/core/scan/tagger/tokens.ts';
import { isWidePlace } from '../../../lambdas/core/scan/wide-places.ts';
import { firstWord } from '../../../lambdas/core/scan/words.ts';

const firstHash = (text: string): number => tokenize(text, markText(text, false)).hashes[EDGE] ?? 0;

/** A text without its brackets, and what stands between them. */
function parted(marked: string): { text: string; found: string; start: number; end: number } {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace('[', '').replace(']', '');
  return { text, found: text.slice(start, end), start, end };
}

describe('what is written like a name and is none', () => {
  it.each([
    ...['Mrs.', 'PROFESSOR', 'Kin', 'Espa\xf1ol', 'ESPA\xd1OL', 'Espanol', 'Espaol', "Ma'am"],
    ...['Ma\u2019am', 'Maam', 'Termin', 'Ihr Termin', 'IBAN DE89', 'Dx: Roe', 'Fax\tRoe'],
    ...['Sehr geehrte Frau', 'Fecha de Roe', 'C V A', 'A', '\xc9', 'Sooo', 'Aloha', 'Erm'],
  ])('%s is nobody by itself', (found) => {
    expect(isNoName(found, firstHash(found))).toBe(true);
  });
  it.each(['Mara', 'Mrs Roe', 'Patience', 'Kinsey', 'J. R.', '\xc9va', 'Ihr', 'Fecha', 'Jodiiii'])(
    '%s may be somebody',
    (found) => {
      expect(isNoName(found, firstHash(found))).toBe(false);
    },
  );

  it.each([
    ['a word of forms', isWordOfForms, 'Country Club', 'Roe Club'],
    ['a word of forms behind a letter', isWordOfForms, 'I. Policyholder', 'I. Roe'],
    ['a people', isPeoples, 'Iraqi Shiites', 'Iraqi Roe'],
    ['a people in capitals', isPeoples, 'ISRAELI-PALESTINIAN', 'ISRAELI-ROE'],
    ['a term of science', isScientific, 'Alveolar Echinococcosis', 'Alveolar Marsh'],
    ['a term of science with an accent', isScientific, 'Marc\xe9ol Narcolepsy', 'Marc Narcolepsy'],
    ['a name of code', isNameOfCode, 'TotalNumSecurities', 'McDonald'],
    ['a name of code with capitals first', isNameOfCode, 'QXfrZQ', 'Roe-Doe'],
  ])('%s', (_, is, none, somebody) => {
    expect([is(none), is(somebody)]).toEqual([true, false]);
  });

  it.each(['The Bahamas', 'OHIO', 'Ohio.', 'the Ohio', 'Iraqi'])('%s is a wide place', (place) => {
    expect(isWidePlace(place)).toBe(true);
  });
  it.each(['Salem', 'The Hague', 'Then', '\u0130ran'])('%s is none', (place) => {
    expect(isWidePlace(place)).toBe(false);
  });

  it.each([
    '[Imperial], Inc. wrote',
    '[Imperial]. GmbH',
    '[Imperial]\u00a0Holdings',
    '[Imperial\tCorp] wrote',
    '[Imperial\u00a0Ltd.] wrote',
    ...['PLC', 'Inc', 'LLC', 'GmbH', 'Holdings', 'Supply'].map(
      (form) => `[Imperial ${form}] wrote`,
    ),
    'by [Whitlock] & Whitlock',
    'by Whitlock & [Whitlock]',
    'an Amazon [Alexa]',
  ])('%s is a company', (marked) => {
    const { text, found, start, end } = parted(marked);
    expect(isCompany(text, found, firstWord(found), start, end)).toBe(true);
  });
  it.each(['[Whitlock] is here', '[Whitlock], Increase it', '[Alexa] Roe', 'to [Alexa]'])(
    '%s is none',
    (marked) => {
      const { text, found, start, end } = parted(marked);
      expect(isCompany(text, found, firstWord(found), start, end)).toBe(false);
    },
  );

  it.each(['a circle of [Willis]', 'the canal of von [Hippel]', 'Tropical Storm\u00a0[Rita]'])(
    '%s is announced as an eponym',
    (marked) => {
      const { text, start, end } = parted(marked);
      expect(isEponym(text, start, end)).toBe(true);
    },
  );
  it.each([
    "[Babinski]'s sign",
    '[Babinski]\u2019 SIGNS',
    '[Babinski]s reflex',
    '[Hodgkin] non-classical lymphoma',
    '[Hodgkin] v\xe9ritable disease',
    '[Hodgkin]-type of tumor',
    `[Roe] ${'a'.repeat(20)} ${'a'.repeat(20)} macroglobulinemias`,
  ])('%s is an eponym by what follows', (marked) => {
    const { text, start, end } = parted(marked);
    expect(isEponym(text, start, end)).toBe(true);
  });
  it.each([
    '[Willis] called',
    'a friend of [Willis]',
    '[Willis] is of the type',
    '[Willis], type',
    '[Willis] is of no such type',
  ])('%s is none', (marked) => {
    const { text, start, end } = parted(marked);
    expect(isEponym(text, start, end)).toBe(false);
  });

  it.each([
    "Todd's paralysis",
    'TODD\u2019S PARALYSIS',
    'Todds paralysis',
    "Peters' anomaly",
    'Peter-anomaly',
    'Williams syndrome',
    'the Leigh',
  ])('%s is named after somebody as it begins, or not at all', (text) => {
    expect(isNamedAfter(text, 0, firstHash(text))).toBe(text !== 'the Leigh');
  });

  it.each([
    ['P.[A]. of', false],
    ['[P.A].D. of', true],
    ['hypo-[Vo]-lee', true],
    ['well -[Roe]', false],
  ])('whether %s is a part of what is spelled: %s', (marked, expected) => {
    const { text, start, end } = parted(marked);
    expect(isSpelledOut(text, start, end)).toBe(expected);
  });
});

describe('what stands before a street', () => {
  it.each([
    ['lives at 12 [Mill Road].', '12 '],
    ['lives at 12b, [Mill Road].', '12b, '],
    ['lives at 12 Apt.4\n[Mill Road].', '12 Apt.4\n'],
    ['lives at p.o. box.77 > [Mill Road].', 'p.o. box.77 > '],
    ['on the corner OF [Mill Road].', 'the corner OF '],
    ['lives at 12 \u3000[Mill Road].', '12 \u3000'],
    ['lives at [Mill Road].', ''],
    ['lives far off [Mill Road].', ''],
  ])('%s', (marked, before) => {
    const { text, start, end } = parted(marked);
    expect(text.slice(extendAddress(text, start, end, true)[0], start)).toBe(before);
  });
});
