import path from 'node:path';
import ts from 'typescript';

/** A command of the AWS SDK that code can get to: its package and its class, such as `lib-dynamodb` and `GetCommand`. */
export interface Call {
  readonly package: string;
  readonly command: string;
  /** Where it is made, relative to the root. */
  readonly file: string;
}

const SDK = /^@aws-sdk\/((?:client|lib)-.+)$/;

/** Something with a body that runs only when somebody asks for it by its name. */
type Dormant = ts.FunctionLikeDeclaration | ts.ClassLikeDeclaration;

/**
 * Reads a program of this repository alone: packages are not looked into, what they give is of any type. So it is made in
 * a second or two, and everything that is passed to a package counts as called by it.
 */
export function readProgram(root: string, entries: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, containingFile) =>
    literals.map(({ text }) => {
      const resolvedFileName = path.resolve(path.dirname(containingFile), text);
      const own =
        text.startsWith('.') && text.endsWith('.ts') && ts.sys.fileExists(resolvedFileName);
      return own
        ? { resolvedModule: { resolvedFileName, extension: ts.Extension.Ts } }
        : { resolvedModule: undefined };
    });
  return ts.createProgram(
    entries.map((entry) => path.join(root, entry)),
    options,
    host,
  );
}

/**
 * The commands of the AWS SDK that a handler can get to, by the calls in its code. An adapter that is made counts by those
 * of its methods alone that somebody calls, through whatever port. Where the types do not tell, it counts as called: too
 * much may be found, and not too little.
 */
export function callsOf(program: ts.Program, root: string, entry: string): readonly Call[] {
  return new Reach(program, root).from(path.join(root, entry));
}

class Reach {
  private readonly checker: ts.TypeChecker;
  private readonly program: ts.Program;
  private readonly root: string;
  private readonly work: ts.Node[] = [];
  private readonly seen = new Set<ts.Node>();
  /** Members of ports that are called, by their declarations; and names that are called on what has no type. */
  private readonly asked = new Set<ts.Node>();
  private readonly askedNames = new Set<string>();
  /** Methods of objects that are there and that nobody has called yet. */
  private readonly waitingFor = new Map<ts.Node, ts.Node[]>();
  private readonly waitingForName = new Map<string, ts.Node[]>();
  private readonly calls = new Map<string, Call>();

  constructor(program: ts.Program, root: string) {
    this.program = program;
    this.root = root;
    this.checker = program.getTypeChecker();
  }

