import { defineRecogniser, matchesAtSigns } from '../define-recogniser.ts';
import { FULL_NAME, NAME, nameLength } from '../names.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';

const RELATIVE =
  'patient|pt\\.?|client|member|resident|husband|wife|son|daughter|mother|father|mom|dad|brother|sister|child|baby|partner|spouse|guardian|caregiver|uncle|aunt|grandmother|grandfather|grandma|grandpa|neighbor|niece|nephew|caller|physician|nurse|clinician|paciente|hij[oa]|espos[oa]';

const ANY_NAME = new RegExp(NAME, 'uy');
const TWO_WORDS = new RegExp(FULL_NAME, 'uy');
const LOWER_NAME =
  /\p{Ll}{2,20}(?:\s(?!and|i|but|from|here|is|with|the|my|a|y|tengo|de|not|in|on|it)\p{Ll}{3,20})?/uy;
const LINE_END = /[ \t]{0,4}(?:\r?\n|$|,)/y;
const CLAUSE_END = /\s?(?:[,!.:;<>()"'-]|\r?\n|$)/y;

/** What announces a name, and what the name must then look like. */
interface Lead {
  readonly pattern: string;
  readonly name: RegExp;
  readonly score: number;
  /** What must follow the name. */
  readonly before?: RegExp;
  /** The announcing word itself is capitalized: a title, not a verb. */
  readonly capital?: boolean;
  /** Tried when there is no capitalized name. */
  readonly otherwise?: RegExp;
}

const LEADS: readonly Lead[] = [
  // Dr. Jane Roe
  {
    pattern: '(?:mrs?|ms|miss|mx|dr|prof(?:essor)?|doctor|sra?|srta|do[ñn]a?|rev)\\.?\\s{1,2}',
    name: ANY_NAME,
    score: 0.9,
    capital: true,
  },
  // my name is Jane, me llamo jane
  {
    pattern: "(?:my\\sname(?:'s|\\sis)|me\\sllamo|mi\\snombre\\ses)\\s",
    name: ANY_NAME,
    score: 0.88,
    otherwise: LOWER_NAME,
  },
  // her name is Jane, a man called Jon Roe; proteins and diseases are "called" something in one word
  { pattern: 'name\\sis\\s', name: ANY_NAME, score: 0.85 },
  { pattern: '(?:called|named)\\s', name: TWO_WORDS, score: 0.7 },
  // I am Jane Roe, this is Jane Roe
  {
    pattern: "(?:i\\sam|i'?m|this\\sis|here\\sis|soy|it'?s|signed,?|attn:?)\\s",
    name: TWO_WORDS,
    score: 0.8,
  },
  // Patient name: Jane Roe; name="Jane Roe"
  {
    pattern:
      '(?:[a-z]{2,12}[\\s_-])?(?:names?|nombre|apellidos?|attn)\\s{0,2}[:=]\\s{0,2}["\'*]{0,2}',
    name: ANY_NAME,
    score: 0.85,
  },
  // Patient: Jane, or Doctor: Jane Roe; in a dialogue the same label begins a sentence
  {
    pattern: `(?:${RELATIVE}|contact|provider|doctor|witness|insured|guarantor|subscriber|re|signed|from|to|cc)\\s{0,2}[:=]\\s{0,2}["'*]{0,2}`,
    name: TWO_WORDS,
    score: 0.8,
    before: CLAUSE_END,
  },
  // Dear Jane,
  {
    pattern:
      '(?:dear|hi|hello|hey|hola|estimad[oa]|querid[oa]|good\\s(?:morning|afternoon|evening)),?\\s',
    name: ANY_NAME,
    score: 0.8,
    before: CLAUSE_END,
  },
  // Regards,\nJane Roe
  {
    pattern:
      '(?:regards|sincerely|thanks|thank\\syou|best|cheers|warmly|yours\\struly|saludos|atentamente)[,.!]?[ \\t]{0,3}\\r?\\n\\s{0,6}',
    name: ANY_NAME,
    score: 0.85,
    before: LINE_END,
  },
  // patient Jane Roe, my dad Jon
  { pattern: `(?:${RELATIVE}),?\\s`, name: ANY_NAME, score: 0.75 },
  // results for Jane Roe, spoke with Jane Roe, signed by Jane Roe
  {
    pattern:
      '(?:(?:records?|appointment|referral|prescription|results?|follow-?up|claim|chart|visit|letter|refill)\\s(?:for|of|to)|(?:spoke|met|visit|appointment|consult(?:ation)?|session)\\s(?:to|with)|(?:signed|referred|seen|treated|diagnosed|written|ordered|performed|requested|submitted|prescribed)\\sby|on\\sbehalf\\sof|schedule|remind|call(?:ed)?|contact(?:ed)?|notify|emailed?|texted|like)\\s',
    name: TWO_WORDS,
    score: 0.7,
  },
];

/** All of them at once; the group that took part says which it was. */
const LEAD = new RegExp(
  `(?<![A-Za-z])(?:${LEADS.map(({ pattern }) => `(${pattern})`).join('|')})`,
  'iy',
);
/** The first words of the leads, but for what may stand before "name:". */
const LEAD_WORD = newSign(
  'mr mrs ms miss mx dr prof professor doctor sr sra srta don dona doñ doña rev my me mi name names nombre apellido apellidos called named ' +
    'i im this here soy it its signed attn patient pt client member resident husband wife son daughter mother father mom dad brother ' +
    'sister child baby partner spouse guardian caregiver uncle aunt grandmother grandfather grandma grandpa neighbor niece nephew ' +
    'caller physician nurse clinician paciente hijo hija esposo esposa contact provider witness insured guarantor subscriber re from ' +
    'to cc dear hi hello hey hola estimado estimada querido querida good regards sincerely thanks thank best cheers warmly yours ' +
    'saludos atentamente record records appointment referral prescription result results follow followup claim chart visit letter ' +
    'refill spoke met consult consultation session referred seen treated diagnosed written ordered performed requested submitted ' +
    'prescribed on schedule remind call contacted notify emaile emailed texted like',
);

/** What stands behind a name: "Jane Roe (DOB", "Jane Roe, 54F", "Jane Roe <jane@". */
const TRAIL_AGE = /\d{1,3}\s?-?(?:yo\b|y\/o|years?[\s-]old|[MF]\b)/y;
const TRAIL_WORD = /DOB|D\.O\.B|[Dd]ate of [Bb]irth|MRN|SSN|[Bb]orn\b|[Aa]ged?\s\d/y;
const TRAIL_MAIL = /<[^<>@\s]{1,64}@/y;
const TRAIL_SIGN = newSign(
  'dob dobs d date mrn mrns mrno mrnum mrnumber ssn ssns ssno ssnum ssnumber born age aged',
);
/** What may stand between the name and those. */
const BEFORE_TRAIL = /[*_]{0,2},?\s?[([]?$/;
const BEFORE_MAIL = /"?\s?$/;
const NAME_AT_END = new RegExp(`(?<![\\p{L}\\p{N}])${FULL_NAME}$`, 'u');

/** Safe Harbor (A): names where a title, a label, a greeting or a signature announces them. */
export const nameCue = defineRecogniser('name-cue', Trait.letter, (view) => {
  const { text, traits } = view;
  // Every lead ends in a space, a colon or an equals sign; most codes and addresses have none.
  if (text.length < 4 || !/[\s=<]|:(?!\/)/.test(text)) return [];
  const spans: Span[] = [];
  for (const match of matchesAtSigns(LEAD, view, LEAD_WORD)) {
    const lead = leadOf(match);
    const start = match.index + match[0].length;
    if (lead === undefined || (lead.capital === true && isLower(match[0]))) continue;
    const length = nameAt(text, start, lead);
    if (length >= 2) spans.push({ label: 'NAME', start, end: start + length, score: lead.score });
  }
  if ((traits & Trait.upper) === 0) return spans;
  for (const end of trails(view)) {
    const from = Math.max(0, end - 80);
    const run = NAME_AT_END.exec(text.slice(from, end));
    const length = run === null ? 0 : nameLength(run[0]);
    if (run === null || length < 2) continue;
    const start = from + run.index;
    spans.push({ label: 'NAME', start, end: start + length, score: 0.85 });
  }
  return spans;
});

/** Where a name may end because of what follows. */
function trails(view: View): number[] {
  const { text, runs, runEnds } = view;
  const found: number[] = [];
  const add = (at: number, gap: RegExp): void => {
    found.push(at - (gap.exec(text.slice(Math.max(0, at - 5), at))?.[0].length ?? 0));
  };
  for (const { index } of matchesAtSigns(TRAIL_WORD, view, TRAIL_SIGN)) add(index, BEFORE_TRAIL);
  for (let index = 0; index < runs.length; index++) {
    const start = runs[index] ?? 0;
    if ((runEnds[index] ?? 0) - start > 3) continue;
    TRAIL_AGE.lastIndex = start;
    if (TRAIL_AGE.test(text)) add(start, BEFORE_TRAIL);
  }
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    TRAIL_MAIL.lastIndex = at;
    if (TRAIL_MAIL.test(text)) add(at, BEFORE_MAIL);
  }
  return found;
}

/** The group that took part names the lead; the others are undefined, whatever the type says. */
function leadOf(groups: readonly (string | undefined)[]): Lead | undefined {
  return LEADS.find((_, index) => groups[index + 1] !== undefined);
}

function nameAt(text: string, start: number, lead: Lead): number {
  lead.name.lastIndex = start;
  const run = lead.name.exec(text)?.[0];
  if (run !== undefined) {
    const length = nameLength(run);
    if (lead.name === TWO_WORDS && !/\s/.test(run.slice(0, length))) return 0;
    if (lead.before === undefined) return length;
    lead.before.lastIndex = start + length;
    return lead.before.test(text) ? length : 0;
  }
  if (lead.otherwise === undefined) return 0;
  lead.otherwise.lastIndex = start;
  return lead.otherwise.exec(text)?.[0].length ?? 0;
}

function isLower(text: string): boolean {
  const first = text.charAt(0);
  return first >= 'a' && first <= 'z';
}
