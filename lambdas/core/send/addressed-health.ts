import type { Document, Segment } from '../scan/document.ts';
import type { Finding, ScanReport } from '../scan/finding.ts';
import { isIdentifierLabel } from '../scan/labels.ts';
import { viewOf } from '../scan/normalize.ts';

const NAME = 'addressed-health';
/** A finding of health with this score is specific: a condition, a drug, a procedure. */
const SPECIFIC = 0.9;
/** Evidence that general words ("your appointment") need somewhere in the message. */
const SUPPORTING = 0.5;
/** Characters after "your" that are looked at, and before it. */
const AHEAD = 200;
const BEHIND = 80;

/** A space in a pattern stands for any white space. */
function spaced(pattern: string): RegExp {
  return new RegExp(pattern.replaceAll(' ', '\\s{1,3}'), 'iu');
}

/** Places of one message that are looked at; a message for people says "you" less often. */
const MAX_PLACES = 2000;

/** Up to five words between "your" and what is meant: "your recent HIV-1 antibody test result". */
const BETWEEN = "^ (?:[\\p{L}\\p{N}'’&/-]{1,30},? ){0,5}?";
/** Care that speaks for itself. */
const CLINICAL =
  'biops(?:y|ies)|diagnos[ei]s|prescriptions?|(?:lab|blood|urine|pathology|test|screening) (?:results?|reports?|work|tests?)|labs|x-?rays?|mri|ct scan|mammograms?|colonoscopy|ultrasound|pap smear|surgery|chemo(?:therapy)?|dialysis|infusion|medical records?|appointments? with (?:dr\\b|doctor|your (?:doctor|therapist|provider))';
/** Words that mean care only beside other evidence. */
const GENERAL =
  'results?|tests?|scans?|exams?|appointments?|visits?|procedures?|treatments?|medications?|refills?|referrals?|sessions?|screenings?|shots?|doses?|claims?|pills|pump|device|implant|condition|infection|pregnancy|symptoms';
/** What only somebody has whose own care it is, once it is said what for: "your HIV support group". */
const OWN =
  'results?|reports?|appointments?|refills?|prescriptions?|diagnosis|biopsy|referral|visits?|support group|follow-?up|claims?|copay|discharge';

/** Something has happened or is about to, to this one person. */
const STATE =
  '(?:[^!?]{0,60}?\\b(?:is|are|was|were|came|come|has|have|shows?|showed|will be) (?:\\p{L}{1,12} ){0,2}?(?:ready|available|in(?![\\p{L} ])|back|positive|negative|normal|abnormal|elevated|completed?|scheduled|rescheduled|confirmed|cancell?ed|due|overdue|approved|denied|shipped|tomorrow|today|tonight|(?:on|at) (?:\\p{L}{3,6}day|\\d)|attached|below|worse|malignant|benign|changed|expired|expiring|received|processed|recorded|reviewed)\\b|[^!?]{0,60}?[\\s:](?:positive|negative|abnormal|malignant|tomorrow|(?:on|at) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\\d{1,2}[/:.]?\\d{0,2}))\\b)';

const CLINICAL_STATE = spaced(`${BETWEEN}(?:${CLINICAL})${STATE}`);
const GENERAL_STATE = spaced(`${BETWEEN}(?:${GENERAL})${STATE}`);
const OWN_CARE = spaced(`${BETWEEN}(?:${OWN})\\b`);

/** "You tested positive", "you have an appointment": said as a fact. */
const YOU = spaced(
  "^(?:(?:['’]ve| have)? (?:recently |just )?(?:tested (?:positive|negative)|missed (?:\\p{L}{1,20} ){1,4}?(?:appointment|dose|refill|visit))|(?: were|['’]ve been| have been) (?:recently |newly |just )?(?:diagnosed|prescribed|admitted|discharged|treated|vaccinated|seen (?:by|at|for))| have an? (?:\\p{L}{1,20} ){0,3}?(?:appointment|procedure|surgery|screening|biopsy)| are (?:due|overdue|scheduled) for (?:your|an?)\\b)",
);

