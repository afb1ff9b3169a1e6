import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_SCHEMES } from '../../lambdas/core/verify/schemes.ts';
import { VENDORS_PAGE, withVendorsTable } from '../../scripts/vendors-table.ts';

const page = readFileSync(VENDORS_PAGE, 'utf8');

it('the table of vendors is what the code says: npm run docs:vendors writes it', async () => {
  expect(await withVendorsTable(page)).toBe(page);
});

it('the table of vendors has a row for each scheme, each with vectors', () => {
  for (const { name } of ALL_SCHEMES) {
    const row = page.split('\n').find((line) => line.includes(`| \`${name}\` `));
    const count = Number(row?.split('|').at(-3));
    expect(count, name).toBeGreaterThan(15);
  }
});
