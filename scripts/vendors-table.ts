import { readdirSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { ALL_SCHEMES, findSchemeByAlias } from '../lambdas/core/verify/schemes.ts';

/** The page whose table is written; what is around the table is kept. */
export const VENDORS_PAGE = new URL('../docs/vendors.md', import.meta.url);

const CORPUS = new URL('../test/corpus/verify/', import.meta.url);
const [START, END] = ['<!-- made by npm run docs:vendors -->', '<!-- end of it -->'];
const HEAD = ['vendor', 'scheme', 'what is signed', 'freshness', 'a repeat is found by'];
const MORE = ['`webhook-event-type` is', 'handshake', 'secret', 'vectors', 'source'];

interface CaseFile {
  readonly cases: readonly { readonly scheme?: string; readonly vendor?: string }[];
}

/**
 * The page with its table made anew: a row for each scheme, out of the code and the vectors of its tests.
 *
 * @throws when the page has no place for a table
 */
export async function withVendorsTable(page: string): Promise<string> {
  const [before, rest] = page.split(START, 2);
  const after = rest?.split(END, 2)[1];
  if (before === undefined || after === undefined) throw new Error('the page has no table');
  const made = `${before}${START}\n\n${vendorsTable()}\n${END}${after}`;
  const config = await resolveConfig(VENDORS_PAGE);
  return await format(made, { ...config, parser: 'markdown' });
}

function vendorsTable(): string {
  const counts = countVectors();
  const rows = ALL_SCHEMES.map(
    ({ name, facts, defaultToleranceSeconds, options, eventTypeHeader }) => [
      facts.vendor,
      `\`${name}\``,
      facts.signed,
      defaultToleranceSeconds === undefined ? '-' : `${String(defaultToleranceSeconds)} s`,
      facts.replay,
      eventTypeHeader === undefined ? '-' : `\`${eventTypeHeader}\``,
      facts.handshake ?? '-',
      options === undefined ? facts.secret : `${facts.secret}; has options`,
      String(counts.get(name) ?? 0),
      facts.source,
    ],
  );
  const head = [...HEAD, ...MORE];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('');
}

/** Case files are named for their scheme; the cases of files for several name their own. */
function countVectors(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(CORPUS)) {
    const { cases } = JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8')) as CaseFile;
    for (const { scheme, vendor } of cases) {
      const found = findSchemeByAlias(scheme ?? vendor ?? file.replace(/\.json$/, ''));
      if (found !== undefined) counts.set(found.name, (counts.get(found.name) ?? 0) + 1);
    }
  }
  return counts;
}
