import { lettersOf, mayBeBefore } from './define-recogniser.ts';
import { expression } from './expression.ts';
import { HASH_START, wordHash } from './word-kinds.ts';
import { WordSet } from './word-set.ts';
import { isAsciiLetter } from './words.ts';

/** Heads of diseases, signs, tests and procedures that are named after somebody or some place. */
const HEADS = new WordSet(() =>
  (
    'disease diseases disorder syndrome syndromes sarcoma lymphoma tumor tumors tumour tumours carcinoma ' +
    'cancer palsy paralysis anemia thyroiditis arteritis granulomatosis macroglobulinemia dystrophy ' +
    'ataxia chorea phenomenon contracture esophagus node nodes nodule nodules virus viruses fever ' +
    'rickettsia bacillus bacteria infection encephalitis hepatitis angina sign signs score scores scale ' +
    'scales index criteria criterion classification class grade grading stage staging reflex reaction ' +
    'response test tests testing stain smear maneuver manoeuvre procedure operation surgery technique ' +
    'method fundoplication bypass catheter monitor line ring body bodies cell cells duct gland tube canal ' +
    'ligament fracture deformity law formula equation gene mutation variant type study trial risk rule ' +
    'rules exercise exercises position sequence complex triad ulcer cyst malformation anomaly hernia ' +
    'nevus melanoma purpura neuropathy retinopathy cardiomyopathy dementia psychosis encephalopathy drop ' +
    'drops diet vaccine ultrasound lines spot spots chromosome'
  ).split(' '),
);
/** Of these the ones that say a lot of other things: they stand right behind the name. */
const PLAIN_HEADS = new WordSet(() =>
  'spot spots line lines drop drops position type method rule rules law class grade stage'.split(
    ' ',
  ),
);
const POSSESSIVE = /(?:['\u2019]?s(?=[- ])|['\u2019])?/iy;
const WORD = expression(String.raw`[- ]\p{L}{1,20}`, 'uy');
/** Words up to the head, and the head. */
const MOST_WORDS = 3;
/** How far behind a name a head is looked for, in UTF-16 code units. */
const REACH = 60;

const SPACE = 0x20;
const HYPHEN = 0x2d;
/** What stands between a name and the next word. */
const MAY_LEAD: ReadonlySet<string> = new Set([' ', '-', "'", '’', 's', 'S']);

/** As one expression the hundred heads behind a few words of any kind take longer to compile than to be looked up. */
function hasHead(tail: string): boolean {
  POSSESSIVE.lastIndex = 0;
  let at = tail.charCodeAt(0) !== SPACE && POSSESSIVE.test(tail) ? POSSESSIVE.lastIndex : 0;
  for (let words = 0; words < MOST_WORDS; words++) {
    WORD.lastIndex = at;
    if (!WORD.test(tail)) return false;
    const word = tail.slice(at + 1, WORD.lastIndex);
    if (HEADS.has(word) && (words === 0 || !PLAIN_HEADS.has(word))) return true;
    at = WORD.lastIndex;
  }
  return false;
}

/** A cheap look at the hashes of the words behind a name; false only where none of them is a head. */
function mayHaveHead(text: string, start: number): boolean {
  let at = start;
  for (let words = 0; words < MOST_WORDS; words++) {
    const joint = text.charCodeAt(at);
    if (joint !== SPACE && joint !== HYPHEN) return words === 0 && MAY_LEAD.has(text.charAt(at));
    let hash = HASH_START;
    at += 1;
    for (; isAsciiLetter(text.charCodeAt(at)); at++) hash = wordHash(hash, text.charCodeAt(at));
    // Of a word that the reach parts the beginning may be a head.
    if (text.charCodeAt(at) >= 0x80 || at > start + REACH || HEADS.mayHave(hash)) return true;
  }
  return false;
}

/** One or two words may stand between: `Hodgkin non-classical lymphoma`. Not a verb or a preposition. */
const VERB =
  /^(?:['\u2019]?s|['\u2019])?[- ](?:is|was|has|had|and|or|for|with|in|on|at|to|from|by|of|the|who|his|her|said|did|does|will|can|may|takes?|needs?|wants?|got|gets|about|their|my|your|our)\b/i;
/** `tetralogy of Fallot`, `circle of Willis`. */
const BEFORE =
  /\b(?:tetralogy|circle|bundle|islets?|loop|sphincter|canal|crypts?|foramen|ligament|ampulla|fossa|angle|line|organ|tunica|node|zone|disease|syndrome) of (?:von )?$|\b(?:factor v|hurricane|typhoon|cyclone|tropical storm)\s$/i;
/** The letters that all of these end with, before white space. */
const ENDS_BEFORE = lettersOf('fnvem');
/** People whose names are given names too, and whom diseases and techniques are named after: Todd's paralysis. */
const NAMESAKES =
  'addison alexander andersen barrett becker bell bright bruce christmas cori fabry gilbert gordon graves hunter jacob kelly ' +
  'leigh lewis lynch marshall maxwell perry peter peters ramsay ray riley ross rett russell stewart todd turner warren ' +
  'william williams wilson';
const OF_A_NAME = expression(
  String.raw`^(?:(?:${NAMESAKES.replaceAll(' ', '|')})(?:['\u2019]?s|['\u2019])?[- ](?:disease|syndrome|paralysis|palsy|anomaly|esophagus|dystrophy|chorea|ataxia|technique|protocol|tumou?r|phenotype|encephalopathy|sign)s?)(?![\p{L}])`,
  'iu',
);

/** These, and what they are with an `s` and no apostrophe. */
const WITH_PLURALS = new WordSet(() => NAMESAKES.split(' ').flatMap((name) => [name, `${name}s`]));

/**
 * Whether a disease or a technique that is named after somebody begins here.
 *
 * @param first hash of the token that begins here
 */
export function isNamedAfter(text: string, start: number, first: number): boolean {
  return WITH_PLURALS.mayHave(first) && OF_A_NAME.test(text.slice(start, start + 40));
}

/** Whether a name stands in the name of a disease, a sign or a test: it is then nobody's. */
export function isEponym(text: string, start: number, end: number): boolean {
  if (mayEndBefore(text, start) && BEFORE.test(text.slice(Math.max(0, start - 24), start))) {
    return true;
  }
  if (!mayHaveHead(text, end)) return false;
  const tail = text.slice(end, end + REACH);
  return hasHead(tail) && !VERB.test(tail);
}

/** A cheap look before a name; false only where nothing of `BEFORE` ends. */
function mayEndBefore(text: string, start: number): boolean {
  const code = text.charCodeAt(start - 1);
  return (code <= SPACE || code >= 0x80) && mayBeBefore(text, start - 2, ENDS_BEFORE);
}
