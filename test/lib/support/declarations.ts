import ts from 'typescript';

/** Where names are declared. */
export class Declarations {
  private readonly checker: ts.TypeChecker;
  private readonly known = new Map<ts.Node, ts.Declaration | undefined>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  /** With its body, of a function with several signatures. */
  of(name: ts.Identifier): ts.Declaration | undefined {
    if (this.known.has(name)) return this.known.get(name);
    const symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.checker.getSymbolAtLocation(name);
    const all = (symbol && this.whole(symbol).declarations) ?? [];
    const found = all.find((one) => !ts.isFunctionDeclaration(one) || one.body !== undefined);
    this.known.set(name, found);
    return found;
  }

  exportedBy(file: ts.SourceFile, name: string): ts.Declaration | undefined {
    const module = this.checker.getSymbolAtLocation(file);
    const found = module && this.checker.tryGetMemberInModuleExports(name, module);
    return (found && this.whole(found).declarations)?.[0];
  }

  /** What an import stands for; the import itself where that is a package's. */
  private whole(symbol: ts.Symbol): ts.Symbol {
    if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
    const aliased = this.checker.getAliasedSymbol(symbol);
    return aliased.declarations === undefined ? symbol : aliased;
  }
}

/** What runs where it is named, and not where it stands. */
export function isDeclared(node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

export function isOfCore(node: ts.Node): boolean {
  return node.getSourceFile().fileName.includes('/lambdas/core/');
}

export function argumentsOf(node: ts.Node): readonly ts.Expression[] {
  return ts.isCallExpression(node) || ts.isNewExpression(node) ? (node.arguments ?? []) : [];
}

/** The package that a name comes from: `import { X } from 'm'`, or `const { X } = await import('m')`. */
export function packageOf(declaration: ts.Node): string | undefined {
  if (ts.isImportSpecifier(declaration)) {
    const { moduleSpecifier } = declaration.parent.parent.parent;
    return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
  }
  if (!ts.isBindingElement(declaration)) return undefined;
  return /\bimport\('([^']+)'\)/.exec(declaration.parent.parent.getText())?.[1];
}
