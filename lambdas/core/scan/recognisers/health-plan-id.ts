import { isMbi } from '../checksums.ts';
import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const PAYERS =
  'mbi|hicn|hbn|hpn|medicare|medicaid|medi-?cal|tricare|aetna|cigna|humana|kaiser|anthem|centene|molina|bcbs|blue\\s(?:cross|shield)|united\\s?healthcare|uhc';

/** Words that call what follows a number of a plan. */
const CUE = defineCue(
  'member members membership subscriber beneficiary insured enrollee policy policyholder plan health insurance insur insurer ins group grp coverage payer payor dependent carrier mbi hicn hbn hpn hmo ppo epo pol mbr mem sub hpi pln ben medicare medicaid medi medical tricare aetna cigna humana kaiser anthem centene molina bcbs blue united unitedhealthcare uhc p póliza poliza afiliado afiliada memberid policynumber policyno groupnumber groupno subscriberid medicareid',
  [
    "(?:member(?:ship)?|subscriber|beneficiary|insured|enrollee|policy(?:\\s?holder)?|(?:health\\s|medical\\s)?plan|(?:health\\s|medical\\s)?insurance|insur(?:er)?\\.?|ins\\.?|group|grp\\.?|coverage|payer|payor|dependent|carrier|health(?=\\sid\\b))['s]{0,2}[\\s_-]{0,2}(?:(?:policy|plan|beneficiary|card|member|coverage|group)[\\s_-])?(?:id\\b|identification|identifier|number|numb?\\b|no\\b|nr\\b|#|policy|card|member)",
    '(?:memberid|policynumber|policyno|groupnumber|groupno|subscriberid|medicareid)',
    'policy(?!\\s(?:makers?|brief))',
    `(?:${PAYERS}|hmo|ppo|epo)(?:\\s[A-Z]{2}(?![A-Za-z]))?(?=[\\s:#-]{1,3}(?:id|number|no|member|beneficiary|policy|claim|card|plan|#|is|[A-Z]{0,4}-?\\d))(?:\\s(?:member|policy|beneficiary|card|plan))?`,
    // HMO-234567 says what it is.
    '(?:hmo|ppo|epo|ins|pol|mbr|mem|sub|grp|hpn|hpi|pln|ben)(?=[-#]\\d{4})',
    'p[oó]liza|afiliad[oa]',
  ].join('|'),
);

/** Words that may be followed by a number or by anything else: then only what looks like an id is one. */
const LOOSE_CUE = defineCue(
  'insurance insurer insur ins coverage plan health payer payor carrier hmo ppo epo',
  '(?:health\\s)?(?:insurance|insurer|insur\\.?|ins\\.?|coverage|plan|payer|payor|carrier|hmo|ppo|epo)(?:\\splan)?(?=\\s?[:#(]|\\sis\\s|\\s#)',
);
const LOOKS_LIKE_ID =
  /^(?:[A-Z]{1,5}-?\d{3,}[A-Z0-9-]*|\d{2,}[A-Z]{1,4}[A-Z0-9]*|\d{3,6}(?:-\d{2,7}){1,3}|\d{6,14}|\d{3,}-[A-Z0-9-]{2,})$/;

const MBI_SHAPE = /(?<![\w-])[1-9][A-Z][A-Z0-9]\d([- ]?)[A-Z][A-Z0-9]\d\1[A-Z]{2}\d{2}(?![\w-])/y;

const RULE: CuedId = {
  label: 'HEALTH_PLAN_ID',
  score: 0.9,
  cue: CUE,
  minDigits: 4,
  spaced: true,
  behind: true,
};
const LOOSE_RULE: CuedId = {
  label: 'HEALTH_PLAN_ID',
  score: 0.75,
  cue: LOOSE_CUE,
  minDigits: 4,
  accept: (id) => LOOKS_LIKE_ID.test(id),
};

/** Safe Harbor (I): health plan beneficiary numbers, by context, and Medicare's own by its format. */
export const healthPlanId = defineRecogniser(
  'health-plan-id',
  Trait.digit | Trait.letter,
  (view) => {
    const spans: Span[] = [];
    addCuedIds(view, RULE, spans);
    addCuedIds(view, LOOSE_RULE, spans);
    if ((view.traits & Trait.upper) === 0) return spans;
    for (const match of matchesAtNumbers(
      MBI_SHAPE,
      view,
      (length, digits) => (length === 4 || length === 11) && digits < length,
    )) {
      if (!isMbi(match[0].replace(/[- ]/g, ''))) continue;
      const end = match.index + match[0].length;
      spans.push({ label: 'HEALTH_PLAN_ID', start: match.index, end, score: 0.93 });
    }
    return spans;
  },
);
