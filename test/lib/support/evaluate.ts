import path from 'node:path';
import ts from 'typescript';
import { argumentsOf, Declarations, isDeclared, isOfCore, packageOf } from './declarations.ts';
import { type Call, SDK, targetsOf } from './sdk-call.ts';
import {
  type Atom,
  COMPUTED,
  isSame,
  objectsIn,
  type Scope,
  type Value,
  Values,
  variablesIn,
  withMembers,
} from './values.ts';

const VARIABLES = 'CORDON_';
/** Methods that put their arguments into an array or a map. */
const PUTS = new Set(['push', 'unshift', 'set', 'add']);
/** Runs of one function within each other before what comes of another is taken for anything. */
const DEEPEST = 3;
const MOST_ROUNDS = 20;
/** Objects that a variable may be before it is anything. */
const MOST_OBJECTS = 8;

/**
 * What the code of a handler asks of AWS: runs it on all that its expressions may be, without knowing any input. Only this repository's
 * own code is run, without core, which imports core alone, as a rule of dependencies keeps true. What a package is given it may call,
 * and may give back.
 */
export class Evaluator {
  private readonly program: ts.Program;
  private readonly root: string;
  private readonly values = new Values();
  private readonly declarations: Declarations;
  private readonly depth = new Map<ts.Node, number>();
  private calls = new Map<string, Call>();
  private round = 0;
  private isSettled = true;

  constructor(program: ts.Program, root: string) {
    this.program = program;
    this.root = root;
    this.declarations = new Declarations(program.getTypeChecker());
  }

