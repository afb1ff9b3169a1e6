import { parse, parseWithoutProcessing } from '@handlebars/parser';
import type { BlockKind, Expression, TemplateNode, TemplateProgram } from './nodes.ts';
import type {
  ParsedBlock,
  ParsedExpression,
  ParsedMustache,
  ParsedPartial,
  ParsedProgram,
  ParsedStatement,
} from './parsed-nodes.ts';
import {
  hasOptions,
  helperNamed,
  readCall,
  readExpression,
  simpleName,
} from './read-expression.ts';
import { checkShape, MAX_DEPTH } from './template-shape.ts';
import { TemplateError } from './template-error.ts';

/** What takes what is empty as no, and is no helper: the language has it. */
const BLOCKS: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/**
 * Reads a part of a template into what `renderProgram` understands, and refuses whatever else the syntax allows. A
 * template is somebody's text, so the parser gets only what has a bounded shape.
 *
 * @throws TemplateError
 */
export function readTemplate(source: string, syntax: 'handlebars' | 'mustachio'): TemplateProgram {
  checkShape(source);
  const reader = new Reader(syntax);
  const nodes = reader.readAll(parseSource(source, syntax), 0);
  reader.checkPartials();
  return { nodes, partials: reader.partials };
}

/** @throws TemplateError: the parser's own message quotes the template */
function parseSource(source: string, syntax: 'handlebars' | 'mustachio'): ParsedProgram {
  try {
    // Handlebars takes out the line of a tag that stands alone in it; Mustachio leaves white space as it is.
    const read: unknown = syntax === 'handlebars' ? parse(source) : parseWithoutProcessing(source);
    return read as ParsedProgram;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const line = / on line (\d{1,7})/.exec(message)?.[1] ?? / - (\d{1,7}):\d+$/.exec(message)?.[1];
    throw new TemplateError('is not a template', line === undefined ? undefined : Number(line));
  }
}

class Reader {
  readonly partials = new Map<string, readonly TemplateNode[]>();
  /** Partials that are shown, and where. */
  readonly #shown = new Map<string, number>();
  readonly #syntax: 'handlebars' | 'mustachio';

  constructor(syntax: 'handlebars' | 'mustachio') {
    this.#syntax = syntax;
  }

  readAll(program: ParsedProgram | null | undefined, depth: number): readonly TemplateNode[] {
    if (depth > MAX_DEPTH) throw new TemplateError('is nested too deeply');
    return (program?.body ?? []).flatMap((statement) => this.#read(statement, depth) ?? []);
  }

  /** @throws TemplateError when one is shown that is not defined here: there are none from elsewhere */
  checkPartials(): void {
    for (const [name, line] of this.#shown) {
      if (!this.partials.has(name)) {
        throw new TemplateError('has a partial that is not available', line);
      }
    }
  }

  #read(statement: ParsedStatement, depth: number): TemplateNode | undefined {
    const { line } = statement.loc.start;
    switch (statement.type) {
      case 'ContentStatement':
        return statement.value === '' ? undefined : { kind: 'text', text: statement.value };
      case 'CommentStatement':
        return undefined;
      case 'MustacheStatement':
        return this.#readOutput(statement, line);
      case 'BlockStatement':
        return this.#readBlock(statement, line, depth);
      case 'PartialStatement':
        return this.#readPartial(statement, line);
      case 'DecoratorBlock':
        this.#define(statement, line, depth);
        return undefined;
      case 'PartialBlockStatement':
      case 'Decorator':
        throw new TemplateError('has a partial or a decorator that is not available', line);
    }
  }

