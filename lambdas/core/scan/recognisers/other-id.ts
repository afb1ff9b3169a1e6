import { addCuedIds, defineCue, type Cue, type CuedId } from '../cued-id.ts';
import {
  Behind,
  before,
  defineRecogniser,
  matches,
  matchesAtNumbers,
} from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { newKind } from '../word-kinds.ts';

const KINDS =
  'passport|(?:national|student|employee|staff|badge|study|subject|participant|encounter|visit|admission|episode|accession|specimen|sample|prescription|rx|referral|authori[sz]ation|auth|confirmation|reference|ref|tax(?:payer)?|person(?:al)?|client|customer|user|donor|donation|research|trial|enrollment|enrolment|appointment|booking|case|claim|incident|intake|lab|requisition|health|beneficiary|recipient|resident|inmate|military|veteran|tribal|voter|alien|visa|caregiver|guardian|respondent|household|medication|immunization|vaccin(?:e|ation)|tracking)';
const CUE = defineCue(
  'passport national student employee staff badge study subject participant encounter visit admission episode accession specimen sample prescription rx referral authorization authorisation auth confirmation reference ref tax taxpayer person personal client customer user donor donation research trial enrollment enrolment appointment booking case claim claims incident intake lab requisition health beneficiary recipient resident inmate military veteran tribal voter alien visa caregiver guardian respondent household medication immunization vaccine vaccination tracking itin ein tin icn dcn pasaporte cedula cédula curp dni nino caseid claimid encounterid visitid userid studentid employeeid clientid',
  [
    `(?:${KINDS})['s]{0,2}[\\s_.-]{0,2}(?:(?:case|record|order|claim|request|report|file|card|subject)[\\s_-])?(?:id\\b|ids\\b|identifier|identification|numbers?|num\\b|nos?\\b|nr\\b|#|code|ref(?:erence)?\\b)`,
    'passport(?=\\s[A-Z]{0,2}\\d)',
    'itin|ein|tin|icn|dcn|nino|pasaporte|c[eé]dula|curp|dni(?=[\\s:])',
    '(?:caseid|claimid|encounterid|visitid|userid|studentid|employeeid|clientid)',
    '(?:accession|specimen|prescription|rx|encounter|claims?|case|ref|auth)(?=\\s?(?:#|:|n(?:o|um)\\b))',
  ].join('|'),
);
/** A word alone before what cannot be a count: `Claim CLM-2912415`, `encounter ENC31537580`, `badge 8297-GA-7781`. */
const LOOSE_CUE = defineCue(
  'claim encounter accession prescription rx referral specimen case episode admission requisition visit study subject participant authorization pathology cytology badge contract subscriber',
  '(?:claim|encounter|accession|prescription|rx|referral|specimen|case|episode|admission|requisition|visit|study|subject|participant|authorization|pathology|cytology|badge|contract|subscriber)(?=\\s(?:[A-Z]{1,6}[-#_]?\\d|\\d{6}|\\d{5}-[A-Z]\\b|\\d{2,4}-\\d|\\d{2,6}-[A-Z]{1,4}-?\\d|[0-9a-f]{8}-))',
);
/** The number of a trial in a public registry (ClinicalTrials.gov, EudraCT): a study's, nobody's. */
const TRIAL = /^(?:NCT\d{8}|EUCTR[\d-]{8,})$/i;
/** `ID 987654321`, `(id: 4471)`, `ID# LUP-98765`. In lower case only with a sign: "id" is in every second sentence. */
const ID_CUE = defineCue(
  'id ids identifier',
  '(?:ids?|identifier)(?=[\\s:#=*]{1,4}(?:(?:is|numbers?|no\\.?)[\\s:#]{1,2})?[A-Z]{0,6}[-#_]?\\d)',
);
const NO_CUE: Cue = {
  ...defineCue('no', 'no\\.(?=\\s?[A-Z]{0,4}-?\\d{5})'),
  // Of "no" alone clinical notes are full.
  mayBegin: (text, at) => text.charCodeAt(at + 2) === PERIOD,
};
const PERIOD = 0x2e;
/** Individual taxpayer numbers: area 900 to 999, group 50-65, 70-88, 90-92, 94-99 (IRS Publication 1915). */
const ITIN = /(?<![\w-])9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}(?![\w-])/y;

