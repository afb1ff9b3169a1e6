import { defineCue } from '../cued-id.ts';
import { Behind, defineRecogniser, lettersOf, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const PRESSURE =
  '(?:bp|blood\\spressure|b\\/p|presi[oó]n(?:\\sarterial)?)(?:\\s(?:is|was|of|reading|at)){0,2}[\\s:=]{0,3}\\d{2,3}\\s?(?:\\/|over)\\s?\\d{2,3}';
const ANALYTE =
  'a1c|hba1c|hb\\sa1c|hgb|hct|hematocrit|hemoglobin|glucose|bg|blood\\ssugar|ldl|hdl|tsh|t4|psa|inr|egfr|gfr|creatinine|bun|bnp|potassium|sodium|calcium|magnesium|albumin|bilirubin|alt|ast|alk\\sphos|lipase|troponin|lactate|ferritin|crp|esr|wbc|platelets?|spo2|o2\\ssats?|sao2|heart\\srate|hr|pulse|resp(?:iratory)?\\srate|bmi|cholesterol|triglycerides|viral\\sload|cd4|ef|ejection\\sfraction';
/** A reading with the name of what was measured before its number. */
const NAMED = defineCue(
  'bp blood b presión presion a hba hb hgb hct hematocrit hemoglobin glucose bg ldl hdl tsh t psa inr egfr gfr creatinine bun bnp potassium sodium calcium magnesium albumin bilirubin alt ast alk lipase troponin lactate ferritin crp esr wbc platelets platelet spo sp o sao sa heart hr pulse resp respiratory bmi cholesterol triglycerides viral cd ef ejection',
  `${PRESSURE}|(?:${ANALYTE})(?:\\s(?:is|was|of|at|level|count|reading|result)){0,2}[\\s:=]{1,3}[<>]?\\d{1,4}(?:\\.\\d{1,2})?(?![\\w/-])`,
);
const WITH_UNIT =
  /(?<![\w.])\d{1,4}(?:\.\d{1,2})?(?:\/\d{2,3}\s?mm\s?hg|\s?(?:mg\/dl|mmol\/l|mmol\/mol|mmhg|ng\/ml|ng\/dl|pg\/ml|mcg\/dl|cmh2o|bpm|meq\/l|g\/dl|iu\/l|u\/l|miu\/l|ml\/min|breaths\/min|cells\/mm3|copies\/ml|kg\/m2))\b/iy;
/** What its units begin with. */
const UNITS = lettersOf('bcgikmnpu');

/** Readings of vital signs and laboratory values, with their number or unit. */
export const vitals = defineRecogniser('vitals', Trait.digit | Trait.letter, (view) => {
  const { text, cues, cueKinds, allKinds } = view;
  const spans: Span[] = matchesAtNumbers(
    WITH_UNIT,
    view,
    (length, digits, end) =>
      digits <= 4 && length - digits <= 6 && (digits < length || mayHaveUnit(text, end)),
    Behind.dot | Behind.slash | Behind.space | Behind.letter,
    UNITS,
  ).map((match) => span(match, 0.9));
  if ((allKinds & NAMED.kind) === 0) return spans;
  for (let index = 0; index < cues.length; index++) {
    if (((cueKinds[index] ?? 0) & NAMED.kind) === 0) continue;
    const at = cues[index] ?? 0;
    // Of one letter are only A1c, T4, O2 and B/P.
    if (text.charAt(at + 1) === ' ') continue;
    NAMED.pattern.lastIndex = at;
    const match = NAMED.pattern.exec(text);
    if (match === null) continue;
    // "HR 5" is a department and a count; readings that are that short need another sign.
    spans.push(span(match, /^(?:hr|ef|alt|ast|bun|t4|bg)\b/i.test(match[0]) ? 0.5 : 0.9));
  }
  return spans;
});

/** The first two characters of its units. */
const UNIT_STARTS: ReadonlySet<string> = new Set(
  'mg mm ng pg mc cm bp me g/ iu u/ mi ml br ce co kg'.split(' '),
);

/** Whether a unit may stand behind the digits that end at a place: behind a fraction, a slash, or a space. */
function mayHaveUnit(text: string, end: number): boolean {
  let at = end;
  if (text.charAt(at) === '/') return true;
  if (text.charAt(at) === '.') {
    at += 1;
    while (isDigit(text.charCodeAt(at)) && at - end <= MOST_DECIMALS) at += 1;
    if (text.charAt(at) === '/') return true;
  }
  const code = text.charCodeAt(at);
  if (code <= SPACE || code >= 0x80) at += 1;
  return UNIT_STARTS.has(text.slice(at, at + 2).toLowerCase());
}
const MOST_DECIMALS = 2;
const SPACE = 0x20;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function span(match: RegExpExecArray, score: number): Span {
  return { label: 'LAB', start: match.index, end: match.index + match[0].length, score };
}