  #readOutput(statement: ParsedMustache, line: number): TemplateNode {
    const { path, params, escaped } = statement;
    if (path.type === 'NumberLiteral' && params.length === 0 && !hasOptions(statement)) {
      // `{{1}}` is a name (Handlebars, Literal Segments); Twilio's content templates have no others.
      return {
        kind: 'output',
        value: { kind: 'path', up: 0, names: [String(path.value)] },
        isRaw: !escaped,
      };
    }
    if (path.type !== 'PathExpression') throw new TemplateError('shows what is no name', line);
    const isCall = params.length > 0 || hasOptions(statement);
    if (isCall && this.#syntax === 'mustachio') {
      throw new TemplateError('calls a helper: Mustachio has none', line);
    }
    if (path.parts.some((part) => typeof part === 'string' && part.startsWith('pm:'))) {
      throw new TemplateError('has a link of Postmark (pm:), which is not available', line);
    }
    const value = isCall ? readCall(statement, line) : readExpression(path, line);
    return { kind: 'output', value, isRaw: !escaped };
  }

  #readBlock(statement: ParsedBlock, line: number, depth: number): TemplateNode {
    const { program, inverse } = statement;
    if ([program, inverse].some((one) => (one?.blockParams?.length ?? 0) > 0)) {
      throw new TemplateError('names values of a block (as |name|), which is not available', line);
    }
    if (this.#syntax === 'mustachio' && program != null && inverse != null) {
      throw new TemplateError('has an else: Mustachio has {{^name}} for it', line);
    }
    return {
      kind: 'block',
      ...this.#blockOf(statement, line),
      body: this.readAll(program, depth + 1),
      otherwise: this.readAll(inverse, depth + 1),
    };
  }

  #blockOf(statement: ParsedBlock, line: number): { block: BlockKind; value: Expression } {
    const { path, params, hash } = statement;
    const name = simpleName(path);
    const [only, ...more] = params;
    if (only === undefined && !hasOptions(statement)) {
      if (path.type !== 'PathExpression' || (name !== undefined && BLOCKS.has(name))) {
        throw new TemplateError('has a block without the value it is about', line);
      }
      return { block: 'section', value: readExpression(path, line) };
    }
    if (this.#syntax === 'mustachio' && name !== 'each') {
      throw new TemplateError('has a block that Mustachio does not have: it has {{#name}}', line);
    }
    if (only !== undefined && more.length === 0 && name !== undefined && BLOCKS.has(name)) {
      const block = name as 'if' | 'unless' | 'each' | 'with';
      if (!hasOptions(statement)) return { block, value: readExpression(only, line) };
      const [option, ...others] = hash?.pairs ?? [];
      const isZero = option?.key === 'includeZero' && isTrue(option.value) && others.length === 0;
      if (isZero && block === 'if') return { block: 'ifOrZero', value: readExpression(only, line) };
    } else if (helperNamed(path) !== undefined) {
      return { block: 'if', value: readCall(statement, line) };
    }
    throw new TemplateError('has a block that is not available', line);
  }

  #readPartial({ name, params, hash, indent }: ParsedPartial, line: number): TemplateNode {
    const called = nameOf(name);
    const [value, ...more] = params;
    if (called === undefined || more.length > 0 || hasOptions({ hash })) {
      throw new TemplateError('has a partial that is not available', line);
    }
    this.#shown.set(called, line);
    return {
      kind: 'partial',
      name: called,
      indent: indent ?? '',
      ...(value === undefined ? {} : { value: readExpression(value, line) }),
    };
  }

  /** `{{#* inline "name"}}`: a partial of this template's own. */
  #define(statement: ParsedBlock, line: number, depth: number): void {
    const { path, params, program } = statement;
    const [name, ...more] = params;
    const called = name?.type === 'StringLiteral' ? String(name.value) : undefined;
    const isInline = simpleName(path) === 'inline' && more.length === 0 && !hasOptions(statement);
    if (!isInline || called === undefined || this.#syntax === 'mustachio') {
      throw new TemplateError('has a decorator that is not available', line);
    }
    if (this.partials.has(called)) throw new TemplateError('defines a partial twice', line);
    this.partials.set(called, []);
    this.partials.set(called, this.readAll(program, depth + 1));
  }
}

function nameOf(parsed: ParsedExpression): string | undefined {
  return parsed.type === 'StringLiteral' ? String(parsed.value) : simpleName(parsed);
}

function isTrue(parsed: ParsedExpression): boolean {
  return parsed.type === 'BooleanLiteral' && parsed.value === true;
}