  from(entry: string): readonly Call[] {
    this.enterModule(entry);
    const handler = this.program.getSourceFile(entry);
    if (handler === undefined) throw new TypeError(`no handler ${entry}`);
    // Lambda calls what it exports.
    for (const statement of handler.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const declaration of statement.declarationList.declarations) this.askFor(declaration);
    }
    for (let node = this.work.pop(); node !== undefined; node = this.work.pop()) {
      ts.forEachChild(node, (child) => {
        this.visit(child);
      });
    }
    return [...this.calls.values()];
  }

  private enterModule(fileName: string): void {
    const file = this.program.getSourceFile(fileName);
    if (file !== undefined) this.run(file);
  }

  private run(node: ts.Node): void {
    if (this.seen.has(node) || isOfCore(node)) return;
    this.seen.add(node);
    this.work.push(node);
  }

  private visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
      return;
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      this.enterImported(node);
      return;
    }
    // Runs when it is named, not where it stands.
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return;
    if (ts.isObjectLiteralExpression(node)) {
      this.visitObject(node);
      return;
    }
    if (isFunctionConstant(node)) return;
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [module] = node.arguments;
      if (module !== undefined && ts.isStringLiteral(module)) this.enterPath(node, module.text);
    }
    if (ts.isNewExpression(node)) this.noteCommand(node);
    if (ts.isPropertyAccessExpression(node)) this.ask(node);
    if (ts.isBindingElement(node)) this.askBound(node);
    if (ts.isIdentifier(node)) this.wake(node);
    ts.forEachChild(node, (child) => {
      this.visit(child);
    });
  }

  private enterImported(node: ts.ImportDeclaration | ts.ExportDeclaration): void {
    const typesAlone = ts.isImportDeclaration(node)
      ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : node.isTypeOnly;
    const { moduleSpecifier } = node;
    if (typesAlone || moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
    this.enterPath(node, moduleSpecifier.text);
  }

  private enterPath(from: ts.Node, specifier: string): void {
    if (!specifier.startsWith('.')) return;
    this.enterModule(path.resolve(path.dirname(from.getSourceFile().fileName), specifier));
  }

  /** Its methods wait until somebody calls them; whatever else stands in it is made with it. */
  private visitObject(object: ts.ObjectLiteralExpression): void {
    const type = this.checker.getContextualType(object);
    for (const member of object.properties) {
      const body = functionIn(member);
      const name = member.name === undefined ? undefined : nameOf(member.name);
      const port = name === undefined ? undefined : this.declarationsIn(type, name);
      if (body === undefined || name === undefined || port === undefined) {
        if (ts.isShorthandPropertyAssignment(member)) this.wake(member.name);
        ts.forEachChild(member, (child) => {
          this.visit(child);
        });
      } else if (port.some((one) => this.asked.has(one)) || this.askedNames.has(name)) {
        this.run(body);
      } else {
        for (const one of [...port, member]) append(this.waitingFor, one, body);
        append(this.waitingForName, name, body);
      }
    }
  }

  /** Where this repository declares the member of a type; undefined where it does not. */
  private declarationsIn(type: ts.Type | undefined, name: string): ts.Node[] | undefined {
    const members = type?.isUnion() === true ? type.types : type === undefined ? [] : [type];
    const declared = members.flatMap(
      (one) => this.checker.getPropertyOfType(one, name)?.declarations ?? [],
    );
    const own = declared.filter((one) => ts.isMethodSignature(one) || ts.isPropertySignature(one));
    // Core is not read, so whatever it may call of what it is given counts as called.
    const known = own.length === declared.length && !own.some(isOfCore);
    return own.length > 0 && known ? own : undefined;
  }

  private ask(access: ts.PropertyAccessExpression): void {
    const symbol = this.checker.getSymbolAtLocation(access.name);
    if (symbol?.declarations === undefined) this.askByName(access.name.text);
    else for (const declaration of symbol.declarations) this.askFor(declaration);
  }

  /** `const { put } = table` asks as `table.put` does. */
  private askBound(element: ts.BindingElement): void {
    const name = element.propertyName ?? element.name;
    if (!ts.isIdentifier(name) || !ts.isObjectBindingPattern(element.parent)) return;
    const type = this.checker.getTypeAtLocation(element.parent);
    const members = type.isUnion() ? type.types : [type];
    const declared = members.flatMap(
      (one) => this.checker.getPropertyOfType(one, name.text)?.declarations ?? [],
    );
    if (declared.length === 0) this.askByName(name.text);
    for (const declaration of declared) this.askFor(declaration);
  }

  private askByName(name: string): void {
    this.askedNames.add(name);
    for (const body of this.waitingForName.get(name) ?? []) this.run(body);
  }

  private askFor(declaration: ts.Node): void {
    this.asked.add(declaration);
    for (const body of this.waitingFor.get(declaration) ?? []) this.run(body);
    const body = dormantIn(declaration);
    if (body !== undefined) this.run(body);
  }

  private wake(name: ts.Identifier): void {
    let symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
      symbol = this.checker.getAliasedSymbol(symbol);
    }
    for (const declaration of symbol?.declarations ?? []) {
      const body = dormantIn(declaration);
      if (body !== undefined) this.run(body);
    }
  }

  private noteCommand({ expression }: ts.NewExpression): void {
    if (!ts.isIdentifier(expression) || !expression.text.endsWith('Command')) return;
    const declarations = this.checker.getSymbolAtLocation(expression)?.declarations ?? [];
    for (const declaration of declarations) {
      const module = moduleOf(declaration);
      const name = SDK.exec(module ?? '')?.[1];
      if (name === undefined) continue;
      const file = path.relative(this.root, expression.getSourceFile().fileName);
      const call = { package: name, command: expression.text, file };
      this.calls.set(Object.values(call).join(' '), call);
    }
  }
}

/** What runs when a declaration is named: a function, a class, or a constant that is one. */
function dormantIn(declaration: ts.Node): Dormant | undefined {
  if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    return declaration;
  }
  if (ts.isMethodDeclaration(declaration)) return declaration;
  return isFunctionConstant(declaration) ? functionIn(declaration) : undefined;
}

/** Core imports core alone, which a rule of dependencies keeps true: it calls no service. */
function isOfCore(node: ts.Node): boolean {
  return node.getSourceFile().fileName.includes('/lambdas/core/');
}

function isFunctionConstant(node: ts.Node): node is ts.VariableDeclaration {
  return ts.isVariableDeclaration(node) && functionIn(node) !== undefined;
}

function functionIn(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  if (ts.isMethodDeclaration(node)) return node;
  if (!ts.isPropertyAssignment(node) && !ts.isVariableDeclaration(node)) return undefined;
  const { initializer } = node;
  return initializer !== undefined &&
    (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
    ? initializer
    : undefined;
}

function nameOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** The module that a name comes from: `import { X } from 'm'`, or `const { X } = await import('m')`. */
function moduleOf(declaration: ts.Node): string | undefined {
  if (ts.isImportSpecifier(declaration)) {
    const { moduleSpecifier } = declaration.parent.parent.parent;
    return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  }
  if (!ts.isBindingElement(declaration)) return undefined;
  return /\bimport\('([^']+)'\)/.exec(declaration.parent.parent.getText())?.[1];
}

function append<K>(map: Map<K, ts.Node[]>, key: K, value: ts.Node): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}
