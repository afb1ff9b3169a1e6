import { defineRecogniser, lettersOf, mayBeBefore } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { FAMILY_NAME, FULL_NAME, isNonNameWord, nameLength } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isPlainWord } from '../tagger/known-words.ts';
import { spelledNames } from '../spelled-name.ts';
import { newSign } from '../word-kinds.ts';
import { unicode } from '../unicode.ts';

const RELATIVE =
  'patient|pt\\.?|client|member|resident|husband|wife|son|daughter|mother|father|mom|dad|brother|sister|child|baby|partner|spouse|guardian|caregiver|uncle|aunt|grandmother|grandfather|grandma|grandpa|neighbor|niece|nephew|caller|physician|nurse|clinician|paciente|hij[oa]|espos[oa]';

const ANY_NAME = expression(FAMILY_NAME, 'uy');
const TWO_WORDS = expression(FULL_NAME, 'uy');
const LOWER_NAME = expression(
  String.raw`\p{Ll}{2,20}(?:\s(?!and|i|but|from|here|is|with|the|my|a|y|tengo|de|not|in|on|it)\p{Ll}{3,20})?`,
  'uy',
);
/** A name or initials in small letters, alone on their line. */
const SMALL_SIGNATURE = expression(String.raw`\p{Ll}{2,14}(?=[ \t]{0,4}(?:\r?\n|$))`, 'uy');
const LINE_END = /[ \t]{0,4}(?:\r?\n|$|,)/y;
const CLAUSE_END = /\s?(?:[,!.:;<>()"'-]|\r?\n|$)/y;

const KIN = new RegExp(
  `['’]s\\s(?:${RELATIVE}|family|friend|boyfriend|girlfriend|fianc[eé]e?)`,
  'iy',
);
const AS = /\sas\s(?:an?|my|our|the|his|her)\s/y;

/** What announces a name, and what the name must then look like. */
interface Lead {
  /** The letters that what `pattern` matches may begin with. */
  readonly begins: string;
  readonly pattern: string;
  readonly name: RegExp;
  readonly score: number;
  /** What must follow the name. */
  readonly before?: RegExp;
  /** What must follow a name of one word where two are asked for. */
  readonly single?: RegExp;
  /** The announcing word itself is capitalized: a title, not a verb. */
  readonly capital?: boolean;
  /** Tried when there is no capitalized name. */
  readonly otherwise?: RegExp;
  /** So strong that any word behind it is a name, a plain one too. */
  readonly plain?: true;
}

const ANY_LETTER = 'abcdefghijklmnopqrstuvwxyz';
/** What the words of `RELATIVE` begin with. */
const OF_RELATIVES = 'pcmrhwsdfbguane';

export const LEADS: readonly Lead[] = [
  // Dr. Jane Roe
  {
    begins: 'mdpsrhf',
    pattern:
      '(?:(?:mrs?|ms|mx|dra?|prof|sra?|srta|rev|mme|mlle|hr)\\.?|miss|professor|doctor|do[ñn]a?|madame|monsieur|frau|herrn?|señora?|señorita|signora?)\\s{1,2}',
    name: ANY_NAME,
    score: 0.9,
    capital: true,
    plain: true,
  },
  // Capt. Jane Roe, Rabbi Roe: ranks and offices whose words stand for nothing else before a name
  {
    begins: 'csglmripd',
    pattern:
      '(?:(?:capt|sgt|lt|cpl|cmdr|supt|sen|gov|msgr)\\.|captain|sergeant|lieutenant|corporal|colonel|rabbi|imam|pastor|deacon|senator|sheikh)\\s{1,2}',
    name: ANY_NAME,
    score: 0.8,
    capital: true,
  },
  // my name is Jane, me llamo jane
  {
    begins: 'm',
    pattern: "(?:my\\sname(?:'s|\\sis)|me\\sllamo|mi\\snombre\\ses)\\s",
    name: ANY_NAME,
    score: 0.88,
    otherwise: LOWER_NAME,
    plain: true,
  },
  // What's your name? Jane Roe
  {
    begins: 'n',
    pattern:
      "(?<=\\b(?:your|his|her|their|patient'?s?)\\s(?:full\\s|first\\s|last\\s)?)names?\\s{0,2}\\?\\s{1,3}(?:(?:yes|sure|ok|okay|hi|hello),?\\s)?(?:(?:it'?s|i'?m|this\\sis)\\s)?",
    name: ANY_NAME,
    score: 0.8,
    otherwise: SMALL_SIGNATURE,
  },
  // her name is Jane, a man called Jon Roe; proteins and diseases are "called" something in one word
  { begins: 'n', pattern: 'name\\sis\\s', name: ANY_NAME, score: 0.85, plain: true },
  { begins: 'cn', pattern: '(?:called|named)\\s', name: TWO_WORDS, score: 0.7 },
  // I am Jane Roe, this is Jane Roe, I'm Jane's daughter
  {
    begins: 'itsha',
    pattern: "(?:i\\sam|i'?m|this\\sis|here\\sis|soy|it'?s|signed,?|attn:?)\\s",
    name: TWO_WORDS,
    single: KIN,
    score: 0.8,
  },
  // I want to add Jane Roe as a beneficiary
  {
    begins: 'ardl',
    pattern: '(?:add|remove|replace|designate|list|appoint)\\s',
    name: TWO_WORDS,
    score: 0.7,
    before: AS,
  },
  // lives with Jane
  { begins: 'l', pattern: '(?:live[sd]?|living)\\swith\\s', name: ANY_NAME, score: 0.7 },
  // Patient name: Jane Roe; name="Jane Roe"
  {
    begins: ANY_LETTER,
    pattern:
      '(?:[a-z]{2,12}[\\s_-])?(?:names?|nombre|apellidos?|attn)\\s{0,2}[:=]\\s{0,2}["\'*]{0,2}',
    name: ANY_NAME,
    score: 0.85,
    plain: true,
  },
  // Patient: Jane, or Doctor: Jane Roe; in a dialogue the same label begins a sentence
  {
    begins: `${OF_RELATIVES}it`,
    pattern: `(?:${RELATIVE}|contact|provider|doctor|witness|insured|guarantor|subscriber|re|signed|from|to|cc)\\s{0,2}[:=]\\s{0,2}["'*]{0,2}`,
    name: TWO_WORDS,
    score: 0.8,
    before: CLAUSE_END,
  },
  // Dear Jane,
  {
    begins: 'dheqg',
    pattern:
      '(?:dear|hi|hello|hey|hola|estimad[oa]|querid[oa]|good\\s(?:morning|afternoon|evening)),?\\s',
    name: ANY_NAME,
    score: 0.8,
    before: CLAUSE_END,
  },
  // Regards,\nJane Roe
  {
    begins: 'rstbcwya',
    pattern:
      '(?:regards|sincerely|thanks|thx|tks|ty|thank\\syou|best|cheers|warmly|yours\\struly|saludos|atentamente)[,.!]?[ \\t]{0,3}\\r?\\n\\s{0,6}',
    name: ANY_NAME,
    score: 0.85,
    before: LINE_END,
    otherwise: SMALL_SIGNATURE,
    plain: true,
  },
  // patient Jane Roe, my dad Jon
  { begins: OF_RELATIVES, pattern: `(?:${RELATIVE}),?\\s`, name: ANY_NAME, score: 0.75 },
  // results for Jane Roe, spoke with Jane Roe, signed by Jane Roe
  {
    begins: 'rapfcvlsmtdwoen',
    pattern:
      '(?:(?:records?|appointment|referral|prescription|results?|follow-?up|claim|chart|visit|letter|refill)\\s(?:for|of|to)|(?:spoke|met|visit|appointment|consult(?:ation)?|session)\\s(?:to|with)|(?:signed|referred|seen|treated|diagnosed|written|ordered|performed|requested|submitted|prescribed)\\sby|on\\sbehalf\\sof|schedule|remind|call(?:ed)?|contact(?:ed)?|notify|emailed?|texted|thanks\\sfrom)\\s',
    name: TWO_WORDS,
    score: 0.7,
  },
];

/** Those that may begin with a letter, as one expression; the group that took part says which it was. */
interface Beginning {
  readonly leads: readonly Lead[];
  readonly expression: RegExp;
}

/**
 * By their first letter, made when a word with it is met: to try all of them at each of the hundred words takes longer
 * than anything else that is looked for by its words.
 */
const beginnings: (Beginning | undefined)[] = [];

/** Undefined where no lead begins with the letter at a place. */
export function beginningAt(text: string, at: number): Beginning | undefined {
  const letter = text.charCodeAt(at) | 0x20;
  let known = beginnings[letter];
  if (known === undefined) {
    const leads = LEADS.filter(({ begins }) => begins.includes(String.fromCharCode(letter)));
    if (leads.length === 0) return undefined;
    const patterns = leads.map(({ pattern }) => `(${pattern})`).join('|');
    known = { leads, expression: new RegExp(`(?<![A-Za-z])(?:${patterns})`, 'iy') };
    beginnings[letter] = known;
  }
  return known;
}

/** The first words of the leads, but for what may stand before "name:". */
const LEAD_WORD = newSign(
  'mr mrs ms miss mx dr dra prof professor doctor mme mlle hr madame monsieur frau herr herrn señor señora señorita seã signor signora sr sra srta don dona doñ doña rev capt sgt lt cpl cmdr supt sen gov msgr captain sergeant lieutenant corporal colonel rabbi imam pastor deacon senator sheikh my me mi name names nombre apellido apellidos called named ' +
    'i im this here soy it its signed attn patient pt client member resident husband wife son daughter mother father mom dad brother ' +
    'sister child baby partner spouse guardian caregiver uncle aunt grandmother grandfather grandma grandpa neighbor niece nephew ' +
    'caller physician nurse clinician paciente hijo hija esposo esposa contact provider witness insured guarantor subscriber re from ' +
    'to cc add remove replace designate list appoint live lives lived living dear hi hello hey hola estimado estimada querido querida good regards sincerely thanks thx tks ty thank best cheers warmly yours ' +
    'saludos atentamente record records appointment referral prescription result results follow followup claim chart visit letter ' +
    'refill spoke met consult consultation session referred seen treated diagnosed written ordered performed requested submitted ' +
    'prescribed on schedule remind call contacted notify emaile emailed texted',
);

/**
 * Small words that most sentences have, and the letters that what they announce goes on with behind one space: `my
 * name`, `on behalf of`, and what `names?`, `nombre`, `apellidos?` and `attn` begin with, which may stand behind any word.
 */
const GOES_ON: ReadonlyMap<string, number> = new Map([
  ['i', lettersOf('a')],
  ['it', lettersOf('an')],
  ['me', lettersOf('aln')],
  ['my', lettersOf('an')],
  ['on', lettersOf('abn')],
  ['to', lettersOf('an')],
  ['from', lettersOf('an')],
  ['this', lettersOf('ain')],
]);
const LONGEST_SMALL = 4;

/** A cheap look at a small word and the letter behind it; false only where none of the leads goes on so. */
export function mayAnnounce(text: string, at: number): boolean {
  for (let length = 1; length <= LONGEST_SMALL; length++) {
    if (text.charCodeAt(at + length) !== SPACE) continue;
    const letters = GOES_ON.get(text.slice(at, at + length).toLowerCase());
    return letters === undefined || mayBeBefore(text, at + length, letters);
  }
  return true;
}
const SPACE = 0x20;

/** Safe Harbor (A): names where a title, a label, a greeting or a signature announces them. */
export const nameCue = defineRecogniser('name-cue', Trait.letter, (view) => {
  const { text } = view;
  // Every lead ends in a space, a colon or an equals sign; most codes and addresses have none.
  if (text.length < 4 || !/[\s=<]|:(?!\/)/.test(text)) return [];
  const spans: Span[] = spelledNames(view);
  let done = 0;
  const { signs, signKinds } = view;
  for (let index = 0; index < signs.length; index++) {
    const at = signs[index] ?? 0;
    if (((signKinds[index] ?? 0) & LEAD_WORD) === 0 || at < done) continue;
    const beginning = mayAnnounce(text, at) ? beginningAt(text, at) : undefined;
    if (beginning === undefined) continue;
    beginning.expression.lastIndex = at;
    const match = beginning.expression.exec(text);
    if (match === null) continue;
    const lead = leadOf(match, beginning.leads);
    const start = at + match[0].length;
    done = start;
    if (lead === undefined || (lead.capital === true && isVerb(match[0]))) continue;
    const length = nameAt(text, start, lead);
    if (length >= 2) spans.push({ label: 'NAME', start, end: start + length, score: lead.score });
  }
  return spans;
});

/** The group that took part names the lead; the others are undefined, whatever the type says. */
function leadOf(groups: readonly (string | undefined)[], leads: readonly Lead[]): Lead | undefined {
  return leads.find((_, index) => groups[index + 1] !== undefined);
}

function nameAt(text: string, start: number, lead: Lead): number {
  const run = matchAt(lead.name, text, start);
  if (run !== '') {
    const name = run.slice(0, nameLength(run)).replace(/['’]s$/, '');
    if (lead.name === TWO_WORDS && !/\s/.test(name)) return 0;
    if (!unicode('\\p{L}{2}').test(name) || (lead.plain !== true && isPlain(name))) return 0;
    return lead.before === undefined || isAt(lead.before, text, start + name.length)
      ? name.length
      : 0;
  }
  if (lead.single !== undefined) {
    const name = matchAt(ANY_NAME, text, start).replace(/['’]s$/, '');
    return !isPlain(name) && isAt(lead.single, text, start + name.length) ? name.length : 0;
  }
  if (lead.otherwise === undefined) return 0;
  const small = matchAt(lead.otherwise, text, start);
  const isWord = lead.otherwise === SMALL_SIGNATURE && (isNonNameWord(small) || isPlainWord(small));
  return isWord ? 0 : small.length;
}

function matchAt(form: RegExp, text: string, at: number): string {
  form.lastIndex = at;
  return form.exec(text)?.[0] ?? '';
}

function isAt(form: RegExp, text: string, at: number): boolean {
  form.lastIndex = at;
  return form.test(text);
}

/** Whether a name begins with a plain word that hardly anybody is called: `Just Coumadin`, `Amazon Alexa`. */
function isPlain(name: string): boolean {
  return isPlainWord(unicode('^[\\p{L}\\p{M}]+').exec(name)?.[0] ?? '');
}

/** A title in small letters is most often a verb or a word: "I miss Jane", "don Quixote"; `dr` is none. */
function isVerb(title: string): boolean {
  const first = title.charAt(0);
  return first >= 'a' && first <= 'z' && !/^dra?\b/.test(title);
}
