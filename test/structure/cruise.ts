import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from './planted-tree.ts';
import { runTool } from './run-tool.ts';

const reportSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface CruiseReport {
  /** How many files and packages were looked at. */
  readonly modules: number;
  readonly violations: readonly Violation[];
}

/** Runs dependency-cruiser with the project's own rules over any folder laid out like the project. */
export async function cruise(folder: string): Promise<CruiseReport> {
  const { stdout } = await runTool(
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', '.'],
    folder,
  );
  const { summary } = reportSchema.parse(JSON.parse(stdout));
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
