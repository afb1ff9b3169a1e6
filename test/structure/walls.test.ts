import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cruise, type CruiseReport } from './cruise.ts';
import { plantTree, ROOT, type PlantedTree } from './planted-tree.ts';
import { LAWFUL, PLANTS } from './plants.ts';

const CONFIG = z
  .object({ forbidden: z.array(z.object({ name: z.string(), severity: z.literal('error') })) })
  .parse(createRequire(import.meta.url)('../../.dependency-cruiser.cjs'));

describe('the walls of the tree', () => {
  let tree: PlantedTree;
  let report: CruiseReport;

  beforeAll(async () => {
    const planted = Object.assign({}, ...PLANTS.map(({ files }) => files), LAWFUL) as typeof LAWFUL;
    tree = await plantTree(
      ['bin', 'lambdas', 'lib', 'local', 'package.json', 'tsconfig.json'],
      planted,
    );
    report = await cruise(tree.folder);
  });

  afterAll(() => tree.remove());

  it.each(PLANTS)('$rule fails when $why', ({ rule, files }) => {
    const [culprit] = Object.keys(files);
    const named = report.violations.filter(({ from }) => from === culprit);
    expect(named.map((violation) => violation.rule)).toContain(rule);
  });

  it('every rule has been seen to fail', () => {
    const seen = new Set(report.violations.map(({ rule }) => rule));
    expect(CONFIG.forbidden.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });

  it('what the design allows is let through', () => {
    const lawful = new Set(Object.keys(LAWFUL));
    expect(report.violations.filter(({ from }) => lawful.has(from))).toEqual([]);
  });

  it('the tree itself keeps every wall', async () => {
    const own = await cruise(ROOT);
    expect(own.violations).toEqual([]);
    expect(own.modules).toBeGreaterThan(30);
  });
});
