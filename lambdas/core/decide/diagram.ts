import { FACT_NAMES, FACT_VALUES } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';

type Fact = keyof DecisionFacts;

/** A function of the facts to small non-negative integers, as a handle. Equal functions have equal handles. */
export type Diagram = number & { readonly __diagram: never };

interface Branch {
  /** Index of the fact that it branches on. */
  readonly level: number;
  /** One for each value of the fact, in the order of `FACT_VALUES`. */
  readonly children: readonly Diagram[];
}

/** Most combinations of one function's own facts. */
const MOST_COMBINATIONS = 200_000;

/** A function looks at more facts at once than can be enumerated. */
export class TooManyFactsError extends Error {
  override readonly name = 'TooManyFactsError';
}

/**
 * Decision diagrams over the facts: each function of the facts, over all of the more than a milliard
 * combinations, is a graph that branches on one fact after the other and shares what is equal. Functions
 * that look at few facts each stay small when they are combined, so that what holds for every combination
 * can be checked exactly in milliseconds.
 *
 * R. E. Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Trans. Comput. C-35(8),
 * 1986; here with as many branches as a fact has values, and integers for results.
 */
export class Diagrams {
  private readonly branches: Branch[] = [];
  private readonly known = new Map<string, Diagram>();

  /** The function that is the same everywhere. Results are encoded as negative handles. */
  constant(result: number): Diagram {
    return (-1 - result) as Diagram;
  }

  /**
   * The function that looks at these facts only.
   *
   * @throws TooManyFactsError
   */
  of(reads: readonly Fact[], result: (facts: DecisionFacts) => number): Diagram {
    const levels = FACT_NAMES.map((name, level) => ({ name, level })).filter(({ name }) =>
      reads.includes(name),
    );
    const combinations = levels.reduce((n, { name }) => n * FACT_VALUES[name].length, 1);
    if (combinations > MOST_COMBINATIONS) throw new TooManyFactsError();
    const build = (depth: number, facts: DecisionFacts): Diagram => {
      const here = levels[depth];
      if (here === undefined) return this.constant(result(facts));
      const children = FACT_VALUES[here.name].map((value) =>
        build(depth + 1, { ...facts, [here.name]: value }),
      );
      return this.branch(here.level, children);
    };
    return build(0, FIRST);
  }

  /** The function whose result is that of `combine` on the results of two others. */
  combine(a: Diagram, b: Diagram, combine: (a: number, b: number) => number): Diagram {
    const done = new Map<string, Diagram>();
    const walk = (x: Diagram, y: Diagram): Diagram => {
      if (x < 0 && y < 0) return this.constant(combine(-1 - x, -1 - y));
      const key = `${String(x)},${String(y)}`;
      const earlier = done.get(key);
      if (earlier !== undefined) return earlier;
      const level = Math.min(this.levelOf(x), this.levelOf(y));
      const name = FACT_NAMES[level];
      const count = name === undefined ? 0 : FACT_VALUES[name].length;
      const children = Array.from({ length: count }, (_, value) =>
        walk(this.child(x, level, value), this.child(y, level, value)),
      );
      const made = this.branch(level, children);
      done.set(key, made);
      return made;
    };
    return walk(a, b);
  }

  /** The function with one fact fixed at a value. */
  restrict(diagram: Diagram, fact: Fact, value: DecisionFacts[Fact]): Diagram {
    const fixed = FACT_NAMES.indexOf(fact);
    const index = (FACT_VALUES[fact] as readonly unknown[]).indexOf(value);
    const done = new Map<Diagram, Diagram>();
    const walk = (x: Diagram): Diagram => {
      const level = this.levelOf(x);
      if (level > fixed) return x;
      if (level === fixed) return this.child(x, level, index);
      const earlier = done.get(x);
      if (earlier !== undefined) return earlier;
      const made = this.branch(level, this.branches[x]?.children.map(walk) ?? []);
      done.set(x, made);
      return made;
    };
    return walk(diagram);
  }

  /** Facts for which the result is one of those wanted; undefined if there are none. */
  find(diagram: Diagram, wanted: (result: number) => boolean): DecisionFacts | undefined {
    const barren = new Set<Diagram>();
    const walk = (x: Diagram, facts: DecisionFacts): DecisionFacts | undefined => {
      if (x < 0) return wanted(-1 - x) ? facts : undefined;
      if (barren.has(x)) return undefined;
      const branch = this.branches[x];
      const name = branch && FACT_NAMES[branch.level];
      if (name === undefined) return undefined;
      for (const [index, value] of FACT_VALUES[name].entries()) {
        const found = walk(branch?.children[index] ?? x, { ...facts, [name]: value });
        if (found !== undefined) return found;
      }
      barren.add(x);
      return undefined;
    };
    return walk(diagram, FIRST);
  }

  /** The result for these facts. */
  at(diagram: Diagram, facts: DecisionFacts): number {
    let x = diagram;
    while (x >= 0) {
      const level = this.levelOf(x);
      const name = FACT_NAMES[level];
      if (name === undefined) break;
      const index = (FACT_VALUES[name] as readonly unknown[]).indexOf(facts[name]);
      x = this.child(x, level, index);
    }
    return -1 - x;
  }

  private levelOf(x: Diagram): number {
    return this.branches[x]?.level ?? FACT_NAMES.length;
  }

  private child(x: Diagram, level: number, value: number): Diagram {
    const branch = this.branches[x];
    return branch?.level === level ? (branch.children[value] ?? x) : x;
  }

  private branch(level: number, children: readonly Diagram[]): Diagram {
    const [first] = children;
    if (first !== undefined && children.every((child) => child === first)) return first;
    const key = `${String(level)}:${children.join(',')}`;
    const earlier = this.known.get(key);
    if (earlier !== undefined) return earlier;
    const made = this.branches.push({ level, children }) - 1;
    this.known.set(key, made as Diagram);
    return made as Diagram;
  }
}

/** The first value of each fact. */
const FIRST = Object.fromEntries(
  FACT_NAMES.map((name) => [name, FACT_VALUES[name][0]]),
) as unknown as DecisionFacts;
