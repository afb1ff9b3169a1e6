import { callHelper } from './call-helper.ts';
import type { Expression, LoopName, TemplateNode, TemplateProgram } from './nodes.ts';
import { RenderStop, type RenderBudget } from './render-budget.ts';
import { escapeHtml, isEmpty, isFalsy, memberOf } from './values.ts';

export interface RenderOptions {
  readonly syntax: 'handlebars' | 'mustachio';
  /** `{{name}}` is escaped, as it is in HTML. */
  readonly escapes: boolean;
  /** A name that the data does not have ends it; otherwise it is shown as nothing. */
  readonly isStrict: boolean;
  /** Characters that it may come to. */
  readonly limit: number;
  readonly budget: RenderBudget;
}

/** Partials that show partials. */
const MAX_PARTIAL_DEPTH = 16;

/** A value that names are looked up in, and where it stands. */
interface Scope {
  readonly value: unknown;
  readonly parent?: Scope;
}

/** What `@index` and its like are, in a loop. */
interface Loop {
  readonly values: Readonly<Record<LoopName, unknown>>;
  readonly parent?: Loop;
}

interface Place {
  readonly scope: Scope;
  readonly loop?: Loop;
  readonly partials: number;
}

/**
 * A part of a template with data filled in. Each step is counted, and each character: there is nothing in a template
 * that could go on longer than the budget lets it.
 *
 * @param data JSON; only what it has of its own is looked at
 * @throws RenderStop
 */
export function renderProgram(
  program: TemplateProgram,
  data: unknown,
  options: RenderOptions,
): string {
  const renderer = new Renderer(program, { value: data }, options);
  renderer.showAll(program.nodes, { scope: { value: data }, partials: 0 });
  return renderer.text;
}

class Renderer {
  readonly #program: TemplateProgram;
  readonly #root: Scope;
  readonly #options: RenderOptions;
  readonly #texts: string[] = [];
  #length = 0;

  constructor(program: TemplateProgram, root: Scope, options: RenderOptions) {
    this.#program = program;
    this.#root = root;
    this.#options = options;
  }

  get text(): string {
    return this.#texts.join('');
  }

  showAll(nodes: readonly TemplateNode[], place: Place): void {
    for (const node of nodes) {
      this.#options.budget.step();
      this.#show(node, place);
    }
  }

  #show(node: TemplateNode, place: Place): void {
    switch (node.kind) {
      case 'text':
        this.#put(node.text);
        return;
      case 'output': {
        const value = this.#valueOf(node.value, place);
        if (value === undefined && this.#options.isStrict) {
          throw new RenderStop({ kind: 'missing', name: nameOf(node.value) });
        }
        const text = this.#printed(value);
        // The text itself is counted first: a megabyte is not escaped to find that it is too long.
        this.#check(text.length);
        this.#put(this.#options.escapes && !node.isRaw ? escapeHtml(text) : text);
        return;
      }
      case 'block':
        this.#showBlock(node, place);
        return;
      case 'partial': {
        const nodes = this.#program.partials.get(node.name);
        if (nodes === undefined || place.partials >= MAX_PARTIAL_DEPTH) {
          throw new RenderStop({ kind: 'too_much' });
        }
        this.#put(node.indent);
        const scope =
          node.value === undefined
            ? place.scope
            : within(place.scope, this.#valueOf(node.value, place));
        this.showAll(nodes, { ...place, scope, partials: place.partials + 1 });
      }
    }
  }

  #showBlock(node: TemplateNode & { readonly kind: 'block' }, place: Place): void {
    const scope = this.#scopeOf(node.value, place);
    const { value } = scope;
    const { body, otherwise } = node;
    switch (node.block) {
      case 'if':
        this.showAll(isEmpty(value) || value === 0 ? otherwise : body, place);
        return;
      case 'ifOrZero':
        this.showAll(isEmpty(value) ? otherwise : body, place);
        return;
      case 'unless':
        this.showAll(isEmpty(value) || value === 0 ? body : otherwise, place);
        return;
      case 'with':
        if (isEmpty(value)) this.showAll(otherwise, place);
        else this.showAll(body, { ...place, scope: within(place.scope, value) });
        return;
      case 'each':
        if (this.#options.syntax === 'mustachio') this.#showList(node, scope, place);
        else this.#showEach(node, value, place);
        return;
      case 'section':
        if (this.#options.syntax === 'mustachio') {
          const nodes = isFalsy(value) ? otherwise : body;
          this.showAll(nodes, { ...place, scope });
        } else this.#showSection(node, value, place);
    }
  }

