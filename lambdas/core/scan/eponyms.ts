import { expression } from './expression.ts';

/** Heads of diseases, signs, tests and procedures that are named after somebody or some place. */
const HEADS: ReadonlySet<string> = new Set(
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
const PLAIN_HEADS: ReadonlySet<string> = new Set(
  'spot spots line lines drop drops position type method rule rules law class grade stage'.split(
    ' ',
  ),
);
const POSSESSIVE = /^(?:['\u2019]?s(?=[- ])|['\u2019])?/i;
const WORD = expression(String.raw`[- ](\p{L}{1,20})`, 'uy');
/** Words up to the head, and the head. */
const MOST_WORDS = 3;

/** What stands between a name and the next word. */
const MAY_LEAD: ReadonlySet<string> = new Set([' ', '-', "'", '’', 's', 'S']);

/** As one expression the hundred heads behind a few words of any kind take longer to compile than to be looked up. */
function hasHead(tail: string): boolean {
  if (!MAY_LEAD.has(tail.charAt(0))) return false;
  WORD.lastIndex = POSSESSIVE.exec(tail)?.[0].length ?? 0;
  for (let words = 0; words < MOST_WORDS; words++) {
    const word = WORD.exec(tail)?.[1];
    if (word === undefined) return false;
    const lower = word.toLowerCase();
    if (HEADS.has(lower) && (words === 0 || !PLAIN_HEADS.has(lower))) return true;
  }
  return false;
}

/** One or two words may stand between: `Hodgkin non-classical lymphoma`. Not a verb or a preposition. */
const VERB =
  /^(?:['\u2019]?s|['\u2019])?[- ](?:is|was|has|had|and|or|for|with|in|on|at|to|from|by|of|the|who|his|her|said|did|does|will|can|may|takes?|needs?|wants?|got|gets|about|their|my|your|our)\b/i;
/** `tetralogy of Fallot`, `circle of Willis`. */
const BEFORE =
  /\b(?:tetralogy|circle|bundle|islets?|loop|sphincter|canal|crypts?|foramen|ligament|ampulla|fossa|angle|line|organ|tunica|node|zone|disease|syndrome) of (?:von )?$|\b(?:factor v|hurricane|typhoon|cyclone|tropical storm)\s$/i;
/** The end of all of these. */
const ENDS_BEFORE = /^[fnvem]\s$/i;
/** Diseases that are named after people whose names are given names too: Todd's paralysis, the Alexander technique. */
const OF_A_NAME = expression(
  String.raw`^(?:(?:addison|alexander|andersen|barrett|becker|bell|bright|bruce|christmas|cori|fabry|gilbert|gordon|graves|hunter|jacob|kelly|leigh|lewis|lynch|marshall|maxwell|perry|peters?|ramsay|ray|riley|ross|rett|russell|stewart|todd|turner|warren|williams?|wilson)(?:['\u2019]?s|['\u2019])?[- ](?:disease|syndrome|paralysis|palsy|anomaly|esophagus|dystrophy|chorea|ataxia|technique|protocol|tumou?r|phenotype|encephalopathy|sign)s?)(?![\p{L}])`,
  'iu',
);

/** Whether a disease or a technique that is named after somebody begins here. */
export function isNamedAfter(text: string, start: number): boolean {
  return OF_A_NAME.test(text.slice(start, start + 40));
}

/** Whether a name stands in the name of a disease, a sign or a test: it is then nobody's. */
export function isEponym(text: string, start: number, end: number): boolean {
  const tail = text.slice(end, end + 60);
  if (ENDS_BEFORE.test(text.slice(Math.max(0, start - 2), start))) {
    if (BEFORE.test(text.slice(Math.max(0, start - 24), start))) return true;
  }
  return hasHead(tail) && !VERB.test(tail);
}
