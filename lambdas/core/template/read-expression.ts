import { HELPERS, LOOP_NAMES, type Expression, type HelperName } from './nodes.ts';
import type { ParsedCall, ParsedExpression } from './parsed-nodes.ts';
import { TemplateError } from './template-error.ts';

/** Levels of `(helper (helper ...))`. */
const MAX_DEPTH = 8;
const MAX_NAMES = 32;

/** A value: a path, a literal or a helper's. @throws TemplateError */
export function readExpression(parsed: ParsedExpression, line: number, depth = 0): Expression {
  switch (parsed.type) {
    case 'PathExpression':
      return readPath(parsed, line);
    case 'SubExpression':
      if (depth >= MAX_DEPTH) throw new TemplateError('nests helpers too deeply', line);
      return readCall(parsed, line, depth + 1);
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return { kind: 'literal', value: parsed.value };
    case 'NullLiteral':
      return { kind: 'literal', value: null };
    case 'UndefinedLiteral':
      return { kind: 'literal', value: undefined };
  }
}

/** A helper with its values. @throws TemplateError */
export function readCall(
  { path, params, hash }: ParsedCall,
  line: number,
  depth = 0,
): Expression & { readonly kind: 'call' } {
  const helper = helperNamed(path);
  if (helper === undefined) throw new TemplateError('calls a helper that is not available', line);
  const [least, most] = HELPERS[helper];
  const isTaken = params.length >= least && params.length <= most && !hasOptions({ hash });
  if (!isTaken) throw new TemplateError(`gives ${helper} other values than it takes`, line);
  return { kind: 'call', helper, values: params.map((one) => readExpression(one, line, depth)) };
}

/** The helper that a path is the name of. */
export function helperNamed(path: ParsedExpression): HelperName | undefined {
  const name = simpleName(path);
  return name !== undefined && Object.hasOwn(HELPERS, name) ? (name as HelperName) : undefined;
}

/** The one name that a path is made of. */
export function simpleName(path: ParsedExpression): string | undefined {
  if (path.type !== 'PathExpression' || path.data || path.depth > 0) return undefined;
  const [name, ...more] = path.parts;
  // `this.if` and `./if` are data, whatever they are called.
  const isPlain = more.length === 0 && typeof name === 'string' && path.original === name;
  return isPlain ? name : undefined;
}

export function hasOptions({ hash }: Pick<ParsedCall, 'hash'>): boolean {
  return (hash?.pairs.length ?? 0) > 0;
}

function readPath(
  { data, depth, parts }: ParsedExpression & { readonly type: 'PathExpression' },
  line: number,
): Expression {
  const names = parts.filter((part) => typeof part === 'string');
  if (names.length < parts.length) throw new TemplateError('computes a name', line);
  if (names.length > MAX_NAMES || depth > MAX_NAMES) {
    throw new TemplateError('has a path of too many names', line);
  }
  if (!data) return { kind: 'path', up: depth, names };
  const [first, ...rest] = names;
  if (first === 'root' && depth === 0) return { kind: 'root', names: rest };
  const name = LOOP_NAMES.find((known) => known === first);
  if (name === undefined || rest.length > 0) {
    throw new TemplateError('has a name with @ that is not available', line);
  }
  return { kind: 'loop', up: depth, name };
}
