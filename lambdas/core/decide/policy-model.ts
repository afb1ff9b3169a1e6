import { DISPOSITIONS, type Disposition } from '../vocabulary.ts';
import type { ChannelMatrix } from './channel-matrix.ts';
import { dispositionsFor } from './decide.ts';
import { Diagrams, TooManyFactsError, type Diagram } from './diagram.ts';
import type { Ask } from './evaluator.ts';
import { compileRule, UnsupportedExpressionError, type Applies } from './expression.ts';
import type { DecisionFacts } from './facts.ts';
import { factsReadBy } from './facts-read.ts';
import { FLOOR } from './floor.ts';
import type { Rule } from './rule.ts';

/** What a policy's model is made of. */
export interface ModelInput {
  readonly rules: readonly Rule[];
  readonly matrix: ChannelMatrix;
  /** Asks Cedar about one rule alone. */
  readonly askAlone: (rule: Rule) => Ask | undefined;
}

/** The outcome where no rule permits any: the message is held, without a rule that says so. */
export const NOTHING_PERMITS = DISPOSITIONS.length;

/** The whole policy as functions of the facts. A set of dispositions is a bit mask in their order. */
export interface PolicyModel {
  readonly diagrams: Diagrams;
  /** Index of the disposition that is taken, or `NOTHING_PERMITS`. */
  readonly outcome: Diagram;
  /** What the company's rules permit, before the floor. */
  readonly permitted: Diagram;
  /** What each rule of the floor refuses, by its id. */
  readonly floor: ReadonlyMap<string, Diagram>;
  /** Rules that could not be modeled, as sentences. Nothing is proved then. */
  readonly problems: readonly string[];
}

/**
 * Models each rule over the facts that it looks at, and combines them as Cedar does: permitted is what
 * some permit grants and no forbid refuses.
 */
export function modelPolicy({ rules, matrix, askAlone }: ModelInput): PolicyModel {
  const diagrams = new Diagrams();
  const problems: string[] = [];
  const nothing = diagrams.constant(0);
  const either = (a: Diagram, b: Diagram): Diagram => diagrams.combine(a, b, (x, y) => x | y);
  const granted = { permit: nothing, forbid: nothing };
  for (const rule of rules) {
    const modeled = modelRule(rule, matrix, askAlone, diagrams);
    if (typeof modeled === 'string') problems.push(modeled);
    else granted[rule.effect] = either(granted[rule.effect], modeled);
  }
  const exists = diagrams.of(['direction'], ({ direction }) => maskOf(dispositionsFor(direction)));
  const allowed = diagrams.combine(granted.permit, granted.forbid, (p, f) => p & ~f);
  const permitted = diagrams.combine(allowed, exists, (a, e) => a & e);
  const floor = new Map(
    FLOOR.map((rule) => [
      rule.text.id,
      diagrams.of(rule.reads, (facts) =>
        maskOf(DISPOSITIONS.filter((d) => rule.refuses(facts, d))),
      ),
    ]),
  );
  const refused = [...floor.values()].reduce(either, nothing);
  const outcome = diagrams.combine(permitted, refused, (p, r) => firstOf(p & ~r));
  return { diagrams, outcome, permitted, floor, problems };
}

/** The dispositions as a bit mask. */
export function maskOf(dispositions: readonly Disposition[]): number {
  return dispositions.reduce((mask, d) => mask | (1 << DISPOSITIONS.indexOf(d)), 0);
}

function firstOf(mask: number): number {
  const first = DISPOSITIONS.findIndex((_, index) => (mask & (1 << index)) !== 0);
  return first < 0 ? NOTHING_PERMITS : first;
}

/** @returns a sentence when the rule cannot be modeled */
function modelRule(
  rule: Rule,
  matrix: ChannelMatrix,
  askAlone: ModelInput['askAlone'],
  diagrams: Diagrams,
): Diagram | string {
  const where = `${rule.file}: ${rule.text.id}`;
  try {
    const applies = compiled(rule) ?? askedOfCedar(askAlone(rule));
    return diagrams.of(factsReadBy(rule), (facts) => {
      const allowed = matrix.allows(facts);
      return maskOf(
        DISPOSITIONS.filter((disposition) => applies({ facts, matrix: allowed, disposition })),
      );
    });
  } catch (error) {
    if (error instanceof EvaluationFailedError) {
      return `${where}: Evaluation fails for ${describeFacts(error.facts)}.`;
    }
    if (!(error instanceof TooManyFactsError)) throw error;
    return `${where}: looks at too many facts at once to be proved; part it into several rules.`;
  }
}

class EvaluationFailedError extends Error {
  override readonly name = 'EvaluationFailedError';
  readonly facts: DecisionFacts;
  constructor(facts: DecisionFacts) {
    super('a rule could not be evaluated');
    this.facts = facts;
  }
}

function compiled(rule: Rule): Applies | undefined {
  try {
    return compileRule(rule);
  } catch (error) {
    if (error instanceof UnsupportedExpressionError) return undefined;
    throw error;
  }
}

/** Most questions to Cedar about one rule; each takes some tenths of a millisecond. */
const MOST_QUESTIONS = 20_000;

/** What is beyond `compileRule` is evaluated by Cedar, one combination of the rule's own facts at a time. */
function askedOfCedar(ask: Ask | undefined): Applies {
  let questions = 0;
  return ({ facts, disposition }) => {
    questions += 1;
    if (questions > MOST_QUESTIONS) throw new TooManyFactsError();
    const answer = ask?.(facts, disposition);
    if (answer === undefined || answer.kind === 'failed') throw new EvaluationFailedError(facts);
    return answer.rules.length > 0;
  };
}

/** The facts in words, for a sentence about them. */
export function describeFacts(facts: DecisionFacts): string {
  return Object.entries(facts)
    .map(([fact, value]) => `${fact} ${String(value)}`)
    .join(', ');
}
