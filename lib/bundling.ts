import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The repository's root, which holds `lambdas/` and `policy/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** Cedar's engine; its loader reads this file from the folder of the bundle. */
const CEDAR_WASM = 'node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm';

/**
 * What CommonJS dependencies expect of their surroundings and an ES module does not have: `require` for
 * built-in modules, and the folder they lie in.
 */
const BANNER = [
  "import{createRequire as __cr}from'node:module'",
  "import{dirname as __dn}from'node:path'",
  "import{fileURLToPath as __fp}from'node:url'",
  'const require=__cr(import.meta.url),__filename=__fp(import.meta.url),__dirname=__dn(__filename);',
].join(';');

/**
 * One ES module per function, by the local esbuild, without a network. The AWS SDK is bundled too, so that
 * what was tested is what runs. No source maps: no stack trace is ever logged, because it may quote content.
 *
 * @param decides copies the policy folder and Cedar's WebAssembly beside the module
 */
export function bundling(decides: boolean): BundlingOptions {
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourceMap: false,
    bundleAwsSDK: true,
    banner: BANNER,
    logLevel: LogLevel.WARNING,
    define: { 'process.env.NODE_ENV': '"production"' },
    ...(decides ? { commandHooks: { ...noHooks, afterBundling: copyPolicy } } : {}),
  };
}

const noHooks = { beforeBundling: () => [], beforeInstall: () => [] };

function copyPolicy(inputDir: string, outputDir: string): string[] {
  const copy = (from: string, to: string) =>
    `cp -R "${path.join(inputDir, from)}" "${path.join(outputDir, to)}"`;
  return [copy('policy', 'policy'), copy(CEDAR_WASM, 'cedar_wasm_bg.wasm')];
}
