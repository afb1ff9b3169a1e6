import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { recordIn } from '../../lambdas/core/record/export-lines.ts';
import { CSV_HEADER, csvRow } from '../../lambdas/core/record/record-csv.ts';
import type { LedgerRecord } from '../../lambdas/core/record/ledger-record.ts';
import { CommandError } from '../commands/running-gateway.ts';
import { counted } from './words.ts';
import type { LedgerGateway } from './ask.ts';

export interface ExportOptions {
  readonly from: string;
  readonly to: string;
  readonly csv: boolean;
  /** A file; absent: standard output. */
  readonly output?: string;
}

/** Writes an export page by page, as it comes; neither end holds more than one page. */
export async function exportLedger(gateway: LedgerGateway, options: ExportOptions): Promise<void> {
  const { output, csv, from, to } = options;
  const target: Writable =
    output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600, flags: 'wx' });
  const failure = output === undefined ? watchPipe(target) : watchFile(target, output);
  /** @returns false when nobody reads any more */
  const write = async (text: string): Promise<boolean> => {
    if (text === '' || target.write(text)) return target.writable;
    const drained = new Promise<void>((resolve) => target.once('drain', resolve));
    await Promise.race([drained, failure]);
    return target.writable;
  };
  if (csv) await write(CSV_HEADER);
  let after: string | undefined;
  let records = 0;
  let seals = 0;
  let sealedTo: string | undefined;
  do {
    const response = await gateway.get('export', { from, to, after });
    const text = await response.text();
    const all = text.split('\n');
    const lines = all.flatMap((line) => recordIn(line) ?? []);
    const ends = all.flatMap((line) => sealEndIn(line) ?? []);
    seals += ends.length;
    sealedTo = ends.at(-1) ?? sealedTo;
    records += lines.length;
    const rows = csv
      ? lines.map((line) => csvRow(JSON.parse(line) as LedgerRecord)).join('')
      : text;
    if (!(await write(rows))) return;
    after = response.headers.get('cordon-next') ?? undefined;
    showProgress(records, after);
  } while (after !== undefined);
  if (output !== undefined) {
    target.end();
    await Promise.race([finished(target), failure]);
  }
  // Beside the export, not in it: whoever asked for a day wants to know whether there is all of it.
  const where = output === undefined ? '' : ` in ${output}`;
  const under = csv ? '' : ` under ${counted(seals, 'seal')}`;
  console.error(`${counted(records, 'record')}${under}${where}.`);
  if (sealedTo === undefined) console.error('Nothing is sealed in this time.');
  else if (sealedTo < to) {
    console.error(`Sealed to ${sealedTo}: what came later is not in it.`);
  }
}

/** The end of the time that a seal covers, if the line is a seal. */
function sealEndIn(line: string): string | undefined {
  if (!line.startsWith('{"type":"seal"')) return undefined;
  return (JSON.parse(line) as { seal: { to: string } }).seal.to;
}

/** Resolves when standard output takes no more: `| head` has seen enough. What else may be wrong is said elsewhere. */
function watchPipe(target: Writable): Promise<void> {
  return new Promise((resolve) => target.once('error', () => resolve()));
}

/** Rejects when the file cannot be written. */
function watchFile(target: Writable, output: string): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    target.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EEXIST'
          ? `There is a file ${output} already; choose another name.`
          : `The file ${output} cannot be written (${error.code ?? 'unknown'}).`;
      reject(new CommandError(why));
    });
  });
  // It may come before anybody waits for it.
  failed.catch(() => undefined);
  return failed;
}

/** On a terminal one line that changes; elsewhere nothing. */
function showProgress(records: number, next: string | undefined): void {
  if (!process.stderr.isTTY) return;
  const [first = 0, last = 0, sequence = 0] = (next ?? '').split('.').map(Number);
  const share =
    next === undefined ? 100 : Math.floor((100 * (sequence - first)) / (last - first + 1));
  process.stderr.write(`\r\u001b[K${String(records)} records, ${String(share)} %`);
  if (next === undefined) process.stderr.write('\n');
}
