/**
 * Writes the table of vendors into docs/vendors.md, out of the schemes and the vectors of their tests.
 *
 *     npm run docs:vendors
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { VENDORS_PAGE, withVendorsTable } from './vendors-table.ts';

writeFileSync(VENDORS_PAGE, await withVendorsTable(readFileSync(VENDORS_PAGE, 'utf8')));
