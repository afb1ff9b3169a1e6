import { defineRecogniser, lettersOf, mayBeBefore } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { FAMILY_NAME, FULL_NAME, isNonNameWord, nameLength, withoutPossessive } from '../names.ts';
import { Trait } from '../normalize.ts';
import { isPlainWord } from '../tagger/known-words.ts';
import { spelledNames } from '../spelled-name.ts';
import { newSign } from '../word-kinds.ts';
import { asciiBeginning } from '../words.ts';
import { unicode } from '../unicode.ts';

const RELATIVES =
  'patient client member resident husband wife son daughter mother father mom dad brother sister child baby partner spouse guardian caregiver uncle aunt grandmother grandfather grandma grandpa neighbor niece nephew caller physician nurse clinician paciente hijo hija esposo esposa';

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
  `['’]s\\s(?:${RELATIVES.replaceAll(' ', '|')}|pt|family|friend|boyfriend|girlfriend|fianc[eé]e?)`,
  'iy',
);
const AS = /\sas\s(?:an?|my|our|the|his|her)\s/y;

/** What announces a name, and what the name must then look like. */
interface Lead {
  /** The words that it may begin with, in small letters and parted by spaces. */
  readonly words: string;
  /** An expression for what stands between such a word and the name. It begins with no letter. */
  readonly goesOn: string;
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

/** In the place of words: any word of 2 to 12 letters of ASCII. */
export const ANY_WORD = '*';
const IS_ANY_WORD = /^[a-z]{2,12}$/;

const COLON = '\\s{0,2}[:=]\\s{0,2}["\'*]{0,2}';
const LINE_BREAK = '[,.!]?[ \\t]{0,3}\\r?\\n\\s{0,6}';

export const LEADS: readonly Lead[] = [
  // Dr. Jane Roe
  ...leads({ name: ANY_NAME, score: 0.9, capital: true, plain: true }, [
    ['mr mrs ms mx dr dra prof sr sra srta rev mme mlle hr', '\\.?\\s{1,2}'],
    [
      'miss professor doctor don dona doñ doña madame monsieur frau herr herrn señor señora señorita signor signora',
      '\\s{1,2}',
    ],
  ]),
  // Capt. Jane Roe, Rabbi Roe: ranks and offices whose words stand for nothing else before a name
  ...leads({ name: ANY_NAME, score: 0.8, capital: true }, [
    ['capt sgt lt cpl cmdr supt sen gov msgr', '\\.\\s{1,2}'],
    [
      'captain sergeant lieutenant corporal colonel rabbi imam pastor deacon senator sheikh',
      '\\s{1,2}',
    ],
  ]),
  // my name is Jane, me llamo jane
  ...leads({ name: ANY_NAME, score: 0.88, otherwise: LOWER_NAME, plain: true }, [
    ['my', "\\sname(?:'s|\\sis)\\s"],
    ['me', '\\sllamo\\s'],
    ['mi', '\\snombre\\ses\\s'],
  ]),
  // What's your name? Jane Roe
  ...leads({ name: ANY_NAME, score: 0.8, otherwise: SMALL_SIGNATURE }, [
    [
      'name names',
      "(?<=\\b(?:your|his|her|their|patient'?s?)\\s(?:full\\s|first\\s|last\\s)?names?)\\s{0,2}\\?\\s{1,3}(?:(?:yes|sure|ok|okay|hi|hello),?\\s)?(?:(?:it'?s|i'?m|this\\sis)\\s)?",
    ],
  ]),
  // her name is Jane, a man called Jon Roe; proteins and diseases are "called" something in one word
  ...leads({ name: ANY_NAME, score: 0.85, plain: true }, [['name', '\\sis\\s']]),
  ...leads({ name: TWO_WORDS, score: 0.7 }, [['called named', '\\s']]),
  // I am Jane Roe, this is Jane Roe, I'm Jane's daughter
  ...leads({ name: TWO_WORDS, single: KIN, score: 0.8 }, [
    ['i', "(?:\\sam|'m)\\s"],
    ['this here', '\\sis\\s'],
    ['it', "'s\\s"],
    ['im its soy', '\\s'],
    ['signed', ',?\\s'],
    ['attn', ':?\\s'],
  ]),
  // I want to add Jane Roe as a beneficiary
  ...leads({ name: TWO_WORDS, score: 0.7, before: AS }, [
    ['add remove replace designate list appoint', '\\s'],
  ]),
  // lives with Jane
  ...leads({ name: ANY_NAME, score: 0.7 }, [['live lives lived living', '\\swith\\s']]),
  // Patient name: Jane Roe; name="Jane Roe"
  ...leads({ name: ANY_NAME, score: 0.85, plain: true }, [
    [ANY_WORD, `[\\s_-](?:names?|nombre|apellidos?|attn)${COLON}`],
    ['name names nombre apellido apellidos attn', COLON],
  ]),
  // Patient: Jane, or Doctor: Jane Roe; in a dialogue the same label begins a sentence
  ...leads({ name: TWO_WORDS, score: 0.8, before: CLAUSE_END }, [
    [
      `${RELATIVES} contact provider doctor witness insured guarantor subscriber re signed from to cc`,
      COLON,
    ],
    ['pt', `\\.?${COLON}`],
  ]),
  // Dear Jane,
  ...leads({ name: ANY_NAME, score: 0.8, before: CLAUSE_END }, [
    ['dear hi hello hey hola estimado estimada querido querida', ',?\\s'],
    ['good', '\\s(?:morning|afternoon|evening),?\\s'],
  ]),
  // Regards,\nJane Roe
  ...leads(
    { name: ANY_NAME, score: 0.85, before: LINE_END, otherwise: SMALL_SIGNATURE, plain: true },
    [
      ['regards sincerely thanks thx tks ty best cheers warmly saludos atentamente', LINE_BREAK],
      ['thank', `\\syou${LINE_BREAK}`],
      ['yours', `\\struly${LINE_BREAK}`],
    ],
  ),
  // patient Jane Roe, my dad Jon
  ...leads({ name: ANY_NAME, score: 0.75 }, [
    [RELATIVES, ',?\\s'],
    ['pt', '\\.?,?\\s'],
  ]),
  // results for Jane Roe, spoke with Jane Roe, signed by Jane Roe
  ...leads({ name: TWO_WORDS, score: 0.7 }, [
    [
      'record records appointment referral prescription result results followup claim chart visit letter refill',
      '\\s(?:for|of|to)\\s',
    ],
    ['follow', '-up\\s(?:for|of|to)\\s'],
    ['spoke met visit appointment consult consultation session', '\\s(?:to|with)\\s'],
    [
      'signed referred seen treated diagnosed written ordered performed requested submitted prescribed',
      '\\sby\\s',
    ],
    ['on', '\\sbehalf\\sof\\s'],
    ['schedule remind call called contact contacted notify emaile emailed texted', '\\s'],
    ['thanks', '\\sfrom\\s'],
  ]),
];

/** Leads that ask for the same of a name: their words, and how each goes on. */
function leads(
  asked: Omit<Lead, 'words' | 'goesOn'>,
  ways: readonly (readonly [string, string])[],
): Lead[] {
  return ways.map(([words, goesOn]) => ({ words, goesOn, ...asked }));
}

/** Those that may begin with a word, as one expression; the group that took part says which it was. */
interface Beginning {
  readonly leads: readonly Lead[];
  readonly expression: RegExp;
}

/** All first words, but for those that stand before "name:". */
const WORDS: ReadonlySet<string> = new Set(
  LEADS.flatMap(({ words }) => (words === ANY_WORD ? [] : words.split(' '))),
);

/** By their first word, made when it is met: one expression for all of them is larger than the fastest cache by far. */
const beginnings = new Map<string, Beginning>();
/** Of words that are no first word of a lead. */
const ANY_BEGINNING = beginningOf(ANY_WORD, '[a-z]{2,12}');

function beginningOf(word: string, written: string): Beginning {
  const having = LEADS.filter(({ words }) =>
    words === ANY_WORD
      ? word === ANY_WORD || IS_ANY_WORD.test(word)
      : words.split(' ').includes(word),
  );
  const ways = having.map(({ goesOn }) => `(${goesOn})`).join('|');
  return { leads: having, expression: new RegExp(`${written}(?:${ways})`, 'iy') };
}

/** Undefined where no lead begins with the word at a place. */
export function beginningAt(text: string, at: number): Beginning | undefined {
  if (isLetter(text.charCodeAt(at - 1) | 0x20)) return undefined;
  let end = at;
  while (isLetter(text.charCodeAt(end) | 0x20) || isAccented(text.charCodeAt(end))) end += 1;
  const word = text.slice(at, end).toLowerCase();
  let known = beginnings.get(word);
  if (known === undefined) {
    if (!WORDS.has(word)) return IS_ANY_WORD.test(word) ? ANY_BEGINNING : undefined;
    known = beginningOf(word, word);
    beginnings.set(word, known);
  }
  return known;
}

/** Of ASCII, in small letters. */
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isAccented = (code: number): boolean => code >= 0xc0 && code < 0x250;

const LEAD_WORD = newSign([...WORDS].join(' '));

/**
 * Small words that most sentences have, and the letters that what they announce goes on with behind one space: `my
 * name`, `on behalf of`, and what `names?`, `nombre`, `apellidos?` and `attn` begin with, which may stand behind any word.
 */
const GOES_ON: ReadonlyMap<number, number> = new Map(
  Object.entries({
    i: 'a',
    it: 'an',
    me: 'aln',
    my: 'an',
    on: 'abn',
    to: 'an',
    from: 'an',
    this: 'ain',
  }).map(([word, letters]) => [keyOf(word, 0, word.length), lettersOf(letters)]),
);
const LONGEST_SMALL = 4;

/** A short word of ASCII as a number, in any case. */
function keyOf(text: string, start: number, end: number): number {
  let key = 0;
  for (let at = start; at < end; at++) key = (key << 5) | (text.charCodeAt(at) & 0x1f);
  return key;
}

/** A cheap look at a small word and the letter behind it; false only where none of the leads goes on so. */
export function mayAnnounce(text: string, at: number): boolean {
  let end = at;
  while (end - at <= LONGEST_SMALL && isLetter(text.charCodeAt(end) | 0x20)) end += 1;
  if (text.charCodeAt(end) !== SPACE) return true;
  const letters = GOES_ON.get(keyOf(text, at, end));
  return letters === undefined || mayBeBefore(text, end, letters);
}
const SPACE = 0x20;

/** Safe Harbor (A): names where a title, a label, a greeting or a signature announces them. */
export const nameCue = defineRecogniser('name-cue', Trait.letter, (view) => {
  const { text, signs, signKinds, allSigns } = view;
  if (text.length < 4) return [];
  const spelled = spelledNames(view);
  // Letters of a code or an address are no name that is spelled.
  const spans = spelled.length === 0 || /[\s=<]|:(?!\/)/.test(text) ? spelled : [];
  if ((allSigns & LEAD_WORD) === 0) return spans;
  let done = 0;
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
  if (lead.otherwise === undefined && !mayBeginName(text, start, lead)) return 0;
  const run = matchAt(lead.name, text, start);
  if (run !== '') {
    const name = withoutPossessive(run.slice(0, nameLength(run)));
    if (lead.name === TWO_WORDS && !/\s/.test(name)) return 0;
    if (!hasTwoLetters(name) || (lead.plain !== true && isPlain(name))) return 0;
    return lead.before === undefined || isAt(lead.before, text, start + name.length)
      ? name.length
      : 0;
  }
  if (lead.single !== undefined) {
    const name = withoutPossessive(matchAt(ANY_NAME, text, start));
    return !isPlain(name) && isAt(lead.single, text, start + name.length) ? name.length : 0;
  }
  if (lead.otherwise === undefined) return 0;
  const small = matchAt(lead.otherwise, text, start);
  const isWord = lead.otherwise === SMALL_SIGNATURE && (isNonNameWord(small) || isPlainWord(small));
  return isWord ? 0 : small.length;
}

/** A cheap look: a name begins with a capital, and one that particles may stand before with the letter of one as well. */
function mayBeginName(text: string, at: number, { name, single }: Lead): boolean {
  const code = text.charCodeAt(at);
  if (!isLetter(code)) return code >= 0x80 || isLetter(code | 0x20);
  return (name === ANY_NAME || single !== undefined) && mayBeBefore(text, at, PARTICLES);
}
/** What particles begin with: `de`, `van`, `bin`, `ibn`, `al`, `el`. */
const PARTICLES = lettersOf('dvbiae');

const hasTwoLetters = (name: string): boolean =>
  asciiBeginning(name).length >= 2 || unicode('\\p{L}{2}').test(name);

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
  const begins = asciiBeginning(name);
  return isPlainWord(begins === '' ? (unicode('^[\\p{L}\\p{M}]+').exec(name)?.[0] ?? '') : begins);
}

/** A title in small letters is most often a verb or a word: "I miss Jane", "don Quixote"; `dr` is none. */
function isVerb(title: string): boolean {
  const first = title.charAt(0);
  return first >= 'a' && first <= 'z' && !/^dra?\b/.test(title);
}
