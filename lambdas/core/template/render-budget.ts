/** Why a template was not filled in. A name stands in the template, never in the data. */
export type RenderFailure =
  | { readonly kind: 'missing' | 'no_list'; readonly name: string }
  | { readonly kind: 'too_long' | 'too_much' };

/** Ends a rendering. Internal: `renderTemplate` turns it into a failure. */
export class RenderStop extends Error {
  override readonly name = 'RenderStop';
  readonly failure: RenderFailure;

  constructor(failure: RenderFailure) {
    super('a template was not filled in');
    this.failure = failure;
  }
}

/** Steps of one request: a tag, an entry of a list, a value that is printed. A million take less than a second. */
const MAX_STEPS = 1_000_000;
/** Characters of one request, all its messages together; as many as messages may have otherwise. */
const MAX_LENGTH = 32_000_000;

/** Bounds what all templates of one request may take: some loops in each other are for ever otherwise. */
export class RenderBudget {
  #steps: number;
  #length: number;

  constructor(steps = MAX_STEPS, length = MAX_LENGTH) {
    this.#steps = steps;
    this.#length = length;
  }

  /** @throws RenderStop */
  step(): void {
    this.#steps -= 1;
    if (this.#steps < 0) throw new RenderStop({ kind: 'too_much' });
  }

  /** @throws RenderStop */
  add(length: number): void {
    this.#length -= length;
    if (this.#length < 0) throw new RenderStop({ kind: 'too_long' });
  }
}
