import Table from 'cli-table3';
import pc from 'picocolors';
import { assumedFacts, type AssumedFacts } from '../../lambdas/core/decide/case-file.ts';
import { MATRIX_CLASSES } from '../../lambdas/core/decide/channel-matrix.ts';
import type { LoadedPolicy } from '../../lambdas/core/decide/policy.ts';
import { CHANNELS, LANES, PURPOSES, type Lane } from '../../lambdas/core/vocabulary.ts';
import { factsFrom, type FactOptions } from './fact-options.ts';
import { matrixHtml } from './matrix-html.ts';
import type { MatrixRow } from './matrix-row.ts';
import { openOrReport } from './open.ts';

export interface MatrixOptions extends FactOptions {
  readonly lane?: Lane;
  readonly markdown?: true;
  readonly html?: true;
  readonly json?: true;
  readonly policy: string;
}

/**
 * `cordon policy matrix`: what the policy as a whole decides for each purpose, channel and class of content,
 * in each lane. Not what the channel matrix allows: the rules have been asked, too.
 */
export async function matrix(options: MatrixOptions): Promise<void> {
  const policy = await openOrReport(options.policy);
  if (policy === undefined) return;
  // A webhook's receiver as a registry describes one that is in order.
  const inOrder = { ...assumedFacts('outbound') };
  const assumed = factsFrom(options, inOrder);
  const lanes = options.lane === undefined ? LANES : [options.lane];
  const rows = lanes.flatMap((lane) => rowsOf(policy, lane, assumed));
  process.stdout.write(`${render(rows, assumed, policy.version, options)}\n`);
}

function rowsOf(policy: LoadedPolicy, lane: Lane, assumed: AssumedFacts): readonly MatrixRow[] {
  return PURPOSES.flatMap((purpose) =>
    CHANNELS.map((channel) => {
      const direction = channel === 'webhook' ? 'inbound' : 'outbound';
      const cells = MATRIX_CLASSES.map((phi) => ({
        phi,
        decision: policy.decide({ ...assumed, lane, direction, channel, purpose, phi }),
      }));
      return { lane, purpose, channel, cells };
    }),
  );
}

function render(
  rows: readonly MatrixRow[],
  assumed: AssumedFacts,
  version: string,
  { markdown, html, json }: MatrixOptions,
): string {
  if (json === true)
    return JSON.stringify({ policyVersion: version, assumed, rows: rows.map(asJson) });
  const facts = Object.entries(assumed).map(([fact, value]) => `${fact} ${String(value)}`);
  const given = `Policy ${version}. Given: ${facts.join(', ')}.`;
  const head = ['lane', 'purpose', 'channel', ...MATRIX_CLASSES];
  if (html === true) return matrixHtml(head, rows, given);
  if (markdown === true) {
    const lines = rows.map((row) => `| ${cellsOf(row).join(' | ')} |`);
    const rule = `| ${head.map(() => '---').join(' | ')} |`;
    return [given, '', `| ${head.join(' | ')} |`, rule, ...lines].join('\n');
  }
  const plain = { head: [], border: [] };
  const table = new Table({
    head,
    style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
  });
  for (const row of rows) table.push(cellsOf(row));
  return `${table.toString()}\n${given}`;
}

function cellsOf({ lane, purpose, channel, cells }: MatrixRow): string[] {
  return [lane, purpose, channel, ...cells.map(({ decision }) => decision.disposition)];
}

function asJson({ cells, ...row }: MatrixRow): object {
  const decided = cells.map(({ phi, decision: { disposition, reasonCode } }) => [
    phi,
    { disposition, reasonCode },
  ]);
  return { ...row, cells: Object.fromEntries(decided) as object };
}
