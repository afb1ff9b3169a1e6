import { lettersOf, mayBeBefore } from './define-recogniser.ts';
import { isCommonGivenName, isGivenName, isOrdinaryWord, isUnnamed } from './tagger/known-words.ts';
import { expression } from './expression.ts';
import { isNonNameWord, isSurname } from './names.ts';
import { isPeople } from './wide-places.ts';
import { WordSet } from './word-set.ts';
import { asciiBeginning, isAsciiLetter, isSmallLetter, mayHaveSpace } from './words.ts';
import { unicode } from './unicode.ts';

/* What a model takes for somebody's name by its writing, and that is nobody's whatever stands around it. */

/** What says that a place is one of care. */
export const FACILITY =
  /\b(?:hospital|clinic|infirmary|medical (?:center|ctr)|med\.? (?:center|ctr)|health (?:center|system)|cancer center|urgent care|hospice)\b/i;

const SPACE = 0x20;
const AMPERSAND = 0x26;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const PERIOD = 0x2e;

/** Words of forms and letters that are nobody's by themselves, whatever stands around them. */
const ALONE = new WordSet(() => [
  ...(
    "espa\xf1ol espanol espaol driver prescriber provider patient paciente doctor nurse ip iban swift pin atm fri tue acct ma'am " +
    'ma\u2019am maam santa payer payee payor consignee shipper buenos buenas bonjour guten hola gracias merci danke termin sig rx ' +
    'npi dea mrn dob ssn dx hx tx kin yep yup uhm umm hmm huh aha nope yeah shall plz pls thx drs asma ' +
    'erm heh hehe haha hahaha woo woohoo yay ugh eww ouch oops wow whoa duh meh argh eurgh oke okie aloha ciao adios cheers congrats amen lol omg btw imho fyi'
  ).split(' '),
  'ihr termin',
  // Titles that stand alone.
  ...'mr mrs ms miss mx dr prof professor doctor sir madam mom dad nurse'
    .split(' ')
    .flatMap((title) => [title, `${title}.`]),
]);
/** The same with whatever stands behind them, and their first words. */
const IN_FRONT =
  /^(?:(?:ip|iban|swift|npi|dea|mrn|ssn|fax|phone|tel|dx)[\s:]|sehr geehrte|fecha de)/i;
const FRONT_WORDS = new WordSet(() =>
  'ip iban swift npi dea mrn ssn fax phone tel dx sehr fecha'.split(' '),
);

const WORDS = expression(String.raw`\p{L}{2,}`, 'gu');

/** Words that say what stands in a form or an office is, and none that says whose: "Country Club", "I. Policyholder". */
export function isWordOfForms(found: string): boolean {
  const begins = asciiBeginning(found);
  if (begins.length >= 2 && !isNonNameWord(begins)) return false;
  WORDS.lastIndex = 0;
  // The first word is most often of a name.
  let word = WORDS.exec(found)?.[0];
  if (word === undefined) return false;
  for (; word !== undefined; word = WORDS.exec(found)?.[0]) {
    if (!isNonNameWord(word) || isSurname(word)) return false;
  }
  return !FACILITY.test(found) && !/^New$|[a-z] (?:health|care)$/i.test(found);
}

/** Those who hold an opinion or a faith: `Neocons`, `Shiites`. */
const ADHERENTS = /[a-z](?:ists|ites|crats|cons|atives|isms)$/;

/** Peoples, faiths and parties, which are nobody in particular: `Iraqi Shiites`, `Israeli-Palestinian`. */
export function isPeoples(found: string): boolean {
  let from = 0;
  for (let at = 0; at <= found.length; at++) {
    const code = found.charCodeAt(at);
    if (at < found.length && code !== SPACE && code !== HYPHEN) continue;
    const word = found.slice(from, at);
    if (!isPeople(word) && !isAdherents(word)) return false;
    from = at + 1;
  }
  return true;
}

const isAdherents = (word: string): boolean =>
  word.endsWith('s') && ADHERENTS.test(word) && isUnnamed(word);

/** The beginning of a number that somebody gave out: `Vp`-37332. */
export const isCodeInFront = (text: string, found: string, end: number): boolean =>
  found.length < 5 && text.charCodeAt(end) === HYPHEN && /^-\d{3}/.test(text.slice(end, end + 4));

