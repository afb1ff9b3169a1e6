/**
 * Builds what `cordon-gateway/scan` exports, for programs without a TypeScript loader: one ES module with all
 * its data and dependencies, and the declarations of its types.
 *
 *     node scripts/build-scan.mjs [FOLDER]      dist/scan by default
 *
 * Exit code 1 when the module would need a package that is not in it, or is made of something of AWS.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, 'dist/scan'));
const types = join(out, 'types');

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [join(root, 'lambdas/scan/index.ts')],
  absWorkingDir: root,
  outfile: join(out, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.20',
  format: 'esm',
  // Node has them; esbuild would compile each anew whenever its function runs.
  supported: { 'regexp-unicode-property-escapes': true },
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
});
copyModel();
checkInputs(Object.keys(metafile.inputs), Object.values(metafile.outputs));
emitTypes();

/** A model is read from `./model/` beside the module that loads it. */
function copyModel() {
  cpSync(join(root, 'lambdas/core/scan/model'), join(out, 'model'), { recursive: true });
}

function checkInputs(inputs, outputs) {
  const foreign = inputs.filter((path) =>
    /@aws-|aws-sdk|aws-lambda|lambdas\/adapters\//.test(path),
  );
  const external = outputs
    .flatMap(({ imports }) => imports)
    .map(({ path }) => path)
    .filter((path) => !builtinModules.includes(path.replace(/^node:/, '')));
  if (foreign.length === 0 && external.length === 0) return;
  process.stderr.write(`Not to be a part of it: ${[...foreign, ...external].join(', ')}\n`);
  process.exit(1);
}

/** Declarations of what the entry reaches, with the endings that compiled modules have. */
function emitTypes() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', join(root, 'tsconfig.scan.json'), '--outDir', types];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const reached = new Set();
  const visit = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    const text = readFileSync(path, 'utf8').replace(
      /(\bfrom\s+'|\bimport\(')(\.[^']+)\.(?:ts|js)(?=')/g,
      (_, lead, specifier) => {
        visit(join(dirname(path), `${specifier}.d.ts`));
        return `${lead}${specifier}.js`;
      },
    );
    writeFileSync(path, text);
  };
  visit(join(types, 'scan/index.d.ts'));
  for (const name of readdirSync(types, { recursive: true })) {
    const path = join(types, name);
    if (path.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
  }
  process.stdout.write(
    `${relative(root, out) || '.'}: ${String(reached.size)} declarations, a module and its model\n`,
  );
}
