import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { plantTree, type PlantedTree } from './planted-tree.ts';
import { runTool } from './run-tool.ts';

const resultsSchema = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ line: z.number(), ruleId: z.string().nullable() })),
  }),
);

/** A line that takes from its surroundings what should be passed in, and the rule that says so. */
const TAKING: readonly (readonly [string, string])[] = [
  ['export const a = Date.now();', 'no-restricted-properties'],
  ['export const b = new Date();', 'no-restricted-syntax'],
  ['export const c = Math.random();', 'no-restricted-properties'],
  ["export const d = process.env['HOME'];", 'no-restricted-globals'],
  ["console.log('e');", 'no-console'],
  ['export const f = performance.now();', 'no-restricted-properties'],
  ['export const g = crypto.randomUUID();', 'no-restricted-properties'],
  ["import { randomBytes } from 'node:crypto';", 'no-restricted-imports'],
  ["export const h = fetch('http://127.0.0.1/');", 'no-restricted-globals'],
  ['export const i = setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['export enum J {}', 'no-restricted-syntax'],
  ['export const k: any = 1;', '@typescript-eslint/no-explicit-any'],
  ['Promise.resolve();', '@typescript-eslint/no-floating-promises'],
  [
    'export function l(m: 1 | 2) { switch (m) { case 1: return 0; } return 1; }',
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
];

/** The same things done as they should be. */
const PASSED_IN = [
  "import { createHash, createHmac, timingSafeEqual } from 'node:crypto';",
  'export const hashes = [createHash, createHmac, timingSafeEqual];',
  'export const day = (now: Date): string => new Date(now.getTime()).toISOString();',
  "export const bytes = Buffer.from('text');",
  '',
];

const FOLDERS = ['core', 'pipeline', 'ports'] as const;

describe('core, the flow and its contracts take nothing from their surroundings', () => {
  let tree: PlantedTree;
  const found = new Map<string, ReadonlySet<string>>();

  beforeAll(async () => {
    const planted: Record<string, string> = {};
    for (const folder of FOLDERS) {
      planted[`lambdas/${folder}/taking.ts`] = TAKING.map(([line]) => `${line}\n`).join('');
      planted[`lambdas/${folder}/passed-in.ts`] = PASSED_IN.join('\n');
    }
    tree = await plantTree(['package.json', 'tsconfig.json', 'eslint.config.js'], planted);
    const { stdout } = await runTool(
      'node_modules/eslint/bin/eslint.js',
      ['--format', 'json', '.'],
      tree.folder,
    );
    for (const { filePath, messages } of resultsSchema.parse(JSON.parse(stdout))) {
      const path = filePath.slice(tree.folder.length + 1).replaceAll('\\', '/');
      found.set(path, new Set(messages.map(({ line, ruleId }) => `${line} ${ruleId ?? 'fatal'}`)));
    }
  });

  afterAll(() => tree.remove());

  describe.each(FOLDERS)('in lambdas/%s', (folder) => {
    it.each(TAKING)('`%s` breaks %s', (line, rule) => {
      const number = TAKING.findIndex(([other]) => other === line) + 1;
      expect([...(found.get(`lambdas/${folder}/taking.ts`) ?? [])]).toContain(`${number} ${rule}`);
    });

    it('hashing, dates that were passed in and bytes are welcome', () => {
      expect([...(found.get(`lambdas/${folder}/passed-in.ts`) ?? ['not linted'])]).toEqual([]);
    });
  });
});
