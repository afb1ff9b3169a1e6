import type ts from 'typescript';

/** One thing that an expression may be. Arrays, maps and promises are what is in them. */
export type Atom =
  | { readonly kind: 'any' | 'undefined' }
  /** A string that is written in code, or an environment variable by its name. */
  | { readonly kind: 'text' | 'variable'; readonly text: string }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Value>; readonly open: boolean }
  | { readonly kind: 'function'; readonly node: ts.Node; readonly scope: Scope }
  | { readonly kind: 'module'; readonly file: ts.SourceFile };

/** All that an expression may be. The same atoms are the same value. */
export interface Value {
  readonly id: number;
  readonly atoms: ReadonlyMap<string, Atom>;
}

/** A run of a function, or of a module. The same function in the same scope with the same arguments is one. */
export interface Scope {
  readonly id: number;
  readonly node: ts.Node;
  readonly parent: Scope | undefined;
  readonly given: readonly Value[];
  readonly self: Value | undefined;
  readonly known: Map<ts.Node, Value>;
  /** What is assigned to its variables, or put into them, by anybody, in this round and earlier ones. */
  readonly assigned: Map<ts.Node, Value>;
  /** Of these, what may be more things than are worth telling apart. */
  readonly wide: Set<ts.Node>;
  result: Value;
  /** In which it ran last. */
  round: number;
}

/** The names of an object's members that are computed. */
export const COMPUTED = '[computed]';
/** Strings beyond these are any. */
const MOST_TEXTS = 24;

/** Makes values, and the same one for the same atoms. */
export class Values {
  private readonly values = new Map<string, Value>();
  private readonly scopes = new Map<string, Scope>();
  private readonly nodes = new Map<ts.Node, number>();

  readonly nothing = this.of(new Map());
  readonly any = this.one('any', { kind: 'any' });
  readonly undefined = this.one('undefined', { kind: 'undefined' });

  text(text: string): Value {
    return this.one(`text ${text}`, { kind: 'text', text });
  }

  variable(text: string): Value {
    return this.one(`variable ${text}`, { kind: 'variable', text });
  }

  module(file: ts.SourceFile): Value {
    return this.one(`module ${file.fileName}`, { kind: 'module', file });
  }

  function(node: ts.Node, scope: Scope): Value {
    const key = `function ${String(this.idOf(node))} ${String(scope.id)}`;
    return this.one(key, { kind: 'function', node, scope });
  }

  /** @param open whether it may have other members */
  object(fields: ReadonlyMap<string, Value>, open: boolean): Value {
    const members = [...fields].map(([name, { id }]) => `${name} ${String(id)}`).sort();
    return this.one(`object ${String(open)} ${members.join(',')}`, {
      kind: 'object',
      fields,
      open,
    });
  }

  union(...all: readonly Value[]): Value {
    const [first = this.nothing, ...others] = all;
    if (others.every((one) => one === first || one.atoms.size === 0)) return first;
    const atoms = new Map(all.flatMap((value) => [...value.atoms]));
    const texts = [...atoms].filter(([, { kind }]) => kind === 'text');
    if (texts.length > MOST_TEXTS) {
      for (const [key] of texts) atoms.delete(key);
      atoms.set('any', { kind: 'any' });
    }
    return this.of(atoms);
  }

  /** Those atoms that are so. */
  only(value: Value, is: (atom: Atom) => boolean): Value {
    return this.of(new Map([...value.atoms].filter(([, atom]) => is(atom))));
  }

  scope(
    node: ts.Node,
    parent: Scope | undefined,
    given: readonly Value[],
    self: Value | undefined,
  ): Scope {
    const ids = [parent?.id, self?.id, ...given.map(({ id }) => id)].map(String);
    const key = `${String(this.idOf(node))}:${ids.join(',')}`;
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    const scope: Scope = {
      ...{ id: this.scopes.size, node, parent, given, self },
      ...{ known: new Map(), assigned: new Map(), wide: new Set(), result: this.nothing, round: 0 },
    };
    this.scopes.set(key, scope);
    return scope;
  }

  private one(key: string, atom: Atom): Value {
    return this.of(new Map([[key, atom]]));
  }

  private of(atoms: ReadonlyMap<string, Atom>): Value {
    const key = [...atoms.keys()].sort().join('|');
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = { id: this.values.size, atoms };
    this.values.set(key, value);
    return value;
  }

  private idOf(node: ts.Node): number {
    const id = this.nodes.get(node) ?? this.nodes.size;
    this.nodes.set(node, id);
    return id;
  }
}

/** Environment variables in it, so many objects deep. */
export function variablesIn(value: Value, deep: number): readonly string[] {
  return [...value.atoms.values()].flatMap((atom) => {
    if (atom.kind === 'variable') return [atom.text];
    if (atom.kind !== 'object' || deep === 0) return [];
    return [...atom.fields.values()].flatMap((one) => variablesIn(one, deep - 1));
  });
}

/** Whether two values are the same, where that can be told. A variable is always set. */
export function isSame(one: Value, other: Value): boolean | undefined {
  const [a, b] = [one, other].map(({ atoms }) => [...atoms.values()]) as [Atom[], Atom[]];
  if (a.length === 0 || b.length === 0) return undefined;
  const [first, second] = [a[0], b[0]];
  if (b.length === 1 && second?.kind === 'undefined') {
    if (a.every(({ kind }) => kind === 'undefined')) return true;
    return a.some(({ kind }) => kind === 'undefined' || kind === 'any') ? undefined : false;
  }
  const texts = [...a, ...b].every(({ kind }) => kind === 'text');
  if (!texts) return undefined;
  if (a.length === 1 && b.length === 1 && first === second) return true;
  return [...one.atoms.keys()].some((key) => other.atoms.has(key)) ? undefined : false;
}

/** `Object.values` and its like give what is in an object, and that again what is in it. */
export function withMembers(value: Value): readonly Value[] {
  const members = [...value.atoms.values()].flatMap((atom) =>
    atom.kind === 'object' ? [...atom.fields.values()] : [],
  );
  return [value, ...members];
}

export function objectsIn({ atoms }: Value): number {
  return [...atoms.values()].filter(({ kind }) => kind === 'object').length;
}