  /** As Handlebars reads `{{#name}}`. */
  #showSection(
    node: TemplateNode & { readonly kind: 'block' },
    value: unknown,
    place: Place,
  ): void {
    const { body, otherwise } = node;
    if (value === true) this.showAll(body, place);
    else if (value === false || value === null || value === undefined) {
      this.showAll(otherwise, place);
    } else if (Array.isArray(value)) this.#showEach(node, value, place);
    else this.showAll(body, { ...place, scope: within(place.scope, value) });
  }

  #showEach(
    { body, otherwise }: TemplateNode & { readonly kind: 'block' },
    value: unknown,
    place: Place,
  ): void {
    const isList = typeof value === 'object' && value !== null;
    const keys = isList ? Object.keys(value) : [];
    if (keys.length === 0) this.showAll(otherwise, place);
    for (const [index, key] of keys.entries()) {
      this.#options.budget.step();
      const values = {
        index,
        key: Array.isArray(value) ? index : key,
        first: index === 0,
        last: index === keys.length - 1,
      };
      this.showAll(body, {
        ...place,
        scope: within(place.scope, memberOf(value, key)),
        loop: { values, ...(place.loop === undefined ? {} : { parent: place.loop }) },
      });
    }
  }

  /** As Mustachio reads `{{#each name}}`: around an entry is its list, and around that what has the list. */
  #showList(
    { body, value: name }: TemplateNode & { readonly kind: 'block' },
    list: Scope,
    place: Place,
  ): void {
    if (isFalsy(list.value)) return;
    if (!Array.isArray(list.value)) throw new RenderStop({ kind: 'no_list', name: nameOf(name) });
    for (const value of list.value as readonly unknown[]) {
      this.#options.budget.step();
      this.showAll(body, { ...place, scope: { value, parent: list } });
    }
  }

  #valueOf(expression: Expression, place: Place): unknown {
    return this.#scopeOf(expression, place).value;
  }

  #scopeOf(expression: Expression, place: Place): Scope {
    this.#options.budget.step();
    switch (expression.kind) {
      case 'literal':
        return { value: expression.value };
      case 'path':
        return this.#find(expression.names, above(place.scope, expression.up, this.#options));
      case 'root':
        return this.#find(expression.names, this.#root);
      case 'loop': {
        let { loop } = place;
        for (let up = expression.up; up > 0; up -= 1) loop = loop?.parent;
        return { value: loop?.values[expression.name] };
      }
      case 'call': {
        const values = expression.values.map((one) => this.#valueOf(one, place));
        return { value: callHelper(expression.helper, values) };
      }
    }
  }

  #find(names: readonly string[], from: Scope | undefined): Scope {
    let scope: Scope = from ?? { value: undefined };
    for (const name of names) {
      this.#options.budget.step();
      scope = { value: memberOf(scope.value, name), parent: scope };
    }
    return scope;
  }

  /** As text. An object says nothing that anybody would want to read. */
  #printed(value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') {
      if (this.#options.syntax === 'handlebars') return String(value);
      return value ? 'True' : 'False';
    }
    if (value === null || value === undefined || this.#options.syntax === 'mustachio') return '';
    if (!Array.isArray(value)) return '[object Object]';
    const texts: string[] = [];
    let length = 0;
    for (const entry of value as readonly unknown[]) {
      this.#options.budget.step();
      const text = this.#printed(entry);
      length += text.length + 1;
      this.#check(length);
      texts.push(text);
    }
    return texts.join(',');
  }

  #put(text: string): void {
    this.#check(text.length);
    this.#options.budget.add(text.length);
    this.#length += text.length;
    this.#texts.push(text);
  }

  #check(more: number): void {
    if (this.#length + more > this.#options.limit) throw new RenderStop({ kind: 'too_long' });
  }
}

/** What is shown in it is one scope further in, unless it is the same. */
function within(scope: Scope, value: unknown): Scope {
  return value === scope.value ? scope : { value, parent: scope };
}

/** Mustachio stays where it is at the outermost; in Handlebars there is nothing beyond. */
function above(scope: Scope, up: number, { syntax }: RenderOptions): Scope | undefined {
  let above: Scope | undefined = scope;
  for (let left = up; left > 0; left -= 1) {
    above = above?.parent ?? (syntax === 'mustachio' ? above : undefined);
  }
  return above;
}

/** How the template writes it. */
function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case 'path':
    case 'root':
      return `${'../'.repeat(expression.kind === 'path' ? expression.up : 0)}${expression.names.join('.')}`;
    case 'loop':
      return `@${expression.name}`;
    case 'call':
      return expression.helper;
    case 'literal':
      return '';
  }
}
