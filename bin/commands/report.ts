import Table from 'cli-table3';
import { Command } from 'commander';
import pc from 'picocolors';
import { createShadowReport, type ShadowLine } from '../../lambdas/core/record/shadow-report.ts';
import { allDecisions, findGateway } from '../gateway/read-decisions.ts';
import { reportCommandError } from './running-gateway.ts';

interface ShadowArguments {
  readonly data: string;
  readonly url?: string;
  readonly since?: string;
  readonly until?: string;
  readonly json?: boolean;
}

/** `cordon report`: what the ledger tells about a time. */
export function reportCommand(): Command {
  const command = new Command('report').description('reports from the ledger');
  command
    .command('shadow')
    .description('say what shadow mode let pass that policy would have changed, held or blocked')
    .option('--since <time>', 'date or time, ISO 8601; default 30 days ago')
    .option('--until <time>', 'date or time, ISO 8601; default now')
    .option('--json', 'print one JSON object')
    .option('--url <url>', 'gateway to ask; its key is read from CORDON_AUDIT_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .action(async (given: ShadowArguments) => {
      try {
        const report = createShadowReport();
        const { since, until } = given;
        const filters = { since, until, shadow: 'true' };
        for await (const decision of allDecisions(await findGateway(given), filters)) {
          report.add(decision);
        }
        const lines = report.lines();
        if (given.json === true) console.log(JSON.stringify({ lines }));
        else if (lines.length === 0) {
          console.log('Nothing passed in shadow mode that policy decides otherwise.');
          console.error('"cordon sources list" and "cordon keys list" say where it is on.');
        } else console.log(describe(lines));
      } catch (error) {
        reportCommandError(error);
      }
    });
  return command;
}

function describe(lines: readonly ShadowLine[]): string {
  const plain = { head: [], border: [] };
  const view = new Table({
    head: ['from', 'to', 'would have been', 'by rule', 'times', 'last (UTC)', 'override by'],
    style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
  });
  const rules = new Map<string, ShadowLine>();
  for (const line of lines) {
    const { origin, to, disposition, reasonCode, count, last, overrides } = line;
    const when = last.slice(0, 19).replace('T', ' ');
    view.push([origin, to, disposition, reasonCode, count, when, overrides.join(', ')]);
    rules.set(reasonCode, line);
  }
  const words = [...rules].map(([rule, { says, remedy }]) =>
    [`${rule}: ${says}`, ...(remedy === undefined ? [] : [`  what to do: ${remedy}`])].join('\n'),
  );
  return [view.toString(), '', ...words].join('\n');
}
