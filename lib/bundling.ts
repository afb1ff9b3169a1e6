import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { TEXT_CHANNELS, type TextChannel } from './config/texts.ts';

/** The repository's root, which holds `lambdas/` and `policy/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** Cedar's engine; its loader reads this file from the folder of the bundle. */
const CEDAR_WASM = 'node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm';

/** The runtime of every function. */
const TARGET = 'node24';
/**
 * For every target of Node esbuild writes an expression with a Unicode property as a call of `RegExp`, which then
 * compiles it each time a function runs. Every Node that is supported here has them.
 */
const KEPT_EXPRESSIONS = { '--supported:regexp-unicode-property-escapes': 'true' };

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

/** The thread that reads documents; a module of its own, so that nothing of it is loaded at the start. */
const READING_THREAD = 'lambdas/adapters/documents/thread/main.ts';
/** What the scanner's learned tagger knows; read from the folder `model` beside the bundle. */
const NAMES_MODEL = 'lambdas/core/scan/model';
/** Tesseract and its English data, which the thread reads from the folder of the bundle. */
const OCR_FILES = [
  'node_modules/tesseract.js-core/tesseract-core-simd-lstm.wasm',
  'node_modules/@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz',
];

/** The clients by which texts go out by AWS; the adapters load them when they first send. */
const TEXT_CLIENTS = {
  sms: '@aws-sdk/client-pinpoint-sms-voice-v2',
  whatsapp: '@aws-sdk/client-socialmessaging',
  push: '@aws-sdk/client-sns',
} as const satisfies Record<TextChannel, string>;

/** What a function needs beside its module. */
export interface BundleNeeds {
  /** Copies the policy folder, Cedar's WebAssembly and the scanner's model. */
  readonly decides: boolean;
  /** Copies the policy folder and Cedar's WebAssembly for a function that decides by what was found before. */
  readonly decidesAgain: boolean;
  /** Copies Cedar's WebAssembly for a function that proves policies without deciding. */
  readonly proves: boolean;
  /** Copies the scanner's model for a function that scans without deciding. */
  readonly scans: boolean;
  /** Bundles the thread that reads documents, and copies its data. */
  readonly reads: boolean;
  /** The channels whose texts it may have to send by AWS. */
  readonly textsByAws: readonly TextChannel[];
}

/**
 * One ES module per function, by the local esbuild, without a network. The AWS SDK is bundled too, so that
 * what was tested is what runs. No source maps: no stack trace is ever logged, because it may quote content.
 */
export function bundling(needs: BundleNeeds): BundlingOptions {
  const { decides, decidesAgain, proves, scans, reads, textsByAws } = needs;
  const rules = decides || decidesAgain;
  return {
    format: OutputFormat.ESM,
    target: TARGET,
    mainFields: ['module', 'main'],
    minify: true,
    sourceMap: false,
    bundleAwsSDK: true,
    // Never loaded where nothing goes out by them.
    externalModules: TEXT_CHANNELS.filter((channel) => !textsByAws.includes(channel)).map(
      (channel) => TEXT_CLIENTS[channel],
    ),
    banner: BANNER,
    logLevel: LogLevel.WARNING,
    esbuildArgs: KEPT_EXPRESSIONS,
    define: { 'process.env.NODE_ENV': '"production"' },
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (inputDir, outputDir) => [
        ...(rules ? [copy(inputDir, 'policy', outputDir, 'policy')] : []),
        ...(rules || proves ? [copy(inputDir, CEDAR_WASM, outputDir, 'cedar_wasm_bg.wasm')] : []),
        ...(decides || scans ? [copy(inputDir, NAMES_MODEL, outputDir, 'model')] : []),
        ...(reads ? bundleReadingThread(inputDir, outputDir) : []),
      ],
    },
  };
}

function bundleReadingThread(inputDir: string, outputDir: string): string[] {
  const esbuild = [
    `"${path.join(inputDir, 'node_modules/.bin/esbuild')}"`,
    `"${path.join(inputDir, READING_THREAD)}"`,
    `--bundle --platform=node --format=esm --target=${TARGET} --minify --log-level=error`,
    `--outfile="${path.join(outputDir, 'reading-thread.mjs')}"`,
    `--banner:js="${BANNER}"`,
  ];
  const copies = OCR_FILES.map((file) => copy(inputDir, file, outputDir, path.basename(file)));
  return [esbuild.join(' '), ...copies];
}

function copy(inputDir: string, from: string, outputDir: string, to: string): string {
  return `cp -R "${path.join(inputDir, from)}" "${path.join(outputDir, to)}"`;
}
