import type { Span } from './recogniser.ts';
import type { IdentifierLabel } from './labels.ts';

/** What may stand between a cue and its number: `MRN: `, `member id is `, `acct no. #`. */
const GAP =
  /(?:\s{0,3}(?:numbers?|num|no|nr|id|identifier|code|#|número|numero)(?![A-Za-z]))?\.?[\s:#=."'(>*_-]{0,6}[ \t]{0,40}(?:(?:is|was|are|es|of|ending in|ends in|starting with)\s{1,3}|:)?[\s:#="'*-]{0,4}/iy;

const ID = /[A-Za-z0-9](?:[A-Za-z0-9]|[-_/.](?=[A-Za-z0-9])){0,63}/y;
/** `Record numbers: G4346166 and L948139`. */
const ANOTHER = /\s?(?:,|;|&|\/|and|or|y)\s{1,2}(?=[A-Z]{0,4}-?\d)/y;
const MAX_LIST = 20;
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
    const glued = start - cueEnd <= 1 && /^[-_]?$/.test(text.slice(cueEnd, start));
    addIds(text, rule, start, glued ? cue.index : start, spans);
  }
  return spans;
}

/** The number at `start`, and those that a list goes on with. */
function addIds(text: string, rule: CuedId, start: number, from: number, spans: Span[]): void {
  let at = start;
  for (let count = 0; count < MAX_LIST; count++) {
    const spaced = rule.spaced === true ? matchAt(SPACED_ID, text, at) : undefined;
    const id = spaced ?? matchAt(ID, text, at);
    if (id === undefined) return;
    const digits = id.replace(/\D/g, '').length;
    if (digits < (rule.minDigits ?? 3) || rule.accept?.(id) === false) return;
    // `MRN-00918273` is one number: the cue is part of it.
    const end = at + id.length;
    spans.push({ label: rule.label, start: count === 0 ? from : at, end, score: rule.score });
    const more = matchAt(ANOTHER, text, end);
    if (more === undefined) return;
    at = end + more.length;
  }
}

function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(text)?.[0];
}
