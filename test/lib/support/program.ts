import path from 'node:path';
import ts from 'typescript';

/**
 * Reads a program of this repository alone: packages are not looked into, what they give is of any type. So it is made in
 * a second or two.
 */
export function readProgram(entries: readonly string[]): ts.Program {
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
  return ts.createProgram([...entries], options, host);
}
