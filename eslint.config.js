import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Rules catch bugs and keep walls; how code looks is prettier's business. Where a rule is switched off,
 * the reason stands beside it.
 */

/** Mistakes that neither the compiler nor typescript-eslint reports. */
const mistakes = {
  'array-callback-return': 'error',
  'default-case-last': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-caller': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-empty-character-class': 'error',
  'no-eval': 'error',
  'no-extend-native': 'error',
  'no-invalid-regexp': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': ['error', { allowEscape: true }],
  'no-new-func': 'error',
  'no-prototype-builtins': 'error',
  'no-regex-spaces': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-template-curly-in-string': 'error',
  'no-unassigned-vars': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-assignment': 'error',
  'no-useless-backreference': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

/** Node 20 runs these files through tsx and Lambda through esbuild: types must be erasable. */
/** The name `z` is the whole library, locales and all: a bundle keeps half a megabyte of it. */
const zodByName = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
  message: "Write: import * as z from 'zod'.",
};

const notErasable = [
  { selector: 'TSEnumDeclaration', message: 'Use a const array or object and a union type.' },
  { selector: 'TSParameterProperty', message: 'Declare the field and assign it.' },
  { selector: 'TSImportEqualsDeclaration', message: 'Use an import declaration.' },
  { selector: 'TSExportAssignment', message: 'Use an export declaration.' },
];

/** Time, randomness, the environment and the console: passed in (lambdas/ports), never taken. */
const ambientSyntax = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is passed in: take a Clock, or the Date itself.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'Time is passed in: take a Clock, or the Date itself.',
  },
];

const ambientProperties = [
  { object: 'Date', property: 'now', message: 'Time is passed in: take a Clock.' },
  { object: 'performance', property: 'now', message: 'Time is passed in: take a Clock.' },
  { object: 'Math', property: 'random', message: 'Randomness is passed in: take a RandomSource.' },
  ...['randomUUID', 'getRandomValues'].map((property) => ({
    object: 'crypto',
    property,
    message: 'Randomness is passed in: take a RandomSource.',
  })),
];

const ambientGlobals = [
  { name: 'console', message: 'Core never logs; a pipeline writes to the Log port.' },
  { name: 'process', message: 'The environment is parsed once, in environment.ts.' },
  { name: 'fetch', message: 'The network is behind a port.' },
  { name: 'setTimeout', message: 'Waiting is an adapter’s work.' },
  { name: 'setInterval', message: 'Waiting is an adapter’s work.' },
  { name: 'setImmediate', message: 'Waiting is an adapter’s work.' },
];

const ambientCrypto = {
  name: 'node:crypto',
  importNames: [
    'default',
    'generateKey',
    'generateKeyPair',
    'generateKeyPairSync',
    'generateKeySync',
    'getRandomValues',
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'webcrypto',
  ],
  message: 'Randomness is passed in: take a RandomSource.',
};

export default defineConfig(
  {
    ignores: ['coverage/', 'cdk.out/', 'dist/', '.cordon/', 'test/corpus/'],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: mistakes,
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A construct is made for its effect on the tree; an error class has a name and nothing else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true }],
      // The Lambda adapter moves to a package of its own in hono 5; version 4 is pinned.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'hono', name: 'handle' }] },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Spreading a string by code points is what a scanner wants; anything else stays an error.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      // `async` without `await` makes a thrown error a rejection, as an asynchronous port promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A new member of a union must be met where it matters: a default clause would swallow it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true },
      ],
      'no-restricted-syntax': ['error', ...notErasable, zodByName],
    },
  },
  {
    // What is shipped says things through the Log port, whose catalog is closed.
    files: ['lambdas/**/*.ts', 'lib/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // CDK enums stand for numbers that a configuration holds, such as days; its schema checks them.
    files: ['lib/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'off' },
  },
  {
    // The conventions of core hold for the flow and its contracts too: everything is passed in.
    files: ['lambdas/core/**/*.ts', 'lambdas/pipeline/**/*.ts', 'lambdas/ports/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...ambientGlobals],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ambientCrypto,
            { name: 'crypto', message: 'Write node:crypto.' },
            { name: 'node:process', message: 'The environment is parsed once, in environment.ts.' },
            { name: 'node:perf_hooks', message: 'Time is passed in: take a Clock.' },
            { name: 'node:timers', message: 'Waiting is an adapter’s work.' },
            { name: 'node:timers/promises', message: 'Waiting is an adapter’s work.' },
          ],
        },
      ],
      'no-restricted-properties': ['error', ...ambientProperties],
      'no-restricted-syntax': ['error', ...notErasable, zodByName, ...ambientSyntax],
    },
  },
  {
    // Small files are a habit, not a limit; past this one there are surely two concerns in it.
    files: ['bin/**/*.ts', 'lambdas/**/*.ts', 'lib/**/*.ts', 'local/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true }] },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      // A fake has the shape that is needed, not the whole class.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A test that finds nothing where it asserted something fails all the same.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Malformed input is the point of many tests.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/properties.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'fast-check', message: 'Take it from test/support/properties.ts.' }] },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { ecmaVersion: 2023 },
    rules: { 'no-unused-vars': 'error' },
  },
  prettier,
);