/** A case that is supposed, not told. */
const SUPPOSED = /\b(?:if|whether|unless|imagine|anyone|suppose)\b[^.!?\n]*$/i;
const SUPPOSED_LATER = /\b(?:when|once|until|after|before|whenever)\b[^.!?\n]*$/i;
/** An offer: what the reader is asked to get is not what the reader has. */
const OFFERED =
  /\b(?:book|schedule|make|get|request|plan|find|manage|managing|understand|understanding|improve|simplify|ask|learn|talk|about|save\son|transfer|choose|discover|refer)\s$/i;

const PRONOUN = /(?<![\p{L}\p{N}])you(r?)(?![\p{L}\p{N}])/giu;

/**
 * A message goes to a person's address, which identifies that person (45 CFR 164.514(b)(2)(i)(F)). Where
 * it tells its reader of their own care or condition ("Your HIV test result is ready"), it is individually
 * identifiable health information (45 CFR 160.103) although no identifier stands in the text. What speaks
 * of health to everybody ("Manage your diabetes with our new pump") is not.
 *
 * @returns the report with the phrases as evidence of care and the class `phi`, or as it was; with a part
 *   that counts as unread where it speaks to its reader more often than is looked at
 */
export function withAddressedHealth(document: Document, report: ScanReport): ScanReport {
  const health = report.findings.filter(({ label }) => !isIdentifierLabel(label));
  const supported = health.some(({ score }) => score >= SUPPORTING);
  const budget = { places: MAX_PLACES };
  const found = document.segments.flatMap((segment, index) =>
    segment.role === 'value' ? addressed(segment, index, health, supported, budget) : [],
  );
  if (found.length === 0) {
    if (budget.places >= 0) return report;
    return { ...report, unreadable: [...report.unreadable, { path: '', reason: 'too_long' }] };
  }
  const findings = [...report.findings, ...found].sort(
    (a, b) => a.segment - b.segment || a.start - b.start,
  );
  return { ...report, findings, classification: 'phi' };
}

function addressed(
  segment: Segment,
  index: number,
  health: readonly Finding[],
  supported: boolean,
  budget: { places: number },
): readonly Finding[] {
  const view = viewOf(segment);
  const specific = health.filter((one) => one.segment === index && one.score >= SPECIFIC);
  for (const match of view.text.matchAll(PRONOUN)) {
    budget.places -= 1;
    if (budget.places < 0) return [];
    const at = match.index + match[0].length;
    const behind = view.text.slice(Math.max(0, match.index - BEHIND), match.index);
    const ahead = sentenceOf(view.text.slice(at, at + AHEAD));
    const isSpecific = (length: number): boolean => {
      const [start, end] = view.toReceived(at, at + length);
      return specific.some((one) => one.start < end && one.end > start);
    };
    const length =
      match[1] === ''
        ? toldFact(ahead, behind, supported)
        : ownCare(ahead, behind, supported, isSpecific);
    if (length === 0) continue;
    const [start, end] = view.toReceived(match.index, at + length);
    // One for each text is enough to decide, and bounds the work.
    return [
      {
        label: 'CARE',
        recogniser: NAME,
        segment: index,
        path: segment.path,
        start,
        end,
        score: SPECIFIC,
      },
    ];
  }
  return [];
}

/** @returns the length of what says it, 0 when nothing does. */
function toldFact(ahead: string, behind: string, supported: boolean): number {
  if (!supported || SUPPOSED.test(behind) || SUPPOSED_LATER.test(behind)) return 0;
  return YOU.exec(ahead)?.[0].length ?? 0;
}

function ownCare(
  ahead: string,
  behind: string,
  supported: boolean,
  isSpecific: (length: number) => boolean,
): number {
  if (SUPPOSED.test(behind)) return 0;
  const state = CLINICAL_STATE.exec(ahead) ?? (supported ? GENERAL_STATE.exec(ahead) : null);
  const length = state?.[0].length ?? 0;
  if (length > 0 && (isSpecific(length) || !SUPPOSED_LATER.test(behind))) return length;
  const own = OWN_CARE.exec(ahead)?.[0].length ?? 0;
  return own > 0 && isSpecific(own) && !OFFERED.test(behind) ? own : 0;
}

/** What is left of the sentence; the dot of a title does not end it. */
function sentenceOf(text: string): string {
  const end = text.search(/[!?]|(?<!\b(?:dr|mr|ms|mrs|st))\.(?:\s|$)|\n[ \t]*\n/i);
  return end < 0 ? text : text.slice(0, end);
}