/** A genus and a species (`Taenia solium`), or a condition in Latin (`polycythemia vera`). */
const GENUS = expression(String.raw`^\p{Lu}(?:\p{Ll}{3,}|\.)$`, 'u');
const SPECIES = expression(
  String.raw`^\s(?!de\b|van\b|von\b|bin\b|al\b)(\p{Ll}{3,}(?:us|um|is|ae|i|a|ans|ens|oides|ix|ax|es))(?![\p{L}'\u2019])`,
  'u',
);

/** Two words of which the second is small, and no name and no word that the lexicon knows. */
export function isBinomial(text: string, found: string, start: number, end: number): boolean {
  const space = found.indexOf(' ');
  const length = space < 0 ? found.length : space;
  // Most names stand before a mark or before another capital.
  const next = text.charCodeAt(start + length + 1);
  if (next < 0x61 || next === 0x7b) return false;
  const species = SPECIES.exec(text.slice(start + length, end + 24))?.[1];
  const first = found.slice(0, length);
  if (species === undefined || !isUnnamed(first.replace('.', ''))) return false;
  // The tagger may have taken the second word for a name as well.
  const isWhole = found !== first;
  if (GENUS.test(first)) return isWhole || (isUnnamed(species) && !isOrdinaryWord(species));
  return isWhole && SCIENCE.test(first);
}

/**
 * Letters one by one, an abbreviation that is spelled (`C V A`) or a mark of a list; a code of letters.
 *
 * @param first hash of the first token
 */
export function isNoName(found: string, first: number): boolean {
  if (ALONE.has(found) || (FRONT_WORDS.mayHave(first) && IN_FRONT.test(found))) return true;
  if (isDrawnOut(found)) return true;
  if (found.length >= 23 && unicode('\\p{L}{23}').test(found)) return true;
  if (isSmallLetter(found, 1) && isAsciiLetter(found.charCodeAt(0))) return false;
  return !unicode('\\p{L}{2}').test(found) && !unicode('^\\p{Lu}\\.\\s?\\p{Lu}\\.?$').test(found);
}

/** A word that somebody draws out, `Sooooo`, and that is no given name when it is not: `Jodiiii`. */
const isDrawnOut = (found: string): boolean =>
  mayBeDrawnOut(found) &&
  DRAWN_OUT.test(found) &&
  !found.includes(' ') &&
  !isGivenName(found.replace(RUN, '$1'));

/** Whether the same character of ASCII stands three times in a row, in either case; true beyond ASCII. */
function mayBeDrawnOut(found: string): boolean {
  let [before, inRow] = [0, 0];
  for (let at = 0; at < found.length; at++) {
    const code = found.charCodeAt(at) | 0x20;
    inRow = code === before ? inRow + 1 : 1;
    if (inRow === 3 || code >= 0x80) return true;
    before = code;
  }
  return false;
}
const DRAWN_OUT = expression(String.raw`(\p{L})\1\1`, 'iu');
const RUN = expression(String.raw`(\p{L})\1+`, 'giu');

/** Words and kinds of companies by letters with periods, which look like initials: `P.S`, `L.P.` */
const SHORTENED =
  /^(?:a\.\s?m|p\.\s?[mso]|e\.\s?g|i\.\s?e|l\.\s?l\.\s?[cp]|l\.\s?p|q\.\s?v|r\.\s?s\.\s?v\.\s?p|u\.\s?[kns]|u\.\s?s\.\s?a|v\.\s?s)\.?$/i;

/** Whether letters with periods stand for words, and are nobody's initials. */
export const isShortened = (found: string): boolean => found.includes('.') && SHORTENED.test(found);

/** Endings of the words of medicine and chemistry. */
const SCIENCE =
  /(?:oma|osis|itis|a?emia|uria|pathy|plasia|trophy|ectomy|otomy|scopy|graphy|graphia|gram|ase|ine|ide|mab|nib|vir|cillin|mycin|statin|sartan|pril|olol|azole|oxide|amide|ism|ysis|algia|penia|cytes?|phobia|genic|lepsy|plegia|phagia|pnea|sthenia|(?<!st)ation|ition|ution|ection|surgery|syndrome|chiae|ology|ologist|iatry|iatrics|cocc(?:us|osis|i)|iasis|ella|ylus|inae|aceae|oides|plasty|therapy|lysis|lytic|rrhea|rrhage|gyria|coccus|bacter|virus|cele|derma|megaly|malacia|purpura|tonin|prazole|oxacin|terol|cortin?|sone|lone)$/i;