  from(entry: string): readonly Call[] {
    const file = this.program.getSourceFile(entry);
    if (file === undefined) throw new TypeError(`no handler ${entry}`);
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      this.round += 1;
      this.isSettled = true;
      this.calls = new Map();
      const module = this.moduleOf(file);
      for (const statement of file.statements) {
        this.execute(statement, module);
        // Lambda calls what it exports.
        if (!ts.isVariableStatement(statement)) continue;
        for (const { name } of statement.declarationList.declarations) {
          this.callAll(this.evaluate(name as ts.Identifier, module), [this.values.any]);
        }
      }
      if (this.isSettled) return [...this.calls.values()];
    }
    throw new TypeError(`${entry} comes to no end`);
  }

  private execute(node: ts.Node, scope: Scope): void {
    if (isDeclared(node) || ts.isTypeNode(node)) return;
    if (ts.isExpression(node)) {
      this.evaluate(node, scope);
    } else if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined) this.give(scope, this.evaluate(node.expression, scope));
    } else if (ts.isIfStatement(node)) {
      const is = this.truth(node.expression, scope);
      if (is !== false) this.execute(node.thenStatement, scope);
      if (is !== true && node.elseStatement !== undefined) this.execute(node.elseStatement, scope);
    } else if (ts.isVariableDeclaration(node)) {
      if (node.initializer !== undefined) this.variable(node, scope);
    } else {
      ts.forEachChild(node, (child) => {
        this.execute(child, scope);
      });
    }
  }

  private give(scope: Scope, value: Value): void {
    scope.result = this.values.union(scope.result, value);
  }

  private evaluate(node: ts.Expression, scope: Scope): Value {
    const { values } = this;
    if (ts.isIdentifier(node)) return this.named(node, scope);
    if (ts.isStringLiteralLike(node)) return values.text(node.text);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return values.function(node, scope);
    }
    if (ts.isObjectLiteralExpression(node)) return this.object(node, scope);
    if (ts.isArrayLiteralExpression(node)) {
      return values.union(...node.elements.map((one) => this.evaluate(one, scope)));
    }
    if (ts.isPropertyAccessExpression(node)) {
      return this.member(this.evaluate(node.expression, scope), node.name.text);
    }
    if (ts.isElementAccessExpression(node)) return this.element(node, scope);
    if (ts.isCallExpression(node)) return this.call(node, scope);
    if (ts.isNewExpression(node)) return this.make(node, scope);
    if (ts.isConditionalExpression(node)) {
      const is = this.truth(node.condition, scope);
      return values.union(
        is === false ? values.nothing : this.evaluate(node.whenTrue, scope),
        is === true ? values.nothing : this.evaluate(node.whenFalse, scope),
      );
    }
    if (ts.isBinaryExpression(node)) return this.binary(node, scope);
    if (ts.isYieldExpression(node)) {
      if (node.expression !== undefined) this.give(scope, this.evaluate(node.expression, scope));
      return values.any;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
        if (at.self !== undefined) return at.self;
      }
      return values.any;
    }
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.map(({ expression }) => this.evaluate(expression, scope));
      return values.union(
        values.any,
        values.only(values.union(...parts), ({ kind }) => kind === 'variable'),
      );
    }
    if (
      ts.isAwaitExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isSpreadElement(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node)
    ) {
      return this.evaluate(node.expression, scope);
    }
    ts.forEachChild(node, (child) => {
      this.execute(child, scope);
    });
    return values.any;
  }

  private object(node: ts.ObjectLiteralExpression, scope: Scope): Value {
    const { values } = this;
    const fields = new Map<string, Value>();
    let open = false;
    for (const member of node.properties) {
      if (ts.isSpreadAssignment(member)) {
        const atoms = [...this.evaluate(member.expression, scope).atoms.values()];
        const spread = atoms.filter((atom) => atom.kind === 'object');
        open ||= atoms.some(({ kind }) => kind === 'any') || spread.some((one) => one.open);
        for (const name of new Set(spread.flatMap((one) => [...one.fields.keys()]))) {
          const earlier = fields.get(name) ?? values.undefined;
          const found = spread.map((one) => one.fields.get(name) ?? earlier);
          fields.set(
            name,
            values.union(...found, ...(spread.length < atoms.length ? [earlier] : [])),
          );
        }
      } else if (ts.isShorthandPropertyAssignment(member)) {
        fields.set(member.name.text, this.named(member.name, scope));
      } else if (ts.isPropertyAssignment(member)) {
        const value = this.evaluate(member.initializer, scope);
        if (ts.isComputedPropertyName(member.name)) {
          const key = this.evaluate(member.name.expression, scope);
          fields.set(COMPUTED, values.union(fields.get(COMPUTED) ?? values.nothing, key, value));
        } else fields.set(member.name.text, value);
      } else if (member.name !== undefined && 'text' in member.name) {
        const method = values.function(member, scope);
        const isGetter = ts.isGetAccessorDeclaration(member);
        fields.set(member.name.text, isGetter ? this.callAll(method, []) : method);
      }
    }
    return values.object(fields, open);
  }

  private member(value: Value, name: string): Value {
    const { values } = this;
    if (name.startsWith(VARIABLES)) return values.variable(name);
    const memberOf = (atom: Atom): Value => {
      switch (atom.kind) {
        case 'variable':
          return values.variable(atom.text);
        case 'object':
          return (
            atom.fields.get(name) ??
            atom.fields.get(COMPUTED) ??
            (atom.open ? values.any : values.undefined)
          );
        case 'module':
          return this.exported(atom.file, name);
        case 'undefined':
          return values.nothing;
        case 'any':
        case 'text':
        case 'function':
          return values.any;
      }
    };
    return values.union(...[...value.atoms.values()].map(memberOf));
  }

  /** What is in an array or a map is what that is; of an object, any member. */
  private element(node: ts.ElementAccessExpression, scope: Scope): Value {
    const { values } = this;
    const of = this.evaluate(node.expression, scope);
    const at = [...this.evaluate(node.argumentExpression, scope).atoms.values()];
    if (at.length > 0 && at.every((atom) => atom.kind === 'text')) {
      return values.union(...at.map((atom) => this.member(of, 'text' in atom ? atom.text : '')));
    }
    return values.union(...withMembers(of));
  }

  private binary({ left, operatorToken, right }: ts.BinaryExpression, scope: Scope): Value {
    const { values } = this;
    const first = this.evaluate(left, scope);
    const second = this.evaluate(right, scope);
    const is = (...kinds: ts.SyntaxKind[]) => kinds.includes(operatorToken.kind);
    if (is(ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken)) {
      return values.union(
        values.only(first, ({ kind }) => kind !== 'undefined'),
        second,
      );
    }
    if (is(ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.CommaToken)) return second;
    if (is(ts.SyntaxKind.EqualsToken, ts.SyntaxKind.QuestionQuestionEqualsToken)) {
      this.assign(left, second, scope);
      return values.union(first, second);
    }
    return values.any;
  }

  private assign(target: ts.Expression, value: Value, scope: Scope): void {
    if (!ts.isIdentifier(target)) return;
    const declaration = this.declarations.of(target);
    const owner = declaration && this.ownerOf(declaration, scope);
    if (declaration === undefined || owner === undefined) return;
    const before = owner.assigned.get(declaration) ?? this.values.nothing;
    const all = this.values.union(before, value);
    // What grows with each turn of a loop is anything at last.
    if (objectsIn(all) > MOST_OBJECTS) owner.wide.add(declaration);
    const after = owner.wide.has(declaration)
      ? this.values.union(
          this.values.any,
          this.values.only(all, ({ kind }) => kind !== 'object'),
        )
      : all;
    if (after === before) return;
    owner.assigned.set(declaration, after);
    this.isSettled = false;
  }

  /** Whether it holds, where that can be told: of what is compared with undefined, or with a string. */
  private truth(node: ts.Expression, scope: Scope): boolean | undefined {
    if (ts.isParenthesizedExpression(node)) return this.truth(node.expression, scope);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      const is = this.truth(node.operand, scope);
      return is === undefined ? undefined : !is;
    }
    this.evaluate(node, scope);
    if (!ts.isBinaryExpression(node)) return undefined;
    const { kind } = node.operatorToken;
    const isNot = kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
    if (!isNot && kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) return undefined;
    const same = isSame(this.evaluate(node.left, scope), this.evaluate(node.right, scope));
    return same === undefined ? undefined : same !== isNot;
  }

  private call(node: ts.CallExpression, scope: Scope): Value {
    const { values } = this;
    const given = node.arguments.map((one) => this.evaluate(one, scope));
    const { expression: callee } = node;
    if (callee.kind === ts.SyntaxKind.ImportKeyword) {
      const [module] = node.arguments;
      const file =
        module !== undefined && ts.isStringLiteral(module) && module.text.startsWith('.')
          ? this.program.getSourceFile(
              path.resolve(path.dirname(node.getSourceFile().fileName), module.text),
            )
          : undefined;
      return file === undefined ? values.any : values.module(file);
    }
    if (!ts.isPropertyAccessExpression(callee)) {
      const called = this.evaluate(callee, scope);
      const own = this.callAll(called, given);
      return isKnown(called) ? own : values.union(own, this.outside(values.nothing, given, node));
    }
    if (callee.expression.getText() === 'Object')
      return values.union(...given.flatMap(withMembers));
    const of = this.evaluate(callee.expression, scope);
    const method = this.member(of, callee.name.text);
    const own = this.callAll(method, given, of);
    if (isKnown(method)) return own;
    if (PUTS.has(callee.name.text)) this.assign(callee.expression, values.union(...given), scope);
    return values.union(own, this.outside(of, given, node));
  }

  /** All that a value may be as a function, with these arguments. */
  private callAll(called: Value, given: readonly Value[], self?: Value): Value {
    const results = [...called.atoms.values()].map((atom) =>
      atom.kind === 'function' ? this.run(atom, given, self) : this.values.nothing,
    );
    return this.values.union(...results);
  }

  private run(
    { node, scope: parent }: Extract<Atom, { kind: 'function' }>,
    given: readonly Value[],
    self: Value | undefined,
  ): Value {
    const { values } = this;
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return values.any;
    const deep = this.depth.get(node) ?? 0;
    if (deep === DEEPEST) return values.any;
    const taken = node.parameters.map(({ dotDotDotToken }, at) =>
      dotDotDotToken === undefined
        ? (given[at] ?? values.undefined)
        : values.union(...given.slice(at)),
    );
    const scope = values.scope(node, parent, taken, ts.isArrowFunction(node) ? undefined : self);
    this.begin(scope);
    if (scope.round === this.round) return scope.result;
    scope.round = this.round;
    this.depth.set(node, deep + 1);
    const body = node.body as ts.Node;
    if (ts.isExpression(body)) this.give(scope, this.evaluate(body, scope));
    else this.execute(body, scope);
    this.depth.set(node, deep);
    return scope.result;
  }

  private begin(scope: Scope): void {
    if (scope.round === this.round) return;
    scope.known.clear();
    scope.result = this.values.nothing;
  }

  /** A package, or core: calls the functions that it is given, with what else it is, and gives any of it back. */
  private outside(of: Value, given: readonly Value[], node: ts.Node): Value {
    const { values } = this;
    const all = values.union(of, ...given);
    const passed = values.only(all, ({ kind }) => kind !== 'function');
    const variables = variablesIn(all, 2).map((name) => values.variable(name));
    const taken = values.union(values.any, passed, ...variables);
    const results = given.map((one) => this.callAll(one, [taken, taken, taken]));
    const literals = argumentsOf(node).flatMap((one, at) =>
      ts.isObjectLiteralExpression(one) ? [given[at] ?? values.nothing] : [],
    );
    for (const one of literals) this.callMembers(one, values.union(values.any, ...variables), 3);
    return values.union(taken, ...results);
  }

  /** Of an object that is written for a package, what it can call, and what of that again. */
  private callMembers(value: Value, taken: Value, deep: number): void {
    if (deep === 0) return;
    for (const atom of value.atoms.values()) {
      if (atom.kind !== 'object') continue;
      for (const member of atom.fields.values()) {
        this.callMembers(this.callAll(member, [taken, taken]), taken, deep - 1);
      }
    }
  }

  private make(node: ts.NewExpression, scope: Scope): Value {
    const { values } = this;
    const given = (node.arguments ?? []).map((one) => this.evaluate(one, scope));
    if (ts.isIdentifier(node.expression)) {
      const declaration = this.declarations.of(node.expression);
      const from = declaration && packageOf(declaration);
      const sdk = SDK.exec(from ?? '')?.[1];
      if (sdk !== undefined && node.expression.text.endsWith('Command')) {
        this.note(sdk, node.expression, given[0] ?? values.nothing);
        return values.any;
      }
      if (declaration !== undefined && ts.isClassLike(declaration) && !isOfCore(declaration)) {
        return this.instance(declaration, given);
      }
    }
    return this.outside(values.nothing, given, node);
  }

  private instance(of: ts.ClassLikeDeclaration, given: readonly Value[]): Value {
    const { values } = this;
    const module = this.moduleOf(of.getSourceFile());
    const fields = new Map<string, Value>();
    for (const member of of.members) {
      if (member.name === undefined || !('text' in member.name)) continue;
      if (ts.isPropertyDeclaration(member) && member.initializer !== undefined) {
        fields.set(member.name.text, this.evaluate(member.initializer, module));
      } else if (ts.isMethodDeclaration(member)) {
        fields.set(member.name.text, values.function(member, module));
      }
    }
    const build = of.members.find((member) => ts.isConstructorDeclaration(member));
    if (build?.body === undefined) return values.object(fields, true);
    this.run({ kind: 'function', node: build, scope: module }, given, undefined);
    const taken = build.parameters.map((_, at) => given[at] ?? values.undefined);
    const scope = values.scope(build, module, taken, undefined);
    for (const statement of build.body.statements) {
      if (!ts.isExpressionStatement(statement)) continue;
      const { expression } = statement;
      if (!ts.isBinaryExpression(expression)) continue;
      const { left, right } = expression;
      if (ts.isPropertyAccessExpression(left)) {
        fields.set(left.name.text, this.evaluate(right, scope));
      }
    }
    return values.object(fields, true);
  }

  private note(sdk: string, name: ts.Identifier, input: Value): void {
    const file = path.relative(this.root, name.getSourceFile().fileName);
    const targets = [...input.atoms.values()].flatMap((atom) => targetsOf(atom));
    for (const target of targets.length === 0 ? [undefined] : targets) {
      const call = { package: sdk, command: name.text, file };
      const whole = { ...call, ...(target === undefined ? {} : { target }) };
      this.calls.set(Object.values(whole).join(' '), whole);
    }
  }

  private named(name: ts.Identifier, scope: Scope): Value {
    if (name.text === 'undefined') return this.values.undefined;
    const declaration = this.declarations.of(name);
    return declaration === undefined ? this.values.any : this.declared(declaration, scope);
  }

  private declared(declaration: ts.Node, scope: Scope): Value {
    const { values } = this;
    if (isOfCore(declaration)) return values.any;
    if (ts.isFunctionDeclaration(declaration)) {
      const owner = this.ownerOf(declaration, scope);
      return owner === undefined ? values.any : values.function(declaration, owner);
    }
    const owner = this.ownerOf(declaration, scope);
    if (owner === undefined) return values.any;
    const assigned = owner.assigned.get(declaration) ?? values.nothing;
    if (ts.isVariableDeclaration(declaration)) {
      return values.union(this.variable(declaration, owner), assigned);
    }
    if (ts.isParameter(declaration)) {
      return values.union(this.parameter(declaration, owner), assigned);
    }
    if (ts.isBindingElement(declaration)) {
      return values.union(this.bound(declaration, owner), assigned);
    }
    return values.any;
  }

  private variable(declaration: ts.VariableDeclaration, scope: Scope): Value {
    const known = scope.known.get(declaration);
    if (known !== undefined) return known;
    scope.known.set(declaration, this.values.nothing);
    const list = declaration.parent.parent;
    const from = ts.isForOfStatement(list) ? list.expression : declaration.initializer;
    const value =
      from === undefined
        ? ts.isCatchClause(declaration.parent)
          ? this.values.any
          : this.values.undefined
        : this.evaluate(from, scope);
    scope.known.set(declaration, value);
    return value;
  }

  private parameter(declaration: ts.ParameterDeclaration, scope: Scope): Value {
    const { parameters } = declaration.parent;
    const given = scope.given[parameters.indexOf(declaration)] ?? this.values.any;
    return this.orElse(given, declaration.initializer, scope);
  }

  private bound(element: ts.BindingElement, scope: Scope): Value {
    const { parent } = element.parent;
    const of = ts.isVariableDeclaration(parent)
      ? this.variable(parent, scope)
      : ts.isParameter(parent)
        ? this.parameter(parent, scope)
        : this.bound(parent, scope);
    const name = element.propertyName ?? element.name;
    const isWhole =
      ts.isArrayBindingPattern(element.parent) || element.dotDotDotToken !== undefined;
    const value = isWhole || !('text' in name) ? of : this.member(of, name.text);
    return this.orElse(value, element.initializer, scope);
  }

  private orElse(value: Value, initializer: ts.Expression | undefined, scope: Scope): Value {
    const { values } = this;
    if (initializer === undefined) return value;
    const given = values.only(value, ({ kind }) => kind !== 'undefined');
    const isGiven = given === value && !value.atoms.has('any');
    return isGiven ? value : values.union(given, this.evaluate(initializer, scope));
  }

  private exported(file: ts.SourceFile, name: string): Value {
    const declaration = this.declarations.exportedBy(file, name);
    if (declaration === undefined) return this.values.any;
    return this.declared(declaration, this.moduleOf(declaration.getSourceFile()));
  }

  private moduleOf(file: ts.SourceFile): Scope {
    const scope = this.values.scope(file, undefined, [], undefined);
    this.begin(scope);
    scope.round = this.round;
    return scope;
  }

  /** The run in which something is declared: this one, or one around it. */
  private ownerOf(declaration: ts.Node, scope: Scope): Scope | undefined {
    let owner: ts.Node = declaration.parent;
    while (!ts.isSourceFile(owner) && !(ts.isFunctionLike(owner) && 'body' in owner)) {
      owner = owner.parent;
    }
    if (ts.isSourceFile(owner)) return this.moduleOf(owner);
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (at.node === owner) return at;
    }
    return undefined;
  }
}

/** Whether all that it may be is code of ours. */
function isKnown(value: Value): boolean {
  const all = [...value.atoms.values()].filter(({ kind }) => kind !== 'undefined');
  return (
    all.length > 0 &&
    all.every((atom) => atom.kind === 'function' && 'body' in atom.node && !isOfCore(atom.node))
  );
}
