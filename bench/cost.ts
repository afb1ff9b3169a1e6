import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import calls from './cost/calls.json' with { type: 'json' };
import { type Line, total } from './cost/compute.ts';
import { costPage, monthOf, PAGE } from './cost/page.ts';

/**
 * `npm run cost`: what a month costs in AWS. `--webhooks N --sends N [--received N] [--vpc] [--json]`; `--measure` counts the calls anew on the embedded
 * gateway; `--write` writes docs/cost.md.
 */
const USAGE =
  'usage: npm run cost -- [--webhooks N] [--sends N] [--received N] [--vpc] [--json] | --measure | --write';

interface Options {
  readonly webhooks: number;
  readonly sends: number;
  readonly received: number;
  readonly vpc: boolean;
  readonly json: boolean;
  readonly measure: boolean;
  readonly write: boolean;
}

/** @returns nothing where the command line is wrong */
function readOptions(): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: {
        webhooks: text,
        sends: text,
        received: text,
        vpc: flag,
        json: flag,
        measure: flag,
        write: flag,
      },
    });
    const usual = { webhooks: '1000000', sends: '1000000', received: '0' };
    const numbers = (['webhooks', 'sends', 'received'] as const).map((name) => {
      const given = values[name] ?? usual[name];
      return /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
    });
    const [webhooks = 0, sends = 0, received = 0] = numbers;
    return numbers.some(Number.isNaN) ? undefined : { ...values, webhooks, sends, received };
  } catch {
    return undefined;
  }
}

async function run({ json, measure, write, ...mix }: Options): Promise<void> {
  if (measure) {
    const measured = await (await import('./cost/measure.ts')).measure();
    const file = new URL('./cost/calls.json', import.meta.url);
    const text = JSON.stringify({ note: calls.note, ...measured });
    await writeFile(file, await format(text, { parser: 'json', printWidth: 100 }));
    console.log('bench/cost/calls.json is counted anew; write the page by --write.');
    return;
  }
  if (write) {
    await writeFile(PAGE, await costPage());
    return;
  }
  const month = monthOf(mix);
  if (json) {
    console.log(JSON.stringify({ ...mix, ...month }));
    return;
  }
  const parts = {
    fixed: month.fixed,
    webhooks: month.webhooks,
    mails: month.sends,
    received: month.received,
  };
  for (const [name, lines] of Object.entries(parts)) {
    console.log(`${name.padEnd(10)}${inDollars(total(lines))}`);
    for (const [service, usd] of byService(lines)) {
      console.log(`  ${service.padEnd(18)}${inDollars(usd)}`);
    }
  }
  console.log(`together  ${inDollars(month.usd)}`);
}

function byService(lines: readonly Line[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { service, usd } of lines) sums.set(service, (sums.get(service) ?? 0) + usd);
  return sums;
}

const inDollars = (usd: number): string => `$${usd.toFixed(2).padStart(12)}`;

const options = readOptions();
if (options === undefined) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  await run(options);
}
