import { isLoinc, passesVerhoeff } from '../checksums.ts';
import { defineCue, type Cue } from '../cued-id.ts';
import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

/** Between the name of a code system and a code of it. */
const GAP = /(?:\s?(?:-?ct|codes?|numbers?|no\.?|id|#))?[\s:#="'(|-]{0,4}(?:(?:is|was|of)\s)?/iy;
const ANOTHER = /\s?(?:,|;|&|\/|and|or)\s{0,2}(?=[A-Z]?\d)/y;
const MAX_LIST = 20;

interface CodeSystem {
  readonly cue: Cue;
  readonly form: RegExp;
  /** Score where the check digit is right, or there is none, and where it is wrong. */
  readonly score: (code: string) => number;
}

const CODE_SYSTEMS: readonly CodeSystem[] = [
  // CPT (AMA) and HCPCS level II (CMS), with modifiers.
  {
    cue: defineCue(
      'cpt hcpcs procedure billing service',
      'cpt|hcpcs|(?:procedure|billing|service)\\scodes?',
    ),
    form: /(?:\d{4}[0-9FTUM]|[A-V]\d{4})(?:-[A-Z0-9]{2}){0,4}(?![A-Za-z0-9-])/y,
    score: () => 0.95,
  },
  {
    cue: defineCue('loinc', 'loinc'),
    form: /\d{1,7}-\d(?![A-Za-z0-9-])/y,
    score: (code) => (isLoinc(code) ? 0.97 : 0.7),
  },
  // NLM RxNorm concept identifiers.
  {
    cue: defineCue('rxnorm rxcui rx', 'rxnorm|rx-?cui'),
    form: /\d{2,8}(?![A-Za-z0-9-])/y,
    score: () => 0.95,
  },
  // SNOMED CT identifiers, 6 to 18 digits with Verhoeff's check digit.
  {
    cue: defineCue('snomed sctid sct concept', 'snomed|sctid|sct|concept\\sid'),
    form: /\d{6,18}(?![A-Za-z0-9-])/y,
    score: (code) => (passesVerhoeff(code) ? 0.97 : 0.6),
  },
  // National Drug Code: 4-4-2, 5-3-2, 5-4-1 (21 CFR 207.33), and 5-4-2 for billing.
  {
    cue: defineCue('ndc national', 'ndcs?|national\\sdrug\\scodes?'),
    form: /(?:\d{4}-\d{4}-\d{2}|\d{5}-(?:\d{3}-\d{2}|\d{4}-\d{1,2})|\d{10,11})(?![A-Za-z0-9-])/y,
    score: () => 0.95,
  },
  {
    cue: defineCue('icd', 'icd-?\\s?9(?:-?cm)?'),
    form: /(?:\d{3}(?:\.\d{1,2})?|V\d{2}(?:\.\d{1,2})?|E\d{3}(?:\.\d)?)(?![A-Za-z0-9-])/y,
    score: () => 0.9,
  },
];
/** A drug's code in its hyphens, by nothing but its form. */
const PLAIN_NDC = /(?<![\w-])\d{5}-(?:\d{3}-\d{2}|\d{4}-\d{1,2})(?![\w-])/y;

/** Codes of procedures, laboratory tests, drugs and clinical terms, where their code system is named. */
export const healthCode = defineRecogniser('health-code', Trait.digit, (view) => {
  const spans: Span[] = [];
  for (const system of CODE_SYSTEMS) {
    if ((view.allKinds & system.cue.kind) !== 0) addCodes(view, system, spans);
  }
  if ((view.traits & Trait.hyphen) !== 0) {
    for (const match of matchesAtNumbers(PLAIN_NDC, view, (length) => length === 5)) {
      const end = match.index + match[0].length;
      spans.push({ label: 'CODE', start: match.index, end, score: 0.5 });
    }
  }
  return spans;
});

function addCodes({ text, cues, cueKinds }: View, system: CodeSystem, spans: Span[]): void {
  const { cue, form, score } = system;
  let done = 0;
  for (let index = 0; index < cues.length; index++) {
    const at = cues[index] ?? 0;
    if (((cueKinds[index] ?? 0) & cue.kind) === 0 || at < done) continue;
    const lead = lengthAt(cue.pattern, text, at);
    if (lead === 0) continue;
    let start = at + lead;
    start += lengthAt(GAP, text, start);
    for (let count = 0; count < MAX_LIST; count++) {
      const length = lengthAt(form, text, start);
      if (length === 0) break;
      const end = start + length;
      spans.push({ label: 'CODE', start, end, score: score(text.slice(start, end)) });
      done = end;
      const more = lengthAt(ANOTHER, text, end);
      if (more === 0) break;
      start = end + more;
    }
  }
}

function lengthAt(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.exec(text)?.[0].length ?? 0;
}