/** Numbers that carry their kind in front: encounter, claim, prescription, accession, study, employee. */
const PREFIXED =
  /(?<![A-Za-z0-9-])(?:ENC|CLM|RX|ACC|STUDY|SUBJ|PAT|PT|EMP|CASE|VISIT|REF|AUTH|ORD|SPEC|PID|CID|ADM|EPI|APPT)[-#_:]{0,2}(?=[A-Z0-9-]{0,12}\d{3})[A-Z0-9]{4,16}(?:-[A-Z0-9]{2,8}){0,3}(?![A-Za-z0-9])/g;
const PREFIX = newKind(
  'enc clm rx acc study subj pat pt emp case visit ref auth ord spec pid cid adm epi appt',
);
const UUID = /(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])/iy;
/** `#88120744`, `#AB-551209`: a long number that somebody was given. */
const HASHED =
  /(?<![\w#&/])#\s?((?=[A-Z]{0,4}-?\d)[A-Z0-9]{1,5}-?(?=[A-Z0-9-]{0,12}\d{3})[A-Z0-9]{4,14}(?:-[A-Z0-9]{2,8}){0,2})(?![A-Za-z0-9])/g;
/** Things that are numbered, and nobody's: what stands before such a number. */
const OF_A_THING =
  /(?:\border|invoice|ticket|sku|isbn|issn|version|ver|build|release|model|part|item|product|serie|bug|issue|pull|pr|jira|commit|room|suite|apt|unit|flight|gate|table|seat|page|chapter|section|figure|step|track|lot|stock|po|purchase|package|shipment|server|event|message|request|transaction|session|log|job|task|node|process|thread|error|campaign|template|team|project|tender|asset)s?\b[^\n]{0,12}$/i;

const RULES: readonly CuedId[] = [
  {
    label: 'OTHER_ID',
    score: 0.8,
    cue: CUE,
    minDigits: 3,
    behind: true,
    accept: (id) => !TRIAL.test(id),
  },
  {
    label: 'OTHER_ID',
    score: 0.65,
    cue: LOOSE_CUE,
    minDigits: 4,
    accept: (id) => !TRIAL.test(id),
  },
  {
    label: 'OTHER_ID',
    score: 0.7,
    cue: ID_CUE,
    minDigits: 4,
    acceptAt: (text, start) => isPersons(text, start) && isMarkedId(before(text, start, 24)),
  },
  { label: 'OTHER_ID', score: 0.5, cue: NO_CUE, minDigits: 5, acceptAt: isPersons },
];

/** Safe Harbor (R): any other unique number that its context announces. */
export const otherId = defineRecogniser('other-id', Trait.digit, (view) => {
  const { text, traits } = view;
  const spans: Span[] = [];
  const isItinArea = (length: number, digits: number, end: number): boolean =>
    length === 3 && digits === 3 && text.charCodeAt(end - 3) === NINE;
  add(matchesAtNumbers(ITIN, view, isItinArea, Behind.hyphen), 0.85, spans);
  if ((traits & Trait.letter) === 0) return spans;
  for (const rule of RULES) addCuedIds(view, rule, spans);
  // Alone in a field a UUID is the machinery's; in a sentence it stands for somebody.
  if ((traits & Trait.space) !== 0) {
    add(
      matchesAtNumbers(UUID, view, (length) => length === 8, Behind.hyphen),
      0.55,
      spans,
    );
  }
  if ((view.allKinds & PREFIX) !== 0) add(matches(PREFIXED, text), 0.6, spans);
  if (text.includes('#')) {
    for (const { index, 1: id = '', 0: whole } of matches(HASHED, text)) {
      if (!isPersons(text, index)) continue;
      const end = index + whole.length;
      spans.push({ label: 'OTHER_ID', start: end - id.length, end, score: 0.5 });
    }
  }
  return spans;
});

function add(found: readonly RegExpExecArray[], score: number, spans: Span[]): void {
  for (const { index, 0: whole } of found) {
    spans.push({ label: 'OTHER_ID', start: index, end: index + whole.length, score });
  }
}

const NINE = 0x39;

function isPersons(text: string, start: number): boolean {
  return !OF_A_THING.test(before(text, start, 28));
}

/** "ID" in capitals, or with a sign behind it. */
function isMarkedId(lead: string): boolean {
  return (
    /(?<![A-Za-z])IDs?(?![A-Za-z])[^A-Za-z]{0,6}(?:[A-Za-z]{2,7}\.?[^A-Za-z]{0,3})?$/.test(lead) ||
    /(?:[:#=]|\bis\s)["'*\s]{0,4}$/.test(lead)
  );
}
