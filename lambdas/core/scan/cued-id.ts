import type { Span } from './recogniser.ts';
import type { IdentifierLabel } from './labels.ts';

/** What may stand between a cue and its number: `MRN: `, `member id is `, `acct no. #`. */
const GAP =
  /(?:\s{0,3}(?:numbers?|num|no|nr|id|identifier|code|#|número|numero)(?![A-Za-z]))?\.?[\s:#=."'(>*_-]{0,6}(?:(?:is|was|are|es|of|ending in|ends in|starting with)\s{1,3}|:)?[\s:#="'*-]{0,4}/iy;

const ID = /[A-Za-z0-9](?:[A-Za-z0-9]|[-_/.](?=[A-Za-z0-9])){0,31}/y;
const SPACED_ID = /\d{2,4}(?: \d{2,4}){1,4}(?![A-Za-z0-9-])/y;

export interface CuedId {
  readonly label: IdentifierLabel;
  readonly score: number;
  /** Global expression for the words that announce the number. */
  readonly cue: RegExp;
  /** Digits that the number must have at least. Default 3. */
  readonly minDigits?: number;
  /** Also numbers in groups: `943 476 5919`. */
  readonly spaced?: boolean;
  /** A last look at the number. */
  readonly accept?: (id: string) => boolean;
}

/** Numbers that mean something only because the words before them say what they are. */
export function findCuedIds(text: string, rule: CuedId): Span[] {
  const spans: Span[] = [];
  rule.cue.lastIndex = 0;
  for (let cue = rule.cue.exec(text); cue !== null; cue = rule.cue.exec(text)) {
    if (cue[0] === '') {
      rule.cue.lastIndex += 1;
      continue;
    }
    const cueEnd = cue.index + cue[0].length;
    GAP.lastIndex = cueEnd;
    const start = cueEnd + (GAP.exec(text)?.[0].length ?? 0);
    const id =
      (rule.spaced === true ? matchAt(SPACED_ID, text, start) : undefined) ??
      matchAt(ID, text, start);
    if (id === undefined) continue;
    const digits = id.replace(/\D/g, '').length;
    if (digits < (rule.minDigits ?? 3) || rule.accept?.(id) === false) continue;
    // `MRN-00918273` is one number: the cue is part of it.
    const glued = start - cueEnd <= 1 && /^[-_]?$/.test(text.slice(cueEnd, start));
    spans.push({
      label: rule.label,
      start: glued ? cue.index : start,
      end: start + id.length,
      score: rule.score,
    });
  }
  return spans;
}

function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