/** Words that are in nobody's name, the last of them of science: `Alveolar Echinococcosis`. */
export function isScientific(found: string): boolean {
  const begins = asciiBeginning(found);
  if (begins !== '' && !isUnnamed(begins)) return false;
  const letters = unicode('[\\p{L}]+', 'g');
  letters.lastIndex = 0;
  let last = '';
  for (let match = letters.exec(found); match !== null; match = letters.exec(found)) {
    [last] = match;
    if (!isUnnamed(last)) return false;
  }
  return SCIENCE.test(last);
}

export const isContraction = (found: string): boolean =>
  found.includes("'") && /'(?:ll|ve|re|d|m)$/.test(found);

/** A part of how a word is said: `hy-po-vo-LEE-mik`. */
export function isSpelledOut(text: string, start: number, end: number): boolean {
  return (
    // An abbreviation of three letters or more: `P.A.D.`
    (text.charCodeAt(start + 1) === PERIOD &&
      INITIALS.test(text.slice(start, end)) &&
      MORE_INITIALS.test(text.slice(end, end + 4))) ||
    (text.charCodeAt(start - 1) === HYPHEN &&
      ((/[a-z]-$/i.test(text.slice(start - 2, start)) &&
        /^-[a-z]/.test(text.slice(end, end + 2))) ||
        (end - start < 5 &&
          /[a-z]{1,4}-[a-z]{1,4}-$/i.test(text.slice(Math.max(0, start - 12), start)))))
  );
}

/** Words that are written as one, as programs and brands write them: `TotalNumSecurities`. Not McDonald, nor LaToya. */
export function isNameOfCode(found: string): boolean {
  return (
    /^(?:[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z]{2,}[a-z]{1,2}[A-Z]{2,})$/.test(found) &&
    !/^(?:Mc|Mac|De|Del|Du|La|Le|Van|Von|Di|Da|Fitz)[A-Z]/.test(found) &&
    isUnnamed(found)
  );
}

const COMPANY =
  /^\.?,?\s(?:Corp|Corporation|Inc|Incorporated|LLC|L\.L\.C|Ltd|PLC|GmbH|Holdings|Industries)\b/;
/** What its forms begin with. */
const FORMS = lettersOf('cilpgh');
/** What those and a supply end with. */
const FORM_ENDS = lettersOf('pcdhsy');
/** What a company calls its machine. */
const ASSISTANT = 'Alexa';
const COMPANY_AT_END = /\s(?:Corp|Inc|LLC|Ltd|PLC|GmbH|Holdings|Industries|Supply)\.?$/;

/** A company by its form (`Imperial Corp.`), or by two of one name: `Johnson & Johnson`. A given name in front may be its owner's. */
export function isCompany(
  text: string,
  found: string,
  first: string,
  start: number,
  end: number,
): boolean {
  const isAssistant =
    found.endsWith(ASSISTANT) && (found === ASSISTANT || found === `Amazon ${ASSISTANT}`);
  if (isAssistant && /\bAmazon $/.test(text.slice(Math.max(0, start - 8), start))) return true;
  if (text.charCodeAt(end + 1) === AMPERSAND && text.startsWith(` & ${found}`, end)) return true;
  const before = Math.max(0, start - found.length - 3);
  if (
    text.charCodeAt(before + found.length + 1) === AMPERSAND &&
    text.startsWith(`${found} & `, before)
  ) {
    return true;
  }
  const isByForm =
    (mayBeBefore(found, found.length - 1, FORM_ENDS) &&
      mayHaveSpace(found) &&
      COMPANY_AT_END.test(found)) ||
    (mayBeCompany(text, end) && COMPANY.test(text.slice(end, end + 18)));
  return isByForm && !isCommonGivenName(first) && !FACILITY.test(found);
}

/** A cheap look behind a name at what a company's form begins with. */
function mayBeCompany(text: string, end: number): boolean {
  let at = end;
  if (text.charCodeAt(at) === PERIOD) at += 1;
  if (text.charCodeAt(at) === COMMA) at += 1;
  const code = text.charCodeAt(at);
  return (code <= SPACE || code >= 0x80) && mayBeBefore(text, at + 1, FORMS);
}

const INITIALS = expression(String.raw`^(?:\p{Lu}\.){1,3}\p{Lu}$`, 'u');
const MORE_INITIALS = expression(String.raw`^\.\p{Lu}(?![\p{L}\p{N}])`, 'u');
